"""Columns of candidates below a heading that calls them valid votes: it is said of all, not of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.count_table import CountTable
from veedor.guess.long_words import PEOPLE
from veedor.guess.long_words import says as worded
from veedor.guess.words import kinds_of, meaning, says
from veedor.intake.header import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

FAVOUR = "favou?r_of obtain obtenid obtenus obtidos erhalten за_кандидат за_каждого otrzyman 得票"
"""Words that say of votes whom they are for."""

MET = 0.9
"""Share of the rows in which a column must be the sum of those below one heading."""


def without_headings(table: CountTable) -> CountTable:
    """Call columns below one heading by what tells them apart, where the heading is of all candidates.

    "Valid votes cast in favour of / Ann" is Ann, and no printed total; "Valid / by post" stays one.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    """
    groups: dict[str, list[int]] = {}
    for place in range(len(table.columns)):
        heading, _, last = table.name(place).rpartition(BETWEEN)
        if heading and last:
            groups.setdefault(heading, []).append(place)
    spoken = dict(table.spoken)
    for heading, places in groups.items():
        people = [place for place in places if _names_one(_last(table, place))]
        if len(people) < 2 or meaning(heading) not in {"valid", "cast", "total", "null"}:
            continue
        if worded(f"{FAVOUR} {PEOPLE}", heading) or _is_sum(table, places, people):
            spoken |= {place: _last(table, place) for place in places}
    return CountTable(table.columns, spoken) if spoken != table.spoken else table


def _last(table: CountTable, place: int) -> str:
    return table.name(place).rpartition(BETWEEN)[2]


def _names_one(name: str) -> bool:
    """Whether a name may be that of a candidate: no mode of voting, vote of a kind, or period."""
    if kinds_of("meaning", name) or says("mode", name) or says("ordinal", name) or says("vote", name):
        return False
    return any(c.isalpha() for c in name)


def _is_sum(table: CountTable, group: Sequence[int], people: Sequence[int]) -> bool:
    """Whether a column outside a group, called one of votes, is the sum of the candidates in it."""
    added = table.total(people)
    for place in range(len(table.columns)):
        if place in group or meaning(table.name(place)) not in {"valid", "cast", "total"}:
            continue
        told = ~np.isnan(table.figures[:, place]) & ~np.isnan(added)
        if told.any() and (table.figures[told, place] == added[told]).mean() >= MET:
            return True
    return False
