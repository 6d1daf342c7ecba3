"""A projection from good input, and what it still answers on bad input."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import (
    BLANK,
    CONTEST,
    A,
    B,
    C,
    count,
    first,
    lead,
    random_count,
    share,
    synthetic,
    tally_of,
    turnout,
)
from veedor.count import Sheets
from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.model import Assertion, AssertionKind, OpenVotes, Tally
from veedor.outstanding import Projection, partial_count, project
from veedor.outstanding.arrival import Basis
from veedor.outstanding.breakeven import needed_value, settled
from veedor.outstanding.guess import CoverageVerdict, coverage_of
from veedor.outstanding.partial_count import Sizing
from veedor.report.wording import Wording


def lead_of(sheets: Sheets, threshold: Fraction = Fraction(1, 20)) -> Assertion:
    """The first candidate of a synthetic election leads the second by a share of valid votes."""
    a, b = sheets.contest.candidates[:2]
    p, q = threshold.numerator, threshold.denominator
    weights = dict.fromkeys(sheets.contest.candidates, -p) | {a: q - p, b: -q - p}
    return Assertion("lead", AssertionKind.LEAD, a, b, threshold, "valid", weights, strict=False, scale=q)


def ask(roll: Sheets, snapshot: Sheets, *assertions: Assertion) -> Projection:
    known = partial_count(roll, snapshot)
    result = project(known, assertions or (lead_of(roll),), tally_of(roll, snapshot), draws=50)
    for lang in ("en", "es"):  # every sentence, figure and table can be said, whatever is missing
        words = Wording(lang).of(roll.contest)
        for finding in result.findings:
            assert words.say(finding)
            assert all(words.has(key) for key in (*finding.assumptions, *finding.cannot_show))
            assert words.has(finding.method.name)
        for table in result.tables:
            assert words.has(f"table.{table.name}")
            assert all(words.column(column, table.name) for column in table.columns)
    assert str(result)
    return result


def says(result: Projection) -> list[str]:
    return [finding.says for finding in result.findings]


@pytest.fixture(scope="module")
def whole() -> Sheets:
    return synthetic(11, sheets=3000)


@pytest.fixture(scope="module")
def usual(whole: Sheets) -> Projection:
    return ask(whole, first(whole, 0.8))


def test_a_usual_count(usual: Projection, whole: Sheets) -> None:
    a, b = whole.contest.candidates[:2]
    came = float((whole.of(a) - whole.of(b)).sum() / whole.valid.sum())
    assert usual.coverage.passes
    assert usual.estimate is not None
    assert abs(float(usual.estimate.centre[0]) - came) <= float(usual.estimate.half[0])
    probability = usual.probability(0)
    assert probability is not None
    assert 0.001 <= probability <= 0.999
    assert "outstanding.projection.lead" in says(usual)
    shares = [usual.estimate.centre[i] for i in range(len(usual.assertions), len(usual.measures))]
    assert sum(shares) == pytest.approx(1)


def test_the_record_is_printed_with_every_projection(usual: Projection) -> None:
    finding = next(f for f in usual.findings if f.says == "outstanding.projection.lead")
    assert usual.record is not None
    assert (finding.figure("covered").value, finding.figure("given").value) == usual.record.covered(0)
    table = next(table for table in usual.tables if table.name == "outstanding_calibration_leads")
    assert len(table) == 19
    by_hand = [row["covered"] for row in table.records() if row["covered"] is not None]
    assert (sum(map(bool, by_hand)), len(by_hand)) == usual.record.covered(0)


def test_a_snapshot_that_holds_nothing(whole: Sheets) -> None:
    result = ask(whole, whole.take(np.zeros(len(whole), dtype=bool)))
    assert result.coverage.verdict is CoverageVerdict.NOTHING_COUNTED
    assert result.estimate is None
    assert "outstanding.gate.nothing_counted" in says(result)
    assert not any(key.startswith("outstanding.projection") for key in says(result))


def test_a_snapshot_that_holds_everything(whole: Sheets) -> None:
    result = ask(whole, whole)
    assert result.coverage.verdict is CoverageVerdict.ALL_COUNTED
    assert result.outstanding == 0
    assert result.estimate is None
    assert result.record is not None  # how the method would have done on the way
    assert "outstanding.state.complete" in says(result)


def test_no_times_at_all(whole: Sheets) -> None:
    result = ask(whole, replace(first(whole, 0.8), verified_at=None))
    assert result.known.basis is Basis.NONE
    assert result.estimate is None
    assert result.record is None
    assert "outstanding.uncalibrated.lead" in says(result)
    assert "outstanding.break_even.lead" in says(result)
    assert "outstanding.data.no_order" in says(result)
    assert all(result.probability(i) is None for i in range(len(result.assertions)))


def test_times_for_some_sheets(whole: Sheets) -> None:
    snapshot = first(whole, 0.8)
    assert snapshot.verified_at is not None
    times = snapshot.verified_at.copy()
    times[::10] = np.datetime64("NaT", "s")
    result = ask(whole, replace(snapshot, verified_at=times))
    assert result.estimate is not None
    assert "outstanding.data.untimed" in says(result)
    assert result.known.disagreements.untimed == len(times[::10])
    times[::2] = np.datetime64("NaT", "s")  # too few to speak for the count
    assert ask(whole, replace(snapshot, verified_at=times)).estimate is None


def test_snapshots_give_the_order_where_no_times_are(whole: Sheets) -> None:
    snapshot = first(whole, 0.8)
    held = [frozenset(first(whole, share_).ids.tolist()) for share_ in np.arange(0.05, 0.81, 0.05)]
    known = partial_count(whole, replace(snapshot, verified_at=None), publications=held)
    assert known.basis is Basis.PUBLICATION
    result = project(known, (lead_of(whole),), tally_of(whole, snapshot), draws=20)
    assert result.estimate is not None
    assert "outstanding.data.order_publication" in says(result)


def test_a_roll_without_registered_voters_counts_sheets(whole: Sheets) -> None:
    bare = replace(whole, registered=np.full(len(whole), UNKNOWN))
    result = ask(bare, first(bare, 0.8))
    assert result.known.sizing is Sizing.SHEETS
    assert result.estimate is not None
    assert np.isfinite(result.estimate.centre).all()
    assert np.isfinite(result.estimate.half).all()
    a, b = whole.contest.candidates[:2]
    came = float((whole.of(a) - whole.of(b)).sum() / whole.valid.sum())
    assert abs(float(result.estimate.centre[0]) - came) <= float(result.estimate.half[0])
    assert "outstanding.data.size_sheets" in says(result)
    assert result.break_evens[0].settled is None


def test_gaps_in_the_roll_are_filled_from_the_place() -> None:
    roll = count(
        np.ones((4, 4), dtype=np.int64), [("T", "P")] * 3 + [("T", "Q")], [100, UNKNOWN, 300, UNKNOWN]
    )
    known = partial_count(roll, roll.take(np.array([0])))
    assert known.sizing is Sizing.FILLED
    assert known.size.tolist() == [100, 200, 300, 200]
    assert known.disagreements.no_size == 2


def test_sheets_that_are_not_on_the_roll_keep_their_votes(whole: Sheets) -> None:
    snapshot = first(whole, 0.8)
    stranger = np.flatnonzero(whole.ids == snapshot.ids[0])
    roll = whole.take(np.delete(np.arange(len(whole)), stranger))
    result = ask(roll, snapshot)
    assert result.known.disagreements.not_on_roll == 1
    assert "outstanding.data.not_on_roll" in says(result)
    a, b = whole.contest.candidates[:2]
    lead_now = (snapshot.of(a) - snapshot.of(b)).sum() / snapshot.valid.sum()
    assert result.current[0] == pytest.approx(float(lead_now))


def test_other_registered_voters_than_on_the_roll_are_told(whole: Sheets) -> None:
    snapshot = first(whole, 0.8)
    changed = snapshot.registered.copy()
    changed[:7] += 1
    result = ask(whole, replace(snapshot, registered=changed))
    assert result.known.disagreements.other_size == 7
    assert "outstanding.data.other_size" in says(result)


def test_places_without_any_counted_sheet_shut_the_gate(whole: Sheets) -> None:
    place = whole.places.codes[whole.places.finest]
    counted = np.isin(place, np.unique(place)[::4])  # whole places came in, all others are silent
    result = ask(whole, whole.take(counted))
    assert result.coverage.verdict is CoverageVerdict.REFUSED
    assert result.estimate is None
    assert result.record is not None
    assert "outstanding.break_even.lead" in says(result)


def test_an_empty_roll_is_refused() -> None:
    roll = count(np.empty((0, 4), dtype=np.int64), [], [])
    with pytest.raises(QuestionError, match="roll of sheets is empty"):
        partial_count(roll, roll)


def test_any_assertion_can_be_asked() -> None:
    roll = random_count(2, sheets=400)
    asked = (
        lead(),
        lead(kind=AssertionKind.NOT_LEAD),
        lead(Fraction(0), AssertionKind.FIRST),
        share(),
        share(kind=AssertionKind.NOT_SHARE),
        turnout(),
    )
    result = ask(roll, first(roll, 0.7), *asked)
    assert len(result.assertions) == 6
    # a lead and its negation rest on one number, and exactly one of them holds now
    assert result.current[0] == result.current[1]
    assert result.break_evens[0].holds_now != result.break_evens[1].holds_now
    snapshot = first(roll, 0.7)
    assert result.current[5] == pytest.approx(snapshot.cast.sum() / snapshot.registered.sum())


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.integers(1, 1000))
def test_needed_brings_the_total_to_the_line(a: int, b: int, c: int, rest: int) -> None:
    base, threshold = a + b + c, 0.1
    needed = needed_value(threshold, a - b, base, rest)
    assert (a - b + needed * rest) / (base + rest) == pytest.approx(threshold)
    assert np.isnan(needed_value(threshold, a - b, base, 0))


@given(st.tuples(*[st.integers(0, 30)] * 4), st.integers(0, 12))
@settings(max_examples=60)
def test_settled_equals_trying_every_way_to_vote(votes: tuple[int, ...], voters: int) -> None:
    assertion = lead()
    weights = [assertion.weight(c.choice_id) for c in CONTEST.choices]
    now = sum(w * v for w, v in zip(weights, votes, strict=True))
    every = [
        now + i * weights[0] + j * weights[1] + k * weights[2]
        for i in range(voters + 1)
        for j in range(voters + 1 - i)
        for k in range(voters + 1 - i - j)
    ]
    same = len({assertion.satisfied_by(value) for value in every}) == 1
    counted = dict(zip((A, B, C, BLANK), votes, strict=True))
    assert settled(assertion, Tally(CONTEST, counted, open=(OpenVotes(voters),))) is same


def test_settled_is_said_so() -> None:
    roll = count([[900, 10, 0, 0], [5, 5, 0, 0]], [("T", "P")] * 2, [1000, 20], minutes=[0, 1])
    result = ask(roll, roll.take(np.array([0])), lead())
    assert "outstanding.settled.holds.lead" in says(result)
    assert settled(lead(), Tally(CONTEST, {}, open=(OpenVotes(None),))) is None


def test_the_gate_turns_at_a_third_and_at_three_fifths() -> None:
    counted = np.array([1.0, 0.0])
    verdicts = [coverage_of(counted, np.array([s, 1 - s]), 1.5).verdict for s in (0.32, 0.34, 0.59, 0.61)]
    assert verdicts == [
        CoverageVerdict.REFUSED,
        CoverageVerdict.WARNING,
        CoverageVerdict.WARNING,
        CoverageVerdict.OPEN,
    ]


def test_the_same_seed_gives_the_same_projection(whole: Sheets, usual: Projection) -> None:
    again = ask(whole, first(whole, 0.8))
    assert str(again) == str(usual)


def test_homogeneous_counts_are_projected_exactly() -> None:
    n = 400
    rng = np.random.default_rng(1)
    registered = rng.integers(1, 6, n) * 100
    votes = registered[:, None] * np.array([40, 30, 10, 5]) // 100
    where = [
        (f"T{i}", f"P{j}") for i, j in zip(rng.integers(3, size=n), rng.integers(5, size=n), strict=True)
    ]
    roll = count(votes, where, registered.tolist(), minutes=rng.permutation(n).tolist())
    result = ask(roll, first(roll, 0.6), lead(), share())
    assert result.estimate is not None
    np.testing.assert_allclose(result.estimate.centre[:2], [10 / 80, 40 / 80])
    np.testing.assert_allclose(result.estimate.half[:2], 0, atol=1e-9)
    assert result.assertions[0].subject == A
