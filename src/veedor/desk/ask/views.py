"""The pages of questions: which there are, the form of one with its answer, and its files."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from markupsafe import Markup

from veedor.case.command_line import command_line
from veedor.case.forms import VERBS, Offers, offers_of
from veedor.desk import jobs
from veedor.desk.apart import singles
from veedor.desk.ask.desk_question import DeskQuestion, keep_claims, question_of, text_of_claims
from veedor.desk.ask.fields import fields_of
from veedor.desk.pages import at, drawing, page
from veedor.errors import MissingDataError, QuestionError
from veedor.model import Unit
from veedor.report.wording import Wording
from veedor.sentence import revived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from veedor.desk.jobs import JobNow

PATIENCE = 1.0
"""Seconds for which a page waits for a process before it says that it works."""
LATELY = 12
"""Questions that were asked before, on the first page."""
_KEY = re.compile(r"[0-9a-f]{64}")


def start(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show what can be asked of a case, and what was asked before."""
    folder, words = str(settings.DESK.library.folder(name)), Wording(lang)
    asked = []
    for job in jobs.lately("ask.", 200):
        if job.given.get("folder") == folder and job.given.get("verb") in VERBS:
            question = DeskQuestion(name, job.given["verb"], job.given["said"])
            asked.append((question, words.text(f"desk.ask.state.{job.state}")))
    return page(
        request, "ask/start.html", lang=lang, name=name, wording=words,
        verbs=list(VERBS), asked=asked[:LATELY], command=command_of,
    )  # fmt: skip


def ask(request: HttpRequest, lang: str, name: str, verb: str) -> HttpResponse:
    """Show the form of a question, and its answer where it was asked; a form that is sent asks it."""
    if verb not in VERBS:
        raise Http404
    if request.method == "POST":
        return _sent(request, lang, name, verb)
    question = question_of(name, verb, request.GET, lang)
    if question.problems:
        return _shown(request, lang, question, status=HTTPStatus.BAD_REQUEST)
    if sorted(request.GET.lists()) != sorted((key, [text]) for key, text in question.given.items()):
        return HttpResponseRedirect(_address(lang, question))  # what says nothing does not stay in it
    return _shown(request, lang, question, job=jobs.known(question.key), kept=jobs.result_of(question.key))


def _sent(request: HttpRequest, lang: str, name: str, verb: str) -> HttpResponse:
    question = question_of(name, verb, request.POST, lang)
    if verb == "claims":
        question = _with_claims(request, question)
    if not question.problems:
        try:
            begin(question)
        except QuestionError as error:
            question = replace(question, problems={"": error})
    if question.problems:
        return _shown(request, lang, question, status=HTTPStatus.BAD_REQUEST)
    jobs.wait(question.key, PATIENCE)
    return HttpResponseRedirect(f"{_address(lang, question)}#answer")


def begin(question: DeskQuestion) -> None:
    """Begin to work an answer out, unless it is kept.

    Raises
    ------
    QuestionError
        Where too much is being worked out.
    """
    if jobs.result_of(question.key) is None:
        jobs.begin(question.key, question.work())


def _with_claims(request: HttpRequest, question: DeskQuestion) -> DeskQuestion:
    """Keep claims that came along, and name them in the question."""
    try:
        text = text_of_claims(request.POST.get("text", ""), request.FILES.get("file"))
    except QuestionError as error:
        return replace(question, problems={"claims": error})
    return replace(question, given={"claims": keep_claims(text)}, problems={}) if text else question


def _address(lang: str, question: DeskQuestion) -> str:
    view = at(lang, "ask:ask", name=question.name, verb=question.verb)
    return f"{view}?{question.written}" if question.given else view


def command_of(question: DeskQuestion) -> str:
    """Write the command that asks a question, before its answer does."""
    one = VERBS[question.verb]
    several = {"treatment"}
    options = {
        key: tuple(text.split(",")) if key in several else text
        for key, text in question.given.items()
        if key != "claims"
    }
    if question.given.get("claims"):
        options["file"] = "claims.toml"
    return command_line(one.line, str(question.folder), options=options)


def _offers(question: DeskQuestion) -> Offers:
    """Return what there is to choose from; of the first contest where an unknown one is named."""
    contest = question.given.get("contest")
    library = settings.DESK.library
    try:
        found: Offers = library.ask(question.name, f"offers {contest}", lambda case: offers_of(case, contest))
    except QuestionError:
        found = library.ask(question.name, "offers None", offers_of)
    return found


def _shown(
    request: HttpRequest,
    lang: str,
    question: DeskQuestion,
    *,
    job: JobNow | None = None,
    kept: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    offers = _offers(question)
    words = Wording(lang).of(offers.contest)
    problems = _problems(question, job if kept is None else None, words)
    keys = VERBS[question.verb].readers
    works = kept is None and job is not None and job.works
    answer = page(
        request,
        "ask/ask.html",
        lang=lang,
        wording=words,
        status=status,
        name=question.name,
        question=question,
        fields=fields_of(question.verb, offers, question.given, problems, words),
        problems=[text for key, texts in problems.items() if key not in keys for text in texts],
        offers=offers,
        unit_contest=Unit.CONTEST,
        answer=Markup(kept["in"][lang]["html"]) if kept else None,  # noqa: S704 - of our own templates
        command=kept["command"] if kept else command_of(question),
        job=job,
        works=works,
        says=_step(job, words) if works and job is not None else "",
        json=f"{at(lang, 'ask:json', name=question.name, verb=question.verb)}?{question.written}",
    )
    answer.headers["Cache-Control"] = "no-store" if works else "no-cache"
    return answer


def _problems(question: DeskQuestion, job: JobNow | None, words: Wording) -> dict[str, tuple[str, ...]]:
    """Say what is wrong with a question, and what its process met, by key."""
    found = {
        key: tuple(words.said(one.text) for one in singles(error)) for key, error in question.problems.items()
    }
    for one in job.problems if job is not None and job.state == "failed" else ():
        texts = [words.said(revived(one[part])) for part in ("says", "remedy") if one.get(part)]
        key = one.get("field", "")
        found[key] = (*found.get(key, ()), " ".join(texts))
    return found


def _step(job: JobNow, words: Wording) -> str:
    if not job.progress:
        return words.text(f"desk.ask.state.{job.state}")
    what = words.said(revived(job.progress["what"]))
    if not job.progress["steps"]:
        return what
    return words.text(
        "desk.bring.progress", what=what, number=job.progress["step"], steps=job.progress["steps"]
    )


def as_json(request: HttpRequest, lang: str, name: str, verb: str) -> HttpResponse:
    """Return an answer as the command line writes it with ``--json``.

    Raises
    ------
    MissingDataError
        Where it was not worked out.
    """
    if verb not in VERBS:
        raise Http404
    question = question_of(name, verb, request.GET, lang)
    for error in question.problems.values():
        raise error
    kept = jobs.result_of(question.key)
    if kept is None:
        raise MissingDataError(
            "This question was not answered yet.",
            remedy="Open its page, and ask it there; then take its file.",
        )
    answer = HttpResponse(kept["in"][lang]["json"], content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{verb}.json"'
    return answer


def picture(request: HttpRequest, lang: str, name: str, key: str, picture: str) -> HttpResponse:
    """Return a picture of an answer; it never changes."""
    del request, name
    kept = jobs.result_of(key) if _KEY.fullmatch(key) else None
    drawn = kept["in"][lang]["pictures"].get(picture) if kept and "in" in kept else None
    if drawn is None:
        raise Http404
    return drawing(drawn, {"Cache-Control": "private, max-age=31536000, immutable"})
