"""Levels of place that a chain of names does not show: codes that nest, and words with few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.phrase import answers, phrase
from veedor.guess.places import LEVELS, holds_yes_and_no, is_rather_status, level_of
from veedor.guess.proposal import Doubt
from veedor.guess.values import determines, repeats
from veedor.guess.words import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn

FEWEST = 4
"""Different texts that a level has which no word names; and cells of the next narrower that repeat one."""

FILLED = 0.9
"""Share of the rows in which such a level must stand: rows of totals have none."""

TOGETHER = 1.2
"""Runs of equal cells that a wide place has for each of its texts, at the most."""

KEY = "source.official.place.levels"


def with_further(
    levels: Sequence[FileColumn], free: Sequence[FileColumn], rows: int
) -> tuple[list[FileColumn], list[Doubt]]:
    """Add the levels that must be asked about.

    Parameters
    ----------
    levels : sequence of FileColumn
        Those that are told, the widest first.
    free : sequence of FileColumn
        Columns of texts and codes that are nothing else.
    rows : int
        Rows of the sample.

    Returns
    -------
    levels : list of FileColumn
        With those that nest.
    doubts : list of Doubt
        One for each that was added, or has a word for a place and does not nest.
    """
    made, doubts = list(levels), []
    for column in sorted(free, key=lambda c: (_rank(c), c.place)):
        if not level_of(column.name) or column.distinct < 2 or says("number", column.name):
            continue
        if holds_yes_and_no(column) or is_rather_status(column, free):
            continue
        if column in made or any(level_of(c.name) == level_of(column.name) for c in made):
            continue
        place = _place_by_word(column, made)
        if place is not None:
            made.insert(place, column)
        doubts.append(_ask_named(column, taken=place is not None))
    outer, inner = _coded(made, [c for c in free if c not in made and not level_of(c.name)], rows)
    made = [*outer, *made, *inner]
    if coded := (*outer, *inner):
        narrow = coded[-1] if inner else made[len(outer)]
        wide = made[made.index(narrow) - 1]
        reason = phrase("why.nested", n=narrow.distinct, narrow=narrow.name, wide=wide.name)
        names = tuple(c.name for c in coded)
        question = phrase("ask.levels", columns=names)
        doubts.append(Doubt(KEY, question, ", ".join(names), answers("left out"), reason))
    return made, doubts


def _rank(column: FileColumn) -> int:
    level = level_of(column.name)
    return LEVELS.index(level) if level else len(LEVELS)


def _place_by_word(column: FileColumn, levels: Sequence[FileColumn]) -> int | None:
    """Give where a level stands by its word, if every place of it lies within one of the wider ones."""
    place = next((i for i, c in enumerate(levels) if _rank(c) > _rank(column)), len(levels))
    nests = all(_lies_within(column, wide) for wide in levels[:place])
    return place if nests and all(_lies_within(narrow, column) for narrow in levels[place:]) else None


def _ask_named(column: FileColumn, *, taken: bool) -> Doubt:
    level, left_out = answers("a level", "left out")
    proposed, other = (level, left_out) if taken else (left_out, level)
    reason = phrase("why.level_by_name" if taken else "why.level_does_not_nest")
    return Doubt(KEY, phrase("ask.level", column=column.name), proposed, (other,), reason)


def _coded(
    levels: Sequence[FileColumn], free: Sequence[FileColumn], rows: int
) -> tuple[list[FileColumn], list[FileColumn]]:
    """Give the codes that hold all levels, and those that lie within all of them, each in its longest chain.

    Alone, one column that repeats may be anything; two of which one tells the other are places. What a place
    tells may also be said of it (the town is rural): a wider place has its rows together.
    """
    usable = [
        c
        for c in free
        if c.distinct >= FEWEST
        and c.filled >= FILLED * rows
        and repeats(c) >= FEWEST
        and not says("beside", c.name)
    ]
    inner = _chain([c for c in usable if all(_is_part(c, wide) for wide in levels)])
    if not levels:
        return [], inner if len(inner) > 1 else []
    wide = [c for c in usable if _together(c) and all(_is_part(narrow, c) for narrow in levels)]
    return _chain(wide), inner


def _chain(columns: list[FileColumn]) -> list[FileColumn]:
    """Give the most columns of which each lies within the one before."""
    ordered = sorted(columns, key=lambda c: (c.distinct, c.place))
    best: list[list[FileColumn]] = []
    for i, column in enumerate(ordered):
        within = [best[k] for k in range(i) if all(_is_part(column, wide) for wide in best[k])]
        best.append([*max(within, key=len, default=[]), column])
    return max(best, key=len, default=[])


def _is_part(narrow: FileColumn, wide: FileColumn) -> bool:
    return narrow.distinct > wide.distinct and _lies_within(narrow, wide)


def _together(column: FileColumn) -> bool:
    """Whether nearly all rows of a text stand together."""
    runs = 1 + int((np.diff(column.codes) != 0).sum())
    return runs <= TOGETHER * column.distinct


def _lies_within(narrow: FileColumn, wide: FileColumn) -> bool:
    """Whether each text of one column comes with a single text of the other."""
    return determines(narrow, wide) == 1.0 and wide.distinct <= narrow.distinct
