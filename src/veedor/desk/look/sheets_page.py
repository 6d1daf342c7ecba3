"""What the page of a table of sheets shows, with an address for every other question it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from veedor.case.command_line import command_line
from veedor.desk.caching import MARK, mark_of
from veedor.desk.look.addresses import contests_and_counts
from veedor.desk.pages import at
from veedor.findings.sheet_list import column_of
from veedor.lookup.ask import ANY
from veedor.lookup.question import STATES
from veedor.lookup.table import VOTES
from veedor.model import Unit
from veedor.report.tables import shown
from veedor.report.wording import WORDS, Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.lookup import SheetList
    from veedor.model import Column, Value


@dataclass(frozen=True)
class SortHead:
    """Head of a column that can be sorted by.

    Parameters
    ----------
    text : str
        Its name.
    kind : str
        How its cells are set: ``n`` or ``short``.
    address : str
        Of the same question, sorted by it; the other way round where it is already.
    order : str
        ``ascending``, ``descending``, or empty where another one sorts.
    """

    text: str
    kind: str
    address: str
    order: str


@dataclass(frozen=True)
class AskedSheets:
    """What was asked, and found.

    Parameters
    ----------
    lang, name : str
        Language of the page; name of the case.
    own : mapping of str to str
        Contest and count, as far as the address names them.
    found : SheetList
        The answer.
    words : Wording
        The language, with the labels of the contest.
    files : mapping of str to str
        Kind of a file -> its address, without the question.
    """

    lang: str
    name: str
    own: Mapping[str, str]
    found: SheetList
    words: Wording
    files: Mapping[str, str]

    def address(self, **other: Any) -> str:  # noqa: ANN401 - fields of a question
        """Give the address of the same question but for some of its parts; from its first page on."""
        question = replace(self.found.question, **{"page": 1, **other})
        return f"?{urlencode({**self.own, **question.written()})}"

    def title(self, column: str) -> str:
        """Name a column."""
        if column.startswith(VOTES):
            return self.words.choice(column.removeprefix(VOTES))
        return self.words.column(column_of(column), "sheet_list")


def shown_page(here: AskedSheets) -> dict[str, Any]:
    """Give everything that the template names."""
    found, question, table = here.found, here.found.question, here.found.source
    written, mark = question.written(), mark_of(here.name)
    mark = f"&{MARK}={mark}" if mark else ""
    return {
        "name": here.name,
        "own": here.own,
        "found": found,
        "question": question,
        "said": written,
        "filtered": bool(written.keys() - {"find", "in", "sort", "columns", "page"}),
        "table": table,
        "sums": shown(found.tables[1], here.words),
        "columns": [(column, here.title(column)) for column in table.columns],
        "about": at(here.lang, "look:place", name=here.name),
        "whole": here.address(region=""),
        "trail": [(title, here.address(region=place)) for place, title in table.trail(question.region)],
        "parts": [(one.name, one.sums.sheets, here.address(region=one.place)) for one in found.parts],
        "before": here.address(page=question.page - 1) if question.page > 1 else "",
        "after": here.address(page=question.page + 1) if question.page < found.pages else "",
        "files": [(kind, address + here.address() + mark) for kind, address in here.files.items()],
        "annul": _annul(here),
        "command": _command(here),
        "choices": contests_and_counts(here.name),
        "unit_sheets": Unit.SHEETS,
        **sheet_rows(here),
        **_options(here),
    }


def sheet_rows(here: AskedSheets) -> dict[str, Any]:
    """Give the heads of the columns, the cells of the sheets, and the address of each."""
    sheet = at(here.lang, "look:sheet", name=here.name)
    links = [f"{sheet}?{urlencode({**here.own, 'id': one})}" for one in here.found.ids]
    return {"heads": _heads(here), "rows": _cells(here), "links": links}


def _options(here: AskedSheets) -> dict[str, list[tuple[str, str]]]:
    """Give what the lists of the form offer."""
    words, table = here.words, here.found.source
    return {
        "state_options": [(state, words.text(f"state.{state.replace('-', '_')}")) for state in STATES],
        "check_options": [
            (ANY, words.text("desk.look.any_check")),
            *((check, words.text(f"check.{check}")) for check in table.checks),
        ],
        "winner_options": [(str(choice), words.choice(str(choice))) for choice in table.contest.candidates],
        "yes_no": [("yes", words.text("term.yes")), ("no", words.text("term.no"))],
    }


def _cells(here: AskedSheets) -> list[list[str]]:
    """Write the cells of the page; unlike in a printed table a column without any value stays."""
    table, words = here.found.tables[0], here.words
    write = [_writer(column, words) for column in table.columns]
    return [[one(value) for one, value in zip(write, row, strict=True)] for row in table.rows]


def _writer(column: Column, words: Wording) -> Callable[[Value], str]:
    """Give what writes the values of a column; those that come again and again are written once."""
    if column.unit is Unit.CHOICE:
        return lambda value: words.bare(value, Unit.CHOICE)
    return lambda value: _written(words.lang, column.unit, column.digits, type(value).__name__, value)


@lru_cache(maxsize=50_000)
def _written(lang: str, unit: Unit, digits: int, kind: str, value: Value) -> str:
    del kind  # True and 1 are equal, and not written alike
    return Wording(lang).bare(value, unit, digits)


def _heads(here: AskedSheets) -> list[SortHead]:
    question, made = here.found.question, []
    for name in here.found.columns:
        sorts, unit = name == question.sort, column_of(name).unit
        order = ("descending" if question.down else "ascending") if sorts else ""
        # figures begin with the largest, words with the first
        down = not question.down if sorts else unit not in WORDS and unit is not Unit.MOMENT
        kind = "short" if unit in WORDS else "n"
        made.append(SortHead(here.title(name), kind, here.address(sort=name, down=down), order))
    return made


def _annul(here: AskedSheets) -> str:
    """Give the address that says what these sheets could do with any contents, until the page says it."""
    found = here.found
    known = found.impact is not None and found.impact.anything is not None
    if known or not found.sums.counted or found.question.of_all or found.source.baseline is None:
        return ""
    return f"{here.address()}&annul=yes"


def _command(here: AskedSheets) -> str:
    case = settings.DESK.library.spoken(here.name)
    options = {**{key: here.own.get(key) for key in ("count", "contest")}, **here.found.question.written()}
    return command_line("sheets", case, options=options)
