"""Hierarchical ratio and nested replacement, against loops over sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import count, random_count
from veedor.count import Sheets
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.imputation import hierarchical_ratio, nested_draws, nested_mean
from veedor.outstanding.tree import Tree, add_up, grow

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints


SEEDS = st.integers(0, 10_000)


def cut(sheets: Sheets, seed: int) -> tuple[Tree, CountedSheets, Ints, Floats, Flags]:
    """Some sheets counted: tree, counted sample, leaf and size of the outstanding, which are counted."""
    rng = np.random.default_rng(seed)
    counted = rng.random(len(sheets)) < rng.uniform(0.05, 0.9)
    counted[rng.integers(len(sheets))] = True
    tree = grow(sheets.places)
    size = sheets.registered.astype(np.float64)
    votes = sheets.votes.astype(np.float64)
    sample = CountedSheets(tree, tree.leaf[counted], size[counted], votes[counted])
    return tree, sample, tree.leaf[~counted], size[~counted], counted


def path(sheets: Sheets, i: int) -> tuple[int, int]:
    return int(sheets.places.codes["place"][i]), int(sheets.places.codes["town"][i])


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_ratio_equals_a_loop(seed: int) -> None:
    sheets = random_count(seed, sheets=40)
    tree, sample, leaf, size, counted = cut(sheets, seed)
    expected = np.zeros(4)
    for i in np.flatnonzero(~counted):
        for level in (*reversed(sheets.places.levels), None):
            alike = [
                j
                for j in np.flatnonzero(counted)
                if level is None or sheets.places.codes[level][i] == sheets.places.codes[level][j]
            ]
            if alike:
                rate = sheets.votes[alike].sum(axis=0) / sheets.registered[alike].sum()
                expected += rate * sheets.registered[i]
                break
    out = add_up(leaf, size, tree.leaves)
    np.testing.assert_allclose(hierarchical_ratio(tree, sample.pool(), out).total, expected)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_nested_mean_equals_walking_down_the_tree(seed: int) -> None:
    sheets = random_count(seed, sheets=40)
    tree, sample, leaf, size, counted = cut(sheets, seed)
    rate = sheets.votes / sheets.registered[:, None]
    rows = np.flatnonzero(counted).tolist()

    def of_place(place: int) -> Floats:
        mean: Floats = rate[[j for j in rows if path(sheets, j)[0] == place]].mean(axis=0)
        return mean

    def of_town(town: int) -> Floats:
        inside = sorted({path(sheets, j)[0] for j in rows if path(sheets, j)[1] == town})
        mean: Floats = np.array([of_place(p) for p in inside]).mean(axis=0)
        return mean

    expected = np.zeros(4)
    for i in np.flatnonzero(~counted).tolist():
        place, town = path(sheets, i)
        if any(path(sheets, j)[0] == place for j in rows):
            mean = of_place(place)
        elif any(path(sheets, j)[1] == town for j in rows):
            mean = of_town(town)
        else:
            mean = np.mean([of_town(t) for t in sorted({path(sheets, j)[1] for j in rows})], axis=0)
        expected += mean * sheets.registered[i]
    out = add_up(leaf, size, tree.leaves)
    np.testing.assert_allclose(nested_mean(tree, sample.pool(), out).total, expected)


def test_draws_have_the_mean_of_the_nested_replacement() -> None:
    sheets = random_count(5, sheets=300)
    tree, sample, leaf, size, _ = cut(sheets, 5)
    drawn = nested_draws(sample, leaf, size, 4000, 1)
    mean = nested_mean(tree, sample.pool(), add_up(leaf, size, tree.leaves)).total
    error = drawn.std(axis=0, ddof=1) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - mean) < 4.5 * error).all()


def test_draws_in_a_reported_place_have_the_variance_of_its_sheets() -> None:
    votes = [[10, 0, 0, 0], [30, 0, 0, 0], [20, 0, 0, 0]]
    sheets = count(votes, [("T", "P")] * 3, [100, 100, 100])
    tree = grow(sheets.places)
    sample = CountedSheets(tree, tree.leaf, np.full(3, 100.0), sheets.votes.astype(float))
    drawn = nested_draws(sample, np.zeros(8, dtype=np.int64), np.full(8, 50.0), 20_000, 3)[:, 0]
    one = np.var([5.0, 15.0, 10.0])  # each outstanding sheet takes half the votes of one of the three
    assert drawn.var() == pytest.approx(8 * one, rel=0.05)


def test_an_unreported_place_is_replaced_as_a_whole() -> None:
    # two reporting places of one sheet each: all sheets of the missing place take the same one
    sheets = count([[10, 0, 0, 0], [90, 0, 0, 0]], [("T", "P"), ("T", "Q")], [100, 100])
    roll = count(np.zeros((12, 4), dtype=np.int64), [("T", "P"), ("T", "Q"), *[("T", "R")] * 10], [100] * 12)
    tree = grow(roll.places)
    sample = CountedSheets(tree, tree.leaf[:2], np.full(2, 100.0), sheets.votes.astype(float))
    drawn = nested_draws(sample, tree.leaf[2:], np.full(10, 100.0), 500, 2)[:, 0]
    assert set(np.round(drawn).tolist()) == {100.0, 900.0}


@given(SEEDS, st.integers(1, 60), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_both_are_exact_where_all_sheets_are_alike(seed: int, a: int, b: int) -> None:
    sheets = random_count(seed, sheets=30)
    n = len(sheets)
    rng = np.random.default_rng(seed)
    registered = rng.integers(1, 9, n) * 100
    votes = registered[:, None] * np.array([a, b, 1, 0]) // 100
    alike = count(
        votes,
        [(f"T{path(sheets, i)[1]}", f"P{path(sheets, i)[0]}") for i in range(n)],
        registered.tolist(),
    )
    tree, sample, leaf, size, counted = cut(alike, seed)
    out = add_up(leaf, size, tree.leaves)
    truth = alike.votes[~counted].sum(axis=0)
    np.testing.assert_allclose(hierarchical_ratio(tree, sample.pool(), out).total, truth)
    np.testing.assert_allclose(nested_mean(tree, sample.pool(), out).total, truth)
    np.testing.assert_allclose(nested_draws(sample, leaf, size, 3, seed), np.tile(truth, (3, 1)))


def test_the_same_seed_gives_the_same_draws() -> None:
    sheets = random_count(8)
    _, sample, leaf, size, _ = cut(sheets, 8)
    again = nested_draws(sample, leaf, size, 50, 4)
    assert (nested_draws(sample, leaf, size, 50, 4) == again).all()
    assert (nested_draws(sample, leaf, size, 50, 5) != again).any()


def test_nobody_is_likened_to_a_sheet_without_voters() -> None:
    sheets = count([[0, 0, 0, 0], [5, 5, 0, 0]], [("T", "P"), ("T", "Q")], [0, 20])
    tree = grow(sheets.places)
    sample = CountedSheets(tree, tree.leaf, np.array([0.0, 20.0]), sheets.votes.astype(float))
    outstanding = np.array([10.0, 0.0])  # in the place whose only counted sheet is empty
    assert hierarchical_ratio(tree, sample.pool(), outstanding).total[0] == pytest.approx(2.5)
    assert nested_mean(tree, sample.pool(), outstanding).total[0] == pytest.approx(2.5)


def test_equal_codes_below_different_towns_stay_different_places() -> None:
    sheets = count(np.ones((4, 4), dtype=np.int64), [("T", "P"), ("U", "P"), ("T", "P"), ("U", "Q")], [1] * 4)
    sheets.places.codes["place"][:] = [0, 0, 0, 1]  # a file that numbers places within each town
    tree = grow(sheets.places)
    assert tree.leaves == 3
    assert tree.leaf[0] == tree.leaf[2] != tree.leaf[1]


def test_strata_stand_above_the_places() -> None:
    sheets = count(
        np.ones((3, 4), dtype=np.int64),
        [("T", "P"), ("T", "Q"), ("T", "R")],
        [1] * 3,
        stratum=["u", "r", "r"],
    )
    tree = grow(sheets.places, sheets.stratum)
    assert tree.levels == ("place", "town", "stratum", "all")
    # Q and R share a town within their stratum; P shares only the whole with them
    counted = np.zeros(3)
    counted[tree.leaf[1]] = 1
    assert tree.finest(counted)[tree.leaf].tolist() == [3, 0, 1]
