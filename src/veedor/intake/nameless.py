"""Rows that name no sheet: totals, notes, or sheets to which the mapping gives no id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.drop import drop_of
from veedor.intake.looked import look_for_totals
from veedor.intake.problems import SHOWN, listed
from veedor.intake.row_texts import naming_columns, published
from veedor.intake.subtotals import search
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Flags
    from veedor.engine.sql import Table
    from veedor.intake.looked import Looked
    from veedor.intake.part import Part


LIKE_TOTALS = 0.5
"""Share of the votes of all rows with a name from which those without one are likelier ill-added totals."""


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
    long = part.source.layout is Layout.LONG
    filled: Flags = np.any(~np.isnan(figures) if long else np.nan_to_num(figures) != 0, axis=1)
    drop = drop_of(part, looked.table, nameless)
    some = [row for row in nameless if row in sums]
    drop_sums = drop_of(part, looked.table, some) if some else ""
    bare = [row for row in nameless if row not in sums and not filled[row]]
    drop_bare = drop_of(part, looked.table, bare) if bare else ""
    alone = _hold_others(looked, nameless)
    beside = _tells_apart(part, looked, nameless) if alone else ""
    problems = []
    for row in nameless[:SHOWN]:
        blank = _empty_column(part, looked, row)
        text, remedy = _words(
            total=row in sums,
            votes=bool(filled[row]),
            alone=alone,
            drops=(drop, drop_sums, drop_bare),
        )
        stand_in = part.id_template.replace(f"{{{blank}}}", f"{{{blank}|no {blank}}}")
        remedy = remedy.replace("{stand_in}", stand_in + beside)
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


def _hold_others(looked: Looked, nameless: list[int]) -> bool:
    """Tell whether nameless rows are far from the votes of all others: they hold what no other row does."""
    votes = np.nan_to_num(looked.matrix[:, : looked.votes])
    own = votes[nameless].sum()
    return bool(own < LIKE_TOTALS * (votes.sum() - own))


def _tells_apart(part: Part, looked: Looked, nameless: list[int]) -> str:
    """Return what is to be added to the id that each such row has one of its own: ``/{City|-}/{County}``."""
    left = [c for c in naming_columns(part) if c not in part.templates["sheet_id"].columns]
    header = [c for c in left if c in part.raw.single]
    told, added = [""] * len(nameless), ""
    for column, cells in published(part, looked.table, header).items() if header else ():
        texts = [text or "" for text in cells.to_pylist()]
        more = [f"{one}/{texts[row]}" for one, row in zip(told, nameless, strict=True)]
        if len(set(more)) > len(set(told)):
            told, added = more, f"{added}/{{{column}{'' if all(texts) else '|-'}}}"
    return added if len(set(told)) == len(nameless) else ""


def _words(*, total: bool, votes: bool, alone: bool, drops: tuple[str, str, str]) -> tuple[str, str]:
    drop, drop_sums, drop_bare = drops
    if total:
        return (
            sentence("the row names no sheet, and its figures are the sum of others: a subtotal."),
            sentence("Leave it out: {drop_sums}.", drop_sums=drop_sums),
        )
    if not votes:
        return sentence("the row names no sheet and holds no figure."), sentence(
            "Leave it out: {drop}.", drop=drop_bare
        )
    return (
        sentence("the row names no sheet, and its votes are in no other row.")
        if alone
        else sentence(
            "the row names no sheet: perhaps it is a subtotal, but its figures are not the sum of other rows."
        ),
        (
            sentence(
                "If it is a sheet (votes by mail, ...), say what stands for the "
                'blank: sheet.id = "{{stand_in}}"; if it is not one, leave it out: {drop}.',
                drop=drop,
            )
        ),
    )


def _empty_column(part: Part, looked: Looked, row: int) -> str:
    """Return the column of the id that is empty in the row."""
    columns = [c for c in part.templates["sheet_id"].columns if c in part.raw.header]
    texts = published(part, looked.table.slice(row, 1), columns)
    return next((c for c in columns if not texts[c][0].as_py()), part.id_column)
