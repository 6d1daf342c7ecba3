"""What a workbook lost, where the mapping of a source rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import count_rows
from veedor.errors import InputError
from veedor.intake.names import fold
from veedor.intake.stage import filtered
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.notices import Notice
    from veedor.intake.stage import Part

_NO_ID = {"error_cells": "hold an error", "formulas_without_value": "hold a formula without its value"}


def unusable_cells(part: Part) -> list[InputError]:
    """Refuse ids that a workbook does not hold, and figures that one merged cell gives to many rows."""
    return [problem for notice in part.raw.notices for problem in _problems(part, notice)]


def _problems(part: Part, notice: Notice) -> Iterator[InputError]:
    column = fold(notice.column)
    template = part.templates.get("sheet_id")
    if notice.key in _NO_ID and template and column in {fold(c) for c in template.columns}:
        yield InputError(
            sentence("{number:,} ids of sheets {no_id}.", number=notice.number, no_id=_NO_ID[notice.key]),
            file=notice.file,
            row=notice.rows[0] if notice.rows else None,
            column=notice.column,
            value=notice.values[0] if notice.values else None,
            expected="the id of a sheet",
            remedy=(
                "Open the workbook in a spreadsheet program, so that it computes its formulas, save it anew, "
                "and name that file; or make the ids of other columns, each in braces, in sheet.id."
            ),
        )
    shared = part.source.numbers.registered_of not in {"", "sheet"}
    for name, columns in part.numbers.items():
        if notice.key != "merged_figures" or column not in {fold(c) for c in columns}:
            continue
        if (name == "registered" and shared) or _all_left_out(part, notice):
            continue
        remedy = (
            sentence(
                'State numbers.registered_of = "place", or the columns that name the '
                "unit, if one register serves the merged rows."
            )
            if name == "registered"
            else sentence("Ask who published it what each sheet holds; name a copy with one figure a sheet.")
        )
        yield InputError(
            sentence(
                "{number:,} figures stand in cells merged over several rows: each would count in all.",
                number=notice.number,
            ),
            file=notice.file,
            row=notice.rows[0] if notice.rows else None,
            column=notice.column,
            value=notice.values[0] if notice.values else None,
            expected="one figure a sheet",
            remedy=remedy,
        )


def _all_left_out(part: Part, notice: Notice) -> bool:
    """Whether every row that a notice speaks of is one that the mapping leaves out, as lines of sums are."""
    rows = part.source.rows
    if not (rows.keep or rows.drop) or notice.number > len(notice.rows):
        return False  # only the first rows are known
    kept = filtered(part)
    worksheet = notice.file.rpartition("#")[2]
    mine = kept.filter(kept["row"].isin(list(notice.rows)) & (kept["worksheet"] == worksheet))
    return not count_rows(mine)
