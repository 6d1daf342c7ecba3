"""Cells that hold no figure or time, and what is probably meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.intake.cells import blank_of, figure_of, trimmed
from veedor.intake.characters import plain
from veedor.intake.stage import time_text
from veedor.intake.times import local_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from veedor.engine.sql import Table
    from veedor.intake.stage import Part
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
        The local time that it reads as, where that is no one instant.
    alone : bool
        Whether no cell of the row holds a figure, and several hold something else.
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
        alone = 1 < len(odd) == len(filled)
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
