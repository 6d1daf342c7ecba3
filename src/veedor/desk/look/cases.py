"""The list of cases, and the first page of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from veedor.desk.caching import asks, mark_of
from veedor.desk.library import StillWorkingError
from veedor.desk.look.live import is_watched
from veedor.desk.pages import page
from veedor.errors import InputErrors, MissingDataError, QuestionError, VeedorError, reason_of
from veedor.model import Unit
from veedor.report.front import front
from veedor.report.prominent import headline_first
from veedor.report.section_html import anchor
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from veedor.case import Case
    from veedor.desk.library import Library
    from veedor.model import Result
    from veedor.report.front import Front


@dataclass(frozen=True)
class Row:
    """A case in the list.

    Parameters
    ----------
    name : str
        Under which it is served.
    title : str
        Of its election, in the language of the page.
    date : str
        Of its election, in words; empty where the file is no case.
    synthetic : bool
        Whether its data are made up.
    problem : str
        Why it cannot be opened; empty where it can.
    """

    name: str
    title: str
    date: str = ""
    synthetic: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Chapter:
    """What one question found.

    Parameters
    ----------
    name : str
        Of the section of the report that has all of it.
    said : tuple of (str, str)
        Anchor and sentence of each finding.
    command : str
        The command line that asks it.
    """

    name: str
    said: tuple[tuple[str, str], ...]
    command: str


@asks()
def cases(request: HttpRequest, lang: str) -> HttpResponse:
    """List the cases."""
    library: Library = settings.DESK.library
    words = Wording(lang)
    return page(request, "look/cases.html", lang=lang, cases=[_row(library, n, words) for n in library.names])


def _row(library: Library, name: str, words: Wording) -> Row:
    try:
        election = library.file(name).election
    except (VeedorError, InputErrors) as error:
        return Row(name, name, problem=words.said(reason_of(error)))
    title = election.titles.get(words.lang, election.title)
    return Row(name, title, words.value(election.date, Unit.DAY), election.synthetic)


@asks(also=is_watched)
def case(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show the first page of a case: who won under the rule, what it rests on, and what else was found."""

    def answer(of: Case) -> tuple[Front, bool]:
        return front(of, _words(of, lang)), any(
            of.election.counts_by_sheet(one) for one in of.election.contests
        )

    made, by_sheet = settings.DESK.library.ask(name, f"front {lang}", answer)
    try:
        found = settings.DESK.library.ask(name, f"chapters {lang}", lambda of: chapters(of, _words(of, lang)))
    except StillWorkingError:
        found = None
    return page(
        request, "look/case.html", part="chapters", lang=lang, name=name, front=made, by_sheet=by_sheet,
        chapters=found, watched=is_watched(name, lang), mark=mark_of(name),
    )  # fmt: skip


def _words(of: Case, lang: str) -> Wording:
    named = (of.election.contest_id(), *of.election.contests)
    return Wording(lang).of_all([of.election.contest(one) for one in dict.fromkeys(named)])


def chapters(of: Case, words: Wording) -> list[Chapter]:
    """Ask what a page of a case tells: each chapter with its findings; one without data is left out.

    Parameters
    ----------
    of : Case
        Which.
    words : Wording
        The language.
    """
    questions: dict[str, Callable[[], Result]] = {
        "outcome": of.outcome,
        "timeline": of.timeline,
        "compare": of.compare,
        "checks": of.check,
    }
    found = []
    for name, ask in questions.items():
        try:
            result = ask()
        except (MissingDataError, QuestionError):
            continue
        told = headline_first(result.findings)
        said = tuple((anchor(finding.finding_id), words.say(finding)) for finding in told)
        found += [Chapter(name, said, result.command)] if said else []
    return found
