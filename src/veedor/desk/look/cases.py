"""The list of cases, and the first page of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from markupsafe import Markup

from veedor.desk.caching import asks, mark_of
from veedor.desk.library import StillWorkingError
from veedor.desk.look.live import is_watched
from veedor.desk.pages import at, drawing, page
from veedor.errors import InputErrors, MissingDataError, QuestionError, VeedorError, reason_of
from veedor.model import Unit
from veedor.report.front import front
from veedor.report.image_files import as_svg
from veedor.report.prominent import headline_first
from veedor.report.section_html import anchor
from veedor.report.section_html import chapter as written
from veedor.report.sections import Fragment, Picture, Section, attempt, drawn
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    watched : bool
        Whether a watch writes its live page: there it can be looked at before any file is read as its data.
    namesake : bool
        Whether another one in the list has the title and the date too.
    """

    name: str
    title: str
    date: str = ""
    synthetic: bool = False
    problem: str = ""
    watched: bool = False
    namesake: bool = False


def _watched(lang: str) -> tuple[str, ...]:
    """Return the names of the cases that have a live page in a language."""
    library: Library = settings.DESK.library
    return tuple(name for name in library.names if is_watched(name, lang))


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
    picture : Markup
        Its first picture, with the table behind it; empty where there is nothing to draw.
    drawn : mapping of str to str
        That picture by form, as SVG.
    """

    name: str
    said: tuple[tuple[str, str], ...]
    command: str
    picture: Markup = field(default_factory=Markup)
    drawn: Mapping[str, str] = field(default_factory=dict)


@asks(also=_watched)
def cases(request: HttpRequest, lang: str) -> HttpResponse:
    """List the cases."""
    library: Library = settings.DESK.library
    words = Wording(lang)
    watched = _watched(lang)
    rows = [_row(library, name, words) for name in library.names]
    called = Counter((row.title, row.date) for row in rows)
    rows = [
        replace(row, watched=row.name in watched, namesake=called[row.title, row.date] > 1) for row in rows
    ]
    return page(request, "look/cases.html", lang=lang, cases=rows)


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
        found = _chapters(name, lang)
    except StillWorkingError:
        found = None
    return page(
        request, "look/case.html", part="chapters", lang=lang, name=name, front=made, by_sheet=by_sheet,
        chapters=found, watched=is_watched(name, lang), mark=mark_of(name),
    )  # fmt: skip


def _words(of: Case, lang: str) -> Wording:
    named = (of.election.contest_id(), *of.election.contests)
    words = Wording(lang).of_all([of.election.contest(one) for one in dict.fromkeys(named)])
    return words.of_counts(of.election.file.counts)


def _chapters(name: str, lang: str) -> list[Chapter]:
    """Return the chapters of a case.

    Raises
    ------
    StillWorkingError
        While they are being written.
    """

    def image(chapter: str, form: str) -> str:
        return at(lang, "look:picture", name=name, chapter=chapter, form=form)

    library: Library = settings.DESK.library
    return library.ask(name, f"chapters {lang}", lambda of: chapters(of, _words(of, lang), image))


def chapters(of: Case, words: Wording, image: Callable[[str, str], str]) -> list[Chapter]:
    """Ask what a page of a case tells: each chapter with its findings; one without data is left out.

    Parameters
    ----------
    of : Case
        Which.
    words : Wording
        The language.
    image : callable
        Gives the address of the picture of a chapter in a form.
    """
    questions: dict[str, Callable[[], Result]] = {
        "outcome": of.outcome,
        "timeline": of.timeline,
        "compare": of.compare,
        "check": of.check,
    }
    found = []
    for name, ask in questions.items():
        try:
            result = ask()
        except (MissingDataError, QuestionError):
            continue
        told = headline_first(result.findings)
        said = tuple((anchor(finding.finding_id), words.say(finding)) for finding in told)
        if said:
            found.append(_illustrated(Chapter(name, said, result.command), result, words, image))
    return found


def _illustrated(
    chapter: Chapter, result: Result, words: Wording, image: Callable[[str, str], str]
) -> Chapter:
    """Add the first picture of a result; where it cannot be drawn, its sentences stay."""
    forms: dict[str, str] = {}

    def made() -> list[Fragment]:
        first = tuple(part for part in drawn(result, words)[:1] if isinstance(part, Picture))
        for part in first:
            forms.update(as_svg(part.spec, words))
        section = Section(chapter.name, first)
        return [Fragment(written(section, words, lambda _, form: image(chapter.name, form)))]

    parts = attempt(chapter.name, made)
    html = Markup().join(part.html for part in parts if isinstance(part, Fragment))
    return replace(chapter, picture=html, drawn=forms)


@asks()
def picture(request: HttpRequest, lang: str, name: str, chapter: str, form: str) -> HttpResponse:
    """Return the picture of a chapter."""
    del request
    for one in _chapters(name, lang):
        if one.name == chapter and form in one.drawn:
            return drawing(one.drawn[form])
    raise Http404
