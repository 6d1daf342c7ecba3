"""Rows left out of one contest of a source: what names them may name sheets of its other contests."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.engine.schemas import VOTES
from veedor.intake.case import ContestColumn
from veedor.intake.cells import figure, trimmed
from veedor.intake.folding import visible
from veedor.intake.names import fold
from veedor.intake.row_texts import published
from veedor.intake.stage import filtered
from veedor.intake.templates import braced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from veedor.engine.sql import Value
    from veedor.intake.part import Part

SOME_LOST = 0.2
"""Share of the other contests from which on their rows of the same text are no sums: one may hold a slip."""

LEVELS = (1, 2, 3)
"""How often totals hold the votes of all sheets: once for each level of place."""


def of_contest(
    part: Part, table: pa.Table, found: Sequence[int], chosen: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Name the contest too where the same texts stand for sheets of other contests of the source.

    Parameters
    ----------
    part : Part
        A contest of a source.
    table : pyarrow.Table
        Its staged rows, with ``row`` and ``source``.
    found : sequence of int
        Positions of the rows to leave out.
    chosen : mapping of str to sequence of str
        Column -> texts by which they are told from the other rows of this contest.

    Returns
    -------
    dict of str to list of str
        The same, or by columns that hold the contest before each text.
    """
    if len(part.source.contest_ids) < 2 or not _sheets_of_others(part, chosen):
        return {column: [*texts] for column, texts in chosen.items()}
    keys = {column: _with_contest(part, column, texts) for column, texts in chosen.items()}
    rows = table.take(found)
    plain, whole = (published(part, rows, [*names]) for names in (keys, keys.values()))
    told: dict[str, list[str]] = {}
    for column, key in keys.items():
        mine = zip(plain[column].to_pylist(), whole[key].to_pylist(), strict=True)
        told[key] = list(dict.fromkeys(full for text, full in mine if text in chosen[column]))
    return told


def _with_contest(part: Part, column: str, texts: Sequence[str]) -> str:
    """Return the template of the contest and a column; a blank cell would make all of it blank."""
    contest = part.source.contest
    if not isinstance(contest, ContestColumn) or column not in part.raw.header:
        return column
    named = f"{{{column}|no {column}}}" if "" in texts else f"{{{column}}}"
    return f"{braced(contest.column)}/{named}"


def _sheets_of_others(part: Part, chosen: Mapping[str, Sequence[str]]) -> bool:
    """Whether rows of other contests with these texts hold votes that are not those of their other rows."""
    contest = part.source.contest
    if not isinstance(contest, ContestColumn) or not chosen:
        return False
    mine = {fold(text) for text, name in contest.values.items() if name == part.contest_id}
    here = reduce(or_, _hits(part, chosen))
    columns = {c for name, told in part.numbers.items() if name.startswith(VOTES) for c in told}
    votes = [figure(trimmed(part.cell(c, "choices")), part.source.numbers) for c in sorted(columns)]
    rows = filtered(part).select(
        contest=visible(part.cell(contest.column, "contest.column")),
        here=here,
        **{f"v{i}": one for i, one in enumerate(votes)},
    )
    sums = {f"v{i}": rows[f"v{i}"].sum(where=rows.here) for i in range(len(votes))}
    sums |= {f"all{i}": rows[f"v{i}"].sum() for i in range(len(votes))}
    others = [
        (
            sum(row[f"v{i}"] or 0 for i in range(len(votes))),
            sum(row[f"all{i}"] or 0 for i in range(len(votes))),
        )
        for row in fetch_rows(rows.group_by("contest").aggregate(**sums))
        if fold(row["contest"]) not in mine
    ]
    there = [(some, every) for some, every in others if some]
    lost = sum(some not in {level * (every - some) for level in LEVELS} for some, every in there)
    return lost > SOME_LOST * len(there)


def _hits(part: Part, chosen: Mapping[str, Sequence[str]]) -> Iterator[Value]:
    for column, texts in chosen.items():
        yield visible(part.cell(column, "rows.drop")).isin([*texts])
