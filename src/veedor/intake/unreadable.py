"""Cells that cannot be read, and times that can be read as the case says and hardly mean it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows
from veedor.engine.schemas import PRINTED
from veedor.errors import InputError
from veedor.intake.cells import blank_of, figure_of, trimmed
from veedor.intake.characters import plain
from veedor.intake.stage import time_text
from veedor.intake.timeformat import EPOCH
from veedor.intake.times import clock, local_time
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from veedor.engine.sql import Table
    from veedor.intake.part import Part
    from veedor.intake.templates import TextTemplate


@dataclass(frozen=True)
class Unreadable:
    """A cell that should hold a figure or a time and does not.

    Parameters
    ----------
    source : str
        File.
    row : int
        Its row there.
    sheet_id : str
        The sheet; empty in a log of publications.
    column : str
        Published column, or the template of several.
    raw_text : str
        What stands there.
    clock : datetime, optional
        The local time that it reads as, where that is not one instant.
    alone : bool
        Whether no result of the row is a figure, and something else stands there: voters may be known.
    shares : bool
        Whether most figures of the row are shares: it is no sheet.
    """

    source: str
    row: int
    sheet_id: str
    column: str
    raw_text: str
    clock: datetime | None = None
    alone: bool = False
    shares: bool = False

    @property
    def where(self) -> dict[str, Any]:
        """Where it stands and what, as the fields of an error."""
        return {"file": self.source, "row": self.row, "column": self.column, "value": self.raw_text}


def unreadable_cells(part: Part, rows: Table) -> list[Unreadable]:
    """Read again, as text, the cells of a part that hold no figure or time."""
    numbers, raw = part.source.numbers, part.raw.table
    id_of = [c for c in ("sheet_id",) if c in rows.columns]
    wanted = rows.filter(rows.bad > 0).select(
        "row", "source", *id_of, **{f"v:{n}": rows[n] for n in part.times}
    )
    figures = list(dict.fromkeys((name, c) for name, columns in part.numbers.items() for c in columns))
    cells = {f"f{i}": trimmed(part.cell(column, name)) for i, (name, column) in enumerate(figures)}
    times = {f"t:{name}": time_text(part, name) for name in part.times}
    clocks = {f"c:{name}": local_time(times[f"t:{name}"], part.source.time) for name in part.times}
    again = raw.select("row", "source", **cells, **times, **clocks)
    found = []
    for row in fetch_rows(again.join(wanted, ["row", "source"]).order_by("source", "row")):
        where = (row["source"], row["row"], row.get("sheet_id", ""))
        texts = {column: row[f"f{i}"] for i, (_, column) in enumerate(figures)}
        filled = {column: text for column, text in texts.items() if not blank_of(text, numbers)}
        odd = {column: text for column, text in filled.items() if figure_of(text, numbers) is None}
        results = {column for name, column in figures if name != PRINTED[0]}  # a sheet merged into another
        alone = bool(odd) and len(results) > 1 and odd.keys() >= filled.keys() & results
        shares = 1 < len(odd) > len(filled) / 2 and all(map(is_share, odd.values()))
        shares |= len(odd) == len(filled) == 1 < len(texts) and "%" in plain(*odd.values())
        found += [
            Unreadable(*where, column, text, alone=alone, shares=shares) for column, text in odd.items()
        ]
        for name, template in part.times.items():
            text = row[f"t:{name}"]
            if row[f"v:{name}"] is None and (name == "at" or not blank_of(text, numbers)):
                found.append(Unreadable(*where, shown(template), text, row[f"c:{name}"]))
    return found


def shown(template: TextTemplate) -> str:
    """Write a template as a case states it."""
    if template.single:
        return template.columns[0]
    holes = [f"{{{hole.column}}}" for hole in template.holes]
    return (
        "".join(before + hole for before, hole in zip(template.texts, holes, strict=False))
        + template.texts[-1]
    )


def never_kept(cells: Iterable[Unreadable], part: Part) -> list[Unreadable]:
    """Find the unreadable cells that may not be kept as unknown: taken off, or shares of something.

    A correction by -12 that passes for a cell of which nothing is known has made another one win.
    """
    times = {shown(template) for template in part.times.values()}
    return [
        cell
        for cell in cells
        if cell.column not in times and (is_negative(cell.raw_text) or is_share(cell.raw_text))
    ]


def is_share(text: str) -> bool:
    """Whether a cell holds a share or a fraction; three digits behind the mark may be a thousand."""
    cell = plain(text)
    fraction = re.fullmatch(r"[0-9]+[.,][0-9]+", cell) and not re.fullmatch(
        r"[1-9][0-9]{0,2}([.,][0-9]{3})+", cell
    )
    return "%" in cell or bool(fraction)


def is_negative(text: str) -> bool:
    """Whether a cell holds a figure below zero, however that is written."""
    return re.fullmatch(r"-.*[0-9].*|\(.*[0-9].*\)|.*[0-9] ?-", plain(text)) is not None


_NEAR = timedelta(days=8)
"""A count that is over within so many days of the election, if day and month are exchanged, ..."""
_FAR = timedelta(days=21)
"""... and that has times so far away as they are stated, is read with day and month exchanged."""


def doubtful_times(part: Part, rows: Table) -> list[InputError]:
    """Refuse times of a 12-hour clock without its marker, and days and months that are exchanged."""
    asked = [(look, column) for column in part.times for look in (looks_twelve_hour, looks_exchanged)]
    return [problem for look, column in asked if (problem := look(part, rows, column)) is not None]


def looks_exchanged(part: Part, rows: Table, column: str) -> InputError | None:
    """Refuse times that lie around the election only where day and month are exchanged."""
    del rows
    stated = part.source.time
    if not ("%d" in stated.format and "%m" in stated.format):
        return None
    other = stated.format.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m")
    text = time_text(part, column)
    table = part.raw.table.select(
        "row",
        "source",
        text=text,
        here=local_time(text, stated),
        there=local_time(text, replace(stated, format=other)),
    )
    read = table.filter(table.here.notnull())
    found = fetch_rows(
        read.aggregate(
            first=read.here.min(),
            last=read.here.max(),
            first_there=read.there.min(),
            last_there=read.there.max(),
            not_there=read.there.isnull().sum(),
        )
    )[0]
    if found["first"] is None or found["not_there"]:
        return None
    day = datetime.combine(part.case.election.date, time())
    if max(abs(found["first_there"] - day), abs(found["last_there"] - day)) > _NEAR:
        return None
    farthest = max(found["first"], found["last"], key=lambda at: abs(at - day))
    if abs(farthest - day) < _FAR:
        return None
    row = fetch_rows(read.filter(read.here == farthest).order_by("source", "row").limit(1))[0]
    return InputError(
        sentence(
            "with day and month exchanged, every time lies within days of "
            "{date}; as time.format says, they do not.",
            date=part.case.election.date,
        ),
        file=row["source"],
        row=row["row"],
        column=shown(part.times[column]),
        value=row["text"],
        expected="times around the day of the election",
        remedy=sentence('State time.format = "{other}".', other=other),
    )


def looks_twelve_hour(part: Part, rows: Table, column: str) -> InputError | None:
    """Refuse a log whose clock runs from 1 to 12 and falls back from 12 to 1 within a day."""
    time = part.source.time
    if time.hours == "24" or "%p" in time.format or time.format in EPOCH:
        return None
    local = clock(rows[column], time.tz or part.case.election.tz)
    hour = local.hour()
    asked = rows.aggregate(low=hour.min(), high=hour.max(), twelve=(hour == 12).sum(), one=(hour == 1).sum())
    found = fetch_rows(asked)[0]
    if (
        found["low"] is None
        or found["low"] < 1
        or found["high"] > 12
        or not (found["twelve"] and found["one"])
    ):
        return None
    entries = fetch_rows(rows.select("row", "source", at=local).order_by("source", "row"))
    for before, after in pairwise(entries):
        if before["at"] is None or after["at"] is None:
            continue
        same_day = before["at"].date() == after["at"].date()
        if same_day and before["at"].hour == 12 and 1 <= after["at"].hour < 12:
            return InputError(
                "the clock falls from 12 back to the small hours of the same day: these are times of a "
                "12-hour clock without its marker, each of which can mean two moments.",
                file=after["source"],
                row=after["row"],
                column=shown(part.times[column]),
                value=after["at"].isoformat(sep=" "),
                expected="24-hour times, or a marker (AM, PM)",
                remedy='Use a file with the marker; if it is merely out of order, state time.hours = "24".',
            )
    return None
