"""The way of a draft: files come, what was found, the import, and where it is thrown away or begun again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from veedor.desk.apart import singles
from veedor.desk.bring import jobs
from veedor.desk.bring.casefile import problems_of, text_of
from veedor.desk.bring.drafts import draft_of, drafts, new_draft
from veedor.desk.bring.problems import shown
from veedor.desk.bring.questions import keys, proposal_of, unanswered
from veedor.desk.bring.receive import MOST_BYTES, MOST_FILES, receive, refuse_too_much
from veedor.desk.bring.roles import roles, word
from veedor.desk.pages import AGAIN, at, page
from veedor.errors import InputErrors, QuestionError, VeedorError
from veedor.guess.draft import contest_ids
from veedor.guess.proposal import UNKNOWN
from veedor.report.phrases import Phrases
from veedor.report.proposed import is_proven, not_read, read_as, said_sum, tried
from veedor.report.wording import Wording
from veedor.sentence import revived, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import BroughtFiles, Draft
    from veedor.guess.proposal import Proposal

    View = Callable[..., HttpResponse]

CHECKED: Callable[[View], View] = csrf_protect
UNCHECKED: Callable[[View], View] = csrf_exempt
PATIENCE = 1.0
"""Seconds for which a page waits for a process before it says that it works."""
COLUMNS = 60
"""Columns of the preview."""


def home() -> Path:
    """Give the folder into which new cases go.

    Raises
    ------
    QuestionError
        Where the desk has none.
    """
    folder: Path | None = settings.DESK.new_in
    if folder is None:
        raise QuestionError(
            "This desk has no folder for new cases.",
            remedy="Start it with a folder that holds cases, or with --new-in and a folder.",
        )
    return folder


@UNCHECKED  # the form is checked below, once it is known to be no larger than what is taken
def start(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for files, and take them."""
    if request.method == "POST":
        length = request.META.get("CONTENT_LENGTH") or "0"
        try:
            refuse_too_much(1, int(length) if length.isdecimal() else 0)
        except VeedorError as error:
            return _asked_for_files(request, lang, error)
        return _received(request, lang)
    return _asked_for_files(request, lang)


@CHECKED
def _received(request: HttpRequest, lang: str) -> HttpResponse:
    draft = None
    try:
        files = [one for one in request.FILES.getlist("files") if one.name]
        files += [one for one in request.FILES.getlist("folder") if one.name]
        refuse_too_much(len(files), 0)
        draft = new_draft(home())
        receive(files, draft.files)
    except (VeedorError, InputErrors) as error:
        if draft is not None:
            draft.discard()
        return _asked_for_files(request, lang, error)
    draft.write("begun", {"lang": lang, "at": time.time()})
    jobs.begin(draft, "find")
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft.name))


@CHECKED
def _asked_for_files(
    request: HttpRequest, lang: str, error: VeedorError | InputErrors | None = None
) -> HttpResponse:
    words = Wording(lang)
    begun = [(draft.name, ", ".join(draft.names[:3])) for draft in drafts(home())]
    return page(
        request,
        "bring/start.html",
        lang=lang,
        status=HTTPStatus.OK if error is None else HTTPStatus.BAD_REQUEST,
        problems=[] if error is None else [words.said(one.text) for one in singles(error)],
        begun=begun,
        most_files=MOST_FILES,
        most_bytes=MOST_BYTES,
    )


def opened(name: str) -> tuple[Draft, BroughtFiles]:
    """Give a draft of which it is known what it is.

    Raises
    ------
    UnknownDraftError, QuestionError
        Where there is none, or that is not known yet.
    """
    draft = draft_of(home(), name)
    known = draft.found
    if known is None:
        raise QuestionError(
            "Its files have not been read yet.", remedy="Go to its first page, and wait there."
        )
    return draft, known


