"""Smallest sets beside brute force: every set of units, and every content where the content is open."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.errors import MissingDataError, QuestionError
from veedor.model import OutcomeKind
from veedor.rules import decide, explain, loads
from veedor.stakes import TREATMENTS, Treatment, Word, can_flip, effect, prove, smallest_flip, stake_of
from veedor.stakes.problem import problem_of
from veedor.stakes.sets import as_one

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.rules import Rule
    from veedor.stakes.problem import Problem

HEAD = """
id = "{name}"
country = "BO"
office = "president"
valid_from = 2000-01-01
title = {{ en = "Test", es = "Prueba" }}
[base]
valid = ["candidate"]
"""
RULES = {
    "majority-or-lead": """
[[round]]
name = "first"
[[round.win]]
name = "half"
share = { of = "1/2", op = ">", base = "valid" }
[[round.win]]
name = "forty"
share = { of = "40%", op = ">=", base = "valid" }
lead = { of = "10%", op = ">=", base = "valid" }
[round.else]
advance = 2
""",
    "first": """
[[round]]
name = "single"
[[round.win]]
name = "first"
first = true
""",
    "spread": """
[[round]]
name = "first"
[[round.win]]
name = "half and regions"
share = { of = "1/3", op = ">", base = "valid" }
first = true
spread = { level = "region", need = "1/2", op = ">", share = { of = "1/4", op = ">=", base = "valid" } }
[round.else]
advance = 2
""",
    "must": """
[[round]]
name = "single"
[[round.win]]
name = "first, with a third of one region"
first = true
spread = { level = "region", need = 1, must = ["R"], share = { of = "1/3", op = ">=", base = "valid" } }
""",
    "turnout": """
