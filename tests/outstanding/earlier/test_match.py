"""An earlier election beside today's sheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outstanding.build_outstanding import count
from veedor.count.earlier import EarlierElection
from veedor.outstanding.earlier.match import match_earlier, plain_name

PLACES = [("Norte", "Escuela 1"), ("Norte", "Escuela 2"), ("Sur", "Escuela 1"), ("Sur", "Escuela 1")]
COUNT = count([[1, 1, 1, 0]] * 4, PLACES, [100] * 4)
NAMES = {level: tuple(name.rpartition(" / ")[2] for name in ids) for level, ids in COUNT.places.ids.items()}
NOW = replace(COUNT, places=replace(COUNT.places, names=NAMES))


def then(
    places: list[tuple[str, str]],
    votes: list[list[int]],
    *,
    registered: int = 100,
    ids: list[str] | None = None,
    levels: tuple[str, ...] = ("town", "place"),
) -> EarlierElection:
    columns = dict(zip(("town", "place"), map(np.array, zip(*places, strict=True)), strict=True))
    return EarlierElection(
        "before",
        "Before",
        np.array(ids if ids is not None else [""] * len(places)),
        {level: columns[level] for level in levels},
        np.full(len(places), registered, dtype=np.int64),
        ("a", "b"),
        np.array(votes, dtype=np.int64),
    )


BEFORE = [("NORTE", "ESCUELA  1"), ("norte", "Escuéla 2"), ("Sur", "Escuela-1")]
VOTES = [[50, 10], [20, 40], [30, 30]]


def test_a_name_is_looked_for_within_its_parent_and_without_accents() -> None:
    found = match_earlier(then(BEFORE, VOTES), NOW.ids, NOW.places)
    assert found.by_name.all()
    assert not found.by_id.any()
    assert found.features.tolist() == [[0.5, 0.1], [0.2, 0.4], [0.3, 0.3], [0.3, 0.3]]
    assert (found.places, found.left) == (0, 0)


def test_ids_come_first() -> None:
    ids = NOW.ids.tolist()
    earlier = then(PLACES, [[10, 0], [20, 0], [30, 0], [40, 0]], ids=ids)
    found = match_earlier(earlier, NOW.ids, NOW.places)
    assert found.by_id.all()
    assert found.features[:, 0].tolist() == [0.1, 0.2, 0.3, 0.4]


def test_ids_that_were_given_out_anew_are_not_believed() -> None:
    ids = NOW.ids.tolist()[::-1]  # the same numbers, in other towns
    found = match_earlier(then(PLACES, [[10, 0], [20, 0], [30, 0], [40, 0]], ids=ids), NOW.ids, NOW.places)
    assert found.ids_differ
    assert not found.by_id.any()
    assert found.by_name.all()
    assert found.features[:, 0].tolist() == [0.1, 0.2, 0.35, 0.35]


def test_what_is_not_matched_is_named_and_takes_what_its_region_has() -> None:
    found = match_earlier(then(BEFORE[1:], VOTES[1:]), NOW.ids, NOW.places)
    assert found.matched.tolist() == [False, True, True, True]
    assert found.unmatched == ("Norte / Escuela 1",)
    assert found.features[0].tolist() == [0.2, 0.4]  # of the rest of Norte


def test_units_of_then_without_a_match_are_counted() -> None:
    found = match_earlier(then([*BEFORE, ("Este", "Escuela 1")], [*VOTES, [1, 1]]), NOW.ids, NOW.places)
    assert found.left == 1
    assert not found.places


def test_an_election_by_town_knows_towns() -> None:
    earlier = then([("Norte", ""), ("Sur", "")], [[70, 50], [60, 60]], levels=("town",))
    found = match_earlier(earlier, NOW.ids, NOW.places)
    assert found.matched.all()
    assert found.features[:, 0].tolist() == [0.7, 0.7, 0.6, 0.6]


def test_without_registers_votes_are_put_against_all_votes() -> None:
    found = match_earlier(then(BEFORE, VOTES, registered=-1), NOW.ids, NOW.places)
    assert found.features[0].tolist() == pytest.approx([50 / 60, 10 / 60])


def test_sheets_in_another_order_take_theirs_along() -> None:
    found = match_earlier(then(BEFORE, VOTES), NOW.ids, NOW.places)
    rows = np.array([3, 0])
    assert found.take(rows).features.tolist() == found.features[rows].tolist()
    features, matched = found.of_leaves(np.array([0, 1, 2, 2]), np.array([1.0, 1, 1, 3]), 3)
    assert features[2].tolist() == pytest.approx([0.3, 0.3])
    assert matched.all()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Región Ñ", "REGION  N"), ("St. Mary's", "st mary s"), ("Köln", "Koln"), ("東京", " 東京 ")],
)
def test_names_are_compared_plainly(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)
    assert plain_name("Escuela 1") != plain_name("Escuela 11")
