"""Random places: sums by level are those of the full normal model; silence is what siblings differ by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import count
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.expected import RollToCome, with_abroad
from veedor.outstanding.place_model import PlaceModel, fit_places
from veedor.outstanding.silent import silent_leaves, silent_parts
from veedor.outstanding.tree import Tree, add_up, crossed, grow

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints


def some_places(seed: int, towns: int = 6, places: int = 5, sheets: int = 90) -> CountedSheets:
    rng = np.random.default_rng(seed)
    where = [(f"T{rng.integers(towns)}", f"P{rng.integers(places)}") for _ in range(sheets)]
    tree = grow(count(np.ones((sheets, 4), dtype=np.int64), where).places)
    size = rng.integers(50, 300, sheets).astype(np.float64)
    rates = 0.4 + rng.normal(0, 0.1, tree.ancestors[1].max() + 1)[tree.ancestors[1]][tree.leaf]
    rates = rates + rng.normal(0, 0.05, tree.leaves)[tree.leaf] + rng.normal(0, 0.03, sheets)
    return CountedSheets(tree, tree.leaf, size, (rates * size)[:, None])


def by_matrices(model: PlaceModel, sample: CountedSheets, weight: Floats) -> tuple[float, float]:
    """Expected total and its variance from the full covariance of all places, with the same variances."""
    tree = sample.tree
    n = tree.leaves
    covariance = np.zeros((n, n))
    for nodes, parent, level in zip(tree.ancestors[:-1], tree.parents, model.levels, strict=True):
        covariance += np.where(nodes[:, None] == nodes, level.amount[parent[nodes]], 0)
    design = np.zeros((len(sample), n))
    design[np.arange(len(sample)), sample.leaf] = 1
    y = (sample.votes / sample.size[:, None])[:, 0]
    noise = float(np.trace(model.sheets))
    v = design @ covariance @ design.T + noise * np.eye(len(y))
    inverse, ones = np.linalg.inv(v), np.ones(len(y))
    mean = ones @ inverse @ y / (ones @ inverse @ ones)
    cross = weight @ covariance @ design.T
    expected = weight.sum() * mean + cross @ inverse @ (y - mean)
    gap = weight.sum() - cross @ inverse @ ones
    variance = weight @ covariance @ weight - cross @ inverse @ cross.T + gap**2 / (ones @ inverse @ ones)
    return float(expected), float(variance)


@given(st.integers(0, 10_000), st.floats(0.2, 0.95))
@settings(max_examples=25)
def test_sums_by_level_are_the_best_linear_prediction(seed: int, part: float) -> None:
    sample = some_places(seed)
    k = max(8, round(part * len(sample)))
    head, rest = sample.rows(0, k), sample.rows(k)
    weight = add_up(rest.leaf, rest.size, sample.tree.leaves)
    model = fit_places(sample.tree, head.pool())
    expected, variance = by_matrices(model, head, weight)
    assert (model.rates[:, 0] @ weight) == pytest.approx(expected)
    assert model.spread(weight, 0.0).variance(np.ones(1))[0] == pytest.approx(variance)


def test_a_place_with_one_sheet_is_drawn_towards_its_neighbours() -> None:
    sample = some_places(3)
    often = np.bincount(sample.leaf, minlength=sample.tree.leaves)
    odd = int(np.argmax(often >= 4))
    votes = sample.votes.copy()
    one = int(np.flatnonzero(sample.leaf == odd)[0])
    votes[one] = sample.size[one]  # every voter of that sheet
    keep = np.r_[np.flatnonzero(sample.leaf != odd), one]
    alone = CountedSheets(sample.tree, sample.leaf[keep], sample.size[keep], votes[keep])
    assert fit_places(sample.tree, alone.pool()).rates[odd, 0] < 0.999


def regions(silent: int, number: int = 8) -> tuple[Tree, CountedSheets, Ints, Floats]:
    """Regions that differ by 0.1 and hardly within; of one nothing is counted."""
    rng = np.random.default_rng(1)
    where = [(f"R{i}", f"R{i}P{j}") for i in range(number) for j in range(10) for _ in range(4)]
    tree = grow(count(np.ones((len(where), 4), dtype=np.int64), where).places)
    region = tree.ancestors[1][tree.leaf]
    rate = 0.5 + 0.1 * (np.arange(number) - (number - 1) / 2)[region] / 2.0 + rng.normal(0, 0.01, len(where))
    size = np.full(len(where), 200.0)
    counted = np.flatnonzero(region != silent)
    sample = CountedSheets(tree, tree.leaf[counted], size[counted], (rate * size)[counted][:, None])
    return tree, sample, region, size


def test_a_silent_region_adds_its_weight_squared_times_the_spread_of_its_siblings() -> None:
    tree, sample, region, size = regions(silent=3)
    model = fit_places(tree, sample.pool())
    weight = add_up(tree.leaf[region == 3], size[region == 3], tree.leaves)
    variance, degrees = model.spread(weight, 0.0).variance(np.ones(1))
    others = (np.arange(8) - 3.5)[np.arange(8) != 3] * 0.05
    between = others.var(ddof=1)
    # its own error, and that of the mean of the others
    assert variance == pytest.approx((40 * 200) ** 2 * between * (1 + 1 / 7), rel=0.05)
    assert 5 <= degrees <= 11


def test_silent_regions_and_classes_are_named_once() -> None:
    where = [("T", "P")] * 3 + [("T", "Q")] * 2 + [("U", "R")] * 3 + [("V", "S")] * 4
    stratum = ["urban"] * 3 + ["rural"] * 2 + ["urban"] * 7
    roll = count(np.ones((12, 4), dtype=np.int64), where, stratum=stratum)
    counted = np.array(
        [town != "U" and one == "urban" for (town, _), one in zip(where, stratum, strict=True)]
    )
    named = silent_parts(roll.places, roll.stratum, counted, np.ones(12))
    assert [(part.level, part.name, part.sheets, part.siblings) for part in named] == [
        ("town", "U", 3, 2),
        ("stratum", "rural", 2, 2),
    ]
    assert silent_parts(roll.places, roll.stratum, np.ones(12, dtype=bool), np.ones(12)) == ()
    tree = crossed(roll.places, roll.stratum, np.ones(12))
    heard = add_up(tree.leaf[counted], np.ones(7), tree.leaves)
    silent = silent_leaves(tree, heard, add_up(tree.leaf, np.ones(12), tree.leaves))
    assert silent[tree.leaf].tolist() == (~counted).tolist()


def test_classes_cross_the_places() -> None:
    # town and country differ by 0.2 in every region; of region 0 only towns are counted
    where = [(f"R{i}", f"R{i}P{j}") for i in range(5) for j in range(12) for _ in range(3)]
    region = np.repeat(np.arange(5), 36)
    rural = np.tile(np.repeat(np.arange(12) >= 6, 3), 5)
    roll = count(np.ones((180, 4), dtype=np.int64), where, stratum=np.where(rural, "rural", "urban").tolist())
    tree = crossed(roll.places, roll.stratum, np.ones(len(roll)))
    rate = 0.3 + 0.2 * rural + 0.02 * region
    counted = np.flatnonzero(~((region == 0) & rural))
    size = np.full(180, 100.0)
    sample = CountedSheets(tree, tree.leaf[counted], size[counted], (rate * size)[counted][:, None])
    rates = fit_places(tree, sample.pool()).rates[tree.leaf]
    assert rates[(region == 0) & rural][:, 0] == pytest.approx(0.5, abs=0.02)


def test_places_abroad_are_a_class_of_their_own() -> None:
    roll = count(
        np.ones((4, 4), dtype=np.int64), [("Home", "P"), ("Home", "Q"), ("Lima", "R"), ("Rome", "S")]
    )
    expected = RollToCome(roll.ids, roll.places, roll.registered, roll.stratum)
    assert with_abroad(expected, "town", ["Home"]).stratum.tolist() == ["", "", "abroad", "abroad"]
    named = replace(expected, stratum=np.array(["urban", "rural", "External", "urban"]))
    assert with_abroad(named, "town", ["Home"]).stratum.tolist() == ["urban", "rural", "External", "abroad"]
    assert with_abroad(expected, "state", ["Home"]) is expected


def test_small_places_are_unlike_large_ones_everywhere() -> None:
    # villages have places of two sheets, towns of ten; they differ by 0.2; of region 0 only villages are in
    where, rural = [], []
    for region in range(5):
        for place in range(20):
            village = place >= 5
            where += [(f"R{region}", f"R{region}P{place:02d}")] * (2 if village else 10)
            rural += [village] * (2 if village else 10)
    roll = count(np.ones((len(where), 4), dtype=np.int64), where)
    small, region0 = np.array(rural), np.array([town == "R0" for town, _ in where])
    size = np.full(len(where), 100.0)
    tree = crossed(roll.places, roll.stratum, size)
    assert tree.classes is None
    assert tree.sizes is not None
    rate = 0.3 + 0.2 * small
    counted = np.flatnonzero(small | ~region0)
    sample = CountedSheets(tree, tree.leaf[counted], size[counted], (rate * size)[counted][:, None])
    rates = fit_places(tree, sample.pool()).rates[tree.leaf]
    assert rates[region0 & ~small][:, 0] == pytest.approx(0.3, abs=0.03)
