"""What follows from an assertion, against the corners of all totals on which that one holds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veedor.model import AreaId, Assertion, AssertionKind, ChoiceId, Quorum, Scope
from veedor.rules import explain, load, tally_of
from veedor.rules.conditions import more_votes, negated_form
from veedor.rules.implied import follows, weakest, without_implied

A, B, BLANK = map(ChoiceId, ("A", "B", "blank"))
CANDIDATES = (A, B)


def form(weights: tuple[int, ...], *, strict: bool) -> Assertion:
    """So much a vote of A, of B and blank, a registered voter, a ballot, and of itself."""
    a, b, blank, registered, ballots, constant = weights
    return Assertion(
        f"{weights}{strict}", AssertionKind.SHARE, A, None, Fraction(1, 2), "valid",
        {A: a, B: b, BLANK: blank}, strict,
        registered_weight=registered, constant=constant, ballots_weight=ballots,
    )  # fmt: skip


def corners(given: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Give the directions of which all that is never negative and satisfies ``given >= 0`` is a sum."""
    unit = [tuple(int(i == k) for i in range(len(given))) for k in range(len(given))]
    more, less = ([k for k, w in enumerate(given) if sign * w > 0] for sign in (1, -1))
    edges = [
        tuple(given[i] * unit[k][j] - given[k] * unit[i][j] for j in range(len(given)))
        for i, k in product(more, less)
    ]
    return [unit[k] for k, w in enumerate(given) if w >= 0] + edges


def exception(one: tuple[int, ...], other: tuple[int, ...], *, strict: bool, strictly: bool) -> bool:
    """Whether something satisfies the other form, with a vote for a candidate, and not this one."""

    def value(weights: tuple[int, ...], at: tuple[int, ...]) -> int:
        return sum(w * n for w, n in zip(weights, at, strict=True))

    rays = corners(other)
    if any(value(one, ray) < 0 for ray in rays):
        return True
    level = [ray for ray in rays if value(one, ray) == 0]  # their sum is where this form is zero at most
    at = tuple(map(sum, zip(*level, strict=True))) if level else (0,) * len(one)
    return strict and sum(at[:2]) > 0 and (not strictly or value(other, at) > 0)


weights = st.tuples(*[st.integers(-3, 3)] * 6)


@settings(max_examples=400, deadline=None)
@given(weights, weights, st.booleans(), st.booleans(), st.booleans())
def test_a_form_follows_exactly_where_no_corner_is_an_exception(
    one: tuple[int, ...], other: tuple[int, ...], near: bool, strict: bool, strictly: bool
) -> None:
    if near:  # random forms seldom follow from one another: this one is a multiple, and a little
        one = tuple(w + (max(0, n)) for w, n in zip(other, one, strict=True))
    assume(max(other) > 0 > min(other))
    said = follows(form(one, strict=strict), form(other, strict=strictly), CANDIDATES)
    assert said is not exception(one, other, strict=strict, strictly=strictly)


def test_who_has_all_votes_is_ahead_of_everybody() -> None:
    """All that the first asks for is that nobody else has a vote: any multiple of it may be taken."""
    every = form((0, -1, -1, 0, 0, 0), strict=False)
    assert follows(more_votes(A, B), every, CANDIDATES)
    assert follows(form((1, -3, 0, 0, 0, 0), strict=True), every, CANDIDATES)
    assert not follows(more_votes(B, A), every, CANDIDATES)


def test_of_one_area_nothing_follows_for_another() -> None:
    north, south = (Scope("region", AreaId(name)) for name in ("N", "S"))
    assert follows(more_votes(A, B, scope=north), more_votes(A, B, scope=north), CANDIDATES)
    assert not follows(more_votes(A, B, scope=north), more_votes(A, B, scope=south), CANDIDATES)
    assert not follows(more_votes(A, B), more_votes(A, B, scope=south), CANDIDATES)


def test_what_is_said_to_follow_has_no_exception() -> None:
    """Of the assertions of two laws, over all small totals."""
    every = [dict(zip("ABC", v, strict=True)) for v in product(range(8), repeat=3) if any(v)]
    tallies = [tally_of({k: int(n) for k, n in votes.items()}) for votes in every]
    laws = [load(law) for law in ("ec-president-2008", "bo-president-2009")]
    forms = [a for law in laws for way in explain(law, tallies[40]).ways for a in way.alternative.assertions]
    forms += [negated_form(one) for one in forms]
    holding = {one.assertion_id: {i for i, t in enumerate(tallies) if one.holds(t)} for one in forms}
    candidates = tallies[0].contest.candidates
    said = [(one, other) for one, other in product(forms, repeat=2) if follows(one, other, candidates)]
    assert len(said) > len(forms) + 10
    for one, other in said:
        assert holding[other.assertion_id] <= holding[one.assertion_id]


def test_of_options_the_weakest_are_kept_and_of_demands_the_strongest() -> None:
    strict, equal = more_votes(A, B), more_votes(A, B, strict=False)
    assert follows(equal, strict, CANDIDATES)
    assert not follows(strict, equal, CANDIDATES)
    assert weakest((strict, equal), CANDIDATES) == (equal,)
    assert without_implied((equal, strict), CANDIDATES) == (strict,)
    # of two that say the same one stays, and points of areas are compared with nothing
    quorum = Quorum("q", (), (), 1, ())
    assert weakest((strict, more_votes(A, B), quorum), CANDIDATES) == (strict, quorum)
    assert without_implied((quorum, equal, strict), CANDIDATES) == (quorum, strict)
