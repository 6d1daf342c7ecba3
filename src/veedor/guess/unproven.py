"""Columns that no printed total proves to be votes: what speaks against them, and what must be confirmed.

A column of voters, of inhabitants or of another year, taken for a candidate, is elected: where nothing of the
file says that the columns are candidates, whoever knows the file must.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.long_shape import TURNED
from veedor.guess.nameless import leave_out_beside
from veedor.guess.phrase import Phrase, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.votes import CHOICES
from veedor.guess.words import kinds_of, plain_words, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes

_YEAR = re.compile(r"(?:^|_)((?:19|20)[0-9]{2})(?=_|$)")

SAME = 10
"""Rows from which figures that are all alike are no votes."""

WITHIN = 0.97
"""Share of the rows in which the voters are at least the votes, where a register speaks for the columns."""

ABOVE = 0.95
"""Share of the rows in which a column holds as much as all others together: it may be the voters."""

LEAST_ROWS = 5
"""Rows by which that can be told."""

RIVALS = 3
"""Columns from which on one that outweighs all others is odd: of two, one always may."""


def without_total(table: CountTable, votes: Votes, codes: Sequence[int]) -> None:
    """Take the columns that nothing calls otherwise for candidates, and ask.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    codes : sequence of int
        Columns that are codes.
    """
    left_out = {*codes, *table.sums.twins, *table.sums.totals}
    free = [c for c in range(len(table.columns)) if c not in left_out and table.word(c) in {"", "others"}]
    same = [c for c in free if table.columns[c].distinct == 1 and len(table.columns[c].texts) >= SAME]
    votes.unused |= dict.fromkeys(same, phrase("unused.constant"))
    free = [c for c in free if c not in same]
    called = [c for c in free if says("vote", table.name(c)) and not kinds_of("short", table.name(c))]
    if not called:  # what stands in records of its own, as the votes by choice do
        within = {c: re.match(r"(.+?)(?:\.| / )\S", table.name(c)) for c in free}
        groups = Counter(match[1] for match in within.values() if match)
        called = [c for c, match in within.items() if match] if len(groups) == 1 else []
    if len(called) >= 2 and len(called) >= len(free) / 2:
        for column in [c for c in free if c not in called]:
            votes.unused[column] = phrase("unused.unlike")
        free = called
    for column in free:
        votes.kinds[column] = table.word(column) or "candidate"
    leave_out_beside(table, votes)
    leave_out_earlier(table, votes)
    leave_out_ranks(table, votes)
    names = table.names(votes.candidates)
    if names:
        votes.doubts.append(
            Doubt(
                CHOICES,
                phrase("ask.candidates", columns=names),
                ", ".join(names),
                (),
                phrase("why.no_total", n=len(names)),
            )
        )


def leave_out_earlier(table: CountTable, votes: Votes) -> None:
    """Leave out votes of an earlier year beside those of a later one: "Green 2019" beside "Green".

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    named: dict[str, list[tuple[str, int]]] = {}
    for column in votes.candidates:
        stem, year = _stem_and_year(table.name(column))
        named.setdefault(stem, []).append((year or "9999", column))
    for columns in named.values():
        latest = max(year for year, _ in columns)
        for year, column in columns:
            if year < latest:
                del votes.kinds[column]
                votes.unused[column] = phrase("unused.earlier_year")


def ask_years(table: CountTable, votes: Votes) -> None:
    """Ask of which year the votes are read, where columns called alike hold those of another one.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates that a total proves; changed in place: those of a later year are not passed over.
    """
    stems = dict(_stem_and_year(table.name(column)) for column in votes.candidates)
    years = {*stems.values()}
    if votes.core is None or len(votes.candidates) < 2 or len(years) > 1 or "" in years:
        return
    others: dict[str, list[int]] = {}
    for column in [c for c in range(len(table.columns)) if c not in votes.kinds]:
        stem, year = _stem_and_year(table.name(column))
        if stem in stems and year:
            others.setdefault(year, []).append(column)
    (read,) = years
    others = {year: columns for year, columns in others.items() if year != read}
    if any(year > read for year in others):
        votes.apart = tuple(sorted({*others, read}))
    elif others:
        alternatives = tuple(", ".join(table.names(columns)) for columns in others.values())
        question = phrase("ask.rounds", n=len(others) + 1)
        why = phrase("why.names_differ_by", marks=tuple(sorted({*others, read})))
        names = ", ".join(table.names(votes.candidates))
        votes.doubts.append(Doubt(CHOICES, question, names, alternatives, why))


