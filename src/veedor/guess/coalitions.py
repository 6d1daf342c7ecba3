"""Columns of a coalition and of its parties, which are votes of one choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.votes import CHOICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes


def join_coalitions(table: CountTable, votes: Votes) -> None:
    """Join parties with the columns of votes for several of them: ``PAN``, ``PRD``, ``PAN_PRD``.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    names = {tuple(re.split(r"[-_/+ ]+", table.name(c).casefold())): c for c in votes.candidates}
    group = {c: {c} for c in votes.candidates}
    for name, column in names.items():
        parts = _members(name, {words: c for words, c in names.items() if c != column})
        if not parts:
            continue
        joined = set().union(group[column], *(group[part] for part in parts))
        for member in joined:
            group[member] = joined
    made = sorted({tuple(sorted(joined)) for joined in group.values() if len(joined) > 1})
    votes.together += made
    for columns in made:
        votes.doubts.append(
            Doubt(
                CHOICES,
                phrase("ask.coalition", columns=table.names(columns)),
                answers("one candidate")[0],
                answers("candidates each"),
                phrase("why.named_by_others"),
            )
        )


def _members(words: tuple[str, ...], names: Mapping[tuple[str, ...], int]) -> list[int]:
    """Give the columns whose names, one after the other, are some words; nothing where no row of them is.

    A name may itself be of several words: ``PRI_NVA_ALIANZA`` is of ``PRI`` and ``NVA_ALIANZA``.
    """
    for end in range(1, len(words) + 1):
        if words[:end] in names:
            further = _members(words[end:], names)
            if further or end == len(words):
                return [names[words[:end]], *further]
    return []
