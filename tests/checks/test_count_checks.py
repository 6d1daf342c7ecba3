"""Checks between counts, logs and contests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from checks.build_checks import CONTEST, ask, clean, make_sheets, named, seen, with_votes
from veedor.checks import CHECKS, NO_PACK, Dossier, Unable
from veedor.count.logs import Verifications
from veedor.count.vectors import UNKNOWN
from veedor.model import ContestId, CountId

BETWEEN = ("vanished", "changed", "changed_winner", "shifted_rows", "exchanged_choices")


def log(ids: list[str], stated: list[int], count: str = "preliminary") -> Verifications:
    return Verifications(
        CONTEST.contest_id,
        CountId(count),
        np.array(ids, dtype=np.str_),
        np.array(["2019-10-20T20:00:00"] * len(ids), dtype="datetime64[s]"),
        np.array(stated, dtype=np.int64),
    )


@pytest.mark.parametrize("check", BETWEEN)
def test_equal_counts_are_not_caught(check: str) -> None:
    assert named(check, replace(clean(), count_id=CountId("preliminary")), clean()) == []


@pytest.mark.parametrize("check", BETWEEN)
def test_one_count_alone_cannot_be_compared(check: str) -> None:
    asked = CHECKS[check]
    assert asked.find(asked, Dossier((clean(),), NO_PACK)) == Unable("one_count")


@pytest.mark.parametrize(
    ("votes", "caught"),
    [
        ((80, 70, 22, 5, 4), {"changed"}),
        ((70, 90, 22, 5, 4), {"changed", "changed_winner"}),
        ((60, 90, 20, 5, 4), {"changed", "changed_winner", "shifted_rows", "exchanged_choices"}),
        ((20, 90, 60, 5, 4), {"changed", "changed_winner", "shifted_rows"}),
        ((90, 60, 20, 4, 5), {"changed"}),
    ],
)
def test_a_changed_sheet_is_caught_by_what_happened_to_it(votes: tuple[int, ...], caught: set[str]) -> None:
    before = with_votes(clean(), 3, (90, 60, 20, 5, 4))
    after = with_votes(clean(), 3, votes)
    assert {check for check in BETWEEN if named(check, before, after) == ["0003"]} == caught


def test_vanished_sheets_are_named_from_the_earlier_count() -> None:
    assert named("vanished", clean(), clean().take(np.arange(1, 12))) == ["0000"]
    assert named("vanished", clean().take(np.arange(1, 12)), clean()) == []


def test_a_leader_that_ties_is_told_from_a_sole_one() -> None:
    before = with_votes(with_votes(clean(), 1, (0, 0, 0, 0, 0)), 2, (50, 50, 1, 0, 0))
    after = with_votes(with_votes(clean(), 1, (10, 80, 0, 0, 0)), 2, (10, 50, 1, 0, 0))
    found = ask("changed_winner", before, after)
    parts = {name: mask.tolist() for name, mask in found.parts.items()}
    assert found.ids.tolist() == ["0001", "0002"]
    assert parts["was_empty"] == [True, False]
    assert parts["tie"] == [False, True]
    assert seen(found, "leader_after") == ["B", "B"]


def test_another_text_of_place_is_named() -> None:
    before = clean()
    names = ("place 0", "place  1", "place 2")
    after = replace(before, places=replace(before.places, ids={"place": names}, names={"place": names}))
    assert named("moved_place", before, after) == ["0004", "0005", "0006", "0007"]
    check = CHECKS["moved_place"]
    assert check.find(check, Dossier((before, before), NO_PACK)) == Unable("one_list_of_places")


def test_places_as_each_count_wrote_them_are_preferred() -> None:
    old = np.array([""] + ["x"] * 11, dtype=np.str_)
    new = np.array(["y"] * 2 + ["x"] * 10, dtype=np.str_)
    found = ask("moved_place", clean(), clean(), places_as_written=(old, new))
    assert found.ids.tolist() == ["0001"]
    assert found.examined == 11


def test_a_stated_total_is_compared_with_the_same_count() -> None:
    preliminary = replace(clean(), count_id=CountId("preliminary"))
    right = preliminary.valid.tolist()
    wrong = [*right]
    wrong[4] += 9
    assert named("stated_total", preliminary, clean(), logs=[log(preliminary.ids.tolist(), right)]) == []
    found = ask("stated_total", preliminary, clean(), logs=[log(preliminary.ids.tolist(), wrong)])
    assert found.ids.tolist() == ["0004"]
    assert found.parts["with_blank_and_null"].tolist() == [True]


def test_the_last_entry_of_a_log_counts_and_missing_totals_are_left_out() -> None:
    preliminary = replace(clean(), count_id=CountId("preliminary"))
    entries = log(["0000", "0000", "0001"], [1, int(preliminary.valid[0]), UNKNOWN])
    found = ask("stated_total", preliminary, logs=[entries])
    assert (found.ids.tolist(), found.examined) == ([], 1)


def test_verified_but_never_published() -> None:
    preliminary = replace(clean().take(np.arange(10)), count_id=CountId("preliminary"))
    found = ask("never_published", preliminary, clean(), logs=[log(clean().ids.tolist(), [UNKNOWN] * 12)])
    assert (found.ids.tolist(), found.examined) == (["0010", "0011"], 12)


def test_two_contests_of_one_table_have_the_same_ballots() -> None:
    contest = replace(CONTEST, contest_id=ContestId("deputies"), title="Deputies")
    other = make_sheets(clean().votes[:4].tolist(), contest=contest)
    assert named("two_contests", clean(), others=[other]) == []
    found = ask("two_contests", clean(), others=[with_votes(other, 2, (1, 1, 1, 1, 1))])
    assert (found.ids.tolist(), found.examined) == (["0002"], 4)
    assert seen(found, "cast_other") == [5]
