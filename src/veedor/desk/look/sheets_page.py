"""What the page of a table of sheets shows, with an address for every other question it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from markupsafe import Markup, escape

from veedor.case.command_line import command_line
from veedor.desk.caching import MARK, mark_of
from veedor.desk.look.addresses import contests_and_counts
from veedor.desk.look.sheets_lists import form_lists
from veedor.desk.look.shown_map import shown_map
from veedor.desk.pages import at, data_of
from veedor.engine.schemas import VOTES
from veedor.findings.sheet_list import column_of, reader, sums_table
from veedor.model import Unit
from veedor.report.tables import shown
from veedor.report.wording import WORDS, Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.desk.look.shown_map import ShownMap
    from veedor.lookup import SheetList, SheetTable
    from veedor.model import Value

WRITTEN = 20_000
"""Cells of a table in a language that are kept as they are written."""
PARTS = 120
"""Places below a region that the page leads to; the page of the place and the map have all of them."""


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
        """Return the address of the same question but for some of its parts; from its first page on."""
        question = replace(self.found.question, **{"page": 1, **other})
        said = {**self.own, **question.written()}
        return f"?{'&'.join(_said(key, text) for key, text in said.items())}"

    @cached_property
    def first(self) -> str:
        """The address of the same question, from its first page on."""
        return self.address()

    def title(self, column: str) -> str:
        """Name a column."""
        if column.startswith(VOTES):
            return self.words.choice(column.removeprefix(VOTES))
        head = column_of(column)
        return f"{self.words.column(head, 'sheet_list')}{' (%)' if head.unit is Unit.SHARE else ''}"


@lru_cache(maxsize=10_000)
def _said(key: str, text: str) -> str:
    """Write a part of a question as addresses do; most come again in each of those on a page."""
    return urlencode({key: text})


def shown_page(here: AskedSheets) -> dict[str, Any]:
    """Return everything that the template names."""
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
        "sums": shown(sums_table(found), here.words),
        "about": at(here.lang, "look:place", name=here.name),
        "whole": here.address(region=""),
        "trail": [(title, here.address(region=place)) for place, title in table.trail(question.region)],
        "parts": _parts(here),
        "within": _within(here),
        "map": _map(here),
        "before": here.address(page=question.page - 1) if question.page > 1 else "",
        "after": here.address(page=question.page + 1) if question.page < found.pages else "",
        "files": [(kind, address + here.first + mark) for kind, address in here.files.items()],
        "lasting": f"{here.address(page=question.page)}&data={data_of(here.name)}".replace("?&", "?"),
        "annul": _annul(here),
        "stakes": _stakes(here),
        "command": _command(here),
        "choices": contests_and_counts(here.name),
        **sheet_rows(here, {key: text for key, text in written.items() if key not in _OF_THE_LIST}),
        "lists": form_lists(found, here.words, here.title),
    }


def _parts(here: AskedSheets) -> list[tuple[str, str, str, str]]:
    """Return the places below the region: id, name, sheets, and the address of the question in each."""
    words, shown_parts = here.words, here.found.parts[:PARTS]
    anywhere = here.address(region=_SOMEWHERE) if shown_parts else ""
    return [
        (
            one.place,
            one.name,
            words.value(one.sums.sheets, Unit.SHEETS),
            anywhere.replace(f"in={_QUOTED}", f"in={quote_plus(one.place)}"),
        )
        for one in shown_parts
    ]


_OF_THE_LIST = frozenset({"page", "columns"})
"""What a question says of the list alone: who goes on from a sheet to the next need not say it."""
_SOMEWHERE = "\x01"
_QUOTED = quote_plus(_SOMEWHERE)
"""Stands for any place, sheet or order in an address, which is written once for all of them."""


def sheet_rows(here: AskedSheets, walk: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the heads of the columns, and the rows as they stand in the table: many, and much alike.

    Parameters
    ----------
    here : AskedSheets
        Which sheets.
    walk : mapping of str to str, optional
        The question through which the page of a sheet leads on.
    """
    before = "".join(f"{_said(key, text)}&" for key, text in here.own.items())
    further = walk if walk and settings.DESK.published is None else {}
    after = "".join(f"&{_said(key, text)}" for key, text in further.items())
    sheet = f"{at(here.lang, 'look:sheet', name=here.name)}?{before}id={_SOMEWHERE}{after}"
    kind = _kind(here.found.columns[0])
    opening, closing = f'<tr><th scope="row" class="{kind}"><a href="{escape(sheet)}">'.split(_SOMEWHERE)
    rows = [
        f"{opening}{escape(quote_plus(one))}{closing}{first}</a></th>{others}</tr>"
        for one, (first, others) in zip(here.found.ids, _cells(here), strict=True)
    ]
    return {"heads": _heads(here), "rows": Markup("\n".join(rows))}  # noqa: S704 - each part is escaped


