"""The order of arrival: publications, times, or both; nothing inside a stamp; nothing from the sheet ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import first, lead, random_count, synthetic, tally_of
from veedor.outstanding import partial_count, project
from veedor.outstanding.arrival import Basis, arrival, beginnings, step_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints, Texts, Times
    from veedor.count import Sheets
    from veedor.outstanding.projection import Projection

IDS = np.array([f"{i:02d}" for i in range(10)])
HOURS = np.array(["2030-01-01T20:00:00", "2030-01-01T21:00:00"], dtype="datetime64[s]")
TWO = (frozenset(IDS[:6].tolist()), frozenset(IDS.tolist()))


def times(*minutes: int | None) -> Times:
    """Times after 18:00, as they stand for the first sheets; the others have none."""
    whole = [*minutes, *[None] * (len(IDS) - len(minutes))]
    start = np.datetime64("2030-01-01T18:00:00", "s")
    return np.array([np.datetime64("NaT", "s") if m is None else start + 60 * m for m in whole])


def ranks(at: Times) -> list[int]:
    """Which step each sheet came in; -1 where unknown."""
    known = at[~np.isnat(at)]
    return [-1 if np.isnat(one) else int(np.searchsorted(np.unique(known), one)) for one in at]


def test_one_time_does_not_switch_off_the_publications() -> None:
    at, basis = arrival(IDS, times(5), TWO, HOURS)
    assert basis is Basis.PUBLICATION
    assert ranks(at) == [0] * 6 + [1] * 4


def test_times_of_every_sheet_are_the_finer_order() -> None:
    at, basis = arrival(IDS, times(*range(10)), TWO, HOURS)
    assert basis is Basis.VERIFICATION
    assert ranks(at) == list(range(10))


def test_times_tell_the_order_within_a_publication_that_has_them() -> None:
    at, basis = arrival(IDS, times(5, 4, 3, 2, 1, None), TWO, HOURS)
    assert basis is Basis.BOTH
    assert ranks(at) == [4, 3, 2, 1, 0, -1, 5, 5, 5, 5]
    # a time later than the publication that held the sheet, or before the one that did not, is held to it
    late, _ = arrival(IDS, times(500, 4, 3, 2, 1, 0, 0, 1, 2, None), TWO, HOURS)
    assert ranks(late)[0] == 5
    assert min(ranks(late)[6:]) == -1 or min(ranks(late)[6:]) > 5


def test_publications_without_times_are_an_order_too() -> None:
    unknown = np.array([HOURS[0], np.datetime64("NaT", "s")])
    for published_at in (None, unknown):
        at, basis = arrival(IDS, times(1, 2, 3), TWO, published_at)
        assert basis is Basis.PUBLICATION
        assert ranks(at) == [0] * 6 + [1] * 4
        assert arrival(IDS, times(*range(9)), TWO, published_at)[1] is Basis.VERIFICATION


def test_nothing_known_is_no_order() -> None:
    at, basis = arrival(IDS, None, TWO[:1])
    assert basis is Basis.NONE
    assert np.isnat(at).all()


def test_a_beginning_is_of_whole_steps() -> None:
    ends = np.array([100, 480, 520, 700, 1000])
    assert beginnings(ends, (0.1, 0.5, 0.7, 0.9)) == [(0.1, 100), (0.5, 480), (0.7, 700)]
    assert beginnings(np.array([1000]), (0.5,)) == []
    assert beginnings(np.arange(1, 1001), (0.05, 0.1)) == [(0.05, 50), (0.1, 100)]
    assert step_ends(np.array([1.0, 1.0, 2.0, 5.0, 5.0])).tolist() == [2, 3, 5]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_beginnings_are_ends_of_steps_near_what_was_asked(sizes: list[int]) -> None:
    ends = np.cumsum(np.array(sizes))
    found = beginnings(ends, (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9))
    numbers = [number for _, number in found]
    assert sorted(set(numbers)) == numbers
    assert set(numbers) <= set(ends[:-1].tolist())
    assert all(abs(number - share * ends[-1]) <= 0.05 * ends[-1] + 2 for share, number in found)


def renamed(sheets: Sheets, seed: int) -> tuple[Sheets, dict[str, str]]:
    """The same sheets under other ids, in the order of those."""
    rng = np.random.default_rng(seed)
    new = [f"{i:06d}" for i in rng.permutation(len(sheets))]
    names = dict(zip(sheets.ids.tolist(), new, strict=True))
    order: Ints = np.argsort(np.array(new)).astype(np.int64)
    return replace(sheets.take(order), ids=np.array(new)[order]), names


def projected(roll: Sheets, held: Sequence[Texts], *, timed: bool) -> Projection:
    """Project from the last of some publications."""
    snapshot = roll.take(np.flatnonzero(np.isin(roll.ids, held[-1])).astype(np.int64))
    snapshot = snapshot if timed else replace(snapshot, verified_at=None)
    known = partial_count(roll, snapshot, publications=[frozenset(ids.tolist()) for ids in held])
    return project(known, (lead(),), tally_of(roll, snapshot), draws=20)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("timed", [False, True])
@given(st.integers(0, 10_000), st.integers(1, 8))
@settings(max_examples=12, deadline=None)
def test_no_figure_depends_on_the_ids(timed: bool, seed: int, publications: int) -> None:
    roll = random_count(seed, sheets=200)
    assert roll.verified_at is not None
    # many sheets of one time, and some without a place of their own
    coarse = roll.verified_at.astype(np.int64) // 600
    roll = replace(roll, verified_at=(coarse * 600).astype("datetime64[s]"))
    shares = np.linspace(0.2, 0.8, publications)
    held = [first(roll, float(share)).ids for share in shares]
    other, names = renamed(roll, seed)
    again = [np.array([names[sheet] for sheet in ids.tolist()]) for ids in held]
    one, two = projected(roll, held, timed=timed), projected(other, again, timed=timed)
    assert [finding.figures for finding in one.findings] == [finding.figures for finding in two.findings]
    assert [table.rows for table in one.tables] == [table.rows for table in two.tables]


def test_sheets_without_a_place_do_not_bring_their_ids_in() -> None:
    whole = synthetic(5, sheets=400)
    names = {level: ("", *names[1:]) for level, names in whole.places.names.items()}
    whole = replace(whole, places=replace(whole.places, names=names))
    other, known = renamed(whole, 1)
    held = first(whole, 0.7).ids
    again = np.array([known[sheet] for sheet in held.tolist()])
    asked = (projected(whole, [held], timed=True), projected(other, [again], timed=True))
    assert [f.figures for f in asked[0].findings] == [f.figures for f in asked[1].findings]
