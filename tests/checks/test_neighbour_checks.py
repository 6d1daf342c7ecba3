"""Checks of one sheet beside others."""

from __future__ import annotations

import numpy as np
import pytest

from checks.build_checks import A, ask, clean, make_sheets, named, seen, with_votes
from veedor.checks import CHECKS, NO_PACK, Dossier, Unable
from veedor.checks.neighbours.beside_place import Proportion, compare, cutoff, next_in_place
from veedor.checks.neighbours.identical_figures import equal_rows
from veedor.count import Sheets
from veedor.count.betabinomial import draw, pmf, two_sided
from veedor.count.dispersion import Grouped


def country(seed: int, *, rho: float = 0.01, places: int = 150, tables: int = 6) -> Sheets:
    """A clean country: places differ, and their tables by more than the binomial law."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(places), tables)
    rate = rng.beta(4, 3, places)[place]
    cast = np.full(places * tables, 150)
    first = draw(cast, rate, rho, rng)
    votes = np.stack([first, cast - first, *np.zeros((3, len(cast)), dtype=np.int64)], axis=1)
    return make_sheets(votes.tolist(), places=place.tolist())


def test_a_clean_country_is_hardly_ever_caught() -> None:
    wrong = [len(ask("beside_place", country(seed))) for seed in range(12)]
    assert sum(count > 0 for count in wrong) <= 2


def test_a_binomial_test_would_have_caught_many_clean_sheets() -> None:
    sheets = country(1, rho=0.03)
    place = sheets.places.codes["place"]
    z = (sheets.of(A) - 150 * np.bincount(place, sheets.of(A))[place] / 900) / np.sqrt(150 / 4)
    assert (np.abs(z) > 4).sum() >= 3
    assert len(ask("beside_place", sheets)) <= 1


def test_none_here_and_most_next_door_is_named_with_both_figures() -> None:
    sheets = with_votes(country(2), 302, (0, 150, 0, 0, 0))
    place = int(sheets.places.codes["place"][302])
    rest = np.setdiff1d(np.flatnonzero(sheets.places.codes["place"] == place), [302])
    if sheets.of(A)[rest].sum() < 300:
        votes = sheets.votes.copy()
        votes[rest] = [122, 28, 0, 0, 0]
        sheets = make_sheets(votes.tolist(), places=sheets.places.codes["place"].tolist())
    found = ask("beside_place", sheets)
    at = found.ids.tolist().index("0302")
    assert seen(found, "here")[at] in {0, 150}
    assert seen(found, "next_door_of")[at] == 750


def test_every_choice_and_the_turnout_are_looked_at() -> None:
    assert set(ask("beside_place", country(3)).parts) == {"A", "B", "C", "blank", "null", "turnout"}


def test_the_tail_is_calibrated_on_clean_sheets() -> None:
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(2000), 5)
    cast = np.full(10_000, 160)
    hits = draw(cast, rng.beta(5, 5, 2000)[place], 0.01, rng)
    found = compare(Proportion("A", hits, Grouped(cast, place)), np.ones(10_000, dtype=bool))
    # beyond 3 standard deviations p-values are exact: their share must not exceed their size
    for level in (0.001, 0.0003):
        assert (found.p <= level).sum() <= 1.6 * level * 10_000


def test_tails_are_those_of_the_whole_law() -> None:
    rng = np.random.default_rng(6)
    n = 4000
    trials = rng.integers(1, 400, n)
    rate = rng.beta(0.3, 2, n)
    rho = np.where(rng.random(n) < 0.2, 0.0, rng.beta(0.5, 20, n))
    hits = np.minimum(draw(trials, rate, rho, rng) + rng.integers(0, 30, n), trials)
    chance = pmf(trials, rate, rho, 401)
    below = np.arange(401)[None, :] <= hits[:, None]
    low = chance.sum(axis=1, where=below)
    high = chance.sum(axis=1, where=~below) + chance[np.arange(n), hits]
    found = two_sided(hits, trials, rate, rho)
    assert found == pytest.approx(np.minimum(2 * np.minimum(low, high), 1), rel=1e-12, abs=0)


def test_the_sheet_next_door_is_the_next_of_the_same_place() -> None:
    assert next_in_place(np.array([0, 1, 0, 0, 2, 1])).tolist() == [2, 5, 3, 2, 4, 1]


def test_rejection_is_benjamini_hochberg() -> None:
    p = np.array([0.001, 0.2, 0.012, 0.04, 0.9, 0.02])
    assert cutoff(p, 6, 0.05) == cutoff(p[p < 0.5], 6, 0.05) == 0.02
    assert cutoff(np.array([0.2, 0.9]), 2, 0.05) == cutoff(np.array([]), 0, 0.05) == -1


def test_places_of_one_sheet_have_no_neighbours() -> None:
    sheets = make_sheets([[9, 1, 0, 0, 0]] * 3, places=[0, 1, 2])
    check = CHECKS["beside_place"]
    assert check.find(check, Dossier((sheets,), NO_PACK)) == Unable("no_neighbours")


def test_identical_figures_are_named_with_their_twin() -> None:
    assert named("identical_figures", clean()) == []
    found = ask("identical_figures", with_votes(clean(), 9, clean().votes[2].tolist()))
    assert found.ids.tolist() == ["0002", "0009"]
    assert seen(found, "twin") == ["0009", "0002"]
    assert found.parts["same_place"].tolist() == [False, False]
    near = ask("identical_figures", with_votes(clean(), 3, clean().votes[2].tolist()))
    assert near.parts["same_place"].tolist() == [True, True]


def test_small_sheets_agree_by_chance_and_are_left_out() -> None:
    assert named("identical_figures", make_sheets([[20, 9, 1, 0, 0]] * 4)) == []
    assert named("identical_figures", make_sheets([[60, 40, 0, 0, 0]] * 4)) == []


def test_equal_rows_against_a_plain_loop() -> None:
    rng = np.random.default_rng(8)
    matrix = rng.integers(0, 3, (60, 3))
    ids = np.array([str(i) for i in range(60)])
    size, twin = equal_rows(matrix, ids)
    for i, row in enumerate(matrix):
        alike = [j for j in range(60) if (matrix[j] == row).all()]
        assert size[i] == len(alike)
        assert twin[i] == (ids[next(j for j in alike if j != i)] if len(alike) > 1 else "")


@pytest.mark.parametrize("repeated", [[], ["0003"], ["0003", "0003", "0008"]])
def test_ids_that_came_again_are_named(repeated: list[str]) -> None:
    found = ask("duplicate_ids", clean(), duplicates=np.array(repeated, dtype=np.str_))
    assert found.ids.tolist() == sorted(set(repeated))
