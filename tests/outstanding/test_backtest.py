"""The back-test, the drift it measures, and the record of the whole method."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from outstanding.build_outstanding import CONTEST, first, lead, synthetic
from veedor.model import Assertion, AssertionKind, measure_of
from veedor.outstanding.backtest import (
    REFERENCE_SHARES,
    WIDENING,
    Replay,
    calibrated,
    measured_drift,
    quantile,
    reach,
    replays,
)
from veedor.outstanding.calibration import MINIMUM, replay_count
from veedor.outstanding.columns import Columns
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.imputation import Imputation, nested_mean
from veedor.outstanding.tree import add_up, grow

if TYPE_CHECKING:
    from veedor.count import Sheets

COLUMNS = Columns([measure_of(lead(), CONTEST)], CONTEST)


def ordered(sheets: Sheets, *, strata: bool = True) -> tuple[Columns, CountedSheets]:
    assert sheets.verified_at is not None
    order = np.argsort(sheets.verified_at, kind="stable")
    a, b = sheets.contest.candidates[:2]
    weights = dict.fromkeys(sheets.contest.candidates, -1) | {a: 9, b: -11}
    assertion = Assertion(
        "lead", AssertionKind.LEAD, a, b, Fraction(1, 10), "valid", weights, strict=False, scale=10
    )
    columns = Columns([measure_of(assertion, sheets.contest)], sheets.contest)
    tree = grow(sheets.places, sheets.stratum if strata else None)
    size = sheets.registered.astype(np.float64)
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
    one = replays(sample, 600, (0.5,))[0]
    tree = sample.tree
    early = sample.rows(0, 300).pool()
    rest = add_up(sample.leaf[300:], sample.size[300:], tree.leaves)
    guess = nested_mean(tree, early, rest)
    np.testing.assert_allclose(one.expected.sum(axis=0), guess.total)
    np.testing.assert_allclose(one.actual.sum(axis=0), sample.votes[300:].sum(axis=0))
    seen = np.isin(sample.leaf[300:], sample.leaf[:300])
    assert one.size.tolist() == pytest.approx([sample.size[300:][seen].sum(), sample.size[300:][~seen].sum()])


def test_several_replays_equal_single_ones() -> None:
    _, sample = ordered(synthetic(4, sheets=500))
    for both, alone in zip(
        replays(sample, 500, (0.3, 0.6)), [replays(sample, 500, (s,))[0] for s in (0.3, 0.6)], strict=True
    ):
        np.testing.assert_allclose(both.expected, alone.expected)
        np.testing.assert_allclose(both.actual, alone.actual)


def block(expected: float, actual: float, base: float = 1000, reaching: float = 1.0) -> Replay:
    """A replay whose block was expected to have one lead and had another; all places had reported."""
    none = np.zeros(3)
    return Replay(
        0.5,
        reaching,
        np.array([[expected * base, base, base], none]),
        np.array([[actual * base, base, base], none]),
        np.array([base, 0.0]),
    )


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
    past = [block(0.1, 0.15) for _ in range(7)]
    known = np.array([500.0, 8000.0, 9000.0])
    guess = Imputation(np.array([[200.0, 2000.0, 2000.0]]), np.array([0]), np.array([2000.0]))
    found = calibrated(COLUMNS, known, guess, past)
    # per size the block was 0.05 too low, so the rest of 2000 gains 100
    assert found.centre[0] == pytest.approx((500 + 200 + 100) / 10_000)
    assert found.drift[0] == pytest.approx(100 / 10_000)
    # the replays agree, so only the size of the correction is uncertain
    assert found.half[0] == pytest.approx(WIDENING * student.ppf(0.975, 6) * 0.2 * 0.05 / 2)


def test_a_projection_that_reaches_twice_as_far_is_corrected_twice_as_much() -> None:
    known = np.array([500.0, 8000.0, 9000.0])
    guess = Imputation(np.array([[200.0, 2000.0, 2000.0]]), np.array([0]), np.array([2000.0]))
    near = calibrated(COLUMNS, known, guess, [block(0.1, 0.12)] * 7)
    far = calibrated(COLUMNS, known, guess, [block(0.1, 0.12, reaching=2.0)] * 7)
    assert far.drift[0] == pytest.approx(2 * near.drift[0])


def test_one_replay_gives_no_interval() -> None:
    known = np.array([500.0, 8000.0, 9000.0])
    guess = Imputation(np.array([[200.0, 2000.0, 2000.0]]), np.array([0]), np.array([2000.0]))
    assert np.isnan(calibrated(COLUMNS, known, guess, [block(0.1, 0.12)]).half[0])
    assert np.isnan(measured_drift(COLUMNS, known, guess.total, [block(0.1, 0.12)], np.zeros(1)).half[0])


def test_probabilities_follow_the_interval() -> None:
    known = np.array([500.0, 8000.0, 9000.0])
    guess = Imputation(np.array([[200.0, 2000.0, 2000.0]]), np.array([0]), np.array([2000.0]))
    found = calibrated(COLUMNS, known, guess, [block(0.1, 0.1 + e) for e in (0.01, -0.01, 0.02, 0.0, 0.01)])
    low = found.centre[0] - found.half[0]
    assert found.probability_above(float(found.centre[0]), 0) == pytest.approx(0.5)
    assert found.probability_above(float(low), 0) == pytest.approx(0.975)


def test_the_record_replays_every_five_per_cent() -> None:
    columns, sample = ordered(synthetic(5, sheets=2000))
    steps: list[tuple[int, int]] = []
    record = replay_count(
        columns, sample, np.zeros(len(columns)), lambda done, all_: steps.append((done, all_))
    )
    assert record is not None
    assert [round(point.share, 2) for point in record.points] == [round(i / 20, 2) for i in range(1, 20)]
    assert steps[-1] == (19, 19)
    truth = columns.values(sample.votes.sum(axis=0))
    assert record.truth[0] == pytest.approx(truth[0])
    covered, given_ = record.covered(0)
    assert covered >= 0.8 * given_
    # the record names errors honestly: recompute the mean absolute error from its points
    gaps = [abs(p.estimate.centre[0] - truth[0]) for p in record.points if p.coverage.passes]
    assert record.error(0) == pytest.approx(np.mean(gaps))


def test_a_missed_replay_widens_the_interval() -> None:
    columns, sample = ordered(synthetic(6, sheets=1500))
    record = replay_count(columns, sample, np.zeros(len(columns)))
    assert record is not None
    late = next(p for p in record.points if p.share == 0.5)
    short = replace(late.estimate, half=np.abs(late.estimate.centre - record.truth) / 3)
    broken = replace(
        record, points=tuple(replace(p, estimate=short) if p is late else p for p in record.points)
    )
    assert broken.widening()[0] == pytest.approx(max(3.0, record.widening()[0]))
    assert broken.covered(0)[0] <= record.covered(0)[0]


def test_too_few_sheets_have_no_record() -> None:
    columns, sample = ordered(first(synthetic(7, sheets=200), (MINIMUM - 1) / 200))
    assert replay_count(columns, sample, np.zeros(len(columns))) is None


def interval_score(centre: float, half: float, truth: float) -> float:
    """Winkler's score of a 95 % interval: its width, and 40 times what it misses by. Small is good."""
    return 2 * half + 40 * max(abs(centre - truth) - half, 0)


