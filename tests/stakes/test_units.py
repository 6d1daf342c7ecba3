"""Sheets put together into units, and the cheapest areas whose points suffice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakes.build_stakes import count
from veedor.errors import QuestionError
from veedor.stakes.quorum import _knapsack
from veedor.stakes.units import named_units, units_of

ONE = [1, 0, 0, 0, 0]
SHEETS = count([ONE] * 5, places=["P", "Q", "P", "P", "Q"], regions=["N", "N", "S", "N", "S"])
AMOUNTS = np.array([1, 10, 100, 1000, 10_000])


@pytest.mark.parametrize(
    ("unit", "sums"),
    [
        ("sheet", {"0001": 1, "0002": 10, "0003": 100, "0004": 1000, "0005": 10_000}),
        ("region", {"N": 1011, "S": 10_100}),
        ("precinct", {"N / P": 1001, "N / Q": 10, "S / P": 100, "S / Q": 10_000}),
        ("place", {"N / P": 1001, "N / Q": 10, "S / P": 100, "S / Q": 10_000}),
        ("stratum", {"rural": 10_101, "urban": 1010}),
    ],
)
def test_what_the_sheets_of_a_unit_add_up_to(unit: str, sums: dict[str, int]) -> None:
    units = units_of(SHEETS, unit)
    assert len(units) == len(sums)
    assert units.ids.tolist() == sorted(sums)  # ascending, so that position breaks ties
    assert dict(zip(units.ids.tolist(), units.sums(AMOUNTS).tolist(), strict=True)) == sums
    every = np.arange(len(units))
    assert units.names(every[::-1]) == tuple(sorted(sums, reverse=True))
    assert units.rows(every).tolist() == list(range(5))
    for chosen in range(len(units)):
        rows = units.rows(np.array([chosen]))
        assert AMOUNTS[rows].sum() == sums[units.ids[chosen]]
        assert rows.tolist() == sorted(rows.tolist())


def test_sheets_of_several_units_are_given_in_their_order() -> None:
    assert units_of(SHEETS).rows(np.array([4, 0, 2])).tolist() == [0, 2, 4]
    assert units_of(SHEETS, "region").rows(np.array([1])).tolist() == [2, 4]


def test_groups_are_those_that_are_named_and_no_other_sheet_is_touched() -> None:
    units = named_units(SHEETS, {"0005": "b", "0001": "b", "0003": "a"})
    assert units.ids.tolist() == ["a", "b"]
    assert units.sums(AMOUNTS).tolist() == [100, 10_001]
    assert units.rows(np.array([1])).tolist() == [0, 4]
    assert units.rows(np.array([0, 1])).tolist() == [0, 2, 4]
    with pytest.raises(QuestionError, match="No sheet was put into any group"):
        named_units(SHEETS, {})
    with pytest.raises(
        QuestionError, match="2 sheets of the groups are not in the count, the first: '0007'"
    ) as caught:
        named_units(SHEETS, {"0009": "a", "0007": "a", "0001": "b"})
    assert "0005" in caught.value.remedy  # the nearest id


def test_a_unit_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(QuestionError, match="no unit 'regoin'") as caught:
        units_of(SHEETS, "regoin")
    assert "region" in caught.value.remedy


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), max_size=6), st.integers(1, 9))
def test_the_cheapest_areas_are_those_of_all_choices(areas: list[tuple[int, int]], missing: int) -> None:
    enough = [
        (sum(areas[i][1] for i in some), some)
        for size in range(len(areas) + 1)
        for some in combinations(range(len(areas)), size)
        if sum(areas[i][0] for i in some) >= missing
    ]
    found = _knapsack(areas, missing)
    if not enough:
        assert found is None
        return
    assert found is not None
    assert sum(areas[i][0] for i in found) >= missing
    assert sum(areas[i][1] for i in found) == min(enough)[0]
    assert found == tuple(sorted(set(found)))
