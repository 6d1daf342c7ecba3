"""Ballots shared out after the rest of the place, beside exact fractions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.count.sheets import Places
from veedor.model import Result
from veedor.report.wording import Wording
from veedor.rules import explain, load
from veedor.stakes.questions import doubt, flips, named
from veedor.stakes.replaced import dense, replacement, shared_out
from veedor.stakes.stake import stake_of
from veedor.stakes.units import units_of

SIZES = st.sampled_from([0, 1, 2, 3, 7, 300, 46_341, 100_003, 2**31 + 5, 10**12])


def hamilton(ballots: int, pattern: list[int]) -> list[int]:
    """Largest remainder in fractions, equal remainders in the order of the ballot paper."""
    quota = [Fraction(ballots * n, sum(pattern)) for n in pattern]
    whole = [int(q) for q in quota]
    rest = sorted(range(len(pattern)), key=lambda j: (whole[j] - quota[j], j))
    for j in rest[: ballots - sum(whole)]:
        whole[j] += 1
    return whole


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SIZES, st.lists(SIZES, min_size=3, max_size=3)), min_size=1, max_size=4))
def test_ballots_are_shared_out_by_largest_remainder(columns: list[tuple[int, list[int]]]) -> None:
    columns = [(ballots if any(pattern) else 0, pattern) for ballots, pattern in columns]
    found = shared_out(
        np.array([ballots for ballots, _ in columns]), np.array([pattern for _, pattern in columns]).T
    )
    for k, (ballots, pattern) in enumerate(columns):
        assert found[:, k].tolist() == (hamilton(ballots, pattern) if any(pattern) else [0, 0, 0])


def test_equal_remainders_go_by_the_order_of_the_ballot_paper() -> None:
    assert shared_out(np.array([1, 2, 5]), np.ones((3, 3), dtype=np.int64)).T.tolist() == [
        [1, 0, 0],
        [1, 1, 0],
        [2, 2, 1],
    ]


def test_the_rest_of_the_place_is_enough_even_where_some_choices_have_no_vote_there() -> None:
    sheets = count(
        [[0, 0, 10, 0, 0], [8, 0, 0, 0, 0], [0, 9, 0, 0, 0]], None, ["P", "P", "Q"], ["R", "R", "R"]
    )
    found = replacement(sheets, units_of(sheets))
    assert found.levels == ("precinct", "region", "all")
    assert found.votes[0].tolist() == [10, 0, 0, 0, 0]
    assert found.votes[1].tolist() == [0, 0, 8, 0, 0]
    assert found.votes[2].tolist() == [4, 0, 5, 0, 0]  # alone in its place: 8 and 10 of the region
    assert found.used(np.arange(3)) == {"precinct": 2, "region": 1}
    assert found.used(np.array([2])) == {"region": 1}


def test_a_sheet_alone_in_its_region_takes_the_whole_count_and_the_only_one_stays() -> None:
    sheets = count([[4, 0, 0, 0, 0], [1, 2, 0, 0, 0]], None, ["P", "Q"], ["R", "S"])
    found = replacement(sheets, units_of(sheets))
    assert found.used(np.arange(2)) == {"all": 2}
    assert found.votes.tolist() == [[1, 3, 0, 0, 0], [3, 0, 0, 0, 0]]
    only = count([[4, 1, 0, 2, 0]])
    alone = replacement(only, units_of(only))
    assert alone.votes.tolist() == only.votes.tolist()
    assert alone.used(np.arange(1)) == {"": 1}


def test_sheets_without_a_place_are_each_alone_there() -> None:
    sheets = count([[4, 0, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 4, 0, 0], [1, 0, 0, 0, 0]])
    places = Places(
        ("region", "precinct"),
        {"region": np.zeros(4, dtype=np.int64), "precinct": np.array([0, 0, 1, 1])},
        {"region": ("R",), "precinct": ("R / ", "R / P")},
        {"region": ("R",), "precinct": ("", "P")},
    )
    sheets = replace(sheets, places=places)
    codes = dense(sheets, "precinct").tolist()
    assert sorted(set(codes)) == [0, 1, 2]
    assert codes[0] != codes[1]
    assert codes[2] == codes[3]
    assert dense(sheets, "region").tolist() == [0, 0, 0, 0]
    found = replacement(sheets, units_of(sheets))
    assert found.used(np.arange(4)) == {"region": 2, "precinct": 2}


def test_what_is_replaced_as_one_says_nothing_about_itself() -> None:
    sheets = count(
        [[4, 0, 0, 0, 0], [0, 6, 0, 0, 0], [2, 0, 8, 0, 0]], None, ["P", "P", "Q"], ["R", "R", "R"]
    )
    found = replacement(sheets, units_of(sheets, "precinct"))
    assert found.votes[:2].tolist() == [[1, 0, 3, 0, 0], [1, 0, 5, 0, 0]]  # 2 to 8, the only others
    assert found.votes[2].tolist() == [4, 6, 0, 0, 0]
    assert found.used(np.arange(3)) == {"region": 3}


def test_it_is_said_of_which_sheets_the_contents_are() -> None:
    sheets = count(
        [[90, 0, 10, 0, 0], [8, 50, 0, 0, 0], [0, 9, 0, 0, 0], [3, 1, 0, 0, 0]],
        None,
        ["P", "P", "Q", "S"],
        ["R", "R", "R", "T"],
    )
    stake = stake_of(sheets, explain(load("plurality"), sheets.tally()))
    words = Wording("en")

    def told(result: Result) -> list[str]:
        around = [f for f in result.findings if f.finding_id.startswith("stakes.around")]
        return [words.say(f).replace("\u00a0", " ") for f in around]

    near = "Replaced, {} would hold what the other sheets of the same polling place voted."
    wider = (
        "Replaced, 1 tally sheet would hold what the other sheets of the same region voted: "
        "with the same polling place, no other sheet has ballots."
    )
    whole = (
        "Replaced, 1 tally sheet would hold what all other sheets of the count voted: "
        "nearer to them, no other sheet has ballots."
    )
    assert told(named(stake, np.array([0]), ["replace"])) == [near.format("1 tally sheet")]
    assert told(named(stake, np.array([2]), ["replace"])) == [wider]
    assert told(doubt(stake, 1, ["replace"])) == [near.format("2 tally sheets"), wider, whole]
    assert told(flips(stake, ["replace"], "precinct"))
    assert told(flips(stake, ["annul"])) == []
    alone = sheets.take(np.array([0]))
    result = named(stake_of(alone, explain(load("plurality"), alone.tally())), np.array([0]), ["replace"])
    assert told(result) == ["1 tally sheet cannot be replaced: no other sheet of the count has ballots."]
    terms = {
        f.finding_id: words.figure(f.figure("treatment"))
        for f in result.findings
        if "replace" in f.finding_id
    }
    assert set(terms.values()) == {"holding what the sheets around them voted"}
