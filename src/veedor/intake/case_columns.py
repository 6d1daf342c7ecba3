"""What ``case.toml`` says of columns and rows: what they mean, and which totals they must meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from veedor.model import State

COUNTED, TOTAL, OBSERVED, PENDING = "sheets_counted", "sheets_total", "sheets_observed", "sheets_pending"
OF_COUNTED = "registered_counted"
SHEET_NUMBERS = (COUNTED, TOTAL, OBSERVED, PENDING)
AREA_FIGURES = (*SHEET_NUMBERS, OF_COUNTED)
"""Staged columns that an area has beside its votes."""
ENOUGH = 3
"""So many of the four numbers of sheets give the fourth."""


@dataclass(frozen=True)
class AreaMap:
    """Which area a row speaks of, and how many of its sheets are counted."""

    id: str
    """A column, or a template such as ``{Province}/{Municipality}``."""
    counted: str | tuple[str, ...] = ""
    """A column, or several that are added; so all numbers of sheets."""
    total: str | tuple[str, ...] = ""
    observed: str | tuple[str, ...] = ""
    """Sheets that came in and are not, or not yet, in the votes."""
    pending: str | tuple[str, ...] = ""
    """Sheets that have not come in."""
    registered_counted: str | tuple[str, ...] = ""
    """Registered voters of the counted sheets, where they are published beside those of the whole area."""
    updated_at: str = ""
    """When the row was brought up to date: a column, or a template."""
    names: dict[str, str] = field(default_factory=dict)
    """Published id -> id, for areas that another publication names otherwise."""

    def column(self, figure: str) -> str | tuple[str, ...]:
        """Return the published column of one of :data:`AREA_FIGURES`."""
        named: str | tuple[str, ...] = getattr(self, key_of_figure(figure))
        return named

    @property
    def given(self) -> tuple[str, ...]:
        """Which of :data:`SHEET_NUMBERS` the source publishes."""
        return tuple(figure for figure in SHEET_NUMBERS if self.column(figure))


def key_of_figure(figure: str) -> str:
    """Return the key under ``area`` that names the column of a figure."""
    return figure.removeprefix("sheets_")


@dataclass(frozen=True)
class ContestColumn:
    """Contest told by a column, or several in a template: value -> contest id, or nothing to leave rows out.

    Every value of the file is named: one that is not is refused, so that a second spelling loses no votes.
    """

    column: str
    values: dict[str, str]


@dataclass(frozen=True)
class SheetMap:
    """Which sheet a row speaks of."""

    id: str
    """A column, or a template such as ``{Table}/{Office}``; ``{row}``, ``{file}`` and ``{worksheet}`` stand
    for where the row was read, unless a column has that name."""
    status: str = ""
    status_words: dict[str, State] = field(default_factory=dict)
    """Published word -> state. Every word is named; the empty word stands for a blank cell."""
    verified_at: str = ""
    """A column, or a template such as ``{Date} {Time}``."""


@dataclass(frozen=True)
class PlaceMap:
    """Where a sheet lies."""

    levels: dict[str, str] = field(default_factory=dict)
    """Level -> column."""
    lat: str = ""
    lon: str = ""
    divisions: dict[str, str] = field(default_factory=dict)
    """Division that is no level of the tree -> column."""


@dataclass(frozen=True)
class NumberMap:
    """Printed totals, and how figures are written."""

    registered: str | tuple[str, ...] = ""
    """A column, or several that are added (also written ``{voted}+{abstained}``); so all printed totals."""
    registered_of: str | tuple[str, ...] = ""
    """Whose register it is: ``sheet``, ``place``, or the columns that name the unit whose rows repeat it."""
    valid: str | tuple[str, ...] = ""
    cast: str | tuple[str, ...] = ""
    blank: str | tuple[str, ...] = ""
    null: str | tuple[str, ...] = ""
    thousands: str = ""
    """Mark between thousands; without it "1.234" and "1,234" are refused, not guessed."""
    decimal: str = "."
    missing: tuple[str, ...] = ()
    """Texts that mean a blank cell, beside the empty one."""
    zero: tuple[str, ...] = ()
    """Texts that mean zero, such as ``-``; the empty text makes a blank cell zero."""
    negative: Literal["refuse", "add"] = "refuse"
    """Whether a figure below zero is a correction to be added."""
    unreadable: Literal["refuse", "keep"] = "refuse"
    """Whether an unreadable cell stops the import, or is kept as missing and shown."""


@dataclass(frozen=True)
class ChoiceMap:
    """Which columns (wide, logs) or rows (long) hold votes."""

    columns: tuple[str, ...] = ()
    pattern: str = ""
    """Regular expression on column names; its first group, or all of it, is the published name."""
    except_: tuple[str, ...] = ()
    rename: dict[str, str] = field(default_factory=dict)
    """Published name -> choice id, for this source alone."""
    absent: tuple[str, ...] = ()
    """Choices of the contest that this source does not have."""
    choice: str = ""
    """Long layout: the column (or template) that names the choice."""
    votes: str = ""
    several: Literal["refuse", "add"] = "refuse"
    """Whether several columns or names of one choice on one sheet are added (fusion, coalition)."""
    zeros: Literal["refuse", "left out", "unknown"] = "refuse"
    """Long layout: what it means that a sheet has no row of a choice."""
    totals: dict[str, str] = field(default_factory=dict)
    """Long layout: texts of the column ``choice`` that are no choices but printed totals -> ``registered``,
    ``valid``, ``cast``, ``blank``, ``null``, or nothing to leave the rows out."""


@dataclass(frozen=True)
class RowMap:
    """Which rows are read; both map a column to a regular expression found anywhere in the cell."""

    keep: dict[str, str] = field(default_factory=dict)
    drop: dict[str, str] = field(default_factory=dict)
    duplicates: Literal["refuse", "drop-identical", "last", "first"] = "refuse"
    """What to do with a sheet that comes twice: refused; rows that are the same in every column of the file
    left out; or the later row holds, in the order of the file or of ``last_by``; or the earlier one."""
    last_by: str = ""
    """Column whose latest (largest) value says which of several rows of a sheet holds."""
    last_of: Literal["", "sheet", "row"] = ""
    """Long layout with ``last_by``: whether the latest rows replace all rows of their sheet, or each "
    "its own."""
    ignore: tuple[str, ...] = ()
    """Columns in which rows may differ and still be the same (a date of generation)."""
    add_over: tuple[str, ...] = ()
    """Columns (mode of voting) over which the rows of one sheet are added."""
    bare: Literal["refuse", "outstanding"] = "refuse"
    """Rows that hold nothing but one cell: a note, or a sheet that is still out."""
    zero_sheets: Literal["counted", "outstanding"] = "counted"
    """What sheets are that hold nothing but zeros: sheets without a vote, or places kept for later."""
    totals: Literal["refuse", "accept"] = "refuse"
    """Whether a row that is named like a total may be read as a sheet."""


