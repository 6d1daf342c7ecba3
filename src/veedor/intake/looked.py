"""The rows of a part as the search for totals sees them: a matrix, and every way to group its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow, fetch_rows
from veedor.intake.part import DIVISION, LEVEL
from veedor.intake.row_texts import published
from veedor.intake.vote_columns import votes_of
from veedor.model import State

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.arrays import Flags, Floats, Ints
    from veedor.engine.sql import Table, Value
    from veedor.intake.part import Part

_NO_GROUP = {"sheet_id", "state", "word_state"}
_TEXTS = {*_NO_GROUP, "stratum", "source", "snapshot"}

_CUT = "[-/._:]"
"""Signs that separate the parts of a code."""

_PREFIXES = 4
"""Lengths of ids, at the most, that are looked at as a hierarchy of codes."""


@dataclass(frozen=True, eq=False)
class Looked:
    """The rows of a part as the search sees them, in the order of the file.

    Parameters
    ----------
    part : Part
        Where they are from.
    source : table
        The rows as staged.
    place : pair of arrays of int
        Number of each row, and of its file.
    columns : tuple of str
        Staged names of the figures.
    votes : int
        How many of them are votes.
    matrix : array of float, rows x columns
        The figures, missing ones as NaN.
    texts : dict of str to array of int
        Codes of the bare texts of the rows.
    groups : dict of str to array of int
        Ways to group the rows.
    counted : array of bool or None
        Rows that a published total sums where it leaves out what does not count.
    """

    part: Part
    source: Table
    place: tuple[Ints, Ints]
    columns: tuple[str, ...]
    votes: int
    matrix: Floats
    texts: dict[str, Ints]
    groups: dict[str, Ints]
    counted: Flags | None

    @cached_property
    def table(self) -> pa.Table:
        """Ids and names of places as staged: fetched only where there is something to say.

        Rows that were joined or grouped come in another order each time: they are found by their numbers.
        """
        texts = self.source.select("row", *_texts(self.source), file=_file(self.source))
        found = fetch_arrow(texts)
        here = np.lexsort((found["row"].to_numpy(), found["file"].to_numpy()))
        place = np.empty(len(here), np.int64)
        place[np.lexsort(self.place)] = here
        found = found.drop_columns(["file"])
        return found if (np.diff(place) == 1).all() else found.take(place)

    @property
    def marks(self) -> dict[str, Ints]:
        """Codes of the bare texts of the rows, and of the columns that ids are made of."""
        return self.texts | {k: v for k, v in self.groups.items() if k.startswith("column ")}

    def text(self, column: str, row: int) -> str:
        """Return a staged text."""
        return str(self.table[column][row].as_py() or "")

    def number(self, row: int) -> int:
        """Return the row as a spreadsheet numbers it."""
        return int(self.table["row"][row].as_py())


def look_for_totals(part: Part, rows: Table) -> Looked:
    """Fetch what the search needs: figures, and for each text a number that tells it from others."""
    votes = votes_of(rows)
    printed = [str(c) for c in ("registered", "blank", "null") if c in rows.columns]
    if len(votes) < 2:
        printed += [c for c in ("valid", "cast") if c in rows.columns]
    figures = [*votes, *printed]
    groups = [c for c in _texts(rows) if c not in _NO_GROUP]
    hashed = {f"hash:{c}": rows[c].fill_null("").hash() for c in groups} | _hierarchy(rows)
    hashed["hash:source"] = _file(rows)
    counts = _counts(rows)
    numbers = {c: rows[c].cast("float64") for c in figures}
    table = fetch_arrow(rows.select("row", **hashed, **counts, **numbers))
    keys = {c.removeprefix("hash:"): table[c].to_numpy() for c in hashed}
    order = _order_of_files(table["row"].to_numpy(), keys["source"])
    matrix = np.empty((len(figures), len(table)))
    for column, into in zip(figures, matrix, strict=True):
        _fill(into, table[column])
        if not isinstance(order, slice):
            into[:] = into[order]
    codes = {k: numbered(v[order]) for k, v in keys.items()}
    found = _paths(codes)
    looked = Looked(
        part,
        rows,
        (table["row"].to_numpy()[order], keys["source"][order]),
        tuple(figures),
        len(votes) or len(figures),
        matrix.T,
        {name: codes[name] for name in groups},
        found,
        table["counted"].to_numpy()[order] if counts else None,
    )
    found |= _template_parts(looked)
    if "snapshot" in found:  # what is in another publication is never summed
        found |= {k: _both(found["snapshot"], v) for k, v in found.items()}
    for name in [k for k, v in found.items() if not _several(v)]:
        del found[name]
    return looked


def _order_of_files(rows: Ints, source: Ints) -> Ints | slice:
    """Return the order in which the rows stand in the files; all of them as they are is the common case."""
    if not ((np.diff(rows) < 0).any() or (np.diff(source) != 0).any()):
        return slice(None)
    order: Ints = np.lexsort((rows, _by_appearance(source)))
    return slice(None) if (np.diff(order) == 1).all() else order


def _fill(into: Floats, figures: pa.ChunkedArray) -> None:
    """Copy figures, missing ones as NaN, without a copy of the whole column on the way."""
    place = 0
    for chunk in figures.chunks:
        into[place : place + len(chunk)] = chunk.to_numpy(zero_copy_only=False)
        place += len(chunk)


def _file(rows: Table) -> Value:
    """Number the file of each row, the same whenever it is asked."""
    return rows.source.fill_null("").hash()


def _texts(rows: Table) -> list[str]:
    return [c for c in rows.columns if c in _TEXTS or c.startswith((LEVEL, DIVISION, "over:"))]


def _counts(rows: Table) -> dict[str, Value]:
    for column in ("state", "word_state"):
        if column in rows.columns:
            return {"counted": rows[column].isnull() | (rows[column] == State.COUNTED.value)}
    return {}


def numbered(keys: Ints) -> Ints:
    """Return a small number for each key; files are mostly in order, so only beginnings of runs differ."""
    if not len(keys):
        return np.zeros(0, np.int64)
    begins = np.concatenate([[True], keys[1:] != keys[:-1]])
    _, codes = np.unique(keys[begins], return_inverse=True)
    runs = np.diff(np.append(np.flatnonzero(begins), len(keys)))
    return np.repeat(codes.astype(np.int64), runs)


def _by_appearance(keys: Ints) -> Ints:
    """Number the keys in the order in which they first appear."""
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first, kind="stable")] = np.arange(len(first))
    return place[codes]


def encode(texts: pa.ChunkedArray) -> Ints:
    """Return a number for each text; a missing one counts as empty."""
    import pyarrow.compute as pc

    whole = pc.fill_null(texts, "").combine_chunks().dictionary_encode()
    codes: Ints = whole.indices.to_numpy().astype(np.int64)
    return codes


def _several(codes: Ints) -> bool:
    return bool(len(codes)) and int(np.bincount(codes).max()) > 1


def _both(one: Ints, other: Ints) -> Ints:
    """Number the pairs of two codes."""
    return numbered(one * (other.max(initial=0) + 1) + other)


def _paths(marks: dict[str, Ints]) -> dict[str, Ints]:
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


def _hierarchy(rows: Table) -> dict[str, Value]:
    """Group ids by how they begin: codes of a few lengths, or what stands before a separator."""
    ids = rows.sheet_id.fill_null("")
    size = ids.length()
    lengths = size.collect(where=size > 0, distinct=True)
    facts = fetch_rows(rows.aggregate(lengths=lengths, cut=ids.re_search(_CUT).any()))[0]
    found: dict[str, Value] = {}
    several = sorted(facts["lengths"] or ())
    if len(several) <= _PREFIXES:
        for length in several[:-1]:
            found[f"hash:the ids that begin with the same {length}"] = ids.substr(0, length).hash()
    if facts["cut"]:
        found["hash:the ids that begin alike"] = ids.re_replace(f"{_CUT}[^-/._:]*$", "").hash()
    return found


def _template_parts(looked: Looked) -> dict[str, Ints]:
    """Number the texts of the columns that an id is made of, but for those that name a place alone."""
    part = looked.part
    columns = [c for c in dict.fromkeys(part.templates["sheet_id"].columns) if c in part.raw.header]
    if len(columns) < 2:
        return {}
    places = [t.columns for name, t in part.templates.items() if name.startswith(LEVEL)]
    columns = [c for c in columns if (c,) not in places]
    texts = published(part, looked.table, columns) if columns else {}
    return {f"column {c!r}": encode(texts[c]) for c in columns}
