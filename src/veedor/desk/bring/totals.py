"""Totals of the import beside what the official page says: what the import must meet."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from veedor.desk.bring.frame import busy, opened, step
from veedor.desk.bring.reading_page import choices
from veedor.desk.pages import at, page
from veedor.errors import QuestionError
from veedor.intake.case import Control
from veedor.report.phrases import Phrases
from veedor.report.wording import Wording
from veedor.sentence import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import GivenAnswers
    from veedor.desk.bring.frame import OpenDraft

LONGEST_SOURCE = 300
"""Letters of who says so."""
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+")


def totals(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show the totals of the import beside fields for what the official page says."""
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    mine = opened(draft)
    problem = ""
    sent = {name: str(text) for name, text in request.POST.items()} if request.method == "POST" else None
    if sent is not None:
        try:
            mine.draft.keep(replace(mine.answers, controls=_controls(sent, mine)))
            return HttpResponseRedirect(at(lang, "bring:import", draft=draft))
        except QuestionError as error:
            problem = Wording(lang).said(error.text)
    contests = choices(mine.reading, Phrases(Wording(lang)))
    trial = mine.reading.trial
    return page(
        request,
        "bring/totals.html",
        lang=lang,
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        draft=step(mine, "totals"),
        contests=contests,
        reads=trial.reads,
        sheets=trial.sheets,
        registered=trial.registered,
        areas=bool(mine.reading.proposal.areas),
        stated=sent if sent is not None else _stated(mine.answers, contests),
        problem=problem,
    )


def _stated(answers: GivenAnswers, contests: list[tuple[str, list[dict[str, object]]]]) -> dict[str, str]:
    """Return what the fields hold: what was stated before, by the names of the fields."""
    made: dict[str, str] = {}
    several = len(contests) > 1
    for control in answers.controls:
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


def _controls(sent: dict[str, str], mine: OpenDraft) -> tuple[Control, ...]:
    """Read the totals of the form; without any there is no control.

    Raises
    ------
    QuestionError
        Where one of them is no number, or nobody is named who says so.
    """
    contests = choices(mine.reading, Phrases(Wording("en")))
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
