"""The `rows.drop` that leaves out some rows and no other; rows of one cell that are titles or notes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine import fetch_arrow
from veedor.intake.drop_contests import of_contest
from veedor.intake.row_texts import names_of, naming_columns, naming_texts, places_of, published
from veedor.intake.toml import drop_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from veedor.arrays import Flags
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

FEW = 5
"""Values that are named one by one rather than looking for a column that says it shorter."""


def drop_of(part: Part, table: pa.Table, found: Sequence[int]) -> str:
    """Return the `rows.drop` that hits some rows and no other, as TOML.

    Parameters
    ----------
    part : Part
        A contest of a source.
    table : pyarrow.Table
        Its staged rows, with ``row`` and ``source``.
    found : sequence of int
        Positions of the rows to leave out.
    """
    chosen, left = choose(naming_texts(part, table), set(found))
    chosen = of_contest(part, table, sorted(set(found) - left), chosen)
    if left:  # no column tells them apart: their number does
        chosen["row"] = [str(table["row"][row].as_py()) for row in sorted(left)]
    return drop_line(part.source.rows.drop, chosen)


def choose(texts: Mapping[str, list[str]], found: set[int]) -> tuple[dict[str, list[str]], set[int]]:
    """Choose columns and values that hold in the rows found and in no other.

    Returns
    -------
    chosen : dict of str to list of str
        Column -> values.
    left : set of int
        Rows that no column tells apart.
    """
    telling: dict[str, dict[int, str]] = {}
    for column, values in texts.items():
        others = {v for row, v in enumerate(values) if row not in found}
        telling[column] = {row: values[row] for row in found if values[row] not in others}
    chosen: dict[str, list[str]] = {}
    left = set(found)
    while left:
        gains = {c: left & rows.keys() for c, rows in telling.items()}
        best = max(
            (c for c in gains if gains[c]),
            key=lambda c: (
                len(gains[c]),
                len({telling[c][r] for r in gains[c]}) <= FEW,
                -list(telling).index(c),
            ),
            default=None,
        )
        if best is None:
            break
        chosen[best] = list(dict.fromkeys(telling[best][r] for r in sorted(gains[best])))
        left -= gains[best]
    return chosen, left


_NUMBER = re.compile(r"\d+")


def drop_of_titles(part: Part, rows: Table, bare: Table) -> str:
    """Return the `rows.drop` of rows that hold one cell, where they are titles or notes; or nothing.

    A title heads rows with figures, and stands above the first sheet or is called like no sheet is. A note
    stands below all sheets, with a blank row between. What is known of every sheet beforehand (its register,
    its code) is known of neither. All must be so: nobody waits for a sheet that is taken for a title.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows.
    bare : table
        Those that hold one cell, with ``row`` and ``source``.
    """
    order = [("source", "ascending"), ("row", "ascending")]
    table = fetch_arrow(rows.select("sheet_id", "row", "source")).sort_by(order)
    held = {tuple(row.values()) for row in fetch_arrow(bare.select("row", "source")).to_pylist()}
    keys = places_of(table)
    titles = np.array([key in held for key in keys], dtype=np.bool_)
    if titles.all():
        return ""
    known, notes = _known_beforehand(part, table, titles), _at_the_foot(keys, titles)
    heads = titles & ~notes
    if (notes.any() and not known) or (
        heads.any() and not _are_titles(part, table, heads, titles, known=known)
    ):
        return ""
    return drop_of(part, table, np.flatnonzero(titles).tolist())


def _at_the_foot(keys: Sequence[tuple[int, str]], bare: Flags) -> Flags:
    """Say which bare rows stand below all others of the last file, behind a blank row."""
    last = int(np.flatnonzero(~bare)[-1])
    notes = np.zeros(len(bare), dtype=np.bool_)
    if last + 1 < len(keys) and keys[last + 1][1] == keys[last][1] and keys[last + 1][0] > keys[last][0] + 1:
        notes[last + 1 :] = True
    return notes


def _are_titles(part: Part, table: pa.Table, heads: Flags, bare: Flags, *, known: bool) -> bool:
    """Whether bare rows head those below, and are told from sheets by where they stand, or are called."""
    names = [" ".join(filter(None, told)) for told in names_of(part, table)] or [""] * len(table)
    if not _heads(heads, table["source"].to_pylist()) or _are_alike(names, heads, ~bare):
        return False
    first, unlike = bool(heads[0]), _are_unlike(names, heads, ~bare)
    return (known and (first or unlike)) or (first and unlike)


def _heads(titles: Flags, sources: Sequence[str]) -> bool:
    """Whether every bare row stands above one with figures, of the same file; a wider title above its own."""
    last = [*(one != other for one, other in pairwise(sources)), True]
    return not (titles & np.array(last, dtype=np.bool_)).any()


def _known_beforehand(part: Part, table: pa.Table, titles: Flags) -> bool:
    """Whether a column that is filled on every other row, and holds no result, is blank on the bare ones."""
    results = {c for name, told in part.numbers.items() if name != "registered" for c in told}
    named = dict.fromkeys([*naming_columns(part), *part.numbers.get("registered", ())])
    columns = [c for c in named if c in part.raw.single and c not in results]
    texts = published(part, table, columns) if columns else {}
    filled = [np.array([bool(t) for t in texts[c].to_pylist()], dtype=np.bool_) for c in columns]
    return any(one[~titles].all() and not one[titles].any() for one in filled)


def _are_alike(names: Sequence[str], titles: Flags, sheets: Flags) -> bool:
    """Whether a bare row is numbered like a sheet, or like the bare row above it."""
    forms = [_NUMBER.sub("0", name.casefold()) for name in names]
    known = {form for form, sheet in zip(forms, sheets, strict=True) if sheet and "0" in form}
    mine = np.flatnonzero(titles)
    return any(
        forms[place] in known or (place and titles[place - 1] and forms[place] == forms[place - 1])
        for place in mine
    )


def _are_unlike(names: Sequence[str], titles: Flags, sheets: Flags) -> bool:
    """Whether bare rows are called like no sheet: by a word of their own, without a number, in capitals."""
    mine = [name for name, title in zip(names, titles, strict=True) if title]
    others = [name for name, sheet in zip(names, sheets, strict=True) if sheet]
    if len(mine) > 1 and set.intersection(*map(_words, mine)) - set[str]().union(*map(_words, others)):
        return True
    numbered = [any(c.isdigit() for c in name) for name in others]
    if all(numbered) and not any(c.isdigit() for name in mine for c in name):
        return True
    return all(map(str.isupper, mine)) and not any(map(str.isupper, others))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", name.casefold()))
