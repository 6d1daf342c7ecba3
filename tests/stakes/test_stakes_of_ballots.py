"""A contest in which a ballot gives several votes, under a rule that weighs the ballots."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stakes.build_stakes import CONTEST, count
from veedor.errors import MissingDataError, QuestionError
from veedor.model import AssertionKind
from veedor.rules import decide, explain, loads
from veedor.stakes import (
    block,
    effect,
    flips,
    lost,
    named,
    prove,
    smallest_flip,
    stake_of,
    stake_of_assertion,
)
from veedor.stakes.results import worst

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.stakes import Stake

LAW = """
id = "of-ballots"
country = "BO"
office = "president"
valid_from = 2000-01-01
title = { en = "Test", es = "Prueba" }
[base]
valid = ["candidate"]
[[source]]
law = "L"
article = "1"
quote = "q"
language = "en"
read_in = "r"
url = "u"
[[round]]
name = "first"
[[round.win]]
name = "two fifths of the ballots"
first = true
share = { of = "2/5", op = ">=", base = "cast" }
[[round.void]]
reason = "turnout"
turnout = { of = "1/4", op = "<" }
[round.else]
advance = 2
[[round]]
name = "runoff"
[[round.win]]
name = "plurality"
first = true
"""
RULE = loads(LAW)


def two_votes(rows: list[list[int]], blank: list[int]) -> Sheets:
    """A count of ballots with up to two votes, of which so many more than needed were cast."""
    cast = [max((sum(row) + 1) // 2, *row[:3]) + more for row, more in zip(rows, blank, strict=True)]
    voters = [2 * n + 1 for n in cast]
    sheets = count(rows, voters, contest=replace(CONTEST, votes_allowed=2))
    return replace(sheets, printed={"cast": np.array(cast, dtype=np.int64)})


def at_stake(sheets: Sheets) -> Stake:
    """What the law makes of a count."""
    return stake_of(sheets, explain(RULE, sheets.tally()))


def annulled(sheets: Sheets, rows: tuple[int, ...]) -> bool:
    """Whether the law gives another outcome without some sheets, counted anew from those that are left."""
    left = sheets.take(np.array([i for i in range(len(sheets)) if i not in rows], dtype=np.int64)).tally()
    after = decide(RULE, replace(left, registered=int(sheets.registered.sum())))
    return not after.same_as(decide(RULE, sheets.tally()))


ROWS = st.lists(st.integers(0, 6), min_size=5, max_size=5)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(ROWS, st.integers(0, 9)), min_size=2, max_size=5))
def test_annulled_sheets_take_their_ballots_with_them(made: list[tuple[list[int], int]]) -> None:
    sheets = two_votes([row for row, _ in made], [more for _, more in made])
    assume(any(sum(row[:3]) for row, _ in made))
    stake = at_stake(sheets)
    n = len(sheets)
    truth = next(
        (k for k in range(1, n + 1) if any(annulled(sheets, rows) for rows in combinations(range(n), k))),
        None,
    )
    found = smallest_flip(stake, "annul")
    if truth is None:
        assert found.upper is None
        return
    assert found.lower is not None
    assert found.lower <= truth
    assert found.upper is None or truth <= found.upper
    if stake.outcome is not None and stake.outcome.winner is not None:
        assert prove(stake, "annul").upper == truth
    if found.pieces is not None:
        assert found.tally.ballots == int(sheets.printed["cast"].sum()) - sum(
            int(sheets.printed["cast"][sheets.row[name]]) for name in found.sheet_ids
        )


@pytest.fixture
def sheets() -> Sheets:
    """A has 54 votes of 100 ballots: 14 more than two fifths."""
    return two_votes([[20, 9, 5, 0, 0], [20, 9, 5, 0, 0], [14, 9, 5, 0, 0]], [10, 10, 26])


def test_a_share_of_ballots_is_told_by_ballots(sheets: Sheets) -> None:
    stake = at_stake(sheets)
    assert sheets.ballots == 100
    share = next(a for a in stake.assertions() if a.kind is AssertionKind.SHARE)
    asked = stake_of_assertion(sheets, share)
    assert asked.slack == 14
    (without,) = worst(smallest_flip(asked, "annul").problem, [1])
    assert without.measure == Fraction(34, 70)
    needed = block(asked, np.array([0]))
    assert needed is not None
    assert needed.actual == Fraction(20, 30)
    assert needed.rest_slack == Fraction(14 - 20 + 12)


def test_a_turnout_of_ballots_can_be_asked_about(sheets: Sheets) -> None:
    stake = at_stake(sheets)
    turnout = next(
        a for a in stake.assertions() if a.kind in {AssertionKind.TURNOUT, AssertionKind.NOT_TURNOUT}
    )
    asked = stake_of_assertion(sheets, turnout)
    assert asked.slack == Fraction(100) - Fraction(203, 4)
    assert smallest_flip(asked, "annul").upper == 2
    assert effect(asked, np.array([2]), "strike").slack == asked.slack


def test_treatments_that_leave_the_ballots_open_are_left_out_or_refused(sheets: Sheets) -> None:
    stake = at_stake(sheets)
    found = flips(stake)
    assert found.left_out == ("blanks", "nulls", "abstainers", "refill-valid", "refill-cast", "anything")
    assert found.findings[-1].says == "stakes.left_out.ballots"
    with pytest.raises(MissingDataError, match="does not say how many ballots") as refused:
        smallest_flip(stake, "anything")
    assert "'annul', 'strike', 'move', 'swap', 'replace'" in str(refused.value.remedy)
    assert smallest_flip(stake, "annul").upper is not None
    assert lost(stake, np.array([0])) is None
    assert named(stake, np.array([0])).findings[-1].says == "stakes.left_out.ballots"


def test_what_nothing_weighs_cannot_be_asked(sheets: Sheets) -> None:
    stake = at_stake(sheets)
    share = next(a for a in stake.assertions() if a.kind is AssertionKind.SHARE)
    with pytest.raises(QuestionError, match="No sheet can touch"):
        stake_of_assertion(sheets, replace(share, weights={}, ballots_weight=0))


def test_no_sheet_is_filled_with_votes_as_if_they_were_ballots() -> None:
    # 100 voters name B 100 times at the most, which leaves A first: 200 votes are no 200 votes for B
    law = LAW.replace('share = { of = "2/5", op = ">=", base = "cast" }\n', "")
    sheets = count(
        [[100, 50, 50, 0, 0], [160, 10, 0, 0, 0]],
        [100, 200],
        contest=replace(CONTEST, votes_allowed=2),
    )
    stake = stake_of(sheets, explain(loads(law[: law.index("[[round.void]]")]), sheets.tally()))
    assert stake.outcome is not None
    assert stake.outcome.winner == "A"
    assert stake.bound.tolist() == [100, 200]
    for treatment in flips(stake).left_out:
        with pytest.raises(MissingDataError, match="does not say how many ballots"):
            smallest_flip(stake, treatment)
    assert flips(stake).left_out == (
        "blanks",
        "nulls",
        "abstainers",
        "refill-valid",
        "refill-cast",
        "anything",
    )
