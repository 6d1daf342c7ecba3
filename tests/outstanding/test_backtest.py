"""The back-test, the drift it measures, and the record of the whole method."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from outstanding.build_outstanding import CONTEST, first, lead, synthetic, tally_of
from veedor.model import Assertion, AssertionKind, measure_of
from veedor.outstanding import partial_count, project
from veedor.outstanding.area_spread import PlaceSpread
from veedor.outstanding.backtest import backtest
from veedor.outstanding.calibration import MINIMUM, CalibrationRecord, calibration_record
from veedor.outstanding.columns import Columns
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.estimate import DOUBT, measured_drift, outlook, quantile
from veedor.outstanding.guess import Guess, guess
from veedor.outstanding.imputation import nested_mean
from veedor.outstanding.place_model import fit_places
from veedor.outstanding.replay import CountReplay, reach
from veedor.outstanding.tree import add_up, crossed, grow

if TYPE_CHECKING:
    from veedor.count import Sheets

COLUMNS = Columns([measure_of(lead(), CONTEST)], CONTEST)


def lead_of(sheets: Sheets) -> Assertion:
    """The first candidate leads the second by ten points."""
    a, b = sheets.contest.candidates[:2]
    weights = dict.fromkeys(sheets.contest.candidates, -1) | {a: 9, b: -11}
    return Assertion(
        "lead", AssertionKind.LEAD, a, b, Fraction(1, 10), "valid", weights, strict=False, scale=10
    )


def ordered(sheets: Sheets, *, strata: bool = True) -> tuple[Columns, CountedSheets]:
    assert sheets.verified_at is not None
    order = np.argsort(sheets.verified_at, kind="stable")
    columns = Columns([measure_of(lead_of(sheets), sheets.contest)], sheets.contest)
    size = sheets.registered.astype(np.float64)
    tree = crossed(sheets.places, sheets.stratum, size) if strata else grow(sheets.places)
    votes = columns.of(sheets.votes, size)
    return columns, CountedSheets(tree, tree.leaf[order], size[order], votes[order])


@given(st.integers(1, 98), st.integers(1, 99))
def test_reach_is_a_difference_of_mean_normal_scores(start: int, more: int) -> None:
    end = min(start + more, 100)
    scores = norm.ppf((np.arange(100_000) + 0.5) / 100_000)
    known, predicted = scores[: start * 1000], scores[start * 1000 : end * 1000]
    assert reach(start, end, 100) == pytest.approx(predicted.mean() - known.mean(), abs=2e-3)


def test_nothing_reaches_nowhere() -> None:
    assert reach(0, 10, 100) == 0
    assert reach(10, 10, 100) == 0


def test_quantile_is_that_of_student() -> None:
    assert quantile(6) == pytest.approx(student.ppf(0.975, 6))
    assert np.isnan(quantile(0))


def test_a_replay_predicts_the_rest_of_what_is_known() -> None:
    _, sample = ordered(synthetic(3, sheets=600))
    past = backtest(sample, shares=(0.5,), between=())
    one, plain = past.past(None, 600)[0], past.past(None, 600, nested=True)[0]
    early = sample.rows(0, 300).pool()
    rest = add_up(sample.leaf[300:], sample.size[300:], sample.tree.leaves)
    rates = fit_places(sample.tree, early).rates
    np.testing.assert_allclose(one.expected.sum(axis=0), (rates * rest[:, None]).sum(axis=0))
    np.testing.assert_allclose(plain.expected.sum(axis=0), nested_mean(sample.tree, early, rest).total)
    np.testing.assert_allclose(one.actual.sum(axis=0), sample.votes[300:].sum(axis=0))
    seen = np.isin(sample.leaf[300:], sample.leaf[:300])
    assert one.size.sum() == pytest.approx(rest.sum())
    assert one.size[0] == pytest.approx(sample.size[300:][seen].sum())


def test_several_beginnings_say_what_single_ones_do() -> None:
    _, sample = ordered(synthetic(4, sheets=500))
    both = backtest(sample, shares=(0.3, 0.6), between=())
    for share, many in zip((0.3, 0.6), both.past(None, 500), strict=True):
        alone = backtest(sample, shares=(share,), between=()).past(None, 500)[0]
        np.testing.assert_allclose(many.expected, alone.expected)
        np.testing.assert_allclose(many.actual, alone.actual)
    # from the first to the end of the second is what a count of so many sheets would have replayed
    size = add_up(sample.leaf, sample.size, sample.tree.leaves)
    short = backtest(sample.rows(0, 300), shares=(0.5,), between=(), whole=size).past(None, 500)[0]
    np.testing.assert_allclose(both.past(1, 500)[0].actual, short.actual)
    np.testing.assert_allclose(both.past(1, 500)[0].expected, short.expected)


def block(expected: float, actual: float, base: float = 1000, reaching: float = 1.0) -> CountReplay:
    """A replay whose block was expected to have one lead and had another; all places had reported."""
    rows = np.zeros((2, 3, 2))
    rows[0, 0] = expected * base, base
    rows[1, 0] = actual * base, base
    return CountReplay(0.5, reaching, rows[0], rows[1], np.array([base, 0.0, 0.0]))


KNOWN = np.array([500.0, 8000.0])
ANY = np.full(1, np.inf)


def usual(spread: float = 0.0) -> Guess:
    """A rest of 2000 votes, expected to have a lead of 200; its places may differ by so much."""
    expected = np.zeros((3, 2))
    expected[0] = 200, 2000
    places = PlaceSpread(np.array([spread]), np.array([spread**2 / 8]), np.diag([1.0, 0])[None])
    return Guess(expected, np.array([2000.0, 0, 0]), places, np.zeros(1, dtype=np.int64), 1e9)


def test_the_reference_formula_by_hand() -> None:
    errors = (0.01, 0.02, 0.03, 0.02, 0.02)
    past = [block(0.1, 0.1 + e) for e in errors]
    known, rest = np.array([500.0, 8000.0, 9000.0]), np.array([400.0, 2000.0, 2200.0])
    found = measured_drift(COLUMNS, known, rest, past, np.array([0.0004]))
    mean, sd, w = np.mean(errors), np.std(errors, ddof=1), 0.2
    assert found.centre[0] == pytest.approx(900 / 10_000 + w * mean)
    assert found.half[0] == pytest.approx(
        student.ppf(0.975, 4) * w * np.sqrt(sd**2 + (mean / 2) ** 2 + (0.0004 / w) ** 2)
    )


def test_a_drift_seen_in_every_replay_is_taken_away() -> None:
    found = outlook(COLUMNS, KNOWN, usual(), [block(0.1, 0.15) for _ in range(7)]).estimate(-ANY, ANY)
    # per size the block was 0.05 too low, so the rest of 2000 gains 100
    assert found.centre[0] == pytest.approx((500 + 200 + 100) / 10_000)
    assert found.drift[0] == pytest.approx(100 / 10_000)
    # the replays agree, so only the size of the correction is uncertain
    assert found.half[0] == pytest.approx(student.ppf(0.975, 6) * 0.2 * 0.05 * DOUBT)


def test_a_projection_that_reaches_twice_as_far_is_corrected_twice_as_much() -> None:
    near = outlook(COLUMNS, KNOWN, usual(), [block(0.1, 0.12)] * 7).estimate(-ANY, ANY)
    far = outlook(COLUMNS, KNOWN, usual(), [block(0.1, 0.12, reaching=2.0)] * 7).estimate(-ANY, ANY)
    assert far.drift[0] == pytest.approx(2 * near.drift[0])


def test_what_places_differ_by_is_added_to_the_drift() -> None:
    past = [block(0.1, 0.1 + e) for e in (0.01, -0.01, 0.02, 0.0, 0.01, -0.02, 0.01)]
    alone = outlook(COLUMNS, KNOWN, usual(), past).estimate(-ANY, ANY)
    both = outlook(COLUMNS, KNOWN, usual(spread=300.0**2), past).estimate(-ANY, ANY)
    drift = (alone.half[0] / student.ppf(0.975, 6)) ** 2
    places = (300 / 10_000) ** 2
    degrees = (drift + places) ** 2 / (drift**2 / 6 + places**2 / 8)
    assert both.half[0] == pytest.approx(student.ppf(0.975, degrees) * np.sqrt(drift + places))


def test_one_replay_gives_no_interval() -> None:
    assert np.isnan(outlook(COLUMNS, KNOWN, usual(), [block(0.1, 0.12)]).estimate(-ANY, ANY).half[0])
    plain = usual().total
    assert np.isnan(measured_drift(COLUMNS, KNOWN, plain, [block(0.1, 0.12)], np.zeros(1)).half[0])


def test_probabilities_follow_the_interval_and_stop_at_what_is_possible() -> None:
    past = [block(0.1, 0.1 + e) for e in (0.01, -0.01, 0.02, 0.0, 0.01)]
    found = outlook(COLUMNS, KNOWN, usual(), past).estimate(-ANY, ANY)
    low = found.centre[0] - found.half[0]
    assert found.probability_above(float(found.centre[0]), 0) == pytest.approx(0.5)
    assert found.probability_above(float(low), 0) == pytest.approx(0.975)
    least = found.centre - found.half / 2
    cut = outlook(COLUMNS, KNOWN, usual(), past).estimate(least, ANY)
    assert cut.low[0] == pytest.approx(float(least[0]))
    assert cut.high[0] == pytest.approx(float(found.high[0]))
    assert cut.probability_above(float(low), 0) == 1


def test_joint_draws_spread_as_the_intervals_do() -> None:
    past = [block(0.1, 0.1 + e) for e in (0.01, -0.01, 0.02, 0.0, 0.01, -0.02, 0.01)]
    view = outlook(COLUMNS, KNOWN, usual(spread=200.0**2), past)
    found, drawn = view.estimate(-ANY, ANY), COLUMNS.values(view.draws(40_000, 1))[:, 0]
    assert np.mean(np.abs(drawn - found.centre[0]) <= found.half[0]) == pytest.approx(0.95, abs=0.01)
    assert np.median(drawn) == pytest.approx(found.centre[0], abs=3e-4)


def record_of(columns: Columns, sample: CountedSheets) -> CalibrationRecord | None:
    whole = sample.votes.sum(axis=0)
    return calibration_record(columns, backtest(sample), whole, np.zeros(len(columns)), sample.size)


def test_the_record_replays_every_five_per_cent() -> None:
    columns, sample = ordered(synthetic(5, sheets=2000))
    steps: list[tuple[int, int]] = []
    backtest(sample, progress=lambda done, all_: steps.append((done, all_)))
    assert steps[-1] == (24, 24)
    record = record_of(columns, sample)
    assert record is not None
    assert [round(point.share, 2) for point in record.points] == [round(i / 20, 2) for i in range(1, 20)]
    truth = columns.values(sample.votes.sum(axis=0))
    assert record.truth[0] == pytest.approx(truth[0])
    covered, given_ = record.covered(0)
    assert covered >= 0.8 * given_
    # the record names errors honestly: recompute the mean absolute error from its points
    gaps = [abs(p.estimate.centre[0] - truth[0]) for p in record.points if p.given(0)]
    assert record.error(0) == pytest.approx(np.mean(gaps))
    scores = [
        interval_score(p.estimate.low[0], p.estimate.high[0], truth[0]) for p in record.points if p.given(0)
    ]
    assert record.score(0) == pytest.approx(np.mean(scores))


def test_a_replay_of_the_record_is_the_method_on_a_shorter_count() -> None:
    columns, sample = ordered(synthetic(6, sheets=1500))
    record = record_of(columns, sample)
    assert record is not None
    point = next(p for p in record.points if p.share == 0.6)
    head, rest = sample.rows(0, 900), sample.rows(900)
    counted = head.pool()
    expected = guess(fit_places(sample.tree, counted), counted, sample.tree, rest.leaf, rest.size)
    known = head.votes.sum(axis=0)
    # the same beginnings: those of the record that lie before
    shares = tuple(i / 40 / 0.6 for i in (*range(1, 10), *range(10, 24, 2)))
    size = add_up(sample.leaf, sample.size, sample.tree.leaves)
    past = backtest(head, shares=shares, between=(), whole=size).past(None, len(sample))
    again = outlook(columns, known, expected, past).estimate(*columns.bounds(known, float(rest.size.sum())))
    assert point.estimate.centre[0] == pytest.approx(again.centre[0], abs=2e-4)
    assert point.estimate.half[0] == pytest.approx(again.half[0], rel=0.02)


def test_too_few_sheets_have_no_record() -> None:
    roll = synthetic(7, sheets=200)
    snapshot = first(roll, (MINIMUM - 1) / 200)
    assert project(partial_count(roll, snapshot), [lead_of(roll)], tally_of(roll, snapshot)).record is None


def interval_score(low: float, high: float, truth: float) -> float:
    """Winkler's score of a 95 % interval: its width, and 40 times what it misses by. Small is good."""
    return high - low + 40 * max(low - truth, truth - high, 0)


@pytest.mark.slow
def test_intervals_cover_on_elections_that_nothing_was_tuned_on() -> None:
    covered, given_, scores, reference_scores = 0, 0, [], []
    for seed in range(900, 912):
        sheets = synthetic(seed, sheets=2500, rural_delay=0.4 * (seed % 6), drift=0.05 * (seed % 3))
        columns, sample = ordered(sheets, strata=seed % 2 == 0)
        record = record_of(columns, sample)
        assert record is not None
        for point in record.points:
            if point.given(0) and round(point.share, 2) in {0.4, 0.6, 0.8, 0.9}:
                covered += bool(point.estimate.covers(record.truth)[0])
                given_ += 1
                scores.append(point.estimate.score(record.truth)[0])
                reference_scores.append(point.reference.score(record.truth)[0])
    assert given_ > 40
    assert covered / given_ >= 0.9
    assert np.mean(scores) < np.mean(reference_scores)
