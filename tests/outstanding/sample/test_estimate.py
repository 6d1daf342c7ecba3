"""The quick count against published vectors and closed forms, and by drawing samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from outstanding.build_outstanding import CONTEST, lead, random_count, turnout
from veedor.errors import QuestionError
from veedor.model import CountId
from veedor.outstanding.columns import Columns, measure_of_whole
from veedor.outstanding.sample.data import Sample, Stratum, Traits
from veedor.outstanding.sample.estimate import RatioEstimate, ratio_estimate
from veedor.outstanding.sample.result import QuickCount, estimate_sample, replay_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAD = lead()
COLUMNS = Columns([measure_of_whole(LEAD, CONTEST)], CONTEST)
ROLL = random_count(31, sheets=2000)
NAMES, CODE = np.unique(ROLL.stratum, return_inverse=True)
TRUTH = float((ROLL.votes[:, 0] - ROLL.votes[:, 1]).sum() / ROLL.votes[:, :3].sum())


def strata(drawn: int) -> list[Stratum]:
    return [Stratum(str(n), int((ROLL.stratum == n).sum()), drawn) for n in NAMES]


def draw(rng: np.random.Generator, each: int = 60) -> RatioEstimate:
    rows = np.concatenate([rng.choice(np.flatnonzero(k == CODE), each, replace=False) for k in (0, 1)])
    return ratio_estimate(COLUMNS, COLUMNS.of(ROLL.votes[rows]), CODE[rows], strata(each))


def pairs(y: Sequence[float], x: Sequence[float]) -> np.ndarray:
    """Columns of a lead y over valid votes x."""
    return np.stack([np.array(y, dtype=float), np.array(x, dtype=float)], axis=1)


@pytest.mark.parametrize(
    ("drawn", "total", "variance"),
    [
        ((0, 1), 265, 8),
        ((0, 2), 263.0075, 18.0903),
        ((0, 3), 268.8971, 0.0017),
        ((1, 2), 258.8372, 1.7307),
        ((1, 3), 265, 8),
        ((2, 3), 263.0370, 18.2677),
    ],
)
def test_every_sample_of_a_published_example(drawn: tuple[int, int], total: float, variance: float) -> None:
    """Montana State University, STAT 446, "Demonstration of bias in ratio estimation": N = 4, n = 2."""
    y, x = np.array([68, 62, 64, 70.0]), np.array([67, 63, 66, 69.0])
    rows = list(drawn)
    found = ratio_estimate(
        COLUMNS, pairs(y[rows].tolist(), x[rows].tolist()), np.zeros(2, dtype=int), [Stratum("", 4, 2)]
    )
    assert found.value[0] * x.sum() == pytest.approx(total, abs=5e-5)
    assert (found.error[0] * 4 * x[rows].mean()) ** 2 == pytest.approx(variance, abs=5e-5)


def test_two_strata_by_hand() -> None:
    """Cochran, equations 6.48 and 6.51: each term of both sums written out."""
    y, x = [10, 14, 30, 20, 31], [20, 30, 40, 45, 50]
    found = ratio_estimate(
        COLUMNS, pairs(y, x), np.array([0, 0, 1, 1, 1]), [Stratum("a", 10, 2), Stratum("b", 5, 3)]
    )
    total_y, total_x = 10 * 12 + 5 * 27, 10 * 25 + 5 * 45
    ratio = total_y / total_x
    e = np.array(y) - ratio * np.array(x)
    square = 10**2 * (1 / 2 - 1 / 10) * e[:2].var(ddof=1) + 5**2 * (1 / 3 - 1 / 5) * e[2:].var(ddof=1)
    assert found.value[0] == pytest.approx(ratio)
    assert found.error[0] == pytest.approx(np.sqrt(square) / total_x)
    assert found.degrees == 3


def test_a_whole_roll_has_no_error() -> None:
    whole = [Stratum(s.name, s.sheets, s.sheets) for s in strata(0)]
    found = ratio_estimate(COLUMNS, COLUMNS.of(ROLL.votes), CODE, whole)
    assert found.value[0] == pytest.approx(TRUTH)
    assert found.error[0] == 0


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    inside = [abs(float(f.value[0]) - TRUTH) <= f.half[0] for f in (draw(rng) for _ in range(300))]
    assert 0.91 <= np.mean(inside) <= 0.985


def late_sample(seed: int, missing: float, drift: float) -> tuple[float, QuickCount]:
    """A sample of which the last part is missing, with a vote that is linear in the delay; and the truth."""
    rng = np.random.default_rng(seed)
    groups, each, size = 20, 25, 300
    code = np.repeat(np.arange(groups), size)
    delay = rng.normal(size=len(code)) + rng.normal(0, 0.5, groups)[code]
    margin = rng.normal(0.05, 0.15, groups)[code] - drift * delay + rng.normal(0, 0.12, len(code))
    valid = rng.integers(80, 350, len(code))
    a = np.round(valid * 0.45 * (1 + margin)).astype(np.int64).clip(0)
    b = np.round(valid * 0.45 * (1 - margin)).astype(np.int64).clip(0)
    votes = np.stack([a, b, (valid - a - b).clip(0), 0 * a], axis=1)
    drawn = np.concatenate(
        [rng.choice(np.flatnonzero(code == g), each, replace=False) for g in range(groups)]
    )
    kept = drawn[np.argsort(delay[drawn])][: round((1 - missing) * len(drawn))]
    sample = Sample(
        CONTEST,
        tuple(Stratum(f"{g:02d}", size, each, (f"R{g // 5}",), 400.0) for g in range(groups)),
        code[kept],
        votes[kept],
        np.full(len(kept), np.nan),
        None,
        delay[kept],
    )
    truth = float((votes[:, 0] - votes[:, 1]).sum() / votes[:, :3].sum())
    return truth, estimate_sample(sample, CountId("quick"), (LEAD,))


def test_the_drift_of_what_is_missing_is_carried_on() -> None:
    held, plain, found = [], [], []
    for seed in range(25):
        truth, quick = late_sample(seed, missing=0.3, drift=0.06)
        estimate = quick.estimate
        held.append(abs(float(estimate.value[0]) - truth) <= estimate.half[0])
        plain.append(abs(float(estimate.plain[0]) - truth))
        found.append(abs(float(estimate.value[0]) - truth))
    assert sum(held) >= 22
    assert np.mean(plain) > 2 * np.mean(found)


def test_a_missing_rest_without_an_order_gives_no_interval() -> None:
    _, quick = late_sample(1, missing=0.3, drift=0.06)
    sample = quick.sample
    blind = Sample(
        sample.contest, sample.strata, sample.stratum, sample.votes, sample.registered, None,
        np.full(len(sample), np.nan),
    )  # fmt: skip
    found = estimate_sample(blind, CountId("quick"), (LEAD,))
    assert not found.has_interval
    assert found.probability(0) is None
    assert found.estimate.value[0] == found.estimate.plain[0]
    # what the missing would have to differ by: their share of the roll times that is the way to the line
    away = found.needed(0) * found.silent
    assert float(found.estimate.plain[0]) + away == pytest.approx(float(found.measures[0].threshold))


def test_sheets_of_one_moment_have_no_order() -> None:
    _, quick = late_sample(1, missing=0.3, drift=0.06)
    sample = quick.sample
    steps = np.floor(np.argsort(np.argsort(sample.arrival)) / len(sample) * 4)
    shuffled = np.random.default_rng(0).permutation(len(sample))
    found = [
        estimate_sample(
            Sample(
                sample.contest, sample.strata, sample.stratum[rows], sample.votes[rows],
                sample.registered[rows], None, steps[rows],
            ),
            CountId("quick"), (LEAD,),
        )
        for rows in (np.arange(len(sample)), shuffled)
    ]  # fmt: skip
    assert found[0].estimate.value[0] == pytest.approx(found[1].estimate.value[0])
    assert found[0].estimate.half[0] == pytest.approx(found[1].estimate.half[0])
    assert [r.share for r in found[0].replays] == [r.share for r in found[1].replays]


def test_fewer_than_two_sheets_are_no_sample() -> None:
    with pytest.raises(QuestionError, match="fewer than two have no spread"):
        ratio_estimate(COLUMNS, pairs([1], [2]), np.array([0]), [Stratum("", 9, 1)])


def test_ballots_and_voters_are_measured_too() -> None:
    rows = np.arange(50)
    sample = Sample(
        CONTEST, (Stratum("", 2000, 50),), np.zeros(50, dtype=int), ROLL.votes[rows],
        ROLL.registered[rows].astype(float), None, np.full(50, np.nan),
    )  # fmt: skip
    found = estimate_sample(sample, CountId("quick"), (turnout(),))
    assert found.estimate.value[0] == pytest.approx(ROLL.votes[rows].sum() / ROLL.registered[rows].sum())


def test_what_is_known_of_the_missing_beforehand_is_used() -> None:
    """Half of the sheets are rural and vote otherwise; nearly all that is missing is rural."""
    rng = np.random.default_rng(5)
    code, rural = np.repeat(np.arange(12), 40), np.tile(np.repeat([0.0, 1.0], 20), 12)
    x = rng.integers(100, 200, len(code)).astype(float)
    y = x * (0.2 - 0.3 * rural + rng.normal(0, 0.05, len(code)))
    came = rng.random(len(code)) > np.where(rural, 0.6, 0.05)
    whole = [Stratum(str(i), 400, 40) for i in range(12)]
    arrival = rng.permutation(int(came.sum())).astype(float)
    known = Traits(rural[came, None], code[~came], rural[~came, None])
    sheets = np.stack([y, x], axis=1)[came]
    blind = ratio_estimate(COLUMNS, sheets, code[came], whole, arrival)
    found = ratio_estimate(COLUMNS, sheets, code[came], whole, arrival, traits=known)
    truth = y.sum() / x.sum()
    assert abs(found.value[0] - truth) < 0.01
    assert abs(blind.value[0] - truth) > 0.04
    replays = replay_sample(COLUMNS, sheets, code[came], whole, arrival, known)
    assert all(abs(replay.error[0]) < 4 for replay in replays)
