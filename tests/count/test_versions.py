from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from count.build_count import CHOICES, lead, share, sheets
from veedor.count import Sheets, compare, pair
from veedor.count.versions import by_place, shift
from veedor.errors import QuestionError
from veedor.findings.comparison_tables import by_place as by_place_table
from veedor.model import ChoiceId, Contest, ContestId

PLACES = st.sampled_from(["T1 / S1", "T1 / S2", "T2 / S1"])
CELLS = st.one_of(st.none(), st.integers(0, 9))
COUNTS = st.dictionaries(
    st.sampled_from([f"{i:02}" for i in range(8)]), st.tuples(st.tuples(*[CELLS] * 4), PLACES), max_size=8
)


def count_of(made: dict[str, tuple[tuple[int | None, ...], str]], **more: str) -> Sheets:
    """A count from drawn rows."""
    return sheets(
        {i: list(v) for i, (v, _) in made.items()},
        places=[p for _, p in made.values()],
        **more,  # type: ignore[arg-type]
    )


@given(COUNTS, COUNTS)
def test_two_counts_are_laid_side_by_side_as_sets_are(
    old: dict[str, tuple[tuple[int | None, ...], str]], new: dict[str, tuple[tuple[int | None, ...], str]]
) -> None:
    before, after = count_of(old), count_of(new)
    v = pair(before, after)
    assert set(before.ids[v.vanished].tolist()) == old.keys() - new.keys()
    assert set(after.ids[v.appeared].tolist()) == new.keys() - old.keys()
    common = before.ids[v.old].tolist()
    assert common == after.ids[v.new].tolist() == sorted(old.keys() & new.keys())
    changed = {common[i] for i in v.changed.tolist()}
    assert changed == {i for i in common if old[i][0] != new[i][0]}


@given(COUNTS, COUNTS)
def test_a_difference_is_the_sum_of_its_causes(
    old: dict[str, tuple[tuple[int | None, ...], str]], new: dict[str, tuple[tuple[int | None, ...], str]]
) -> None:
    before, after = count_of(old), count_of(new)
    v = pair(before, after)
    for form in (lead(), share("B", 55)):
        s = shift(v, before.contributions(form), after.contributions(form))
        assert s.before + s.appeared + s.vanished + s.raised + s.lowered == s.after
        assert s.lowered <= 0 <= s.raised
        assert s.before == form.value(before.tally())
        for level in ("municipality", "precinct"):
            places = by_place(v, level, [form])
            assert sum(p.values[0] for p in places) == s.after - s.before
            assert sum(p.changed for p in places) == len(v.changed)
            assert sum(p.appeared for p in places) == len(v.appeared)
            assert sum(p.vanished for p in places) == len(v.vanished)
            assert [sum(p.votes[j] for p in places) for j in range(len(CHOICES))] == (
                after.votes.sum(axis=0) - before.votes.sum(axis=0)
            ).tolist()


def test_a_shift_says_on_how_many_sheets_it_rests() -> None:
    before = sheets({"1": [1, 0, 0, 0], "2": [2, 0, 0, 0], "3": [3, 0, 0, 0], "4": [4, 0, 0, 0]})
    after = sheets({"1": [2, 0, 0, 0], "2": [2, 0, 0, 0], "3": [2, 0, 0, 0], "4": [6, 0, 0, 0]})
    s = shift(pair(before, after), before.votes[:, 0], after.votes[:, 0])
    assert (s.raised, s.sheets_raised, s.lowered, s.sheets_lowered, s.changed) == (3, 2, -1, 1, 2)


def test_a_blank_cell_differs_from_a_written_zero() -> None:
    v = pair(
        sheets({"1": [1, None, 0, 0], "2": [1, 2, 0, 0]}), sheets({"1": [1, 0, 0, 0], "2": [1, 2, 0, 0]})
    )
    assert v.changed.tolist() == [0]
    assert v.is_changed.tolist() == [True, False]
    assert not v.difference.any()


