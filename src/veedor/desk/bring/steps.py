"""What the user says of a draft: answers to questions, totals of the official page, the case file itself."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from veedor.desk.bring import jobs
from veedor.desk.bring.casefile import LARGEST, LineProblem, problems_of, text_of
from veedor.desk.bring.questions import LATER, OTHER, answered, keys, proposal_of, question, unanswered
from veedor.desk.bring.views import choices, opened, step
from veedor.desk.pages import at, page
from veedor.errors import QuestionError, VeedorError
from veedor.intake.case import Control
from veedor.report.asked import countries
from veedor.report.phrases import Phrases
from veedor.report.wording import Wording
from veedor.sentence import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import BroughtFiles, Draft

LONGEST_SOURCE = 300
"""Letters of who says so."""
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+")


def ask(request: HttpRequest, lang: str, draft: str, key: str) -> HttpResponse:
    """Ask one question, and take its answer; the next is asked then."""
    mine, known = opened(draft)
    _refuse_while_working(mine)
    problem, sent = "", {}
    if request.method == "POST":
        sent = {name: request.POST.get(name, "") for name in ("answer", "text")}
        try:
            mine.keep(answered(key, sent, known, mine.answers))
            return HttpResponseRedirect(_after(lang, mine, known, key))
        except VeedorError as error:
            problem = Wording(lang).said(error.text)
    shown = question(key, mine, known, mine.answers, Phrases(Wording(lang)))
    if problem:
        shown = replace(shown, chosen=sent["answer"])
    order = keys(known)
    return page(
        request,
        "bring/ask.html",
        lang=lang,
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        draft=step(mine, known, "ask"),
        question=shown,
        number=order.index(key) + 1,
        before=order[order.index(key) - 1] if key != order[0] else "",
        problem=problem,
        text=sent.get("text", ""),
        countries=countries(lang) if key == "country" else [],
        other=OTHER,
        later=LATER,
    )


def _after(lang: str, draft: Draft, known: BroughtFiles, key: str) -> str:
    """Give the address of the next question that is open, or of the totals where there is none."""
    open_keys = unanswered(known, draft.answers)
    behind = [one for one in keys(known)[keys(known).index(key) + 1 :] if one in open_keys]
    following = (behind or open_keys)[:1]
    if following:
        return at(lang, "bring:ask", draft=draft.name, key=following[0])
    return at(lang, "bring:totals", draft=draft.name)


def _refuse_while_working(draft: Draft) -> None:
    if jobs.working(draft):
        raise QuestionError(
            "Its files are being read just now.", remedy="Go to its first page, and wait there."
        )


def totals(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show the totals of the import beside fields for what the official page says."""
    mine, known = opened(draft)
    _refuse_while_working(mine)
    problem = ""
    sent = {name: str(text) for name, text in request.POST.items()} if request.method == "POST" else None
    if sent is not None:
        try:
            mine.keep(replace(mine.answers, controls=_controls(sent, known, mine)))
            return HttpResponseRedirect(at(lang, "bring:import", draft=draft))
        except QuestionError as error:
            problem = Wording(lang).said(error.text)
    words = Phrases(Wording(lang))
    contests = choices(known, proposal_of(known, mine.answers), words)
    return page(
        request,
        "bring/totals.html",
        lang=lang,
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        draft=step(mine, known, "totals"),
        contests=contests,
        sheets=known.trial.sheets,
        registered=known.trial.registered,
        areas=bool(known.trial.proposal.areas),
        stated=sent if sent is not None else _stated(mine, contests),
        problem=problem,
    )


def _stated(draft: Draft, contests: list[tuple[str, list[dict[str, object]]]]) -> dict[str, str]:
    """Give what the fields hold: what was stated before, by the names of the fields."""
    made: dict[str, str] = {}
    several = len(contests) > 1
    for control in draft.answers.controls:
        number = next((n for n, (name, _) in enumerate(contests) if several and name == control.contest), 0)
        ids = [str(row["id"]) for row in contests[number][1]]
        made["who"] = control.who
        for name in ("sheets", "registered"):
            if (value := getattr(control, name)) is not None:
                made[name] = str(value)
        for choice_id, votes in control.votes.items():
            if choice_id in ids:
                made[f"v{number}.{choice_id}"] = str(votes)
    return made


def _controls(sent: dict[str, str], known: BroughtFiles, draft: Draft) -> tuple[Control, ...]:
    """Read the totals of the form; without any there is no control.

    Raises
    ------
    QuestionError
        Where one of them is no number, or nobody is named who says so.
    """
    contests = choices(known, proposal_of(known, draft.answers), Phrases(Wording("en")))
    several, made = len(contests) > 1, []
    for number, (contest_id, rows) in enumerate(contests):
        stated = {str(row["id"]): _figure(sent.get(f"v{number}.{row['id']}", "")) for row in rows}
        votes = {choice: figure for choice, figure in stated.items() if figure is not None}
        sheets = _figure(sent.get("sheets", "")) if number == 0 else None
        registered = _figure(sent.get("registered", "")) if number == 0 else None
        if votes or sheets is not None or registered is not None:
            who = sent.get("who", "").strip()[:LONGEST_SOURCE]
            contest = contest_id if several else ""
            made.append(Control(who, contest, sheets=sheets, registered=registered, votes=votes))
    if made and not made[0].who:
        raise QuestionError(
            "Nobody is named who says these totals.", remedy="Write whose page they are from, and its date."
        )
    return tuple(made)


def _figure(text: str) -> int | None:
    """Read a number as people write it: 12345, 12.345, 12,345 or 12 345; None where there is none."""
    plain = text.strip()
    if not plain:
        return None
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 12:
        raise QuestionError(
            sentence("{text!r} is no whole number.", text=text[:40]), remedy="Write it in figures: 12345."
        )
    return int(plain)


def casefile(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show the case file, and take it as it was edited, with its errors at their lines."""
    mine, known = opened(draft)
    _refuse_while_working(mine)
    text = text_of(mine, known, lang)
    problems: list[LineProblem] | None = None
    if request.method == "POST":
        if "reset" in request.POST:
            mine.write_by_hand(None)
            return HttpResponseRedirect(at(lang, "bring:casefile", draft=draft))
        sent = request.POST.get("text", "").replace("\r\n", "\n")
        if len(sent) > LARGEST:
            raise QuestionError("The case file is too long.", remedy="Keep data out of it.")
        if sent.strip() != text.strip():
            mine.write_by_hand(sent)
        text = sent
        problems = problems_of(text, Wording(lang))
    return page(
        request,
        "bring/casefile.html",
        lang=lang,
        draft=step(mine, known, "casefile"),
        text=text,
        lines=text.count("\n") + 2,
        problems=problems,
        saved=request.method == "POST",
    )
