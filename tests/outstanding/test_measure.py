"""What an assertion compares, worked out from its integer weights."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outstanding.build_outstanding import CONTEST, A, B, C, lead, share, turnout
from veedor.errors import QuestionError
from veedor.model import AreaId, Assertion, AssertionKind, Scope, Tally
from veedor.outstanding.measure import Columns, measure_of, share_of

VOTES = st.tuples(*[st.integers(0, 1000)] * 4).filter(lambda votes: sum(votes[:3]) > 0)
THRESHOLDS = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)
KINDS = st.sampled_from(
    [AssertionKind.LEAD, AssertionKind.NOT_LEAD, AssertionKind.SHARE, AssertionKind.NOT_SHARE]
)


@given(VOTES, THRESHOLDS, KINDS)
def test_a_measure_says_what_the_assertion_says(
    votes: tuple[int, ...], threshold: Fraction, kind: AssertionKind
) -> None:
    leads = kind in {AssertionKind.LEAD, AssertionKind.NOT_LEAD}
    assertion = lead(threshold, kind) if leads else share(threshold, kind)
    measure = measure_of(assertion, CONTEST)
    a, b, c, _ = votes
    exact = Fraction(a - b if leads else a, a + b + c)
    value = float(Columns([measure]).values(Columns([measure]).of(np.array(votes), 0.0))[0])
    assert value == pytest.approx(float(exact))
    assert measure.threshold == threshold
    if abs(exact - threshold) > Fraction(1, 10**9):
        tally = Tally(CONTEST, dict(zip((A, B, C), votes[:3], strict=True)))
        assert measure.satisfied(value) == assertion.holds(tally)


@given(VOTES, THRESHOLDS)
def test_turnout_is_over_the_registered(votes: tuple[int, ...], threshold: Fraction) -> None:
    measure = measure_of(turnout(threshold), CONTEST)
    columns = Columns([measure])
    registered = sum(votes) + 50
    value = float(columns.values(columns.of(np.array(votes), float(registered)))[0])
    assert value == pytest.approx(sum(votes) / registered)
    assert measure.denominator == ()


def test_first_is_a_lead_of_nothing() -> None:
    measure = measure_of(lead(Fraction(0), AssertionKind.FIRST), CONTEST)
    assert [int(w) for w in measure.numerator] == [1, -1, 0, 0]
    assert [int(w) for w in measure.denominator] == [1, 1, 1, 0]
    assert not measure.satisfied(0.0)
    assert measure.satisfied(1e-9)


def test_a_share_of_several_choices_is_its_slack() -> None:
    together = Assertion(
        "void",
        AssertionKind.SHARE,
        None,
        None,
        Fraction(1, 2),
        "cast",
        {A: 1, B: 1, C: -1},
        strict=False,
        scale=2,
    )
    measure = measure_of(together, CONTEST)
    assert measure.threshold == 0
    assert measure.numerator[:3] == (Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2))


def test_shares_of_all_candidates_sum_to_one() -> None:
    columns = Columns([share_of(choice, CONTEST) for choice in CONTEST.candidates])
    assert columns.values(columns.of(np.array([5, 3, 2, 7]), 20.0)).sum() == pytest.approx(1)


def test_an_assertion_about_one_area_is_refused() -> None:
    assertion = share()
    scoped = Assertion(
        assertion.assertion_id,
        assertion.kind,
        A,
        None,
        assertion.threshold,
        "valid",
        assertion.weights,
        strict=True,
        scale=2,
        scope=Scope("county", AreaId("x")),
    )
    with pytest.raises(QuestionError, match="about one area"):
        measure_of(scoped, CONTEST)


def test_an_empty_base_has_no_value() -> None:
    columns = Columns([measure_of(share(), CONTEST)])
    assert np.isnan(columns.values(columns.of(np.zeros(4, dtype=np.int64), 0.0))).all()
