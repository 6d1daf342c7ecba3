"""The questions, one at a time."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect

from veedor.desk.bring import jobs
from veedor.desk.bring.frame import busy, opened, step
from veedor.desk.bring.opening import reopen, reopened_by
from veedor.desk.bring.questions import OTHER, answered, keys, question, unanswered
from veedor.desk.bring.reading import LATER
from veedor.desk.pages import at, page
from veedor.errors import VeedorError
from veedor.report.election_answers import countries
from veedor.report.phrases import Phrases
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.frame import OpenDraft


def ask(request: HttpRequest, lang: str, draft: str, key: str) -> HttpResponse:
    """Ask one question, and take its answer; the next is asked then."""
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    mine = opened(draft)
    if request.method != "POST":
        return _asked(request, lang, mine, key)
    sent = {name: request.POST.get(name, "") for name in ("answer", "text")}
    try:
        if (given := reopened_by(mine, key, sent)) is not None:
            reopen(mine.draft, given)
            return HttpResponseRedirect(at(lang, "bring:found", draft=draft))
        mine.draft.keep(answered(key, sent, mine.found, mine.answers))
    except VeedorError as error:
        return _asked(request, lang, mine, key, sent, Wording(lang).said(error.text))
    return HttpResponseRedirect(_after(lang, opened(draft), key))


def _asked(
    request: HttpRequest,
    lang: str,
    mine: OpenDraft,
    key: str,
    sent: dict[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:
    words = Phrases(Wording(lang))
    shown = question(key, mine.draft.names[0], mine.reading, mine.answers, words)
    order = keys(mine.reading)
    if sent is not None:
        shown = replace(shown, chosen=sent["answer"])
    return page(
        request,
        "bring/ask.html",
        lang=lang,
        status=HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK,
        draft=step(mine, "ask"),
        question=shown,
        number=order.index(key) + 1,
        before=order[order.index(key) - 1] if key != order[0] else "",
        problem=problem,
        text=(sent or {}).get("text", ""),
        countries=countries(lang) if key == "country" else [],
        other=OTHER,
        later=LATER,
    )


def _after(lang: str, mine: OpenDraft, key: str) -> str:
    """Return the address of the next question that is open, or of what follows where there is none."""
    open_keys, order = unanswered(mine.reading, mine.answers), keys(mine.reading)
    behind = [one for one in order[order.index(key) + 1 :] if one in open_keys] if key in order else []
    following = (behind or open_keys)[:1]
    if following:
        return at(lang, "bring:ask", draft=mine.name, key=following[0])
    if mine.reading.tried or mine.draft.written is not None:
        return at(lang, "bring:totals", draft=mine.name)
    jobs.begin(mine.draft, "try")
    return at(lang, "bring:next", draft=mine.name)


def following(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Lead to what is asked next: what a trial of the answers brought up, or the totals."""
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    mine = opened(draft)
    if open_keys := unanswered(mine.reading, mine.answers):
        return HttpResponseRedirect(at(lang, "bring:ask", draft=draft, key=open_keys[0]))
    return HttpResponseRedirect(at(lang, "bring:totals", draft=draft))
