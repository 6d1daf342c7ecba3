"""Negative controls: clean elections are clean, and the battery cries wolf about as often as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forensics.build_forensics import country
from veedor.errors import MissingDataError
from veedor.forensics import CleanControl, ForensicWork, clean_election, negative_controls, run_forensics
from veedor.forensics.controls import HOMOGENEOUS, KINDS, MIXTURE, _sample, total
from veedor.forensics.series import series_of
from veedor.report.wording import Wording


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_election_keeps_tables_and_places_and_is_possible(kind: str) -> None:
    sheets = country(1, sheets=600)
    made = clean_election(sheets, kind, np.random.default_rng(2))
    assert (made.registered == sheets.registered).all()
    assert made.places is sheets.places
    assert (made.cast <= made.registered).all()
    assert (made.votes >= 0).all()
    assert made.cast.sum() / made.registered.sum() == pytest.approx(
        sheets.cast.sum() / sheets.registered.sum(), abs=0.06
    )


def test_the_mixture_has_two_electorates_and_the_other_has_one() -> None:
    sheets = country(3, sheets=3000)
    shares = {}
    for kind in KINDS:
        made = clean_election(sheets, kind, np.random.default_rng(4))
        turnout = made.cast / made.registered
        shares[kind] = turnout.std()
    assert shares[MIXTURE] > 1.2 * shares[HOMOGENEOUS]


@pytest.mark.slow
def test_the_battery_cries_wolf_no_more_often_than_its_nominal_rate() -> None:
    found = total(negative_controls(country(5), elections=40, simulations=99, seed=6, largest=1200))
    assert found.tests > 600
    assert found.honest
    assert found.rate < 0.08
    assert found.elections_with_discovery <= 12


def test_a_place_larger_than_the_sample_gives_some_of_its_sheets() -> None:
    sheets = country(9, sheets=600)
    one = replace(sheets.places, codes={level: code * 0 for level, code in sheets.places.codes.items()})
    found = _sample(replace(sheets, places=one), 200, np.random.default_rng(1))
    assert len(found) == 200


def test_a_count_without_votes_has_no_patterns() -> None:
    sheets = country(9, sheets=60)
    with pytest.raises(MissingDataError, match="has a vote"):
        run_forensics(replace(sheets, votes=sheets.votes * 0), seed=1, simulations=99, controls=0)


def test_one_row_of_a_whole_region_does_not_stretch_every_law() -> None:
    sheets = country(9, sheets=120)
    votes, registered = sheets.votes.copy(), sheets.registered.copy()
    votes[7], registered[7] = votes[7] * 10_000 + 10_000, 10**8
    found = series_of(replace(sheets, votes=votes, registered=registered))
    assert {len(series) for series in found} == {119}
    assert max(int(series.trials.max()) for series in found) < 1000
    with pytest.raises(MissingDataError, match="120 of 120 rows have more than 5,000 ballots"):
        run_forensics(
            replace(sheets, votes=sheets.votes * 0 + 50_000, registered=sheets.registered * 0 + 10**6),
            seed=1,
            simulations=99,
            controls=0,
        )


def test_controls_are_reported_with_their_rate_and_interval() -> None:
    result = run_forensics(country(7, sheets=600), seed=8, simulations=99, controls=2)
    finding = result.findings[-1]
    assert finding.finding_id == "forensics.controls"
    assert finding.figure("tests").value == sum(c.tests for c in result.controls) > 0
    assert finding.figure("seed").value == 8
    for lang in ("en", "es"):
        words = Wording(lang).of(result.contest)
        for said in result.findings:
            assert not words.say(said).startswith("forensics.")
            keys = [*said.assumptions, *said.cannot_show, said.method.name]
            assert [key for key in keys if not words.has(key)] == []
        for table in result.tables:
            assert words.has(f"table.{table.name}")
            for column in table.columns:
                own = (f"column.{table.name}.{column.name}", f"column.{column.name}")
                assert any(words.has(key) for key in own), own


def test_an_interval_is_exact() -> None:
    low, high = CleanControl(HOMOGENEOUS, 1, 20, 1, 0).interval
    assert (low, high) == pytest.approx((0.001265, 0.248733), abs=1e-6)
    assert CleanControl(HOMOGENEOUS, 1, 0, 0, 0).interval == (0.0, 1.0)
    assert not CleanControl(HOMOGENEOUS, 1, 100, 20, 0).honest


def test_parts_give_the_same_whoever_does_them_and_in_whichever_order() -> None:
    sheets = country(12, sheets=240)
    whole = run_forensics(sheets, seed=3, simulations=99, controls=2, workers=3)
    one, other = (ForensicWork(sheets, seed=3, simulations=99, controls=2) for _ in range(2))
    parts = [(one if number % 2 else other).part(number) for number in reversed(range(len(one)))]
    joined = one.joined(parts[::-1])
    assert joined.tests == whole.tests
    assert joined.rates == whole.rates
    assert (
        joined.controls
        == whole.controls
        == negative_controls(sheets, elections=2, simulations=99, seed=3, largest=1500)
    )


@pytest.mark.parametrize(("choices", "controls"), [(1, 1), (1, 2), (2, 1)])
def test_a_contest_of_one_choice_has_nothing_to_exchange_and_is_tested_all_the_same(
    choices: int, controls: int
) -> None:
    sheets = country(9, sheets=60)
    kept = replace(sheets.contest, choices=sheets.contest.choices[:choices])
    few = replace(sheets, contest=kept, votes=sheets.votes[:, :choices], blank=sheets.blank[:, :choices])
    found = run_forensics(few, seed=1, simulations=99, controls=controls)
    assert sum(control.elections for control in found.controls) == controls * len(KINDS)
    assert [f.finding_id for f in found.findings].count("forensics.controls") == int(
        total(found.controls).tests > 0
    )
    mixed = clean_election(few, MIXTURE, np.random.default_rng(1))
    assert mixed.votes.shape == few.votes.shape


@pytest.mark.parametrize("sheets", [1, 3, 12])
def test_where_no_test_can_be_run_no_rate_of_false_alarms_is_told(sheets: int) -> None:
    whole = country(9, sheets=60).take(np.arange(sheets))
    small = replace(
        whole,
        contest=replace(whole.contest, choices=whole.contest.choices[:1]),
        votes=np.minimum(whole.votes[:, :1], 5),
        blank=whole.blank[:, :1],
    )
    found = run_forensics(small, seed=1, simulations=99, controls=1)
    assert not found.ran
    (only,) = found.findings
    assert only.says == "forensics.none_ran"
    assert "forensic_controls" not in {table.name for table in found.tables}
    for lang in ("en", "es", "pt"):
        assert not any(sign.isdigit() for sign in Wording(lang).say(only))
