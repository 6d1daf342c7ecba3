"""What every page of a draft stands in: the folder of new cases, the draft as it is, the steps above it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import draft_of
from veedor.desk.bring.questions import keys, unanswered
from veedor.desk.bring.reading import reading_of
from veedor.desk.pages import AGAIN, page
from veedor.errors import QuestionError
from veedor.report.wording import Wording
from veedor.sentence import revived

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import BroughtFiles, Draft, GivenAnswers
    from veedor.desk.bring.reading import DraftReading

PATIENCE = 1.0
"""Seconds for which a page waits for a process before it says that it works."""


def home() -> Path:
    """Return the folder into which new cases go.

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


@dataclass(frozen=True)
class OpenDraft:
    """A draft of which it is known what it is.

    Parameters
    ----------
    draft : Draft
        On disk.
    found : BroughtFiles
        What was found of its files.
    answers : GivenAnswers
        What was answered.
    reading : DraftReading
        How the files are read after that.
    """

    draft: Draft
    found: BroughtFiles
    answers: GivenAnswers
    reading: DraftReading

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.draft.name


def opened(name: str) -> OpenDraft:
    """Return a draft of which it is known what it is.

    Raises
    ------
    UnknownDraftError, QuestionError
        Where there is none, or that is not known yet.
    """
    draft = draft_of(home(), name)
    found = draft.found
    if found is None:
        raise QuestionError(
            "Its files have not been read yet.", remedy="Go to its first page, and wait there."
        )
    answers = draft.answers
    return OpenDraft(draft, found, answers, reading_of(found, answers))


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
    next_key, last_key : str
        The first of these; where there is none, the first of all. The last of all.
    by_hand : bool
        Whether the case file was edited by hand.
    """

    name: str
    files: tuple[str, ...]
    at: str
    asked: int
    left: int
    next_key: str
    last_key: str
    by_hand: bool


def step(mine: OpenDraft, at_step: str) -> DraftStep:
    """Return what every page of a draft shows."""
    open_keys, every = unanswered(mine.reading, mine.answers), keys(mine.reading)
    next_key, last_key = (open_keys or every)[0], every[-1]
    by_hand = mine.draft.written is not None
    return DraftStep(
        mine.name, mine.draft.names, at_step, len(every), len(open_keys), next_key, last_key, by_hand
    )


def busy(request: HttpRequest, lang: str, name: str) -> HttpResponse | None:
    """Return the page that says what is being done with a draft; None where nothing is.

    Raises
    ------
    UnknownDraftError
        Where there is no such draft.
    """
    draft = draft_of(home(), name)
    jobs.wait(draft, PATIENCE)
    if not jobs.working(draft):
        return None
    told = jobs.progress(draft)
    answer = page(
        request,
        "bring/waiting.html",
        lang=lang,
        status=HTTPStatus.ACCEPTED,
        its_name=draft.name,
        files=draft.names or (str((draft.read("address") or {}).get("url", "")),),
        task=(draft.read("task") or {}).get("task", "find"),
        what=Wording(lang).said(revived(told["what"])) if told else "",
        number=told.get("step", 0),
        steps=told.get("steps", 0),
        fetching=told.get("fetching", False),
    )
    answer.headers["Refresh"], answer.headers["Cache-Control"] = AGAIN, "no-store"
    return answer