def test_the_common_sheets_stand_in_one_order() -> None:
    old, new = {"1": [1] * 4, "2": [2] * 4, "4": [4] * 4}, {"2": [3] * 4, "3": [9] * 4, "4": [4] * 4}
    v = pair(sheets(old), sheets(new))
    assert v.earlier.ids.tolist() == v.later.ids.tolist() == ["2", "4"]
    assert np.array_equal(v.later.votes - v.earlier.votes, v.difference)


def test_the_places_with_most_changes_come_first() -> None:
    before = sheets(
        {"1": [1, 0, 0, 0], "2": [1, 0, 0, 0], "3": [1, 0, 0, 0]}, places=["B / x", "A / x", "B / y"]
    )
    after = sheets(
        {"1": [2, 0, 0, 0], "2": [2, 0, 0, 0], "3": [2, 0, 0, 0]}, places=["B / x", "A / x", "B / y"]
    )
    assert [p.place for p in by_place(pair(before, after), "municipality", [])] == ["B", "A"]


def test_counts_of_two_contests_are_refused() -> None:
    one = sheets({"1": [1, 0, 0, 0]})
    other = Sheets(
        Contest(ContestId("other"), "Other", one.contest.choices[:1]), one.count_id, one.ids,
        one.votes[:, :1], one.blank[:, :1], one.registered, one.places, one.stratum,
    )  # fmt: skip
    with pytest.raises(QuestionError, match="one contest"):
        pair(one, other)


def test_the_result_says_what_moved_what_decides() -> None:
    before = sheets({"1": [50, 30, 20, 0], "2": [10, 10, 0, 0]}, snapshot="s1", count="preliminary")
    after = sheets({"1": [49, 31, 20, 0], "3": [30, 0, 0, 0]}, places=["T / S", "T / Z"])
    result = replace(compare(before, after, [lead()]), command="veedor compare x")
    assert (result.common, result.appeared, result.vanished, result.changed) == (1, 1, 1, 1)
    assert result.changed_ids == ("1",)
    assert result.before.name == "preliminary@s1"
    (moved,) = result.assertions
    # lead 20 of 120 against a line of 12, then 48 of 130 against 13
    assert [moved.slack(n) for n in (moved.shift.before, moved.shift.after)] == [8, 35]
    assert [moved.votes(n) for n in (moved.shift.appeared, moved.shift.vanished)] == [27, 2]
    assert [moved.votes(n) for n in (moved.shift.raised, moved.shift.lowered)] == [0, -2]
    assert moved.before is not None
    assert float(moved.before) == pytest.approx(20 / 120)
    tables = {table.name: table for table in result.tables}
    assert tables["comparison_figures"].rows == (
        ("1", "T / S", "A", 50, 49, -1),
        ("1", "T / S", "B", 30, 31, 1),
    )
    assert tables["comparison_appeared"].rows == (("3", "T / Z", 30),)
    assert tables["comparison_vanished"].rows == (("2", "T / S", 20),)
    assert [f.finding_id for f in result.findings] == [
        "comparison.sheets", "comparison.moved.lead:A>B", "comparison.where",
    ]  # fmt: skip
    with pytest.raises(QuestionError, match="no level"):
        by_place_table(result, "town")
    assert all(row[0] == "level.precinct" for row in by_place_table(result, "precinct").rows)


def test_equal_counts_say_so_and_nothing_else() -> None:
    one = sheets({"1": [1, 0, 0, 0]})
    result = compare(one, one, [lead()])
    assert result.same
    assert [f.says for f in result.findings] == ["comparison.same"]


def test_assertions_that_need_the_roll_or_an_area_are_left_out() -> None:
    one, two = sheets({"1": [1, 0, 0, 0]}), sheets({"1": [2, 0, 0, 0]})
    result = compare(one, two, [replace(share(), registered_weight=-1), lead()])
    assert [str(a.assertion.subject) for a in result.assertions] == ["A"]
    assert result.assertions[0].assertion.rival == ChoiceId("B")
    assert np.array_equal(result.versions.changed, [0])
