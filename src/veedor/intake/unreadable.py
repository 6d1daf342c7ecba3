"""Cells that hold no figure or time, and times that can mean two moments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.problems import SHOWN, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from veedor.intake.case import NumberMap
    from veedor.intake.stage import Part


@dataclass(frozen=True)
class Unreadable:
    """A cell that should hold a figure or a time and does not."""

    source: str
    row: int
    sheet_id: str
    column: str
    raw_text: str


def unreadable_cells(part: Part, rows: ir.Table) -> list[Unreadable]:
    """Read again, as text, the cells of a part that hold no figure or time."""
    raw = part.raw.table
    wanted = rows.filter(rows.bad > 0).select(
        "row", "source", *([c for c in ("sheet_id",) if c in rows.columns])
    )
    columns = {**part.numbers(), **part.times()}
    texts = {name: part.text(column, name) for name, column in columns.items()}
    as_text = raw.select(
        row=raw["row"], source=raw["source"], **{f"t{i}": t for i, t in enumerate(texts.values())}
    )
    joined = as_text.join(wanted, ["row", "source"])
    values = rows.select("row", "source", **{f"v{i}": rows[name] for i, name in enumerate(texts)})
    both = fetch_rows(joined.join(values, ["row", "source"]).order_by("source", "row"))
    found = []
    for row in both:
        for i, name in enumerate(texts):
            text = row[f"t{i}"]
            blank = not text or text in part.source.numbers.missing
            if row[f"v{i}"] is None and (name == "at" or not blank):
                found.append(
                    Unreadable(row["source"], row["row"], row.get("sheet_id", ""), columns[name], text)
                )
    return found


def refuse_cells(part: Part, cells: Iterable[Unreadable], total: int) -> list[InputError]:
    """Name unreadable cells, each with what is probably meant."""
    times = set(part.times().values())
    problems = [
        InputError(
            "it holds no time." if cell.column in times else "it holds no figure.",
            file=cell.source,
            row=cell.row,
            column=cell.column,
            value=cell.raw_text,
            expected=_expected(part, cell.column in times),
            remedy=_remedy(cell.raw_text, part.source.numbers, is_time=cell.column in times),
        )
        for cell in list(cells)[:SHOWN]
    ]
    return listed(problems, total, part, "cells are unreadable")


def _expected(part: Part, is_time: bool) -> str:
    if is_time:
        return f"a time written as {part.source.time.format or 'ISO 8601 (2019-10-20T19:40:57)'}"
    return "a whole number from 0, or a blank cell"


def _remedy(text: str, numbers: NumberMap, *, is_time: bool) -> str:
    if is_time:
        return "State time.format; a 12-hour time needs its marker (%p)."
    if re.fullmatch(r"\d{1,3}([.,' \u00a0]\d{3})+", text):
        mark = next(c for c in text if not c.isdigit())
        other = "." if mark != "." else ","
        return (
            f"If {mark!r} parts thousands, state numbers.thousands = {mark!r} and numbers.decimal = "
            f"{other!r}; if it is a fraction, no sheet can have it."
        )
    if re.fullmatch(r"-\s*\d+", text):
        return "A sheet cannot hold fewer than no votes: ask who published it."
    if re.fullmatch(r"\d+[.,]\d+", text):
        return (
            f"A sheet cannot hold a fraction of a vote; if {numbers.decimal!r} is not the decimal mark, "
            "state numbers.decimal."
        )
    return (
        "If the text means a blank cell, add it to numbers.missing; to import the rest and have such cells "
        'shown, state numbers.unreadable = "keep".'
    )


def looks_twelve_hour(part: Part, rows: ir.Table, column: str) -> InputError | None:
    """Refuse a log whose clock runs from 1 to 12 and falls back from 12 to 1 within a day."""
    if part.source.time.hours == "24" or "%p" in part.source.time.format:
        return None
    hour = rows[column].hour()
    asked = rows.aggregate(low=hour.min(), high=hour.max(), twelve=(hour == 12).sum(), one=(hour == 1).sum())
    found = fetch_rows(asked)[0]
    if (
        found["low"] is None
        or found["low"] < 1
        or found["high"] > 12
        or not (found["twelve"] and found["one"])
    ):
        return None
    entries = fetch_rows(rows.select("row", "source", at=rows[column]).order_by("source", "row"))
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
                column=part.times()[column],
                value=after["at"].isoformat(sep=" "),
                expected="24-hour times, or a marker (AM, PM)",
                remedy='Use a file with the marker; if it is merely out of order, state time.hours = "24".',
            )
    return None
