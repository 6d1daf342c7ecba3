from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CONTEST, lead, sheets
from veedor.count import sums_by, telling_level
from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.model import AreaId, ChoiceId
from veedor.rules.conditions import more_votes

ROWS = st.lists(
    st.tuples(
        st.tuples(*[st.integers(0, 50)] * 4),
        st.sampled_from(["T1 / S1", "T1 / S2", "T2 / S1"]),
        st.one_of(st.just(UNKNOWN), st.integers(0, 300)),
    ),
    min_size=1,
    max_size=10,
)


@given(ROWS)
def test_sums_by_area_are_those_of_its_sheets_alone(
    rows: list[tuple[tuple[int, ...], str, int]],
) -> None:
    count = sheets(
        {f"{i:02}": list(r[0]) for i, r in enumerate(rows)},
        places=[r[1] for r in rows],
        registered=[r[2] for r in rows],
    )
    for level in ("municipality", "precinct"):
        tally = count.tally((level,))
        sums = sums_by(count, level)
        member = count.member_of(level)
        assert list(sums.ids) == sorted(set(member.tolist())) == list(tally.areas[level])
        for i, area in enumerate(sums.ids):
            expected = count.take(member == area).tally()
            assert tally.areas[level][AreaId(area)] == expected
            assert sums.votes[i].tolist() == list(expected.votes.values())
            assert sums.valid[i] == expected.valid
            assert sums.cast[i] == expected.cast
            assert sums.registered[i] == (UNKNOWN if expected.registered is None else expected.registered)
            assert sums.contributions(lead())[i] == lead().value(expected)
        assert sums.sheets.sum() == len(count)


def test_strata_and_unknown_levels() -> None:
    count = sheets({"1": [1, 0, 0, 0], "2": [2, 0, 0, 0], "3": [4, 0, 0, 0]}, stratum=["urban", "", "urban"])
    sums = sums_by(count, "stratum")
    assert sums.ids == ("", "urban")
    assert sums.votes[:, 0].tolist() == [2, 5]
    with pytest.raises(QuestionError, match="Did you mean 'municipality'"):
        sums_by(count, "municipalty")


def test_no_sheets_no_areas() -> None:
    empty = sheets({"1": [1, 0, 0, 0]}).take(np.array([], dtype=np.int64))
    assert len(sums_by(empty, "precinct")) == 0


def test_the_level_that_tells_regions_apart() -> None:
    spread = {str(i): [1, 0, 0, 0] for i in range(6)}
    many = sheets(spread, places=["T1 / a", "T1 / b", "T2 / c", "T2 / d", "T3 / e", "T3 / f"])
    assert telling_level(many) == "municipality"
    one = sheets(spread, places=["T1 / a", "T1 / b", "T1 / c", "T1 / d", "T1 / e", "T2 / f"])
    assert telling_level(one) == "precinct"
    alone = sheets(spread)
    assert telling_level(alone) == "precinct"


def test_ballots_by_area_where_one_gives_several_votes() -> None:
    """Votes are no ballots then: what is printed counts, and where nothing is, nobody knows."""
    count = sheets({"1": [50, 40, 0, 0], "2": [10, 0, 0, 2]}, stratum=["urban", "rural"])
    assert sums_by(count, "stratum").cast.tolist() == [12, 90]
    two = replace(count, contest=replace(CONTEST, votes_allowed=2))
    assert sums_by(two, "stratum").cast.tolist() == [UNKNOWN, UNKNOWN]
    printed = replace(two, printed={"cast": np.array([60, 8])})
    assert sums_by(printed, "stratum").cast.tolist() == [8, 60]
    of_ballots = replace(more_votes(ChoiceId("A"), ChoiceId("B")), ballots_weight=-3)
    sums = sums_by(printed, "stratum")
    assert sums.contributions(of_ballots).tolist() == [10 - 24, 10 - 180]
