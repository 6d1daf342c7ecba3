"""Rows that name no sheet: totals, notes, or sheets to which the mapping gives no id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.drop import drop_of
from veedor.intake.looked import look_for_totals
from veedor.intake.problems import SHOWN, listed
from veedor.intake.row_texts import naming_texts, published
from veedor.intake.subtotals import search
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Flags
    from veedor.engine.sql import Table
    from veedor.intake.looked import Looked
    from veedor.intake.stage import Part

LARGE = 0.5
"""Share of the votes of all rows with a name from which a row without one may be their total."""


def nameless_rows(part: Part, rows: Table, number: int) -> list[InputError]:
    """Name the rows whose id is empty, and say of each whether it is a sum of others.

    One that holds votes and is no sum is a sheet (by mail, in a hospital): leaving it out would lose them.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows.
    number : int
        How many rows name no sheet.
    """
    looked = look_for_totals(part, rows)
    nameless = [row for row, name in enumerate(looked.table["sheet_id"].to_pylist()) if not name]
    sums = {total.row for total in search(looked)} if part.source.layout is not Layout.LONG else set()
    if _sum_up(looked, nameless):
        sums |= set(nameless)
    figures = looked.matrix  # a row of a long table is one figure, and a zero is one
    zeros = part.source.layout is Layout.LONG
    filled: Flags = np.any(~np.isnan(figures) if zeros else np.nan_to_num(figures) != 0, axis=1)
    large = _large(looked, nameless)
    lost = [row for row in nameless if row not in sums and filled[row]]
    beside = _told_by(part, looked, lost)
    drop = drop_of(part, looked.table, nameless)
    drop_sums = drop_of(part, looked.table, [row for row in nameless if row in sums])
    none = [row for row in nameless if row not in sums and not filled[row]]
    drop_none = drop_of(part, looked.table, none) if lost else drop
    problems = []
    for row in nameless[:SHOWN]:
        blank = _empty_column(part, looked, row)
        said = _words(drop, drop_sums, drop_none)
        kind = "sum" if row in sums else "none" if not filled[row] else "large" if row in large else "sheet"
        text, remedy = said[kind]
        remedy = remedy.replace("{stand_in}", _stand_in(part, blank) + beside)
        problems.append(
            InputError(
                text,
                file=looked.text("source", row),
                row=looked.number(row),
                column=blank,
                value="",
                expected="the id of a sheet",
                remedy=remedy,
            )
        )
    return listed(problems, number, part, sentence("name no sheet"))


def _sum_up(looked: Looked, nameless: list[int]) -> bool:
    """Tell whether one of the nameless rows is the sum of all rows with a name: then none is a sheet."""
    votes = np.nan_to_num(looked.matrix[:, : looked.votes])
    own = votes[nameless]
    others = votes.sum(axis=0) - own.sum(axis=0)
    met = (own == others).all(axis=1) & ((others > 0).sum() >= 2)
    return bool(len(votes) - len(nameless) >= 2 and met.any())


def _large(looked: Looked, nameless: list[int]) -> set[int]:
    """Give the nameless rows that hold so much that they may be a total with a slip in it."""
    votes = np.nan_to_num(looked.matrix[:, : looked.votes]).sum(axis=1)
    named = votes.sum() - votes[nameless].sum()
    return {row for row in nameless if votes[row] >= LARGE * named}


def _words(drop: str, drop_sums: str, drop_none: str) -> dict[str, tuple[str, str]]:
    keep = sentence(
        "If it is a sheet (votes by mail, ...), say what stands for the "
        'blank: sheet.id = "{{stand_in}}"; if it is none, leave it out: {drop}.',
        drop=drop,
    )
    return {
        "sum": (
            sentence("the row names no sheet, and its figures are the sum of others: a subtotal."),
            sentence("Leave it out: {drop_sums}.", drop_sums=drop_sums),
        ),
        "none": (
            sentence("the row names no sheet and holds no figure."),
            sentence("Leave it out: {drop}.", drop=drop_none),
        ),
        "large": (
            sentence(
                "the row names no sheet: perhaps it is a subtotal, but its figures are not the sum of other "
                "rows."
            ),
            keep,
        ),
        "sheet": (sentence("the row names no sheet, and no other row sums up or holds its votes."), keep),
    }


def _told_by(part: Part, looked: Looked, rows: list[int]) -> str:
    """Give what tells several rows without an id apart, as a further part of the id; nothing for one."""
    if len(rows) < 2:
        return ""
    mine = {*part.templates["sheet_id"].columns}
    for column, texts in naming_texts(part, looked.table.take(rows)).items():
        if column not in mine and all(texts) and len({*texts}) == len(texts):
            return f"/{{{column}}}"
    return ""


def _empty_column(part: Part, looked: Looked, row: int) -> str:
    """Give the column of the id that is empty in the row."""
    columns = [c for c in part.templates["sheet_id"].columns if c in part.raw.header]
    texts = published(part, looked.table.slice(row, 1), columns)
    return next((c for c in columns if not texts[c][0].as_py()), part.id_column)


def _stand_in(part: Part, blank: str) -> str:
    """Give the template of the id with a text in place of a blank cell."""
    return part.id_template.replace(f"{{{blank}}}", f"{{{blank}|no {blank}}}")
