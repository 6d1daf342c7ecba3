"""A sum that stands beside its parts, all of them added to one choice: its votes would be counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.cells import figure, trimmed
from veedor.intake.choice_sums import SAMPLE, column_sums, text_matrix
from veedor.intake.names import fold
from veedor.intake.stage import filtered
from veedor.intake.toml import array, drop_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Floats
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

_NO_CHANCE = 6
"""Two columns that are the same in every row say more than zeros and ones."""


def doubled_columns(part: Part) -> list[InputError]:
    """Refuse columns of one choice of which one is, in every row, the sum of the others."""
    several = {choice: columns for choice, columns in part.choices.items() if len(columns) > 1}
    if not several or not part.source.is_count or part.source.rows.totals == "accept":
        return []
    table = filtered(part)
    problems = []
    for choice, columns in several.items():
        cells = {
            f"v{i}": figure(trimmed(part.cell(column, "choices.columns")), part.source.numbers).cast(
                "float64"
            )
            for i, column in enumerate(columns)
        }
        found = fetch_arrow(table.select(**cells).limit(SAMPLE))
        matrix = np.stack([found[c].to_numpy() for c in cells]).T
        total = _total_of(matrix)
        if total is not None:
            problems.append(_refusal(part, choice, columns, total, _of_columns(part, columns[total])))
    return problems


def doubled_texts(part: Part, rows: Table) -> list[InputError]:
    """Refuse names of one choice, in long rows, of which one is on every sheet the sum of the others."""
    if (
        part.source.layout is not Layout.LONG
        or part.source.choices.several != "add"
        or not part.source.is_count
    ):
        return []
    if part.source.rows.totals == "accept":
        return []
    known = part.published_names
    matrix, names = text_matrix(rows, set(known))
    by_choice: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        by_choice.setdefault(known[name], []).append(i)
    problems = []
    for choice, mine in by_choice.items():
        total = _total_of(matrix[:, mine]) if len(mine) > 1 else None
        if total is not None:
            texts = [names[i] for i in mine]
            remedy = drop_line(part.source.rows.drop, {part.source.choices.choice: [texts[total]]})
            problems.append(_refusal(part, choice, texts, total, remedy))
    return problems


def _total_of(matrix: Floats) -> int | None:
    """Find the column that is the sum of all others in every row, or of some of them beyond chance."""
    x = np.nan_to_num(matrix)
    for column in range(x.shape[1]):
        total, others = x[:, column], np.delete(x, column, axis=1)
        parts = int((others > 0).any(axis=0).sum())
        told = total.max(initial=0) >= _NO_CHANCE and (parts > 1 or int((total >= _NO_CHANCE).sum()) > 1)
        if parts and told and bool((total == others.sum(axis=1)).all()):
            return column
    return next(iter(column_sums(matrix)), None)


def _of_columns(part: Part, total: str) -> str:
    """Return the lines that leave a column out of the choices."""
    mapping = part.source.choices
    ignored = array([*part.source.rows.ignore, total])
    if mapping.pattern:
        left = array([*mapping.except_, total])
        return sentence("choices.except = {left} and rows.ignore = {ignored}", left=left, ignored=ignored)
    every = [c for columns in part.choices.values() for c in columns if fold(c) != fold(total)]
    return sentence(
        "choices.columns = {every} and rows.ignore = {ignored}", every=array(every), ignored=ignored
    )


def _refusal(part: Part, choice: str, names: Sequence[str], total: int, remedy: str) -> InputError:
    others = " + ".join(repr(name) for i, name in enumerate(names) if i != total)
    return InputError(
        sentence(
            "{names!r} is everywhere the sum of {others}, and all of them are "
            "added to the votes of {choice!r}: they would be counted twice.",
            names=names[total],
            others=others,
            choice=choice,
        ),
        file=part.raw.label,
        column=names[total] if part.source.layout is not Layout.LONG else part.source.choices.choice,
        value=names[total],
        expected="the parts of the votes of a choice, or their sum",
        remedy=sentence(
            'Leave the sum out: {remedy}; if it is no sum, state rows.totals = "accept".', remedy=remedy
        ),
    )
