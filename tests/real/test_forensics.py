"""The tests of the whole count on Bolivia 2019."""

from __future__ import annotations

import pytest

from veedor.case import Case
from veedor.forensics import ForensicsResult
from veedor.forensics.battery import TESTS

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def forensics(bolivia: Case) -> ForensicsResult:
    return bolivia.forensics(seed=20_191_020, simulations=499, controls=0)


def test_last_digits_of_cc_are_uneven_and_as_uneven_as_in_a_clean_twin(forensics: ForensicsResult) -> None:
    tested = forensics.of("last_digits", "CC")
    assert dict(tested.extra)["p_uniform"] == pytest.approx(2e-19, rel=0.1)
    assert tested.p == pytest.approx(0.55, abs=0.2)


def test_integer_percentages_of_mas_show_no_excess(forensics: ForensicsResult) -> None:
    tested = forensics.of("integer_percentages", "MAS")
    assert tested.z == pytest.approx(-0.3, abs=0.3)
    assert tested.p > 0.3
    assert 0.003 < tested.smallest < 0.006


def test_the_three_large_candidates_and_the_turnout_are_tested_alike(forensics: ForensicsResult) -> None:
    ran = {t: {x.series for x in forensics.ran if x.test_id == t} for t in TESTS}
    for test in ("last_digits", "integer_percentages", "coarse_shares"):
        assert ran[test] == {"turnout", "MAS", "CC"}
    assert ran["slope_on_turnout"] == {"MAS", "CC", "PDC"}
    assert len({x.series for x in forensics.tests}) == 10


def test_second_digits_reject_everybody_and_count_for_nothing(forensics: ForensicsResult) -> None:
    for series in ("turnout", "MAS", "CC"):
        tested = forensics.of("second_digits", series)
        assert dict(tested.extra)["p_benford"] < 1e-100
        assert not tested.evidence
        assert ("second_digits", series) not in forensics.rates


def test_the_corner_of_the_fingerprint_is_what_the_places_make(forensics: ForensicsResult) -> None:
    assert forensics.of("fingerprint", "MAS").p > 0.05
