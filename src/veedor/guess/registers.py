"""Registered voters and printed totals that no sum proves: by their words, and by what bounds them."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.phrase import phrase, ratio, share
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.vote_kinds import ask_abstained
from veedor.guess.votes import NUMBERS, ask_number
from veedor.guess.words import says
from veedor.intake.sum_search import NEARLY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes

BOUNDED = 0.95
"""Share of rows in which a total is at least what it bounds."""

FAR = 1.3
"""A column that is usually so many times the votes is no total of ballots: nearly all ballots are valid."""

FEW_NULL = 1.15
"""A column without a word is ballots cast where it is at the most so many times the valid votes."""

REGISTERED = 0.8
"""Share of rows that have a register, at the least, where no word calls a column one of voters."""

LEAST_ROWS = 12
"""Rows from which it is told whether a register is larger where more ballots are."""

FOLLOWS = 0.3
"""How closely a register follows the ballots, at the least: as a correlation."""

FEW_ABSTAIN = 0.05
"""Share of the votes below which voters who did not vote are likelier ballots for nobody."""


def find_registers(table: CountTable, votes: Votes, codes: Sequence[int]) -> None:
    """Add the registered voters, and totals that a word names, to what is known of the columns.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    codes : sequence of int
        Columns that are codes.
    """
    choices = list(votes.kinds)
    free = [
        c for c in range(len(table.columns))
        if c not in votes.kinds and c not in votes.unused and c not in codes
        and c not in {n for columns in votes.numbers.values() for n in columns}
    ]  # fmt: skip
    if not choices:
        return
    _by_word(table, votes, free, "valid", votes.candidates)
    _ask_valid(table, votes, free)
    _by_word(table, votes, free, "cast", choices)
    _cast_in_parts(table, votes, choices)
    _cast_by_size(table, votes, free, choices)
    _registered(table, votes, free, choices)
    _ask_abstained(table, votes, free)
    for column in free:
        word = table.word(column)
        taken = {n for columns in votes.numbers.values() for n in columns}
        if column not in taken and column not in votes.unused:
            votes.unused[column] = phrase(f"unused.{_WHAT.get(word, 'unproven')}")


def _ask_abstained(table: CountTable, votes: Votes, free: Sequence[int]) -> None:
    """Ask whether voters who did not vote are ballots for nobody, where no register tells them from those.

    In El Salvador "abstenciones" are ballots that mark no party.
    """
    if "registered" in votes.numbers:
        return
    for column in [c for c in free if table.word(c) == "abstained" and c not in votes.unused]:
        part = table.votes([column]) / max(1, table.votes(list(votes.kinds)))
        kind = "none" if "blank" in votes.kinds.values() else "blank"
        reason = phrase("why.abstained", share=share(part, 1))
        few = part < FEW_ABSTAIN
        votes.doubts.append(ask_abstained(table.name(column), kind, reason, taken=few))
        if few:
            votes.kinds[column] = kind


_WHAT = {
    "accounting": "papers",
    "abstained": "abstained",
    "share": "share",
    "registered": "further_registered",
    "cast": "further_cast",
    "valid": "further_valid",
    "total": "unproven_total",
}
"""Meaning of a word -> what a column is that is not read."""


def _by_word(table: CountTable, votes: Votes, free: list[int], key: str, below: Sequence[int]) -> None:
    """Take the column that a word calls valid votes or ballots cast, where its figures allow it."""
    if key in votes.numbers or not below:
        return
    named = [c for c in free if table.word(c) == key]
    if not named and key == "cast":
        named = [c for c in free if table.word(c) == "total" and table.not_below(c, below) >= BOUNDED]
    for column in named:
        bounded, times = table.not_below(column, below), table.ratio(column, below)
        if key == "cast" and times > FAR and "registered" not in {table.word(c) for c in free}:
            continue  # Venezuela's "votantes" are the voters of a centre
        if bounded < 0.5 and not _several_votes(table, column, votes):
            continue
        votes.numbers[key] = (column,)
        free.remove(column)
        if bounded < BOUNDED or times > FAR:
            reason = phrase("why.by_name", share=share(bounded), times=ratio(times, 2))
            votes.doubts.append(ask_number(key, table.name(column), (UNKNOWN,), reason))
        elif key == "valid":
            votes.doubts.append(
                Doubt(
                    f"{NUMBERS}.valid",
                    phrase("ask.valid_is_no_sum", column=table.name(column)),
                    table.name(column),
                    (UNKNOWN,),
                    phrase("why.times_the_choices", times=ratio(times), n=len(below)),
                )
            )
        return


def _ask_valid(table: CountTable, votes: Votes, free: Sequence[int]) -> None:
    """Ask which column is the valid votes where a sum says one, and a word another."""
    taken = votes.numbers.get("valid", ())
    named = [c for c in free if table.word(c) == "valid"]
    if named and taken and all(table.word(c) == "" for c in taken):
        one, other = table.name(taken[0]), table.name(named[0])
        times = ratio(table.ratio(named[0], taken))
        votes.doubts.append(
            Doubt(
                f"{NUMBERS}.valid",
                phrase("ask.which_valid", column=one, other=other),
                one,
                (other,),
                phrase("why.times_as_much", column=one, other=other, times=times),
            )
        )


def _several_votes(table: CountTable, column: int, votes: Votes) -> bool:
    """Whether ballots may have given several votes: they are fewer, and no fewer than a third."""
    highest = max(votes.candidates, key=lambda c: table.votes([c]))
    return (
        table.not_below(column, [highest]) >= BOUNDED and 1 / 3 <= table.ratio(column, votes.candidates) < 1
    )


def _cast_in_parts(table: CountTable, votes: Votes, choices: Sequence[int]) -> None:
    """Take two columns that are called ballots, and are together all that was voted: two boxes, two modes."""
    if "cast" in votes.numbers:
        return
    named = [c for c in range(len(table.columns)) if table.word(c) == "cast" and c not in votes.kinds]
    ballots = table.total(choices)
    told = ballots > 0
    for pair in combinations(named, 2):
        added = table.total(pair)
        if told.any() and float((added == ballots)[told].mean()) >= NEARLY:
            votes.numbers["cast"] = pair
            for column in pair:
                votes.unused.pop(column, None)
            return


def _cast_by_size(table: CountTable, votes: Votes, free: list[int], choices: Sequence[int]) -> None:
    """Take a column without a word that is hardly more than the valid votes, and ask: null votes are few."""
    if "cast" in votes.numbers or "valid" not in votes.numbers or {"null", "blank"} & {*votes.kinds.values()}:
        return
    base = votes.numbers["valid"]
    named = [c for c in free if table.word(c) == "registered"]
    fitting = [
        c for c in free
        if table.word(c) == "" and table.not_below(c, base) >= BOUNDED and table.ratio(c, base) <= FEW_NULL
        and table.ratio(c, base) > 1 and all(table.not_below(n, [c]) >= BOUNDED for n in named)
    ]  # fmt: skip
    if not fitting or not named:
        return
    chosen = fitting[0]
    votes.numbers["cast"] = (chosen,)
    free.remove(chosen)
    reason = phrase("why.times_the_votes", times=ratio(table.ratio(chosen, choices)))
    votes.ask_number(table, chosen, "cast", reason)


def _registered(table: CountTable, votes: Votes, free: list[int], choices: Sequence[int]) -> None:
    if "registered" in votes.numbers:
        return
    base = list(votes.numbers.get("cast", ())) or list(choices)
    others = [c for c in (*table.sums.totals, *table.sums.twins) if c not in free and c not in votes.kinds]
    named = [c for c in (*free, *others) if table.word(c) == "registered" and c not in votes.counted]
    fitting = [c for c in named if table.not_below(c, base) >= BOUNDED]
    abstained = [c for c in free if table.word(c) == "abstained"]
    if fitting or named:
        varying = [c for c in named if table.columns[c].distinct > 1]  # one of all the file is of no sheet
        told = [c for c in fitting if c in varying] or varying or fitting or named
        chosen = max(told, key=lambda c: (_beside(table, c, base), table.votes([c]), -c))
        votes.numbers["registered"] = (chosen,)
        votes.unused.pop(chosen, None)
        inside = set(table.sums.totals[chosen].addends) if chosen in table.sums.totals else set()
        further = [c for c in named if c != chosen and c not in inside]
        lists = [c for c in further if says("supplement", table.name(c)) and c not in table.sums.totals]
        if lists and chosen not in table.sums.totals:
            _with_second_list(table, votes, chosen, lists[0], base)
        elif not fitting or further:
            votes.doubts.append(_ask(table, chosen, further, base))
        return
    if abstained and votes.numbers.get("cast"):
        votes.numbers["registered"] = (*votes.numbers["cast"], abstained[0])
        free.remove(abstained[0])
        return
    possible = [*free, *(t for t in table.sums.totals if t not in free and t not in votes.kinds)]
    follows = {c: _follows(table, c, base) for c in possible}
    wide = [
        c
        for c in possible
        if follows[c] >= FOLLOWS
        and table.word(c) in {"", "cast", "total"}
        and (table.columns[c].distinct > 1 or len(table.figures) == 1)
        and c not in votes.counted
        and table.ratio(c, base) > 1
    ]
    if wide:
        wide.sort(key=lambda c: (_accounts(table, c, votes), -round(follows[c], 1), -table.votes([c])))
        votes.numbers["registered"] = (wide[0],)
        votes.unused.pop(wide[0], None)
        votes.doubts.append(_ask(table, wide[0], wide[1:], base))


def _follows(table: CountTable, column: int, base: Sequence[int]) -> float:
    """Give how closely figures follow the ballots that they are never below, as a register does; 0: they are.

    Ballots from outside have no register: those rows tell nothing. A number of a station is above, too.
    """
    one, ballots = table.figures[:, column], table.total(base)
    told = (one > 0) & (ballots > 0)
    if table.word(column):
        return float(table.not_below(column, base) >= BOUNDED)
    if told.mean() < REGISTERED or (one[told] >= ballots[told]).mean() < BOUNDED:
        return 0.0
    if told.sum() < LEAST_ROWS or not one[told].std() or not ballots[told].std():
        return 1.0
    return float(np.corrcoef(np.sqrt(one[told]), np.sqrt(ballots[told]))[0, 1])


def _accounts(table: CountTable, column: int, votes: Votes) -> bool:
    """Whether a total is the ballots cast and something else: papers used and left over."""
    cast = votes.numbers.get("cast", ())
    return column in table.sums.totals and set(cast) < set(table.sums.shortest(column)) and bool(cast)


def _with_second_list(table: CountTable, votes: Votes, first: int, second: int, base: Sequence[int]) -> None:
    """Add the voters of a supplementary list to those of the first, and ask."""
    votes.numbers["registered"] = (first, second)
    votes.unused.pop(second, None)
    one, other = table.names((first, second))
    question = phrase("ask.number.registered_together", column=one, other=other)
    reason = phrase("why.at_least", share=share(table.not_below(first, base)))
    votes.doubts.append(Doubt(f"{NUMBERS}.registered", question, f"{one} + {other}", (one, UNKNOWN), reason))


def _beside(table: CountTable, column: int, base: Sequence[int]) -> bool:
    """Whether a column is of the same group or year: "Voters / Final" beside "Ballots / Final"."""
    return bool(_marks(table.name(column)) & {mark for c in base for mark in _marks(table.name(c))})


def _marks(name: str) -> set[str]:
    """Give the last part of a double header, and the years in a name."""
    return {name.rpartition(" / ")[2], *re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name)}


def _ask(table: CountTable, chosen: int, further: Sequence[int], base: Sequence[int]) -> Doubt:
    at_least = share(table.not_below(chosen, base))
    why = "why.at_least" if table.word(chosen) == "registered" else "why.at_least_no_word"
    others = (*table.names(further), UNKNOWN)
    return ask_number("registered", table.name(chosen), others, phrase(why, share=at_least))