def test_intervals_cover_on_elections_that_nothing_was_tuned_on() -> None:
    covered, given_, scores, reference_scores = 0, 0, [], []
    for seed in range(900, 912):
        sheets = synthetic(seed, sheets=2500, rural_delay=0.4 * (seed % 6), drift=0.05 * (seed % 3))
        columns, sample = ordered(sheets, strata=seed % 2 == 0)
        truth = columns.values(sample.votes.sum(axis=0))[0]
        for share in (0.4, 0.6, 0.8, 0.9):
            k = round(share * len(sample))
            head = sample.rows(0, k)
            pool = head.pool()
            guess = nested_mean(sample.tree, pool, sample.pool().size - pool.size)
            known = pool.totals.sum(axis=0)
            found = calibrated(columns, known, guess, replays(head, len(sample)))
            past = replays(head, len(sample), REFERENCE_SHARES)
            plain = measured_drift(columns, known, guess.total, past, np.zeros(1))
            covered += bool(abs(found.centre[0] - truth) <= found.half[0])
            given_ += 1
            scores.append(interval_score(found.centre[0], found.half[0], truth))
            reference_scores.append(interval_score(plain.centre[0], plain.half[0], truth))
    assert covered / given_ >= 0.9
    assert np.mean(scores) < np.mean(reference_scores)
