"""Every variant of the corpus is read right, or refused with remedies that lead to the right figures."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

import hostile.clocks
import hostile.columned
import hostile.figures
import hostile.letters
import hostile.lining
import hostile.mappings
import hostile.marked
import hostile.naming
import hostile.packing
import hostile.paging
import hostile.records
import hostile.rowing
import hostile.spoiling
import hostile.tabling  # noqa: F401 - they put their mutators into the register
from hostile.corpus import MUTATORS, variant
from hostile.remedies import follow
from hostile.run import Outcome, outcome
from hunt import tries

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = tries(1, 4)
"""Seeds; a round has some 1,500 variants."""
GOOD = {"right", "named", "refused"}
UNKNOWN = {"other_settings", "widths_stated"}
"""Mutators that take from a case what only its author knows: there the remedy names the key, and the test
writes as its author what stood there."""
LED_ON = {"reached", "mended"}
EVERY = [(name, layout) for name, one in sorted(MUTATORS.items()) for layout in one.layouts]
SAMPLE = random.Random(18).sample(EVERY, 120)  # noqa: S311 - a seeded sample
FAST = 10
"""So many of the sample are tried outside the slow suite: an import a variant, and two or three a refusal."""


def failures(name: str, layout: str, seed: int, folder: Path) -> list[str]:
    """Make and import one variant, and follow its remedies; say what is not as it must be."""
    made = variant(name, layout, seed)
    if made is None:
        return []
    found = outcome(made, made.write(folder))
    told = [f"{name} {layout} {seed} ({made.what}): {found.kind} {found.words}"] if bad(found) else []
    if found.kind == "refused":
        ended, ways = follow(made, folder, found, author=name in UNKNOWN)
        if ended not in LED_ON:
            told.append(f"{name} {layout} {seed} ({made.what}): {ended}: {found.words} {ways[-1:]}")
    shutil.rmtree(folder)
    return told


def bad(found: Outcome) -> bool:
    return found.kind not in GOOD


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        pytest.param(*one, marks=[pytest.mark.slow] if number >= FAST else [])
        for number, one in enumerate(SAMPLE)
    ],
)
def test_a_sample_of_the_corpus(name: str, layout: str, tmp_path: Path) -> None:
    assert not failures(name, layout, 1, tmp_path / "case")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "layout"), EVERY)
def test_the_corpus(name: str, layout: str, tmp_path: Path) -> None:
    wrong, weight = [], MUTATORS[name].weight
    for seed in range(2, 2 + ROUNDS * weight):
        wrong += failures(name, layout, seed, tmp_path / f"case{seed}")
    assert not wrong, "\n".join(wrong)


def test_the_corpus_is_large() -> None:
    assert sum(MUTATORS[name].weight for name, _ in EVERY) >= 1250