def _stem_and_year(name: str) -> tuple[str, str]:
    """Part the year from the other words of a name; an empty text where it has none."""
    words = plain_words(name)
    found = _YEAR.search(words)
    stem = words if found is None else (words[: found.start()] + words[found.end() :]).strip("_")
    return stem, found[1] if found else ""


def leave_out_ranks(table: CountTable, votes: Votes) -> None:
    """Leave out what is told by the others in every row: ranks, the votes of the first, or its lead.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    figures = np.nan_to_num(table.figures)
    ranks = [c for c in votes.candidates if 0 < figures[:, c].max() <= len(votes.candidates) / 2]
    rows = np.sort(figures[:, ranks], axis=1)
    told = (rows[:, :1] == 1).all(axis=1) & (rows <= np.arange(1, len(ranks) + 1)).all(axis=1)  # or a tie
    if 4 <= 2 * len(ranks) == len(votes.candidates) and len(rows) >= LEAST_ROWS and told.mean() >= ABOVE:
        for column in ranks:
            del votes.kinds[column]
            votes.unused[column] = phrase("unused.rank")
    for column in votes.candidates:
        others = [c for c in votes.candidates if c != column]
        if len(others) < 2:
            continue
        part, own = np.sort(np.nan_to_num(table.figures[:, others]), axis=1), table.figures[:, column]
        told = ~np.isnan(own) & (part[:, -2] > 0)
        if (
            told.sum() < LEAST_ROWS
            or own[told].max() <= len(votes.candidates)  # so do the ranks of a few ballots by chance
            or len(set(np.argmax(np.nan_to_num(table.figures[:, others]), axis=1))) < 2
        ):
            continue  # where one leads everywhere, its copy would be the first of every row
        for figures, said in ((part[:, -1], "unused.largest"), (part[:, -1] - part[:, -2], "unused.lead")):
            if column in votes.kinds and (own[told] == figures[told]).all():
                del votes.kinds[column]
                votes.unused[column] = phrase(said)


def unproven(table: CountTable, votes: Votes) -> Phrase | None:
    """Say why the columns taken for candidates must be confirmed by somebody.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates and the register.

    Returns
    -------
    Phrase or None
        Nothing where a total proves them, a register holds them, or nothing speaks against them.
    """
    if votes.core is not None or len(votes.candidates) < 2:
        return votes.unsure
    registers = votes.numbers.get("registered", ())
    if registers and any(table.word(c) == "registered" for c in registers):
        voters, cast = table.total(registers), table.total(list(votes.kinds))
        told = (voters > 0) & (cast > 0)  # those of early voting are on the register of another sheet
        if told.sum() >= LEAST_ROWS and (voters[told] >= cast[told]).mean() < WITHIN:
            return phrase("why.more_than_voters", columns=table.names(registers))
        return votes.unsure
    return votes.unsure or _outweighing(table, votes)


def _outweighing(table: CountTable, votes: Votes) -> Phrase | None:
    """Say which column holds at least as much as all others in nearly every row."""
    candidates = votes.candidates
    named = any(
        table.columns[c].place >= TURNED for c in candidates
    )  # in a column of choices, beside the others
    if len(candidates) < RIVALS or named:
        return None
    for column in candidates:
        others = table.total([c for c in candidates if c != column])
        own = table.figures[:, column]
        told = ~np.isnan(own) & (others > 0)
        if told.sum() >= LEAST_ROWS and (own[told] >= others[told]).mean() >= ABOVE:
            return phrase("why.outweighs", column=table.name(column))
    return None
