"""The levels of place: columns that nest, each district in one province, from the widest to the narrowest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_ids import readable_id
from veedor.guess.values import determines, nature
from veedor.guess.words import kinds_of, meanings, plain_words, says

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileColumn

INSIDE = 0.95
"""Share of rows in which a place tells the wider one that it lies in."""

LEVELS = ("country", "region", "province", "municipality", "locality", "place")
"""Levels that words name, the widest first."""

SCATTERED = 3
"""Blocks of neighbouring rows with one text, for each text, above which rows do not stand together by it."""

YES_AND_NO = ({"y", "n"}, {"yes", "no"}, {"si", "no"}, {"sim", "nao"}, {"oui", "non"}, {"true", "false"})
"""What columns of yes and no hold; "S" and "N" may be South and North."""

HOMONYMS = 0.55
"""The same for a column that a word calls a place: names of villages repeat."""


def level_of(name: str) -> str:
    """Give the level that a name has a word for; empty where it has none."""
    return next(iter(kinds_of("level", name)), "")


def is_address(name: str) -> bool:
    """Whether a name calls a column one of addresses."""
    return says("address", name)


def find_levels(columns: Sequence[FileColumn], codes: Sequence[FileColumn] = ()) -> list[FileColumn]:
    """Give the columns of places that nest, the widest first.

    Parameters
    ----------
    columns : sequence of FileColumn
        Columns of texts that are nothing else.
    codes : sequence of FileColumn
        Columns of figures that may stand for a place, taken where a word calls them so and no name does.
    """
    named = [c for c in columns if _may_be_place(c) and not is_rather_status(c, columns)]
    named += [c for c in codes if _is_level_code(c, named)]
    named.sort(key=lambda c: (c.distinct, is_address(c.name), c.place))
    chain = _widest_first(_longest_chain(named))
    made: list[FileColumn] = []
    path: npt.NDArray[np.intp] | None = None
    for column in chain:
        further = column.codes if path is None else _joined(path, column.codes)
        if path is None or len(np.unique(further)) > len(np.unique(path)):
            path = further  # else the same places under another name
            made.append(column)
    return made if len(made) > 1 or any(level_of(c.name) for c in made) else []


def _longest_chain(columns: Sequence[FileColumn]) -> list[FileColumn]:
    """Give the most columns of which each lies within the one before."""
    best: list[tuple[float, list[FileColumn]]] = []
    for i, column in enumerate(columns):
        own = 0.3 if is_address(column.name) else 1.0 if level_of(column.name) else 0.9
        longest: tuple[float, list[FileColumn]] = (own, [column])
        for k in range(i):
            inside = min(_nests(column, wider) for wider in best[k][1])
            if inside and best[k][0] + own * inside > longest[0]:
                longest = best[k][0] + own * inside, [*best[k][1], column]
        best.append(longest)
    return max(best, key=lambda one: one[0])[1] if best else []


def _widest_first(chain: list[FileColumn]) -> list[FileColumn]:
    """Put levels in the order of their words where their sizes leave it open: equal, or a few homonyms."""
    order = {level: i for i, level in enumerate(LEVELS)}
    made = list(chain)
    for i in range(len(made) - 1):
        for k in range(len(made) - 1 - i):
            one, other = made[k], made[k + 1]
            wide, narrow = level_of(one.name), level_of(other.name)
            if wide and narrow and order[wide] > order[narrow] and determines(one, other) >= INSIDE:
                made[k], made[k + 1] = other, one
    return made


def _may_be_place(column: FileColumn) -> bool:
    if says("beside", column.name) and not level_of(column.name):
        return False
    if holds_yes_and_no(column):
        return False
    if column.distinct < 4 and not level_of(column.name):
        return False  # yes and no
    if level_of(column.name) and not says("number", column.name):
        return column.distinct >= 2
    few = [t for t in column.different[:60] if t]
    return sum(1 for t in few if re.search(r"[^\W\d_]{3}|^[^\W\d_]{2}$", t)) >= 0.6 * len(few)


def is_rather_status(column: FileColumn, others: Sequence[FileColumn]) -> bool:
    """Whether a word for a place that is also one for a state ("estado") is rather the second, by figures.

    A place holds others, or its rows stand together; what became of the sheets is scattered over them.

    Parameters
    ----------
    column : FileColumn
        Of texts.
    others : sequence of FileColumn
        Columns that may lie within it.
    """
    if not level_of(column.name) or "status" not in meanings(column.name):
        return False
    blocks = 1 + int((np.diff(column.codes) != 0).sum())
    holds = any(
        column.distinct < c.distinct <= len(c.codes) / 2 and determines(c, column) >= INSIDE for c in others
    )
    return not holds and blocks > SCATTERED * column.distinct


def holds_yes_and_no(column: FileColumn) -> bool:
    """Whether a column holds yes and no alone: nothing lies in those, whatever the column is called.

    Parameters
    ----------
    column : FileColumn
        Of texts.
    """
    return {plain_words(text) for text in column.different if text} in YES_AND_NO


def _is_level_code(column: FileColumn, named: Sequence[FileColumn]) -> bool:
    if not level_of(column.name) or column.distinct < 2 or column.distinct == column.filled:
        return False
    return not any(
        level_of(c.name) == level_of(column.name)
        or (determines(column, c) >= INSIDE and determines(c, column) >= 0.9)
        for c in named
    )


def _nests(column: FileColumn, wider: FileColumn) -> float:
    """Give how surely a place lies within one wider place: 0 where it does not."""
    share = determines(column, wider)
    if share >= INSIDE:
        return 1.0
    named = level_of(column.name) and (share >= HOMONYMS or nature(column) in {"count", "code"})
    return max(0.4, share * 0.7) if named else 0.0


def _joined(path: npt.NDArray[np.intp], codes: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    both = path.astype(np.int64) * (int(codes.max()) + 1) + codes
    joined: npt.NDArray[np.intp] = np.unique(both, return_inverse=True)[1].astype(np.intp)
    return joined


def name_levels(chain: Sequence[FileColumn]) -> Mapping[str, str]:
    """Give each level a readable id: the word's, else the published name in Latin letters, else a number."""
    made: dict[str, str] = {}
    for number, column in enumerate(chain, start=1):
        words = plain_words(column.name)
        level = level_of(column.name)
        own = words if re.fullmatch(r"[a-z]{3,20}", words) else ""
        long_own = re.sub(r"[^a-z0-9]+", "_", readable_id(column.name).lower()).strip("_")
        for name in (own, level, long_own, f"level{number}"):
            if name and name not in made:
                made[name] = column.name
                break
    return made
