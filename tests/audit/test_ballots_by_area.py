"""A rule that counts by areas, asked of single ballots: their list has to say in which area each lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from count.build_parliament import parliament
from veedor.audit.ballots import BallotList, ballot_manifest, decided_by_ballots
from veedor.errors import QuestionError
from veedor.model import ChoiceId
from veedor.rules import Seats

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = [
    ("North", "counted", 60, 40, 20),
    ("South", "counted", 30, 50, 41),
    ("Abroad", "counted", 20, 10, 5),
]
CHOICES = ("red", "blue", "ox", "null")


def listed() -> BallotList:
    """Every ballot of these sheets with its record and its region."""
    marks = [
        (choice, region)
        for region, _, *votes in SHEETS
        for choice, n in zip(CHOICES, (*votes, 1), strict=True)
        for _ in range(n)
    ]
    ids = tuple(f"b{i:03d}" for i in range(len(marks)))
    return BallotList(
        ids, tuple(ChoiceId(choice) for choice, _ in marks), {"region": tuple(r for _, r in marks)}
    )


def test_the_list_names_the_areas_and_has_records(tmp_path: Path) -> None:
    selection = parliament(tmp_path / "x", SHEETS).select()
    reported = selection.states.counted.tally()
    count = selection.states.counted.count_id

    def decided(ballots: BallotList) -> object:
        return decided_by_ballots(selection, ballot_manifest(ballots, reported, count), None)

    found = decided(listed())
    assert isinstance(found, Seats)
    assert found.total == selection.seats_named(None).total
    for lacking in (replace(listed(), places={}), replace(listed(), records=None)):
        with pytest.raises(QuestionError, match="The rule counts by region, and the list does not say"):
            decided(lacking)


def test_a_rule_of_the_whole_count_asks_for_no_area(tmp_path: Path) -> None:
    selection = parliament(tmp_path / "x", SHEETS, rule="seats = 5\n").select()
    reported = selection.states.counted.tally()
    for ballots in (replace(listed(), places={}), replace(listed(), places={}, records=None)):
        manifest = ballot_manifest(ballots, reported, selection.states.counted.count_id)
        found = decided_by_ballots(selection, manifest, None)
        assert isinstance(found, Seats)
        assert found.total == selection.seats_named(None).total
