"""Columns that each choice has for its parts beside their sum: women, men and all, by post and in all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.count_table import CountTable
from veedor.guess.phrase import phrase

if TYPE_CHECKING:
    from veedor.guess.phrase import Phrase

SEVERAL = 2
"""Choices that must have their own sum."""


@dataclass(frozen=True)
class _OwnSum:
    """The sum of the parts of one choice: places, the words that tell them apart, and what they share."""

    total: int
    parts: tuple[int, ...]
    words: tuple[str, ...]
    stem: str


def without_parts(table: CountTable) -> tuple[CountTable, dict[str, Phrase]]:
    """Leave out the parts of choices that have a column for their sum; the sums are the votes.

    Parameters
    ----------
    table : CountTable
        Columns of counts.

    Returns
    -------
    CountTable
        Without the parts; the same where fewer than two choices have such a sum.
    dict of str to Phrase
        Name of a column that was left out -> of what it is a part.
    """
    found = [own for total in table.sums.totals if (own := _own_sum(table, total)) is not None]
    if len(found) < SEVERAL:
        return table, {}
    sums = _all_like(table, Counter(one.words for one in found).most_common(1)[0][0])
    parts = [part for one in sums for part in one.parts]
    if len(parts) != len(set(parts)) or {one.total for one in sums} & set(parts):
        return table, {}
    left = {
        table.name(part): phrase("unused.part_of", column=table.name(one.total))
        for one in sums
        for part in one.parts
    }
    kept = [place for place in range(len(table.columns)) if place not in parts]
    spoken = {kept.index(place): said for place, said in table.spoken.items() if place in kept}
    spoken |= {kept.index(one.total): one.stem for one in sums}
    return CountTable(tuple(table.columns[place] for place in kept), spoken), left


def _all_like(table: CountTable, words: tuple[str, ...]) -> list[_OwnSum]:
    """Give the sums of all choices whose columns are called alike: some are too small to prove one."""
    stems: dict[str, dict[str, int]] = {}
    for place in range(len(table.columns)):
        named = _words(table.name(place))
        for rest, word in ((named[:-1], named[-1:]), (named[1:], named[:1])):
            if word and word[0] in words:
                stems.setdefault(" ".join(rest), {})[word[0]] = place
    made = []
    for stem, places in stems.items():
        if stem and not stem.isdigit() and set(places) == set(words):
            total, *parts = (places[word] for word in words)
            if np.nan_to_num(table.figures[:, total] - table.total(parts)).any():
                continue
            made.append(_OwnSum(total, tuple(parts), words, stem))
    return made


def _own_sum(table: CountTable, total: int) -> _OwnSum | None:
    """Say whether a column is the sum of columns that are called like it but for one word."""
    parts = tuple(table.sums.totals[total].addends)
    if table.word(total) in {"registered", "cast", "valid"} or not 2 <= len(parts) <= 4:
        return None
    names = [_words(table.name(place)) for place in (total, *parts)]
    for stem, word in ((slice(None, -1), -1), (slice(1, None), 0)):
        shared = {" ".join(words[stem]) for words in names}
        if len(shared) == 1 and not any(one == "" or one.isdigit() for one in shared):  # years are no choices
            return _OwnSum(total, parts, tuple(words[word] for words in names), shared.pop())
    return None


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", name.casefold()) if word]
