"""Times that can be read as the case says, and that hardly mean it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.stage import time_text
from veedor.intake.timeformat import EPOCH
from veedor.intake.times import clock, local_time
from veedor.intake.unreadable import shown
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.stage import Part

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
