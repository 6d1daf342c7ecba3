"""The matrix of sheets and choices, and where its sheets lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, lead, sheets
from veedor.count import Places
from veedor.count.vectors import UNKNOWN
from veedor.model import AreaId, ChoiceId, Scope

LEVELS = ("region", "town", "ward", "school")
NAMES = ("x", "y", "")
"""The last place of each level has no name."""


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 4), max_size=7), st.sampled_from(LEVELS))
def test_sheets_share_a_place_that_is_named_and_no_other(rows: list[tuple[int, ...]], level: str) -> None:
    codes = {name: np.array([row[k] for row in rows], dtype=np.int64) for k, name in enumerate(LEVELS)}
    places = Places(LEVELS, codes, dict.fromkeys(LEVELS, NAMES), dict.fromkeys(LEVELS, NAMES))

    def place(i: int) -> tuple[object, ...]:
        at = LEVELS.index(level)
        for k in [at, *range(len(LEVELS) - 1, at, -1)]:
            if NAMES[rows[i][k]]:
                return LEVELS[k], rows[i][k]
        return (i,)

    code = places.apart(level)
    for i in range(len(rows)):
        for j in range(i):
            assert (code[i] == code[j]) == (place(i) == place(j))


def test_comparisons_are_made_at_the_finest_level_that_has_names() -> None:
    code = dict.fromkeys(LEVELS, np.array([0, 1]))
    named = {"region": ("a", "b"), "town": ("", "b"), "ward": ("", ""), "school": ("", "")}
    places = Places(LEVELS, code, named, named)
    assert (places.comparable, places.finest) == ("town", "school")
    assert places.known("town").tolist() == [False, True]
    nowhere = Places(LEVELS, code, named, dict.fromkeys(LEVELS, ("", "")))
    assert nowhere.comparable == ""
    assert Places(LEVELS, code, named, dict.fromkeys(LEVELS, ())).known("town").tolist() == [False, False]


@pytest.mark.parametrize(
    ("cast", "ballots"), [([60, 10], 70), ([45, 10], 55), ([44, 10], None), ([60, 4], None), (None, None)]
)
def test_printed_ballots_are_told_where_they_can_hold_the_votes(
    cast: list[int] | None, ballots: int | None
) -> None:
    printed = {} if cast is None else {"cast": np.array(cast)}
    count = replace(sheets({"1": [50, 40, 0, 0], "2": [10, 0, 0, 0]}), printed=printed)
    two = replace(count, contest=replace(CONTEST, votes_allowed=2))
    assert two.printed_ballots == two.ballots == ballots
    # where votes are ballots, they are counted, and no printed total is asked
    assert replace(count, printed={"cast": np.array([95, 10])}).ballots is None


def test_rows_are_taken_with_all_that_is_known_of_them() -> None:
    votes: dict[str, list[int | None]] = {"1": [5, 3, 0, 0], "2": [9, None, 0, 3], "3": [0, 0, 1, 0]}
    count = replace(
        sheets(votes, times=["10:00:00", "", "12:00:00"], registered=[1, 2, 3], stratum=["a", "b", "c"]),
        printed={"valid": np.array([8, 9, 1])},
        areas={"ward": np.array(["w", "v", "u"])},
    )
    some = count.take(np.array([2, 1]))
    assert some.ids.tolist() == ["3", "2"]
    assert some.verified_at is not None
    assert [str(time) for time in some.verified_at] == ["2020-01-01T12:00:00", "NaT"]
    assert (some.registered.tolist(), some.stratum.tolist()) == ([3, 2], ["c", "b"])
    assert (some.printed["valid"].tolist(), some.areas["ward"].tolist()) == ([1, 9], ["u", "v"])
    assert some.blank.sum() == some.blank[1, 1] == 1
    assert sheets(votes).take(np.array([0])).verified_at is None


def test_the_voters_of_a_count_are_known_where_every_sheet_has_them() -> None:
    votes: dict[str, list[int | None]] = {"1": [5, 3, 0, 0], "2": [9, 0, 0, 3]}
    assert sheets(votes, registered=[20, 0]).has_registered
    assert not sheets(votes, registered=[20, UNKNOWN]).has_registered
    assert not sheets({}).has_registered
    assert sheets(votes, registered=[20, 15]).tally().registered == 35
    assert sheets(votes, registered=[20, UNKNOWN]).tally().registered is None


def test_what_a_sheet_adds_counts_its_voters_and_stays_in_its_area() -> None:
    places = ["T / S", "U / S", "T / Z"]
    count = sheets(
        {"1": [5, 3, 0, 0], "2": [9, 0, 0, 3], "3": [0, 0, 1, 0]}, places=places, registered=[20, UNKNOWN, 7]
    )
    turnout = replace(lead(), weights=dict.fromkeys(map(ChoiceId, "ABC"), 2), registered_weight=-3)
    assert count.contributions(turnout).tolist() == [16 - 60, 18, 2 - 21]
    inside = replace(turnout, scope=Scope("municipality", AreaId("T")))
    assert count.contributions(inside).tolist() == [16 - 60, 0, 2 - 21]
    of_ballots = replace(turnout, registered_weight=0, ballots_weight=5)
    printed = replace(count, printed={"cast": np.array([10, UNKNOWN, 1])})
    assert printed.contributions(of_ballots).tolist() == [16 + 50, 18, 2 + 5]


def test_a_further_division_is_an_area_as_a_level_is() -> None:
    votes = {"1": [5, 3, 0, 0], "2": [9, 0, 0, 3], "3": [0, 0, 1, 0]}
    count = replace(
        sheets(votes, places=["T / S", "U / S", "T / Z"], registered=[1, 2, UNKNOWN]),
        areas={"ward": np.array(["w", "v", "w"])},
    )
    assert count.member_of("ward").tolist() == ["w", "v", "w"]
    assert count.member_of("municipality").tolist() == ["T", "U", "T"]
    code, names = count.codes_of("ward")
    assert [names[k] for k in code] == ["w", "v", "w"]
    found = count.tally(["ward"]).areas["ward"]
    assert [found[AreaId("w")].votes[ChoiceId(c)] for c in "ABC"] == [5, 3, 1]
    assert (found[AreaId("v")].registered, found[AreaId("w")].registered) == (2, None)