def found(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show what was found of the files."""
    mine = draft_of(home(), draft)
    jobs.wait(mine, PATIENCE)
    if jobs.working(mine):
        return _waiting(request, lang, mine)
    if (mine.read("done") or {}).get("folder"):
        return _adopted(lang, mine)
    known = mine.found
    if known is None:
        return _refused(request, lang, mine)
    words = Phrases(Wording(lang))
    proposal = proposal_of(known, mine.answers)
    head = roles(proposal, known.header, words, Wording(lang).text("desk.bring.not_read"))[:COLUMNS]
    return page(
        request,
        "bring/found.html",
        lang=lang,
        draft=step(mine, known, "found"),
        opened=known.words[lang]["opened"],
        left=known.words[lang]["left"],
        row_is=words.text(f"read.{'areas' if proposal.areas else proposal.layout}"),
        reads=list(read_as(proposal, words)),
        sums=[(is_proven(one), said_sum(one, words)) for one in known.trial.sums],
        tried=tried(known.trial, words) if known.trial.reads else "",
        refused=known.trial.refused,
        not_read=not_read(proposal, words),
        contests=choices(known, proposal, words),
        head=list(zip(known.header, head, strict=False)),
        rows=[list(zip(row, head, strict=False)) for row in known.rows],
        more=max(0, len(known.header) - COLUMNS),
    )


def choices(
    found: BroughtFiles, proposal: Proposal, words: Phrases
) -> list[tuple[str, list[dict[str, object]]]]:
    """Give the choices of each contest with their votes, those with most first."""
    made = []
    for contest_id in contest_ids(proposal):
        votes = found.trial.votes.get(contest_id, {})
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


@dataclass(frozen=True)
class DraftStep:
    """What every page of a draft shows.

    Parameters
    ----------
    name : str
        Of the draft.
    files : tuple of str
        Names of its files.
    at : str
        The step: ``found``, ``ask``, ``totals``, ``casefile``, ``import``.
    asked, left : int
        Questions, and those that nobody has answered.
    next_key : str
        The first of these; where there is none, the first of all.
    by_hand : bool
        Whether the case file was edited by hand.
    """

    name: str
    files: tuple[str, ...]
    at: str
    asked: int
    left: int
    next_key: str
    by_hand: bool


def step(draft: Draft, known: BroughtFiles, at_step: str) -> DraftStep:
    """Give what every page of a draft shows."""
    open_keys, every = unanswered(known, draft.answers), keys(known)
    following = (open_keys or every)[0]
    by_hand = draft.written is not None
    return DraftStep(draft.name, draft.names, at_step, len(every), len(open_keys), following, by_hand)


def _waiting(request: HttpRequest, lang: str, draft: Draft) -> HttpResponse:
    told = jobs.progress(draft)
    words = Wording(lang)
    task = (draft.read("task") or {}).get("task", "find")
    answer = page(
        request,
        "bring/waiting.html",
        lang=lang,
        status=HTTPStatus.ACCEPTED,
        its_name=draft.name,
        files=draft.names,
        task=task,
        what=words.said(revived(told["what"])) if told else "",
        number=told.get("step", 0),
        steps=told.get("steps", 0),
    )
    answer.headers["Refresh"], answer.headers["Cache-Control"] = AGAIN, "no-store"
    return answer


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
    )


def _adopted(lang: str, draft: Draft) -> HttpResponse:
    """Serve the case that a draft has become, and let the draft go."""
    folder = home() / str((draft.read("done") or {})["folder"])
    name = settings.DESK.library.add(folder)
    draft.discard()
    return HttpResponseRedirect(at(lang, "look:case", name=name))


def bring_in(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Import the case as it stands; say what is in the way, at its row."""
    mine = draft_of(home(), draft)
    if request.method == "POST" and not jobs.working(mine):
        opened(draft)
        jobs.begin(mine, "finish")
        return HttpResponseRedirect(at(lang, "bring:import", draft=draft))
    jobs.wait(mine, PATIENCE)
    if jobs.working(mine):
        return _waiting(request, lang, mine)
    if (mine.read("done") or {}).get("folder"):
        return _adopted(lang, mine)
    mine, known = opened(draft)
    if (mine.read("done") or {}).get("asks"):  # an answer brought further questions
        mine.forget("done")
        key = (unanswered(known, mine.answers) or keys(known))[0]
        return HttpResponseRedirect(at(lang, "bring:ask", draft=draft, key=key))
    kept = mine.read("problems") or {"problems": []}
    words = Wording(lang)
    return page(
        request,
        "bring/import.html",
        lang=lang,
        draft=step(mine, known, "import"),
        problems=shown(kept["problems"], words),
        lines=problems_of(text_of(mine, known, lang), words),
    )


def again(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Look at the files once more, or forget all answers: the questions begin anew."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mine = draft_of(home(), draft)
    mine.forget("answers", "tried")
    mine.write_by_hand(None)
    if mine.found is None:
        jobs.begin(mine, "find")
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft))


def discard(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Throw a draft away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mine = draft_of(home(), draft)
    if jobs.working(mine):
        raise QuestionError(
            sentence("Its files are being read just now."), remedy="Wait until that is done, then discard it."
        )
    mine.discard()
    return HttpResponseRedirect(at(lang, "bring:start"))
