"""Up to which paper others have seen them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from veedor.audit.seen import Seen, seen


def test_of_fewer_than_one_or_more_than_there_are_nothing_is_told() -> None:
    one = Seen(5, {"Red": 4, "Blue": 2}, (4, 2))
    assert [one.others(number) for number in (-1, 0, 1, 2, 3)] == [0, 0, 4, 2, 0]


def of(*authors: str) -> Seen:
    """An audit of Red, Blue and Ana with a signed paper in each row."""
    rows = {
        name: [k for k, who in enumerate(authors, start=1) if who == name] for name in ("Red", "Blue", "Ana")
    }
    folder: Any = SimpleNamespace(
        lines=[SimpleNamespace(who=who, is_signature=False) for who in authors],
        course=SimpleNamespace(
            of_party={name: [SimpleNamespace(row=row) for row in some] for name, some in rows.items()}
        ),
        plan=SimpleNamespace(everybody=[SimpleNamespace(name=name) for name in rows]),
    )
    return seen(folder)


def test_whoever_signs_again_is_not_another_who_has_seen_its_own_paper() -> None:
    assert of("Red", "Red").up_to == (0, 0, 0)
    assert of("Red", "Blue").up_to == (1, 0, 0)
    assert of("Red", "Blue", "Red").up_to == (2, 0, 0)
    assert of("", "Red", "Blue", "Ana").up_to == (3, 2, 1)


def test_the_last_paper_of_each_tells_what_it_has_seen() -> None:
    assert of("Red", "Blue", "Red", "Ana").by == {"Red": 3, "Blue": 2, "Ana": 4}
    assert of("Red").by == {"Red": 1, "Blue": 0, "Ana": 0}