[[round]]
name = "first"
[[round.win]]
name = "half"
share = { of = "1/2", op = ">", base = "valid" }
[[round.void]]
reason = "turnout"
turnout = { of = "1/2", op = "<" }
[round.else]
advance = 2
""",
}
RUNOFF = """
[[round]]
name = "runoff"
[[round.win]]
name = "plurality"
first = true
"""
DETERMINED = [t for t in TREATMENTS.values() if not t.free]


@cache
def rule(name: str) -> Rule:
    """One of the laws above."""
    return loads(_document(name))


def _document(name: str) -> str:
    source = '[[source]]\nlaw = "L"\narticle = "1"\nquote = "q"\nlanguage = "en"\nread_in = "r"\nurl = "u"\n'
    return (
        HEAD.format(name=f"test-{name}") + source + RULES[name] + (RUNOFF if "advance" in RULES[name] else "")
    )


@st.composite
def counts(draw: st.DrawFn, most: int = 6, largest: int = 7) -> Sheets:
    n = draw(st.integers(2, most))
    votes = draw(st.lists(st.lists(st.integers(0, largest), min_size=5, max_size=5), min_size=n, max_size=n))
    extra = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    voters = [sum(row) + more for row, more in zip(votes, extra, strict=True)]
    places = draw(st.lists(st.sampled_from("PQ"), min_size=n, max_size=n))
    regions = draw(st.lists(st.sampled_from("RST"), min_size=n, max_size=n))
    return count(votes, voters, places, regions)


def fewest(problem: Problem) -> int | None:
    """The smallest set that changes the outcome, every set of units tried."""
    aim = ((problem.stake.binding, 1),)
    units = range(len(problem.units))
    for k in range(1, len(problem.units) + 1):
        for chosen in combinations(units, k):
            if problem.falls(((np.array(chosen), aim),)):
                return k
    return None


def contents(total: int, columns: int, *, exactly: bool) -> list[tuple[int, ...]]:
    """Every way to share out ballots over columns."""
    ways = product(range(total + 1), repeat=columns)
    return [way for way in ways if (sum(way) == total if exactly else sum(way) <= total)]


def fewest_free(problem: Problem) -> int | None:
    """The same where the content is open: sheets of one area can hold any sum within their capacity."""
    stake, treated = problem.stake, problem.treated
    allowed = list(treated.allowed)
    exactly = not treated.at_most
    for k in range(1, len(problem.units) + 1):
        for chosen in combinations(range(len(problem.units)), k):
            rows = problem.units.rows(np.array(chosen))
            for way in contents(int(treated.capacity[rows].sum()), len(allowed), exactly=exactly):
                new = stake.sheets.votes[rows].copy()
                new[:, allowed] = 0
                new[0, allowed] = way  # the totals are all that a rule without areas sees
                if stake.fallen(stake.altered(rows, new)):
                    return k
    return None


def asked(sheets: Sheets, name: str, treatment: Treatment, unit: str = "sheet") -> Problem:
    try:
        stake = stake_of(sheets, explain(rule(name), sheets.tally(rule(name).divisions)))
    except (QuestionError, MissingDataError):
        assume(False)  # nobody has a vote, nothing depends on votes, or the law asks for a region it lacks
        raise
    return problem_of(stake, treatment, unit)


@pytest.mark.parametrize("name", sorted(RULES))
@settings(max_examples=60, deadline=None)
@given(
    sheets=counts(), treatment=st.sampled_from(DETERMINED), unit=st.sampled_from(["sheet", "place", "region"])
)
def test_brackets_hold_the_smallest_set(name: str, sheets: Sheets, treatment: Treatment, unit: str) -> None:
    problem = asked(sheets, name, treatment, unit)
    truth = fewest(problem)
    found = smallest_flip(problem.stake, treatment, unit)
    if found.upper is not None:
        assert truth is not None
        assert found.lower is not None
        assert found.lower <= truth <= found.upper
        assert problem.stake.fallen(found.tally)
        outcome = problem.stake.outcome
        assert outcome is not None
        assert not decide(rule(name), found.tally).same_as(outcome)
    elif truth is not None:
        assert found.lower is not None
        assert found.lower <= truth
    if found.exact and found.lower is None:
        assert truth is None


@settings(max_examples=60, deadline=None)
@given(sheets=counts(), treatment=st.sampled_from(DETERMINED), unit=st.sampled_from(["sheet", "place"]))
def test_where_one_assertion_is_enough_the_answer_is_exact(
    sheets: Sheets, treatment: Treatment, unit: str
) -> None:
    problem = asked(sheets, "first", treatment, unit)
    outcome = problem.stake.outcome
    assume(outcome is not None and outcome.kind is OutcomeKind.ELECTED)
    found = smallest_flip(problem.stake, treatment, unit)
    assert found.exact
    assert found.upper == fewest(problem)


@settings(max_examples=40, deadline=None)
@given(sheets=counts(), treatment=st.sampled_from(DETERMINED), name=st.sampled_from(sorted(RULES)))
def test_the_solver_closes_every_bracket(sheets: Sheets, treatment: Treatment, name: str) -> None:
    problem = asked(sheets, name, treatment)
    outcome = problem.stake.outcome
    assume(outcome is not None and outcome.kind is OutcomeKind.ELECTED)
    proven = prove(problem.stake, treatment)
    assert proven.upper == fewest(problem)
    assert proven.exact
    assert proven.confirmed or name == "must"


@settings(max_examples=25, deadline=None)
@given(
    sheets=counts(most=3, largest=2),
    treatment=st.sampled_from([t for t in TREATMENTS.values() if t.free]),
    name=st.sampled_from(["first", "majority-or-lead"]),
)
def test_open_contents_beside_every_content(sheets: Sheets, treatment: Treatment, name: str) -> None:
    problem = asked(sheets, name, treatment)
    truth = fewest_free(problem)
    found = smallest_flip(problem.stake, treatment)
    if truth is None:
        assert found.upper is None
    else:
        assert found.lower is not None
        assert found.lower <= truth
        assert found.upper is None or found.upper >= truth
        outcome = problem.stake.outcome
        if outcome is not None and outcome.kind is OutcomeKind.ELECTED:
            assert prove(problem.stake, treatment).upper == truth


@settings(max_examples=60, deadline=None)
@given(sheets=counts(), k=st.integers(0, 6), treatment=st.sampled_from(DETERMINED))
def test_words_are_true_of_sets_of_at_most_k(sheets: Sheets, k: int, treatment: Treatment) -> None:
    assume(k <= len(sheets))
    problem = asked(sheets, "majority-or-lead", treatment)
    truth = fewest(problem)
    word = can_flip(problem.stake, k, treatment)
    if word is Word.COULD:
        assert truth is not None
        assert truth <= k
    if word is Word.CANNOT:
        assert truth is None or truth > k


@settings(max_examples=30, deadline=None)
@given(
    sheets=counts(most=4, largest=3),
    treatment=st.sampled_from(list(TREATMENTS.values())),
    rows=st.sets(st.integers(0, 3), min_size=1, max_size=2),
)
def test_would_is_said_exactly_of_sets_that_change_the_outcome(
    sheets: Sheets, treatment: Treatment, rows: set[int]
) -> None:
    assume(max(rows) < len(sheets))
    stake = asked(sheets, "majority-or-lead", treatment).stake
    chosen = np.array(sorted(rows))
    problem = problem_of(stake, treatment, as_one(stake, chosen))
    changes = fewest_free(problem) is not None if treatment.free else fewest(problem) is not None
    outcome = stake.outcome
    word = effect(stake, chosen, treatment).word
    if word is Word.WOULD:
        assert changes
    elif outcome is not None and outcome.kind is OutcomeKind.ELECTED:
        assert word is not Word.OPEN
        assert not changes