def _map(here: AskedSheets) -> ShownMap:
    """Return the map of the places of these sheets; a circle leads to the same question of its place."""
    found, written = here.found, here.found.question.written()
    which = {key: value for key, value in written.items() if key not in {"sort", "columns", "page"}}
    inner = {key: value for key, value in written.items() if key not in {"in", "page"}}
    to = f"?{urlencode({**here.own, **inner, 'in': ''})}"
    return shown_map(here.name, found.source, found.parts, here.words, {**here.own, **which}, to)


def _within(here: AskedSheets) -> str:
    """Name the region that is asked, where the form can offer the places in it; else give nothing."""
    found, words = here.found, here.words
    if not 1 < len(found.parts) <= PARTS:
        return ""
    trail = found.source.trail(found.question.region)
    return (trail[-1][1] or words.text("term.no_place")) if trail else words.text("desk.look.everywhere")


def _cells(here: AskedSheets) -> list[tuple[Markup, str]]:
    """Write the first cell of each row, and its others; in a list a column without any value stays."""
    found, lang = here.found, here.lang
    text, cell = found.source.kept.or_made(
        ("writers", lang), lambda: _writers(found.source, here.words), lambda _: 250 * WRITTEN
    )
    first, *others = found.columns
    return [(text(first, row[0]), "".join(map(cell, others, row[1:]))) for row in found.rows]


def _writers(
    source: SheetTable, words: Wording
) -> tuple[Callable[[str, Value], Markup], Callable[[str, Value], str]]:
    """Return what writes a value of a column, alone and as a cell; kept, since most come again and again."""
    read = {name: reader(source, name) for name in source.columns}
    columns = {name: column_of(name) for name in source.columns}

    def text(name: str, value: Value) -> Markup:
        return escape(words.bare(read[name](value), columns[name].unit, columns[name].digits))

    opening = {name: f'<td class="{_kind(name)}">' for name in source.columns}

    @lru_cache(WRITTEN)
    def cell(name: str, value: Value) -> str:
        return f"{opening[name]}{text(name, value)}</td>"

    return text, cell


def _kind(name: str) -> str:
    """Say how the cells of a column are set: words, or figures."""
    return "short" if column_of(name).unit in WORDS else "n"


def _heads(here: AskedSheets) -> list[SortHead]:
    question, made = here.found.question, []
    anyhow, by_id = here.address(sort=_SOMEWHERE, down=False), here.address(sort="sheet", down=False)
    for name in here.found.columns:
        sorts, unit = name == question.sort, column_of(name).unit
        order = ("descending" if question.down else "ascending") if sorts else ""
        # figures begin with the largest, words with the first
        down = not question.down if sorts else unit not in WORDS and unit is not Unit.MOMENT
        sort = f"{'-' if down else ''}{quote_plus(name)}"
        address = by_id if sort == "sheet" else anyhow.replace(f"sort={_QUOTED}", f"sort={sort}")
        made.append(SortHead(here.title(name), _kind(name), address, order))
    return made


def _annul(here: AskedSheets) -> str:
    """Return the address that says what these sheets could do with any contents, until the page says it."""
    found = here.found
    known = found.impact is not None and found.impact.anything is not None
    if known or not found.sums.counted or found.question.of_all or found.source.baseline is None:
        return ""
    return f"{here.first}&annul=yes"


def _stakes(here: AskedSheets) -> str:
    """Return the address that asks what these sheets could do; empty where nothing can be asked of them."""
    if settings.DESK.public or here.found.question.of_all or not here.found.sums.counted:
        return ""
    question = replace(here.found.question, sort="sheet", down=False, columns=(), page=1)
    said = {"of": here.own.get("count"), "contest": here.own.get("contest")}
    said |= {"selected": urlencode(question.written())}
    asked = urlencode({key: text for key, text in said.items() if text})
    return f"{at(here.lang, 'ask:ask', name=here.name, verb='stakes')}?{asked}"


def _command(here: AskedSheets) -> str:
    case = settings.DESK.library.spoken(here.name)
    options = {**{key: here.own.get(key) for key in ("count", "contest")}, **here.found.question.written()}
    return command_line("sheets", case, options=options)
