"""The printed totals above that of the candidates: what each adds to them, and so what it is."""

from __future__ import annotations

from itertools import combinations
from math import comb, log2
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.phrase import phrase, share
from veedor.guess.vote_kinds import ask_abstained, ask_kind
from veedor.guess.votes import NUMBERS, has_kind_words
from veedor.guess.words import PAPERS, SHEET_TOTALS
from veedor.intake.column_sums import ENOUGH, ENOUGH_NAMED, NOT_ABOVE
from veedor.intake.sum_search import NEARLY, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from veedor.guess.count_table import CountTable
    from veedor.guess.phrase import Phrase
    from veedor.guess.votes import Votes

MOST_ADDED = 3
"""Columns, at the most, that a total adds to the smaller one."""

LOOKED_AT = 2_000
"""Rows by which they are found."""

LARGE = 0.25
"""Share of a total from which what is added to the votes is likelier voters who did not vote."""


def climb(table: CountTable, votes: Votes) -> None:
    """Say what the totals are that hold all candidates, and of which kind the votes are that they add.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With its core and its candidates; changed in place.
    """
    if votes.core is None:
        return
    known = set(votes.candidates)
    own = tuple(c for c in table.sums.totals[votes.core].addends if c not in known)
    steps = {votes.core: own} | {t: (*own, *added) for t, added in _above(table, votes.core, known, own)}
    for total, found in table.sums.totals.items():
        if total not in steps and known <= set(found.addends):
            steps[total] = tuple(c for c in found.addends if c not in known)

    def order(total: int) -> tuple[int, bool, int]:
        added = table.votes(list(steps[total])) if steps[total] else 0
        return added, table.word(total) == "accounting", total

    for total in sorted(steps, key=order):
        _take(table, votes, total, steps[total], steps)


def settle(table: CountTable, votes: Votes) -> None:
    """Call a total ballots cast, and not valid votes, where null votes turned out to be in it.

    Beside the ballots cast, one in which votes for nobody are is not read: no rule need count these as valid.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With all kinds known; changed in place.
    """
    valid = votes.numbers.get("valid", ())
    if len(valid) != 1 or valid[0] not in table.sums.totals:
        return
    kinds = {votes.kinds.get(c) for c in table.sums.totals[valid[0]].addends}
    if "null" in kinds:
        del votes.numbers["valid"]
        votes.numbers.setdefault("cast", valid)
    elif "none" in kinds and "cast" in votes.numbers:
        del votes.numbers["valid"]
        votes.unused[valid[0]] = phrase("unused.further_total", column=table.name(votes.numbers["cast"][0]))