@dataclass(frozen=True)
class TimeMap:
    """How times are written."""

    format: str = ""
    """As ``strptime`` writes it; ISO 8601 where empty."""
    tz: str = ""
    """Zone of the published times where it is not that of the election."""
    hours: Literal["", "24"] = ""
    """``24`` states that a file whose times look like those of a 12-hour clock has a 24-hour one."""
    twice: Literal["refuse", "order", "first", "second"] = "refuse"
    """Local times that exist twice, because clocks were put back: told by the order of the file, or all the
    first or the second."""


@dataclass(frozen=True)
class LogMap:
    """Columns of a log."""

    at: str
    """A column, or a template such as ``{Date} {Time}``."""
    region: str = ""
    """Column of the region that an entry is of: the entries of one moment are added."""
    sheets_total: str = ""
    sheets_in: str = ""
    sheets_verified: str = ""
    valid: str = ""


@dataclass(frozen=True)
class StratumMap:
    """Urban, rural, ..."""

    column: str
    rename: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """Totals that an import must meet, and who says so."""

    who: str
    contest: str = ""
    place: str = ""
    """Place id that the totals are of; the whole source where empty."""
    rows: int | None = None
    sheets: int | None = None
    places: int | None = None
    figures: int | None = None
    blank_cells: int | None = None
    registered: int | None = None
    valid: int | None = None
    cast: int | None = None
    votes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Each:
    """Several publications of a count in one source, told by a column or the name of the file."""

    snapshot: str
    """Template of the name of the publication, such as ``{file}``."""
    taken_at: str = ""
    """Template of the time of publication, read as ``time`` says."""


_KEYS = {
    "sheet_id": "sheet.id",
    "status": "sheet.status",
    "verified_at": "sheet.verified_at",
    "choice": "choices.choice",
    "region": "log.region",
    "at": "log.at",
    "snapshot": "each.snapshot",
    "taken_at": "each.taken_at",
    "stratum": "stratum.column",
    "contest": "contest.column",
}
_KINDS = {
    "level": "place.levels.{}",
    "division": "place.divisions.{}",
    "unit": "numbers.registered_of",
    "over": "rows.add_over",
    "log": "log.{}",
    "votes": "choices.votes",
}


def key_of(name: str) -> str:
    """Return the key, within its source, that names the columns of a staged column.

    Examples
    --------
    >>> key_of("sheet_id"), key_of("level:region"), key_of("registered")
    ('sheet.id', 'place.levels.region', 'numbers.registered')
    """
    if name in AREA_FIGURES:
        return f"area.{key_of_figure(name)}"
    kind, parted, rest = name.partition(":")
    if kind == "votes" and rest:
        return "choices.columns"
    return _KINDS[kind].format(rest) if parted else _KEYS.get(name, f"numbers.{name}")
