"""The printed total of the candidates: of the sums of a table, the one whose addends they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.phrase import phrase
from veedor.guess.proposal import Doubt
from veedor.guess.vote_kinds import ask_kind
from veedor.guess.votes import CHOICES
from veedor.guess.words import PAPERS, has_other_word, kinds_of, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes

FEW_EXTRA = 3
"""Addends, at the most, by which a larger total differs from that of the candidates."""

RIVAL = 0.6
"""A second set of columns with a sum of its own is asked about from this share of the first."""

_NO_VOTES = frozenset({"share", "people", "time", "coordinate"})
"""Meanings of a word that are no votes, and so parts of a name where the column is added to votes."""

_NO_CORE = frozenset({"registered", "accounting", "abstained", "share", "others", "people", *PAPERS})


def free_addends(table: CountTable, total: int) -> list[int]:
    """Give the addends of a total that no word calls otherwise, and that are no part of the null votes.

    Ballots and voters are no part of the valid votes: what is, and is called so, is a name ("Freie Wähler").
    So is "Men and Spirit", or "Ann Share", beside others: neither is added to votes of parties.
    """
    addends = [c for c in table.sums.totals[total].addends if c not in table.spoilt]
    names = {"", "others", "total", *(("cast", "registered") if table.word(total) == "valid" else ())}
    free = [c for c in addends if table.word(c) in names]
    if len(free) < 2 or len(addends) - len(free) > FEW_EXTRA:
        return free
    named = {c for c in addends if table.word(c) in _NO_VOTES and has_other_word(table.name(c))}
    return [c for c in addends if c in named or c in free]


def find_core(table: CountTable, votes: Votes) -> int | None:
    """Give the total whose addends are the candidates; none where no sum is found.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        A doubt is added where two sets of columns have sums of their own.
    """
    totals = [
        t
        for t in table.sums.totals
        if (table.word(t) not in _NO_CORE or _of_ballots(table, t)) and len(free_addends(table, t)) >= 2
    ]
    if not totals:
        return None
    core = max(totals, key=lambda t: (_weight(table, t), -len(table.sums.totals[t].addends), -t))
    while (inner := _peeled(table, core, totals)) is not None:
        core = inner
    mine = set(free_addends(table, core))
    ours = table.names(sorted(mine))
    for rival in totals:
        theirs = free_addends(table, rival)
        apart = not mine <= set(theirs) and not set(theirs) <= mine
        if apart and _weight(table, rival) >= RIVAL * _weight(table, core):
            votes.doubts.append(
                Doubt(
                    CHOICES,
                    phrase("ask.which_candidates", columns=ours, others=table.names(theirs)),
                    ", ".join(ours),
                    (", ".join(table.names(theirs)),),
                    phrase("why.two_sums", total=table.name(core), other=table.name(rival)),
                )
            )
    return core


def _of_ballots(table: CountTable, total: int) -> bool:
    """Whether a column called voters is the sum of votes: blank or null ones are in no register."""
    words = {table.word(c) for c in table.sums.totals[total].addends}
    return table.word(total) == "registered" and bool(words & {"blank", "null"})


def _weight(table: CountTable, total: int) -> float:
    """Say how much a total is like one of candidates: many addends, with names or a word for votes."""
    free = table.names(free_addends(table, total))
    wordy = sum(1 for name in free if says("vote", name) or re.search(r"[^\W\d_]{4}", name))
    return len(free) + wordy + {"valid": 2.0, "cast": 0.5, "total": 0.5}.get(table.word(total), 0.0)


def _peeled(table: CountTable, core: int, totals: Sequence[int]) -> int | None:
    """Give a smaller total that is likelier that of the candidates: all but a few columns without a word."""
    words = {table.word(c) for c in table.sums.totals[core].addends}
    # what is neither blank nor null, and is added to a smaller total, are other candidates
    told = table.word(core) == "valid" or {"blank", "null"} <= words
    mine = set(free_addends(table, core))
    for inner in sorted(totals, key=lambda t: -len(table.sums.totals[t].addends)):
        theirs = set(free_addends(table, inner))
        rest = mine - theirs
        if not theirs < mine or len(rest) > FEW_EXTRA:
            continue
        if any(set(free_addends(table, other)) == rest for other in totals):
            continue  # both are parts: two candidates, each with the sum of its modes of voting
        large = table.votes([inner]) >= 0.5 * table.votes([core])
        if table.word(inner) == "valid" or (
            not told and table.word(inner) in {"", "total", "cast"} and large
        ):
            return inner
    return None


def take_candidates(table: CountTable, votes: Votes) -> None:
    """Take the free addends of the core for candidates, but for a few that are named like something else.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With its core; changed in place.
    """
    if votes.core is None:
        return
    free = free_addends(table, votes.core)
    stray = _stray(table, free)
    for column in free:
        if column not in stray:
            votes.kinds[column] = "others" if table.word(column) == "others" else "candidate"
    for column, kind in stray.items():
        votes.kinds[column] = kind
        others = tuple(k for k in ("null", "blank", "challenged", "candidate") if k != kind)
        reason = phrase("why.added_not_named", total=table.name(votes.core), n=len(free) - len(stray))
        votes.doubts.append(ask_kind(table.name(column), kind, others, reason))


def _stray(table: CountTable, free: Sequence[int]) -> dict[int, str]:
    """Give the few addends that are named like no candidate: ``f_06`` among ``p_1``, ``p_2``..."""
    families: dict[str, list[int]] = {}
    for column in free:
        families.setdefault(_family(table.name(column)), []).append(column)
    largest = max(families.values(), key=len)
    if not _family(table.name(largest[0])) or len(largest) < 3:
        return {}
    rest = [c for c in range(len(table.columns)) if c not in largest and c not in table.sums.totals]
    found = {}
    outside = {_family(table.name(c)) for c in range(len(table.columns)) if c not in free} - {""}
    for column in rest:
        short = kinds_of("short", table.name(column))
        if short and (column in free or not table.votes([column])):
            found[column] = short[0]
        elif column in free and _family(table.name(column)) in outside:
            found[column] = "null"
    return found if len(found) <= FEW_EXTRA + 1 else {}


def _family(name: str) -> str:
    """Give the letters before a number in a name that is a code: ``p`` of ``p_41``."""
    found = re.fullmatch(r"((?:[^\W\d_]{1,12}[_ .-])?[^\W\d_]{1,8})[_ .-]?\d+[a-z]?", name)
    return found[1] if found else ""
