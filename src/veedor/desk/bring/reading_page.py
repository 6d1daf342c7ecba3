"""What was found of the files: how they are opened, roles of the columns, votes, and sums that are proven."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponseNotAllowed, HttpResponseRedirect

from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import draft_of
from veedor.desk.bring.finish import adopted
from veedor.desk.bring.frame import busy, home, opened, step
from veedor.desk.bring.opening import shown_opening
from veedor.desk.bring.problems import shown
from veedor.desk.bring.reading import reading_of
from veedor.desk.bring.roles import heads, said_roles, word
from veedor.desk.pages import at, page
from veedor.errors import VeedorError
from veedor.guess.draft import contest_ids
from veedor.guess.proposal import UNKNOWN
from veedor.guess.roles import NOT_READ, role_of
from veedor.report.phrases import Phrases
from veedor.report.proposed import is_proven, not_read, read_as, said_sum, tried
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import Draft
    from veedor.desk.bring.frame import OpenDraft
    from veedor.desk.bring.reading import DraftReading

COLUMNS = 60
"""Columns of the preview."""


def found(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show what was found of the files."""
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    own = draft_of(home(), draft)
    if (case := adopted(lang, own)) is not None:
        return case
    if own.found is None:
        return _refused(request, lang, own)
    return _found(request, lang, opened(draft))


def _found(request: HttpRequest, lang: str, mine: OpenDraft, problem: str = "") -> HttpResponse:
    wording = Wording(lang)
    words, known, trial = Phrases(wording), mine.found, mine.reading.trial
    proposal = mine.reading.proposal
    head = heads(proposal, known.header[:COLUMNS], words, wording.text("desk.bring.not_read"))
    return page(
        request,
        "bring/found.html",
        lang=lang,
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        problem=problem,
        draft=step(mine, "found"),
        opened=known.words[lang]["opened"],
        left=known.words[lang]["left"],
        opening=shown_opening(mine.draft),
        row_is=words.text(f"read.{'areas' if proposal.areas else proposal.layout}"),
        reads=list(read_as(proposal, words)),
        sums=[(is_proven(one), said_sum(one, words)) for one in trial.sums],
        untried=not mine.reading.tried,
        tried=tried(trial, words) if trial.reads else "",
        refused=[wording.said(one) for one in trial.refused],
        not_read=not_read(proposal, words),
        contests=choices(mine.reading, words),
        head=head,
        roles=said_roles(proposal, words, wording),
        changed=bool(mine.answers.roles),
        rows=[list(zip(row, head, strict=False)) for row in known.rows],
        more=max(0, len(known.header) - COLUMNS),
    )


def _refused(request: HttpRequest, lang: str, draft: Draft) -> HttpResponse:
    kept = draft.read("problems") or {"problems": []}
    return page(
        request,
        "bring/refused.html",
        lang=lang,
        status=HTTPStatus.CONFLICT,
        its_name=draft.name,
        files=draft.names,
        problems=shown(kept["problems"], Wording(lang)),
        opening=shown_opening(draft),
    )


def give_roles(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Take what the user says that the columns are, and try the files so."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    mine = opened(draft)
    proposal, header = mine.reading.proposal, mine.found.header[:COLUMNS]
    sent = {name: request.POST.get(f"role.{number}", "") for number, name in enumerate(header)}
    changed = {name: role for name, role in sent.items() if role and role != role_of(proposal, name)}
    roles = {name: role for name, role in mine.answers.roles.items() if name not in changed}
    # What takes a column away comes last: until then another may have taken its place.
    roles |= dict(sorted(changed.items(), key=lambda one: one[1] == NOT_READ))
    answers = replace(mine.answers, roles={} if "reset" in request.POST else roles)
    try:
        reading = reading_of(mine.found, answers)
    except VeedorError as error:
        return _found(request, lang, mine, Wording(lang).said(error.text))
    mine.draft.keep(answers)
    if not reading.tried:
        jobs.begin(mine.draft, "try")
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft))


def choices(reading: DraftReading, words: Phrases) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the choices of each contest with their votes, those with most first."""
    proposal, made = reading.proposal, []
    for contest_id in contest_ids(proposal):
        votes = reading.trial.votes.get(contest_id, {})
        rows: list[dict[str, object]] = [
            {
                "id": choice.choice_id,
                "label": choice.label,
                "kind": UNKNOWN if choice.kind == UNKNOWN else word(f"kind.{choice.kind}", words),
                "votes": votes.get(choice.choice_id, choice.votes),
            }
            for choice in proposal.choices
            if choice.contest in {"", contest_id}
        ]
        rows.sort(key=lambda row: -int(str(row["votes"])))
        made.append((contest_id if proposal.contest_column else "", rows))
    return made
