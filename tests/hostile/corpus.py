"""The register of mutators, and the variants that seeds make of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hostile.drafts import LAYOUTS, draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hostile.drafts import Draft

Change = "Callable[[Draft, random.Random], object]"


@dataclass(frozen=True)
class Mutator:
    """A kind of change, and where it can be made."""

    name: str
    change: Callable[[Draft, random.Random], object]
    layouts: Sequence[str] = LAYOUTS
    alphabets: Sequence[str] = ("",)
    weight: int = 1
    """How many times as many variants are made of it."""


MUTATORS: dict[str, Mutator] = {}


def mutator(
    *, layouts: Sequence[str] = LAYOUTS, alphabets: Sequence[str] = ("",), weight: int = 1
) -> Callable[[Callable[[Draft, random.Random], object]], Callable[[Draft, random.Random], object]]:
    """Put a change of a draft into the register; one that gives ``False`` could not be made."""

    def register(
        change: Callable[[Draft, random.Random], object],
    ) -> Callable[[Draft, random.Random], object]:
        name = getattr(change, "__name__", "?")
        assert name not in MUTATORS, name
        MUTATORS[name] = Mutator(name, change, layouts, alphabets, weight)
        return change

    return register


def several(
    table: Sequence[tuple[str, Callable[[Draft, random.Random], object]]],
) -> Callable[[Draft, random.Random], object]:
    """Make one change of a table of them, drawn by chance."""

    def change(made: Draft, rng: random.Random) -> object:
        what, one = rng.choice(table)
        made.what = what
        return one(made, rng)

    return change


def variant(name: str, layout: str, seed: int) -> Draft | None:
    """Make one variant; None where the change cannot be made of this draft."""
    one = MUTATORS[name]
    rng = random.Random(f"{name} {layout} {seed}")  # noqa: S311 - a seeded corpus, no secret
    made = draft(rng, layout, rng.choice(one.alphabets))
    made.fresh = made.copy()
    try:
        return None if one.change(made, rng) is False else made
    except ValueError as error:
        if "is not in list" not in str(error):
            raise
        return None  # a layout without the column that is changed


def variants(rounds: int) -> Iterator[tuple[str, str, int]]:
    """Name every variant of some rounds: mutator, layout, seed."""
    for seed in range(rounds):
        for name, one in sorted(MUTATORS.items()):
            for layout in one.layouts:
                for turn in range(one.weight):
                    yield name, layout, seed * one.weight + turn
