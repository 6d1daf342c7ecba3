"""What is learnt from an earlier election."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outstanding.build_outstanding import first, synthetic, tally_of
from outstanding.test_projection import lead_of
from veedor.count.earlier import EarlierElection
from veedor.outstanding import Projection, partial_count, project
from veedor.outstanding.counted_sheets import CountedSheets
from veedor.outstanding.earlier import fit_with_baseline, match_earlier
from veedor.outstanding.earlier.model import BaselineModel, _without
from veedor.outstanding.place_model import PlaceModel, fit_places
from veedor.outstanding.tree import Tree

REGIONS, PLACES, EACH = 6, 20, 3


def tree() -> Tree:
    leaf = np.repeat(np.arange(REGIONS * PLACES), EACH)
    region = np.repeat(np.arange(REGIONS), PLACES)
    return Tree(("place", "region", "all"), leaf, (region, np.zeros(REGIONS, dtype=np.int64)))


def sheets(seed: int, noise: float) -> tuple[Tree, CountedSheets, np.ndarray]:
    """Votes per voter that are linear in one feature of their place."""
    rng, places = np.random.default_rng(seed), tree()
    feature = rng.normal(0.5, 0.1, places.leaves)
    rate = 0.1 + 0.6 * feature[places.leaf] + rng.normal(0, noise, len(places.leaf))
    size = np.full(len(places.leaf), 300.0)
    votes = np.stack([rate, 0.7 - rate], axis=1) * size[:, None]
    return places, CountedSheets(places, places.leaf, size, votes), feature[:, None]


def test_a_silent_region_is_expected_as_the_earlier_election_says() -> None:
    places, whole, feature = sheets(1, noise=0.01)
    region = places.parents[0][places.leaf]
    rows = np.flatnonzero(region != 5)
    counted = CountedSheets(places, whole.leaf[rows], whole.size[rows], whole.votes[rows]).pool()
    model = fit_with_baseline(feature, np.ones(places.leaves, dtype=bool))(places, counted)
    plain = fit_places(places, counted)
    truth = 0.1 + 0.6 * feature[:, 0]
    silent = places.parents[0] == 5
    assert np.abs(model.rates[silent, 0] - truth[silent]).max() < 0.03
    assert np.abs(plain.rates[silent, 0] - truth[silent]).max() > 0.08
    out = np.where(silent, 900.0, 0.0)
    gradient = np.array([1.0, 0.0])
    with_it, _ = model.spread(out, float(out @ out) / 3).variance(gradient)
    without, _ = plain.spread(out, float(out @ out) / 3).variance(gradient)
    assert 0 < with_it < without / 4
    error = float(out @ model.rates[:, 0]) - float(out @ truth)
    assert abs(error) < 3 * np.sqrt(with_it)


def test_with_too_few_places_nothing_is_learnt() -> None:
    places, whole, feature = sheets(2, noise=0.01)
    few = whole.rows(0, 5 * EACH).pool()
    assert isinstance(fit_with_baseline(feature, np.ones(places.leaves, dtype=bool))(places, few), PlaceModel)
    none = np.zeros(places.leaves, dtype=bool)
    assert isinstance(fit_with_baseline(feature, none)(places, whole.pool()), PlaceModel)
    known = fit_with_baseline(feature, ~none)(places, whole.pool())
    assert isinstance(known, BaselineModel)


def test_sums_of_what_is_left_are_those_of_the_sheets() -> None:
    places, whole, feature = sheets(3, noise=0.02)
    offset = np.column_stack([feature, 1 - feature])
    left = replace(whole, votes=whole.votes - offset[places.leaf] * whole.size[:, None]).pool()
    found = _without(whole.pool(), offset)
    for name in ("sheets", "size", "totals", "rates", "squares"):
        assert np.allclose(getattr(found, name), getattr(left, name), atol=1e-6)


def test_a_feature_that_never_moves_does_no_harm() -> None:
    places, whole, feature = sheets(4, noise=0.01)
    both = np.column_stack([feature, np.ones(len(feature)), feature])
    model = fit_with_baseline(both, np.ones(places.leaves, dtype=bool))(places, whole.pool())
    assert np.isfinite(model.rates).all()


def pair(seed: int, part: float, *, held: bool) -> tuple[float, Projection]:
    """A synthetic count with an election before; perhaps a region wholly last."""
    rng, whole = np.random.default_rng(seed), synthetic(seed, sheets=1500)
    region = whole.places.codes[whole.places.levels[0]]
    assert whole.verified_at is not None
    if held:
        at = whole.verified_at.astype(np.int64) + 10**9 * (region == 0)
        whole = replace(whole, verified_at=at.astype("datetime64[s]"))
    place = whole.places.codes[whole.places.finest]
    logits = np.log(whole.votes + 0.5) + rng.normal(0, 0.4, whole.votes.shape[1])
    logits += rng.normal(0, 0.1, (int(place.max()) + 1, whole.votes.shape[1]))[place]
    share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    earlier = EarlierElection(
        "before",
        "Before",
        np.zeros(len(whole), dtype="U1"),
        {lv: np.array(whole.places.names[lv])[whole.places.codes[lv]] for lv in whole.places.levels},
        whole.registered,
        tuple(map(str, range(whole.votes.shape[1]))),
        np.rint(share * whole.votes.sum(axis=1, keepdims=True)).astype(np.int64),
    )
    early, lead = first(whole, part), lead_of(whole)
    known = partial_count(whole, early, baseline=match_earlier(earlier, whole.ids, whole.places))
    found = project(known, (lead,), tally_of(whole, early), draws=2)
    return float(found.measures[0].of(whole.tally()) or 0), found


def test_it_opens_what_the_gate_refuses_and_says_so() -> None:
    truth, found = pair(3, 0.5, held=True)
    use = found.earlier
    assert use is not None
    assert use.opens
    assert not use.without.gives
    assert found.estimate is not None
    assert bool(found.estimate.covers(np.full(len(found.measures), truth))[0])
    names = [f.finding_id for f in found.findings]
    assert [n for n in names if n.startswith("earlier.")] == ["earlier.match", "earlier.use.1"]
    gate = found.findings[names.index("outstanding.gate")]
    assert gate.says.startswith("earlier.gate.")


def test_both_ways_are_shown_and_the_better_is_taken() -> None:
    _, found = pair(4, 0.6, held=False)
    use = found.earlier
    assert use is not None
    assert use.by_it.record is not None
    if use.used:
        assert found.record is use.by_it.record
    else:
        assert found.record is use.without.record
    table = next(t for t in found.tables if t.name == "outstanding_earlier_leads")
    assert [row[2] for row in table.rows] == ["earlier.way.by_it", "earlier.way.without"]
