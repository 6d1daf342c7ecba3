"""Draws: published vectors, and the properties that make them fair and repeatable."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.audit import draw
from veedor.audit.draw import proportional, simple, ticket
from veedor.errors import QuestionError

SEED = "31415926535897932384"


def test_published_numbers_of_the_consistent_sampler() -> None:
    """Of the draws of Rivest's sampler of 2018; Arlo numbers its tickets so."""

    def drawn(seed: str, items: list[str]) -> list[str]:
        start = hashlib.sha256(seed.encode()).hexdigest()
        return sorted(items, key=lambda item: draw.uniform_fraction(start + item))[:4]

    assert drawn("314159", [f"{box}-{k}" for box in "AB" for k in (1, 2, 3)]) == ["B-2", "B-3", "A-3", "A-2"]
    assert drawn("31", list("abcd")) == list("badc")


def test_the_next_ticket_is_the_hash_of_the_last_and_a_counter_from_one() -> None:
    # what is drawn replaces the digits from the first on that is no nine
    assert draw.next_fraction("0.0") == draw.uniform_fraction("0.0:1")
    following = draw.next_fraction("0.9990")
    assert following == "0.999" + draw.uniform_fraction("0.9990:1")[2:]


def test_a_ticket_is_a_hash_anybody_can_compute() -> None:
    digest = hashlib.sha256(b"12345678901234567890,71059").hexdigest()
    assert ticket("12345678901234567890", "71059") == int(digest, 16) + 1


def test_proportional_draws_come_as_in_successive_sampling() -> None:
    """First draws over many seeds occur in proportion to bounds, second draws given the first likewise."""
    ids, bounds = list("abcd"), np.array([1, 2, 3, 4])
    orders = np.array([proportional(f"{seed:020d}", ids, bounds) for seed in range(20_000)])
    first = np.bincount(orders[:, 0], minlength=4) / len(orders)
    assert first == pytest.approx(bounds / 10, abs=0.012)
    after_d = orders[orders[:, 0] == 3, 1]
    assert np.bincount(after_d, minlength=4)[:3] / len(after_d) == pytest.approx(
        np.array([1, 2, 3]) / 6, abs=0.02
    )


def test_items_without_size_are_never_drawn() -> None:
    assert 1 not in proportional("1" * 20, ["a", "b", "c"], np.array([3, 0, 1])).tolist()


def test_the_order_does_not_depend_on_the_order_of_the_list() -> None:
    ids = [f"s{i}" for i in range(50)]
    bounds = np.arange(1, 51)
    there = [ids[i] for i in proportional("2" * 20, ids, bounds).tolist()]
    back = [ids[::-1][i] for i in proportional("2" * 20, ids[::-1], bounds[::-1]).tolist()]
    assert there == back


def test_keys_too_near_for_floats_are_settled_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    from veedor.audit import draw

    ids = [f"s{i}" for i in range(30)]
    bounds = np.arange(1, 31)
    expected = proportional("3" * 20, ids, bounds).tolist()
    # pretend that floats cannot tell any two keys apart: everything is then settled with 60 decimals
    monkeypatch.setattr(draw, "_NEAR", 1e9)
    assert proportional("3" * 20, ids, bounds).tolist() == expected
    assert proportional("3" * 20, ids, bounds / 8).tolist() == expected  # sizes need not be whole


@given(st.integers(1, 60))
def test_a_simple_draw_is_a_permutation(n: int) -> None:
    assert sorted(simple("5" * 20, [str(i) for i in range(n)]).tolist()) == list(range(n))


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(QuestionError, match="'b' stands twice"):
        simple("6" * 20, ["a", "b", "b"])


def test_a_simple_draw_comes_in_the_order_of_the_tickets() -> None:
    ids = [f"s{i}" for i in range(50)]
    tickets = [draw.ticket(SEED, ids[i]) for i in draw.simple(SEED, ids).tolist()]
    assert tickets == sorted(tickets)


def test_keys_that_floats_cannot_tell_apart_are_told_apart_exactly() -> None:
    """Three near keys, one far, two near: the larger ticket of a run, whose key is smaller, comes first."""
    half, more, step = 1 << 255, 1 << 100, 1e-13
    key = np.array([0.5, 0.5 + step, 0.5 + 2 * step, 1.0, 2.0, 2.0 + step])
    tickets = [half, half + more, half + 2 * more, 7, half + 3 * more, half + 4 * more]
    order = list(range(6))
    draw._settle_near(order, key, tickets, [1.0] * 6)
    assert order == [2, 1, 0, 3, 5, 4]
    order = list(range(2))
    draw._settle_near(order, key[:2], [half, half], [1.0, 2.0])  # the larger size has the smaller key
    assert order == [1, 0]
