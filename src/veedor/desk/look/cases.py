"""The list of cases, and the first page of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from veedor.desk.pages import page
from veedor.errors import InputErrors, VeedorError, reason_of
from veedor.model import Unit
from veedor.report.wording import Wording
from veedor.report.write import front

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.case import Case
    from veedor.desk.library import Library
    from veedor.report.page import Front


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


def case(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show the first page of a case: who won under the rule, and what it rests on."""

    def answer(of: Case) -> tuple[Front, bool]:
        named = (of.election.contest_id(), *of.election.contests)
        words = Wording(lang).of_all([of.election.contest(one) for one in dict.fromkeys(named)])
        return front(of, words), any(of.election.counts_by_sheet(one) for one in of.election.contests)

    made, by_sheet = settings.DESK.library.ask(name, f"front {lang}", answer)
    return page(request, "look/case.html", lang=lang, name=name, front=made, by_sheet=by_sheet)
