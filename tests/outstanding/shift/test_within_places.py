"""Decomposition and contrast within places, against loops, regressions and full enumeration."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import count, first, lead, random_count, share, synthetic
from veedor.errors import MissingDataError, QuestionError
from veedor.outstanding.arrival import Basis
from veedor.outstanding.shift import examine
from veedor.outstanding.shift.contrast import (
    allowed,
    contrast,
    contrast_at,
    permutation_p,
    permuted_contrasts,
)
from veedor.outstanding.shift.decomposition import decompose
from veedor.outstanding.shift.lateness import Lateness, lateness

if TYPE_CHECKING:
    from veedor.count import Sheets

LEAD = lead()


def cut(sheets: Sheets, part: float = 0.7) -> Lateness:
    return lateness(sheets, LEAD, early=first(sheets, part).ids)


@given(st.integers(0, 10_000), st.floats(0.1, 0.9))
@settings(max_examples=40, deadline=None)
def test_the_terms_add_up_to_the_shift(seed: int, part: float) -> None:
    found = decompose(cut(random_count(seed, sheets=60), part))
    total = found.composition + sum(within.change for within in found.within)
    assert total == pytest.approx(found.shift, abs=1e-12)
    assert sum(within.share for within in found.within) == pytest.approx(1)
    assert found.matched + found.unmatched == pytest.approx(found.shift - found.composition, abs=1e-12)


def test_the_decomposition_equals_a_loop() -> None:
    sheets = random_count(3, sheets=80)
    late = cut(sheets, 0.5)
    a, b, valid = sheets.votes[:, 0], sheets.votes[:, 1], sheets.votes[:, :3].sum(axis=1)
    early = np.flatnonzero(~late.late)

    def early_value(i: int) -> float:
        for level in (*reversed(sheets.places.levels), None):
            alike = [
                j
                for j in early
                if level is None or sheets.places.codes[level][i] == sheets.places.codes[level][j]
            ]
            if sum(valid[alike]):
                return float((a[alike] - b[alike]).sum() / valid[alike].sum())
        raise AssertionError

    weight = valid[late.late].sum()
    by_place = sum(valid[i] * early_value(i) for i in np.flatnonzero(late.late).tolist()) / weight
    found = decompose(late)
    assert found.composition == pytest.approx(by_place - found.early)
    assert found.late == pytest.approx((a - b)[late.late].sum() / weight)


def test_late_places_alone_make_pure_composition() -> None:
    # every place votes the same way early and late; the rural ones come late
    town, farm = [40, 50, 10, 0], [70, 20, 10, 0]
    sheets = count(
        [town] * 6 + [farm] * 6,
        [("T", "Town")] * 6 + [("T", "Farm")] * 6,
        [100] * 12,
        minutes=[0, 1, 2, 3, 4, 20, 5, 21, 22, 23, 24, 25],
    )
    found = decompose(cut(sheets, 0.5))
    assert found.shift == pytest.approx(found.composition)
    assert found.matched == pytest.approx(0)
    assert contrast(cut(sheets, 0.5)).by_late == pytest.approx(0)


def test_a_change_within_places_is_no_composition() -> None:
    sheets = count(
        [[50, 40, 10, 0]] * 6 + [[60, 30, 10, 0]] * 6,
        [("T", f"P{i % 3}") for i in range(12)],
        [100] * 12,
        minutes=list(range(12)),
    )
    late = cut(sheets, 0.5)
    found = decompose(late)
    assert found.composition == pytest.approx(0)
    assert found.matched == pytest.approx(0.2)
    assert contrast(late).by_late == pytest.approx(0.2)
    assert contrast(late).harmonic == pytest.approx(0.2)


@pytest.mark.parametrize("seed", range(5))
def test_the_harmonic_contrast_is_the_regression_with_place_effects(seed: int) -> None:
    late = cut(random_count(seed, sheets=150), 0.6)
    value, weight, place = late.top / late.base, late.base, late.leaf
    dummies = (place[:, None] == np.unique(place)[None, :]).astype(float)
    design = np.column_stack((late.late, dummies)) * np.sqrt(weight)[:, None]
    coefficient = np.linalg.lstsq(design, value * np.sqrt(weight), rcond=None)[0][0]
    assert contrast(late).harmonic == pytest.approx(coefficient)


def test_the_clustered_error_by_hand() -> None:
    late = cut(random_count(9, sheets=150), 0.6)
    differences, weights = [], []
    for place in np.unique(late.leaf):
        here = late.leaf == place
        e, t = here & ~late.late, here & late.late
        if late.base[e].sum() and late.base[t].sum():
            differences.append(
                late.top[t].sum() / late.base[t].sum() - late.top[e].sum() / late.base[e].sum()
            )
            weights.append(late.base[t].sum())
    d, w = np.array(differences), np.array(weights)
    mean = (w * d).sum() / w.sum()
    found = contrast(late)
    assert found.places == len(d)
    assert found.by_late == pytest.approx(mean)
    assert found.se_by_late == pytest.approx(np.sqrt((w**2 * (d - mean) ** 2).sum()) / w.sum())


def test_permutations_are_those_of_the_labels_within_places() -> None:
    # one place of four sheets, two of them late: six ways, each as likely
    votes = [[50, 30, 0, 0], [45, 45, 0, 0], [70, 10, 0, 0], [20, 60, 0, 0]]
    sheets = count(votes, [("T", "P")] * 4, [100] * 4, minutes=[0, 1, 2, 3])
    late = cut(sheets, 0.5)
    every = set()
    for chosen in combinations(range(4), 2):
        mask = np.isin(np.arange(4), chosen)
        every.add(round(contrast(late, mask).by_late, 9))
    drawn = np.round(permuted_contrasts(late, 4000, 1)[:, 0], 9)
    values, times = np.unique(drawn, return_counts=True)
    assert set(values.tolist()) == every
    assert (np.abs(times / 4000 - 1 / 6) < 0.03).all()


def test_permutation_p_counts_the_observed_one_in() -> None:
    null = np.array([0.1, -0.5, 0.2])
    assert permutation_p(0.3, null) == pytest.approx(2 / 4)
    assert permutation_p(9.0, null) == pytest.approx(1 / 4)


def test_permutation_p_is_uniform_when_nothing_happened() -> None:
    small = []
    for seed in range(60):
        late = cut(random_count(seed, sheets=100), 0.6)
        p = permutation_p(contrast(late).harmonic, permuted_contrasts(late, 99, seed)[:, 1])
        small.append(p <= 0.2)
    assert 0.05 <= np.mean(small) <= 0.35


def test_a_planted_change_is_found_by_the_contrast() -> None:
    sheets = random_count(4, sheets=400)
    assert sheets.verified_at is not None
    late = np.argsort(np.argsort(sheets.verified_at)) >= 240
    votes = sheets.votes.copy()
    moved = votes[late, 1] // 3
    votes[late, 0] += moved
    votes[late, 1] -= moved
    from dataclasses import replace

    broken = cut(replace(sheets, votes=votes), 0.6)
    drawn = permuted_contrasts(broken, 199, 1)
    assert permutation_p(contrast(broken).by_late, drawn[:, 0]) == pytest.approx(1 / 200)


def test_a_sheet_without_votes_is_no_denominator() -> None:
    sheets = count([[5, 5, 0, 0], [0, 0, 0, 9], [8, 2, 0, 0]], [("T", "P")] * 3, [20] * 3, minutes=[0, 1, 2])
    late = cut(sheets, 1 / 3)
    assert np.isnan(late.value[1])
    assert len(late.rows) == 2
    assert contrast(late).by_late == pytest.approx(0.6)


def test_late_by_time_is_said_so() -> None:
    sheets = random_count(1, sheets=30)
    moment = np.datetime64("2030-01-01T00:20:00")
    late = lateness(sheets, share(), cut=moment)
    assert late.basis is Basis.VERIFICATION
    assert late.late.sum() == 10
    assert late.position(moment) == 20


def test_without_snapshot_or_times_nothing_is_late() -> None:
    from dataclasses import replace

    sheets = replace(random_count(1, sheets=30), verified_at=None)
    with pytest.raises(MissingDataError, match="Neither a published snapshot nor times"):
        lateness(sheets, LEAD, cut=np.datetime64("2030-01-01T00:20:00"))


def test_a_cut_with_nothing_on_one_side_is_refused() -> None:
    sheets = random_count(1, sheets=30)
    with pytest.raises(QuestionError, match="Every sheet is early"):
        lateness(sheets, LEAD, early=sheets.ids)
    with pytest.raises(QuestionError, match="Every sheet is late"):
        lateness(sheets, LEAD, early=np.array(["none"]))


def test_beyond_the_trend_is_a_regression_with_place_effects() -> None:
    late = cut(random_count(4, sheets=400, towns=4, places=12), 0.6)
    found = contrast_at(late, 0).contrast
    dummies = (late.leaf[:, None] == np.unique(late.leaf)[None, :]).astype(float)
    rank = np.argsort(np.argsort(late.at)) + 0.5
    score = np.array([NormalDist().inv_cdf(float(r)) for r in rank / len(rank)])
    design = np.column_stack((late.late, score, dummies)) * np.sqrt(late.base)[:, None]
    values = late.top / late.base * np.sqrt(late.base)
    assert found.beyond_trend == pytest.approx(np.linalg.lstsq(design, values, rcond=None)[0][0])
    assert found.se_beyond_trend > 0


def test_a_trend_within_places_is_no_break_and_a_break_is_found() -> None:
    drifting = synthetic(22, sheets=4000, rural_delay=0.0, drift=0.3)
    found = examine(of_synthetic(drifting), placebos=2, exchanges=3, permutations=2)
    plain = [abs(one.by_late) > 1.96 * one.se_by_late for _, one in found.placebo_contrasts]
    assert sum(plain) >= 14
    assert not found.same_places.answers or found.contrast.p_value > 0.01
    votes, late = drifting.votes.copy(), ~np.isin(drifting.ids, first(drifting, 0.7).ids)
    moved = votes[late, 1] // 8
    votes[late, 0] += moved
    votes[late, 1] -= moved
    broken = examine(of_synthetic(replace(drifting, votes=votes)), placebos=2, exchanges=3, permutations=2)
    assert broken.contrast.p_value < 0.001
    assert broken.same_places.rejected == found.same_places.rejected  # its cuts do not see the real one


def of_synthetic(sheets: Sheets) -> Lateness:
    a, b = sheets.contest.candidates[:2]
    asked = replace(LEAD, subject=a, rival=b, weights={a: 9, b: -11})
    return lateness(sheets, asked, early=first(sheets, 0.7).ids)


def test_too_few_cuts_or_places_are_no_answer() -> None:
    few = contrast_at(cut(random_count(3, sheets=60, towns=2, places=4), 0.5), 0)
    assert np.isnan(few.contrast.beyond_trend)
    assert not few.compares
    assert (allowed(17), allowed(80), allowed(10)) == (2, 7, 1)


def test_sheets_of_one_moment_are_drawn_and_cuts_lie_between_moments() -> None:
    sheets = random_count(3, sheets=300)
    assert sheets.verified_at is not None
    hours = (sheets.verified_at.astype(np.int64) // 3600 * 3600).astype("datetime64[s]")
    late = lateness(replace(sheets, verified_at=hours), LEAD, early=sheets.ids[:100])
    assert (np.diff(late.at[late.rows].astype(np.int64)) >= 0).all()
    other = replace(late, seed=2)
    assert (late.rows != other.rows).any()
    assert (late.at[late.rows] == late.at[other.rows]).all()
    assert {number for _, number in late.cuts((0.1, 0.3, 0.5, 0.7, 0.9))} <= set(late.ends.tolist())
