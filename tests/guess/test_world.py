"""The bar of the guess: files of the world, proposed on unedited but for title, date, country and rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from guess.world.corpus import entry, specs
from guess.world.score import run
from veedor.guess.tried_proposal import propose_and_try

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.guess.proposal import Proposal

SAMPLE = (
    "kenya-34b", "bolivia-2025", "usa-precinct-offices", "mexico-computos", "korea-nec", "uruguay-hojas",
    "salvador-tse", "moldova-cec", "romania-bec", "israel-bechirot",
)  # fmt: skip
"""Wide, with totals; long, with offices; coalitions; subtotals; lists of a party; ballots for nobody; two
registers; columns without words; letters of another script: what is tried at every change.
"""

ENOUGH = 0.9
"""Share of the files whose proposal must be right without more edits."""


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("name", SAMPLE)
def test_a_file_of_the_sample_is_right_as_it_is_proposed(name: str, tmp_path: Path) -> None:
    done = run(entry(name), tmp_path)
    assert done.verdict == "right", "\n".join(done.notes)


def proposal(name: str, folder: Path) -> Proposal:
    """What is proposed for a file, as it was tried."""
    made = entry(name)
    file = folder / made.file
    file.write_bytes(made.content)
    with propose_and_try(file) as found:
        return found.proposal


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("name", [name for name, spec in specs().items() if "places" in spec])
def test_places_that_are_codes_or_few_are_levels_and_asked(name: str, tmp_path: Path) -> None:
    made = proposal(name, tmp_path)
    assert list(made.levels.values()) == specs()[name]["places"]
    assert any(doubt.key == "source.official.place.levels" for doubt in made.doubts)


@pytest.mark.slow
def test_nine_of_ten_are_right_and_nothing_is_wrong_without_a_doubt(tmp_path: Path) -> None:
    done = {}
    for name in specs():
        folder = tmp_path / name
        folder.mkdir()
        done[name] = run(entry(name), folder)
    bad = {name: one.notes for name, one in done.items() if one.verdict in {"WRONG", "BROKEN"}}
    assert not bad, bad
    counted = Counter(one.verdict for one in done.values())
    assert counted["right"] >= ENOUGH * len(done), counted
