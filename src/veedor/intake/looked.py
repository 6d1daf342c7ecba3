"""The rows of a part as the search for totals sees them: a matrix, and every way to group its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.intake.drop import published
from veedor.intake.stage import DIVISION, LEVEL, VOTES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt
    import pyarrow as pa

    from veedor.intake.stage import Part

_NO_GROUP = {"sheet_id", "state", "word_state"}
_TEXTS = {*_NO_GROUP, "stratum", "source", "snapshot"}

_PREFIXES = 4
"""Lengths of ids, at the most, that are looked at as a hierarchy of codes."""


@dataclass(frozen=True, eq=False)
class Looked:
    """The rows of a part as the search sees them, in the order of the file.

    Parameters
    ----------
    table : pyarrow.Table
        Ids, names of places and figures as staged.
    columns : tuple of str
        Staged names of the figures.
    votes : int
        How many of them are votes.
    matrix : array of float, rows x columns
        The figures, missing ones as NaN.
    groups, marks : dict of str to array of int
        Ways to group the rows, and the codes of their texts.
    """

    table: pa.Table
    columns: tuple[str, ...]
    votes: int
    matrix: npt.NDArray[np.float64]
    groups: dict[str, npt.NDArray[np.int64]]
    marks: dict[str, npt.NDArray[np.int64]]

    def text(self, column: str, row: int) -> str:
        """Give a staged text."""
        return str(self.table[column][row].as_py() or "")

    def number(self, row: int) -> int:
        """Give the row as a spreadsheet numbers it."""
        return int(self.table["row"][row].as_py())


def look_for_totals(part: Part, rows: ir.Table) -> Looked:
    """Fetch what the search needs."""
    votes = [c for c in rows.columns if c.startswith(VOTES)]
    printed = [c for c in ("registered", "blank", "null") if c in rows.columns]
    if len(votes) < 2:
        printed += [c for c in ("valid", "cast") if c in rows.columns]
    figures = [*votes, *printed]
    texts = [c for c in rows.columns if c in _TEXTS or c.startswith((LEVEL, DIVISION, "over:"))]
    chosen = rows.select("row", *texts, **{c: rows[c].cast("float64") for c in figures})
    table = fetch_arrow(chosen)
    order = np.lexsort((table["row"].to_numpy(), encode(table["source"])))
    if (np.diff(order) != 1).any():
        table = table.take(order)
    matrix = np.array([table[c].to_numpy() for c in figures]).reshape(len(figures), len(table))
    marks = {c: encode(table[c]) for c in texts if c not in _NO_GROUP} | _template_parts(part, table)
    ids = {"sheet_id": encode(table["sheet_id"])} | _hierarchy(table["sheet_id"])
    groups = _paths(marks) | ids
    if "snapshot" in groups:  # what is in another publication is never summed
        groups = {k: _both(groups["snapshot"], v) for k, v in groups.items()}
    groups = {k: v for k, v in groups.items() if _several(v)}
    return Looked(table, tuple(figures), len(votes) or len(figures), matrix.T, groups, marks)


def encode(texts: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Give each text a number; a missing one counts as empty."""
    import pyarrow.compute as pc

    whole = pc.fill_null(texts, "").combine_chunks().dictionary_encode()
    codes: npt.NDArray[np.int64] = whole.indices.to_numpy().astype(np.int64)
    return codes


def _several(codes: npt.NDArray[np.int64]) -> bool:
    return bool(len(codes)) and int(np.bincount(codes).max()) > 1


def _both(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number the pairs of two codes."""
    return np.unique(one * (other.max(initial=0) + 1) + other, return_inverse=True)[1].astype(np.int64)


def _paths(marks: dict[str, npt.NDArray[np.int64]]) -> dict[str, npt.NDArray[np.int64]]:
    """Number places by their whole path, for two regions may have places of one name."""
    found = {}
    above = None
    for name, codes in marks.items():
        if name.startswith(LEVEL):
            above = codes if above is None else _both(above, codes)
            found[name] = above
        else:
            found[name] = codes
    return found


def _hierarchy(ids: pa.ChunkedArray) -> dict[str, npt.NDArray[np.int64]]:
    """Group ids by how they begin: codes of a few lengths, or what stands before a separator."""
    import pyarrow.compute as pc

    ids = pc.fill_null(ids, "")
    found = {}
    lengths = sorted(x.as_py() for x in pc.unique(pc.utf8_length(ids)) if x.as_py())
    if 1 < len(lengths) <= _PREFIXES:
        for length in lengths[:-1]:
            found[f"the ids that begin with the same {length}"] = encode(
                pc.utf8_slice_codeunits(ids, 0, length)
            )
    if len(ids) and pc.any(pc.match_substring_regex(ids, r"[-/._:]")).as_py():
        found["the ids that begin alike"] = encode(pc.replace_substring_regex(ids, r"[-/._:][^-/._:]*$", ""))
    return {k: v for k, v in found.items() if _several(v)}


def _template_parts(part: Part, table: pa.Table) -> dict[str, npt.NDArray[np.int64]]:
    """Number the texts of the columns that an id is made of."""
    columns = [c for c in dict.fromkeys(part.templates["sheet_id"].columns) if c in part.raw.header]
    if len(columns) < 2:
        return {}
    texts = published(part, table, columns)
    return {f"column {c!r}": encode(texts[c]) for c in columns}