def _above(
    table: CountTable, core: int, known: set[int], own: tuple[int, ...]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give the columns that are the core and at most three others, with those."""
    figures = table.figures[:LOOKED_AT]
    for total in range(len(table.columns)):
        if total == core or total in known or total in own or table.word(total) in PAPERS:
            continue
        rest = figures[:, total] - figures[:, core]
        told = ~np.isnan(rest) & (figures[:, core] > 0)
        if not told.any() or float((rest[told] >= 0).mean()) < NOT_ABOVE:
            continue
        if float((rest[told] == 0).mean()) >= NEARLY and not rest[told].any():
            yield total, ()
            continue
        added = _added(table, figures[told], rest[told], {total, core, *known, *own})
        if added:
            yield total, added
        elif float((rest[told] == 0).mean()) >= NEARLY:
            yield total, ()


def _added(
    table: CountTable, figures: npt.NDArray[np.float64], rest: npt.NDArray[np.float64], taken: set[int]
) -> tuple[int, ...]:
    """Give the fewest columns whose sum is what a total has beyond the core."""
    x = np.nan_to_num(figures)
    base = [
        c
        for c in range(len(table.columns))
        if c not in taken
        and (c not in table.sums.totals or table.word(c) in PAPERS)
        and x[:, c].any()
        and float((x[:, c] <= np.maximum(rest, 0)).mean()) >= NOT_ABOVE
    ]
    for number in range(1, MOST_ADDED + 1):
        best: tuple[float, tuple[int, ...]] = (0.0, ())
        for chosen in combinations(base[:30], number):
            part = x[:, chosen]
            if float((part.sum(axis=1) == rest).mean()) < NEARLY:
                continue
            named = all(table.word(c) for c in chosen)
            bits = evidence(part, rest) - log2(len(table.columns) * comb(len(base), number))
            if bits >= (ENOUGH_NAMED if named else ENOUGH):
                best = max(best, (bits, chosen))
        if best[1]:
            return best[1]
    return ()


def _take(
    table: CountTable, votes: Votes, total: int, extra: tuple[int, ...], steps: dict[int, tuple[int, ...]]
) -> None:
    role = _role(table, votes, total, extra)
    new = [c for c in extra if c not in votes.kinds and c not in votes.unused and c not in steps]
    for column in new:
        word = table.word(column)
        if word in {*PAPERS, "others"}:
            votes.kinds[column] = word
        elif word or role != "cast":
            votes.unused[column] = phrase("unused.no_votes_by_name" if word else "unused.larger_adds")
    unnamed = [c for c in new if c not in votes.kinds and c not in votes.unused]
    if unnamed:
        _ask_kinds(table, votes, total, unnamed)
    _make_room(table, votes, total, role, extra, steps)
    if not role:
        votes.unused[total] = phrase("unused.papers")
    elif role in votes.numbers:
        votes.unused[total] = phrase("unused.further_total", column=table.name(votes.numbers[role][0]))
    elif role != "unknown":
        _ask_near(table, votes, total, role)
        votes.numbers[role] = (total,)


def _make_room(
    table: CountTable,
    votes: Votes,
    total: int,
    role: str,
    extra: tuple[int, ...],
    steps: dict[int, tuple[int, ...]],
) -> None:
    """Let a total that is called what it is take the place of a smaller one that is called otherwise.

    Ballots cast do so where they hold null votes that the other lacks: valid papers hold invalid votes, too.
    """
    earlier = votes.numbers.get(role)
    if not earlier or not table.word(total) == role != table.word(earlier[0]):
        return
    if role == "valid":
        votes.unused[earlier[0]] = phrase("unused.candidates_alone")
        del votes.numbers[role]
    elif role == "cast" and any(votes.kinds.get(c) for c in set(extra) - set(steps[earlier[0]])):
        votes.unused[earlier[0]] = phrase("unused.further_total", column=table.name(total))
        votes.doubts = [doubt for doubt in votes.doubts if doubt.key != f"{NUMBERS}.cast"]
        del votes.numbers[role]


def _role(table: CountTable, votes: Votes, total: int, extra: Sequence[int]) -> str:
    """Say what a total is that holds all candidates and some further columns; empty for ballot papers."""
    claims = [w for w in table.words(total) if w in SHEET_TOTALS]
    claimed = claims[0] if claims else ""
    if claimed == "cast":
        _take_abstained(table, votes, total, extra)
    words = {votes.kinds.get(c) or table.word(c) for c in extra}
    spoilt = bool(words) and words <= set(PAPERS) and bool(words & {"null", "blank"})
    if "accounting" in words or (table.word(total) == "accounting" and not spoilt):
        return ""  # "received" is of ballot papers, unless it is the sum of all votes
    if claimed == "registered" and not words & {"abstained", *PAPERS} and _has_larger_register(table, total):
        return _by_size(table, votes, total, extra)  # "voters" who voted
    if "abstained" in words or (claimed == "registered" and not words <= set(PAPERS)):
        return "registered"
    claimed = "" if claimed == "registered" else claimed  # no register is the sum of ballots
    if not words <= set(PAPERS):
        return claimed or _by_size(table, votes, total, extra)
    holds_null = bool(words & {"null", "challenged"})
    role = (
        "cast"
        if holds_null or (extra and ("valid" in votes.numbers or not has_kind_words(table)))
        else "valid"
    )
    if extra and not holds_null and claimed:
        return claimed
    if claimed and claimed != role and (claimed != "cast" or has_kind_words(table)):
        called = phrase(f"number.{claimed}")
        votes.ask_number(table, total, role, phrase("why.called", called=called, sum=_sum_of(table, extra)))
        return role
    if extra and not holds_null:
        votes.ask_number(table, total, role, _sum_of(table, extra))
    return claimed or role


def _take_abstained(table: CountTable, votes: Votes, total: int, extra: Sequence[int]) -> None:
    """Take what is called abstentions for ballots for nobody where the ballots cast hold them."""
    for column in [c for c in extra if table.word(c) == "abstained" and c not in votes.kinds]:
        part = table.votes([column]) / max(1, table.votes([total]))
        if part <= LARGE:
            kind = "none" if "blank" in {table.word(c) for c in extra} else "blank"
            votes.kinds[column] = kind
            reason = phrase("why.no_word", total=table.name(total), columns=table.names(extra))
            votes.doubts.append(ask_abstained(table.name(column), kind, reason, taken=True))


def _has_larger_register(table: CountTable, total: int) -> bool:
    """Whether another column is called registered voters, and is never below a total."""
    return any(
        table.word(c) == "registered"
        and c not in table.sums.totals
        and table.not_below(c, [total]) >= NOT_ABOVE
        for c in range(len(table.columns))
        if c != total
    )


def _by_size(table: CountTable, votes: Votes, total: int, extra: Sequence[int]) -> str:
    added = table.votes(list(extra)) / max(1, table.votes([total]))
    if added > LARGE or "cast" in votes.numbers:
        return "unknown"
    reason = phrase("why.sum_with_share", columns=table.names(extra), share=share(added, 1))
    votes.ask_number(table, total, "cast", reason)
    return "cast"


def _sum_of(table: CountTable, extra: Sequence[int]) -> Phrase:
    """Say of what a total is the sum: of the candidates, and of further columns."""
    return phrase("why.sum_with", columns=table.names(extra)) if extra else phrase("why.sum_alone")


def _ask_kinds(table: CountTable, votes: Votes, total: int, columns: Sequence[int]) -> None:
    """Propose a kind for columns without a word that stand between the candidates and the ballots cast."""
    kinds = ["null"] if len(columns) == 1 else ["blank", "null", *["null"] * len(columns)]
    if len(columns) == 1 and "null" in votes.kinds.values():
        kinds = ["blank"]
    if "blank" in votes.kinds.values():
        kinds = ["null"] * len(columns)
    reason = phrase("why.no_word", total=table.name(total), columns=table.names(columns))
    for column, kind in zip(columns, kinds, strict=False):
        votes.kinds[column] = kind
        others = tuple(k for k in ("null", "blank", "challenged", "candidate") if k != kind)
        votes.doubts.append(ask_kind(table.name(column), kind, others, reason))


def _ask_near(table: CountTable, votes: Votes, total: int, role: str) -> None:
    """Ask about a total that is its sum in few rows, and little off in the others."""
    found = table.sums.totals.get(total)
    if found is None or found.exact:
        return
    reason = phrase("why.nearly_sum", n=len(found.addends), met=found.met, rows=found.rows, near=found.near)
    votes.ask_number(table, total, role, reason)
