"""Trends within places that bend: taken out against a regression written out, and no break of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outstanding.build_outstanding import first, lead, random_count
from veedor.outstanding.shift import examine
from veedor.outstanding.shift.contrast import Contrast, beyond_trend, contrast, contrast_at
from veedor.outstanding.shift.lateness import Lateness, lateness
from veedor.outstanding.shift.trend import TrendWithin, trend_within
from veedor.outstanding.tree import Tree

CUT = 0.7


def made(seed: int, shape: str, drift: float, moved: float = 0.0) -> Lateness:
    """3,000 sheets of two choices in places of some nine, in eight regions, with a drift in log odds."""
    rng = np.random.default_rng([seed, 12])
    size = 3 + rng.negative_binomial(2, 0.25, 400)
    places = int(np.searchsorted(np.cumsum(size), 3000)) + 1
    place = np.repeat(np.arange(places), size[:places])[:3000].astype(np.int64)
    region = rng.integers(0, 8, places)
    rank = np.argsort(np.argsort(rng.normal(0, 0.7, places)[place] + rng.normal(0, 0.7, 3000))) / 2999
    shapes = {
        "none": 0 * rank,
        "late": 3 * np.maximum(rank - 0.75, 0),
        "at the cut": 1.5 * np.maximum(rank - CUT, 0),
        "in regions": 2 * np.isin(region, [0, 1, 2])[place] * (rank - 0.5),
        "in few": 3 * (np.arange(places) % 7 == 0)[place] * (rank - 0.5),
    }
    odds = (rng.normal(0, 0.5, 8)[region] + rng.normal(0, 0.4, places))[place] + drift * shapes[shape]
    share = 1 / (1 + np.exp(-odds))
    ballots = rng.integers(150, 231, 3000)
    ahead = rng.binomial(ballots, rng.beta(120 * share, 120 * (1 - share)))
    late = rank >= CUT
    ahead = ahead + np.round((ballots - ahead) * late * moved).astype(int)
    tree = Tree(("place", "region", "all"), place, (region.astype(np.int64), np.zeros(8, np.int64)))
    plain = random_count(1, sheets=30)
    return replace(
        lateness(plain, lead(), early=first(plain, CUT).ids),
        tree=tree,
        top=(2 * ahead - ballots).astype(float),
        base=ballots.astype(float),
        late=late,
        at=np.round(rank * 1e6).astype("datetime64[s]"),
    )


def taken(late: Lateness) -> TrendWithin:
    trend = trend_within(late.alone(late.rows), late.late, late.score)
    assert trend is not None
    return trend


def straight(late: Lateness) -> Contrast:
    return beyond_trend(contrast(late), late.alone(late.rows), late.late, late.score)


@pytest.mark.slow
def test_beyond_a_bent_trend_is_a_regression_with_place_effects() -> None:
    trend = taken(made(1, "late", 0.3))
    change, error = trend.beyond_bent() or (0.0, 0.0)
    score, root = trend.score, np.sqrt(trend.weight)
    rank = np.empty(len(score))
    of_place = np.empty(len(score))
    for one in np.unique(trend.place):
        inside = np.flatnonzero(trend.place == one)
        rank[inside] = (np.argsort(np.argsort(trend.moment[inside])) + 0.5) / len(inside)
        of_place[inside] = np.average(score[inside], weights=trend.weight[inside])
    after = np.where(trend.late > 0, score - score[trend.late > 0].min(), 0)
    slopes = [score * (trend.area == one) for one in np.unique(trend.area)]
    dummies = (trend.place[:, None] == np.unique(trend.place)[None, :]).astype(float)
    design = np.column_stack(
        (trend.late, score**2, score**3, after, rank, score * of_place, *slopes, dummies)
    )
    expected = np.linalg.lstsq(design * root[:, None], trend.value * root, rcond=None)[0][0]
    assert change == pytest.approx(expected, rel=1e-6)
    assert error >= abs(change - (trend.beyond_straight() or (0.0, 0.0))[0])  # what the shapes differ by


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("shape", ["late", "at the cut", "in regions", "in few"])
def test_a_trend_that_bends_is_no_break(shape: str) -> None:
    found = [contrast_at(made(seed, shape, 0.3), 0) for seed in range(8)]
    called = [one.answers and one.contrast.p_value < 0.05 for one in found]
    assert sum(called) <= 2  # of eight, at 5 %: more come once in 170 times
    assert any(one.contrast.bent for one in found)


def test_a_straight_one_calls_those_breaks() -> None:
    """The fault that the bent trend mends: it is there without it."""
    found = [straight(made(seed, shape, 0.6)) for shape in ("late", "at the cut") for seed in range(8)]
    assert sum(one.p_value < 0.05 for one in found) >= 8  # of 16, at 5 %: not by chance


def test_a_break_is_found_beside_a_bend() -> None:
    for shape, drift in (("none", 0.0), ("late", 0.3), ("in regions", 0.3)):
        found = [contrast_at(made(seed, shape, drift, moved=0.08), 0).contrast for seed in range(4)]
        assert all(one.p_value < 0.05 and one.beyond_trend > 0 for one in found)


def test_a_straight_trend_is_seldom_called_bent_and_a_break_bends_nothing() -> None:
    plain = [taken(made(seed, "none", 0.0)).p_straight() for seed in range(20)]
    assert sum(p < 0.05 for p in plain) <= 4  # of 20, at 5 %: more come once in 390 times
    for seed in range(4):
        whole = made(seed, "none", 0.0)
        step = replace(whole, top=whole.top + 0.1 * whole.base * whole.late)
        assert taken(step).p_straight() == pytest.approx(taken(whole).p_straight())


def test_too_few_places_for_the_terms_are_not_tested() -> None:
    late = made(1, "late", 0.3)
    few = taken(late.alone(late.rows[late.leaf[late.rows] < 27]))
    assert few.p_straight() == 1.0


@pytest.mark.parametrize("lead", [1.0, 0.0, None])
def test_places_in_which_all_say_the_same_have_no_answer(lead: float | None) -> None:
    """Nothing varies within a place, so nothing says by how much chance may differ."""
    late = made(1, "none", 0.0)
    top = late.base * (late.leaf % 3 - 1.0 if lead is None else lead)
    found = contrast_at(replace(late, top=top), 0)
    assert np.isnan(found.contrast.z)
    assert not found.answers


def test_places_of_one_sheet_do_not_count_for_the_terms() -> None:
    late = made(2, "late", 0.3)
    kept = np.isin(late.leaf, np.arange(27))
    alone = np.flatnonzero(np.diff(late.leaf, prepend=-1))  # the first sheet of each place
    few = late.alone(np.union1d(np.flatnonzero(kept), alone))
    assert taken(replace(few, at=late.at)).p_straight() == 1.0


def test_what_is_said_names_the_trend_that_was_taken_out() -> None:
    late = next(m for seed in range(9) if contrast_at(m := made(seed, "late", 0.3), 0).contrast.bent)
    found = examine(late, placebos=2, exchanges=3, permutations=2)
    said = next(one for one in found.findings if one.finding_id == "shift.contrast")
    assert said.says == ("shift.contrast.bent" if found.same_places.answers else "shift.contrast.cannot")


def in_steps(seed: int, edges: tuple[float, ...]) -> TrendWithin:
    """Publish a count in few files: all sheets of a file have one moment."""
    late = made(seed, "late", 0.2)
    rank = np.argsort(np.argsort(late.at, kind="stable"), kind="stable") / (len(late.at) - 1)
    step = np.where(late.late, np.searchsorted(edges, np.maximum(rank, CUT), side="right"), 0)
    step = np.where(late.late, step, np.searchsorted(edges, np.minimum(rank, CUT - 1e-9), side="right"))
    return taken(replace(late, at=step.astype("datetime64[s]")))


@pytest.mark.parametrize("edges", [(CUT,), (0.4, CUT), (CUT, 0.9), (0.2, 0.45, CUT), (0.2, 0.45, CUT, 0.85)])
def test_a_count_in_few_steps_keeps_no_bend_twice(edges: tuple[float, ...]) -> None:
    """With few moments most bends are sums of the others: each that is kept must say something of its own."""
    for seed in range(3):
        trend = in_steps(seed, edges)
        columns = [trend._unit(one * np.sqrt(trend.weight)) for one in trend._bending[1:]]
        assert np.linalg.svd(np.stack(columns), compute_uv=False).min() > 1e-5
        assert 0 <= trend.p_straight() <= 1
        found = trend.beyond_bent()
        assert found is None or np.isfinite(found).all()


def test_a_break_that_is_the_order_itself_has_no_trend_to_test() -> None:
    trend = in_steps(1, (CUT,))
    assert trend.beyond_straight() is None
    assert trend.p_straight() == 1
