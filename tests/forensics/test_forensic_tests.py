"""Each test of the whole count: silent on a clean country, loud on one that was tampered with."""

from __future__ import annotations

import numpy as np
import pytest

from forensics.build_forensics import A, country, of, with_first
from veedor.count import Sheets
from veedor.count.betabinomial import draw
from veedor.forensics import SeriesTest, run_tests, series_of
from veedor.forensics.association import SLOPE
from veedor.forensics.battery import TESTS
from veedor.forensics.digits import LAST, SECOND
from veedor.forensics.fingerprint import FINGERPRINT
from veedor.forensics.round_shares import COARSE, FRACTIONS, INTEGERS
from veedor.forensics.series import TURNOUT


def run(sheets: Sheets, test: str, series: str = "A", *, seed: int = 4, simulations: int = 299) -> SeriesTest:
    results = run_tests(series_of(sheets), simulations, seed, only=(test,), workers=1)
    return next(t for t in results if t.series == series)


@pytest.mark.parametrize("test", [t for t in TESTS if t not in {SECOND, FINGERPRINT}])
def test_a_clean_country_is_not_loud(test: str) -> None:
    tested = run(country(11), test)
    assert tested.ran
    assert tested.p > 0.01
    assert 0 < tested.smallest < 1


def chosen(sheets: Sheets, share: float, seed: int = 2) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.random.default_rng(seed).random(len(sheets)) < share


def test_last_digits_see_rounding_to_ten() -> None:
    sheets = country(12)
    some = chosen(sheets, 0.12)
    rounded = with_first(sheets, np.where(some, sheets.of(A) // 10 * 10, sheets.of(A)))
    tested = run(rounded, LAST)
    assert tested.p < 0.01
    assert tested.bars[0].observed > tested.bars[0].high


def test_last_digits_of_small_numbers_are_uneven_and_the_twin_knows() -> None:
    rng = np.random.default_rng(3)
    place = np.arange(3000) // 5
    cast = np.full(3000, 200)
    first = draw(cast, rng.beta(0.7, 4, 600)[place], 0.005, rng)
    tested = run(of(first, cast - first, cast + 20, place), LAST)
    assert dict(tested.extra)["p_uniform"] < 1e-4
    assert tested.p > 0.05


def test_integer_percentages_see_shares_made_to_order() -> None:
    sheets = country(13, voters=(1000, 3000))
    some = chosen(sheets, 0.1)
    percent = np.rint(100 * sheets.of(A) / sheets.cast)
    ordered = np.rint(percent * sheets.cast / 100).astype(np.int64)
    tested = run(with_first(sheets, np.where(some, ordered, sheets.of(A))), INTEGERS)
    assert tested.z > 3
    assert tested.effect == pytest.approx(0.08, abs=0.03)


def test_coarse_shares_see_three_fifths() -> None:
    sheets = country(14)
    some = chosen(sheets, 0.3) & (sheets.cast % 5 == 0)
    tested = run(with_first(sheets, np.where(some, sheets.cast * 3 // 5, sheets.of(A))), COARSE)
    assert tested.p < 0.01
    at = FRACTIONS.index((3, 5))
    assert tested.bars[at].observed > tested.bars[at].high


def test_the_corner_sees_stuffed_boxes_beside_ordinary_ones() -> None:
    sheets = country(15)
    some = chosen(sheets, 0.03)
    cast = np.where(some, sheets.registered, sheets.cast)
    first = np.where(some, sheets.registered, sheets.of(A))
    place = sheets.places.codes["place"]
    stuffed = of(first, cast - first, sheets.registered, place)
    tested = run(stuffed, FINGERPRINT)
    assert tested.ran
    assert tested.p < 0.01
    assert not run(sheets, FINGERPRINT).ran or run(sheets, FINGERPRINT).p > 0.01


def test_the_slope_sees_ballots_added_for_one_candidate_within_places() -> None:
    sheets = country(16)
    room = sheets.registered - sheets.cast
    some = chosen(sheets, 0.15)
    added = np.where(some, room // 2, 0)
    first = sheets.of(A) + added
    stuffed = of(first, sheets.cast + added - first, sheets.registered, sheets.places.codes["place"])
    assert run(stuffed, SLOPE).p < 0.01
    assert run(stuffed, SLOPE).statistic > 0


def test_geography_alone_makes_no_slope() -> None:
    """Two electorates with unlike turnout and support correlate over the country, and not within places."""
    rng = np.random.default_rng(17)
    place = np.arange(3000) // 5
    second = (rng.random(600) < 0.5)[place]
    registered = np.full(3000, 220)
    cast = draw(registered, np.where(second, 0.9, 0.7), 0.003, rng)
    first = draw(cast, np.where(second, 0.7, 0.3), 0.008, rng)
    tested = run(of(first, cast - first, registered, place), SLOPE)
    assert dict(tested.extra)["correlation"] > 0.7
    assert tested.p > 0.05


def test_second_digits_never_count_as_evidence() -> None:
    tested = run(country(18), SECOND)
    assert not tested.evidence
    assert dict(tested.extra)["p_benford"] < 1e-6


@pytest.mark.parametrize(("test", "reason"), [
    (LAST, "numbers_too_small"), (INTEGERS, "shares_near_zero"),
    (COARSE, "shares_near_zero"), (SLOPE, "shares_near_zero"),
    ("dip", "shares_near_zero"), (FINGERPRINT, "corner_empty"),
])  # fmt: skip
def test_a_series_that_a_test_is_not_made_for_is_turned_away(test: str, reason: str) -> None:
    rng = np.random.default_rng(19)
    cast = np.full(2000, 200)
    first = rng.binomial(cast, 0.02)
    tested = run(of(first, cast - first, cast + 20, np.arange(2000) // 4), test)
    assert (tested.ran, tested.reason) == (False, reason)


def test_without_registered_voters_what_needs_them_is_turned_away() -> None:
    sheets = country(20)
    results = run_tests([s for s in series_of(sheets) if s.name != TURNOUT], 99, 1, workers=1)
    reasons = {t.test_id: t.reason for t in results if t.series == "A" and not t.ran}
    assert reasons == {FINGERPRINT: "no_registered", SLOPE: "no_registered"}


@pytest.mark.slow
def test_the_smallest_effect_is_about_what_is_seen_with_its_power() -> None:
    """Sheets brought to an integer percentage at the stated effect are found about four times in five."""
    found = 0
    for seed in range(25):
        sheets = country(100 + seed, sheets=1500, voters=(1000, 3000))
        smallest = run(sheets, INTEGERS, simulations=199).smallest
        moved = np.random.default_rng(seed).choice(1500, round(smallest * 1500), replace=False)
        percent = np.rint(100 * sheets.of(A) / sheets.cast)
        first = sheets.of(A).copy()
        first[moved] = np.rint(percent * sheets.cast / 100).astype(np.int64)[moved]
        found += run(with_first(sheets, first), INTEGERS, simulations=199).p <= 0.05
    assert 13 <= found <= 25
