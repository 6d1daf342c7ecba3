"""What is known of a sheet that is fetched - place, voters, rank - and what comes on top of a draw."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from audit.build_audit import sheets_of
from audit.test_ballots import BOXES, IDS, LISTED, MARKS, manifest
from veedor.audit.ballots import BallotList
from veedor.audit.draw import ticket
from veedor.audit.fetch import ToFetch, places_of, to_fetch, voters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit import AuditFolder
    from veedor.count import Sheets

SEED = "7" * 40


def folder(sheets: Sequence[Sheets], drawn: Sequence[str], *, sealed: bool = False) -> AuditFolder:
    """A drawn audit of some contests."""
    ids = np.unique(np.concatenate([one.ids for one in sheets]))
    made = SimpleNamespace(
        drawn=tuple(drawn),
        population=SimpleNamespace(ids=ids, manifests=tuple(SimpleNamespace(sheets=one) for one in sheets)),
        seed=SimpleNamespace(digits=SEED),
        plan=SimpleNamespace(design=SimpleNamespace(of_ballots=False)),
        sealed=sealed,
    )
    return cast("AuditFolder", made)


PRESIDENT = sheets_of([[60, 30, 5, 0]] * 6, [110, 120, -1, 140, 150, 160])
IN_ORDER = PRESIDENT.ids.tolist()


def test_a_sheet_is_told_with_its_place_its_voters_and_its_rank() -> None:
    audit = folder([PRESIDENT], [IN_ORDER[n] for n in (4, 2, 0)])
    places = {IN_ORDER[4]: ("north", "school 2"), IN_ORDER[2]: ("north", "school 1")}
    assert to_fetch(audit, 1, 3, places=places, by_place=False) == (
        ToFetch(IN_ORDER[4], ("north", "school 2"), 150, 1),
        ToFetch(IN_ORDER[2], ("north", "school 1"), None, 2),
        ToFetch(IN_ORDER[0], (), 110, 3),
    )
    assert [one.sheet for one in to_fetch(audit, 2, 2, places=places, by_place=True)] == [IN_ORDER[2]]
    walked = to_fetch(audit, 1, 3, places=places, by_place=True)
    assert [one.sheet for one in walked] == [IN_ORDER[n] for n in (0, 2, 4)]


def test_at_one_place_sheets_come_by_their_ids() -> None:
    audit = folder([PRESIDENT], [IN_ORDER[n] for n in (3, 1, 5)])
    here = dict.fromkeys(IN_ORDER, ("north", "school 1"))
    walked = to_fetch(audit, 1, 3, places=here, by_place=True)
    assert [one.sheet for one in walked] == [IN_ORDER[n] for n in (1, 3, 5)]


def test_voters_are_those_of_the_contest_that_has_the_sheet() -> None:
    others = sheets_of([[1, 0, 0, 0]] * 2, [31, 32])
    deputies = replace(others, ids=np.array(["t1", "t2"]))
    audit = folder([PRESIDENT, deputies], ["t2"])
    assert voters_of(audit, "t2") == 32
    assert voters_of(audit, IN_ORDER[1]) == 120
    assert voters_of(audit, "nowhere") is None


def test_what_comes_on_top_is_drawn_by_the_seed_among_those_not_fetched_yet() -> None:
    audit = folder([PRESIDENT], [IN_ORDER[n] for n in (0, 1, 2, 3)])
    region = dict(zip(IN_ORDER, ["b", "a", "a", "b", "a", "b"], strict=True))
    del region[IN_ORDER[4]]  # of no region
    found = to_fetch(audit, 2, 2, places={}, by_place=False, extra=1, region=region)
    assert found[0].sheet == IN_ORDER[1]
    a, b = [IN_ORDER[2]], [IN_ORDER[3], IN_ORDER[5]]
    assert [one.sheet for one in found[1:]] == [*a, min(b, key=lambda s: ticket(f"{SEED},extra", s))]
    assert [one.rank for one in found] == [2, None, None]
    every = to_fetch(audit, 1, 1, places={}, by_place=False, extra=9, region=region)
    assert {one.sheet for one in every[1:]} == set(IN_ORDER) - {IN_ORDER[0], IN_ORDER[4]}
    assert len(to_fetch(audit, 1, 2, places={}, by_place=False, extra=0, region=region)) == 2
    assert len(to_fetch(audit, 1, 2, places={}, by_place=False, extra=3)) == 2


def of_ballots(listed: BallotList, *, sealed: bool = False, design: bool = True) -> AuditFolder:
    """An audit of the ballots of a list."""
    made = SimpleNamespace(
        sealed=sealed,
        plan=SimpleNamespace(design=SimpleNamespace(of_ballots=design)),
        population=SimpleNamespace(manifests=(manifest(listed),)),
    )
    return cast("AuditFolder", made)


def test_a_ballot_lies_where_its_list_says() -> None:
    two = BallotList(IDS, MARKS, {**BOXES, "position": tuple(str(i % 40) for i in range(400))})
    assert places_of(of_ballots(two))["b0043"] == ("box 1", "3")
    assert places_of(of_ballots(LISTED))["b0043"] == ("box 1",)
    bare = BallotList(IDS, MARKS)
    assert places_of(of_ballots(bare)) == {}
    assert places_of(of_ballots(LISTED, sealed=True)) == {}
    assert places_of(of_ballots(LISTED, design=False)) == {}
