"""What a count by hand leaves open by area: sheets without figures, open and unnamed ones; and seats."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from audit.build_audit import CONTEST, L, W, looked_at, sheets_of, states_of
from audit.test_risk_limits import RULES
from veedor.audit.capacity import Cap
from veedor.audit.discrepancy import AuditedSheet, Discrepancy
from veedor.audit.full_count import _open, full_counts
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.rules import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit import AuditFolder
    from veedor.rules import Rule

CODES = np.array([0, 0, 0, 1, 1, 2, 3, 1])
COUNTY = np.array(["a", "a", "b", "b", "b", "a", "a", ""])
VOTERS = np.array([100, 110, 120, 30, 40, 95, 60, 70])


def manifest(voters: Sequence[int] = tuple(VOTERS), most: int | None = None, more: int = 0) -> SheetManifest:
    """Three counted sheets, three outstanding, one set aside, one annulled, and more that nobody names."""
    votes = np.array([[60, 20, 10, 0]] * 8)
    states = states_of(votes, CODES, np.array(voters), county=COUNTY, expected=8 + more, most_ballots=most)
    return SheetManifest.of_states(states, ("county",))


def held(
    of: SheetManifest, found: Sequence[bool], *divisions: str
) -> list[tuple[int | None, dict[str, str]]]:
    """What may hold any votes, in order."""
    groups = _open(of, Cap.REGISTERED, divisions, np.array(found))
    return sorted(((one.ballots, dict(one.areas)) for one in groups), key=repr)


def test_what_nobody_read_and_what_is_open_stand_in_their_area() -> None:
    assert held(manifest(), [True] * 3, "county") == sorted(
        [(30 + 40, {"county": "b"}), (95, {"county": "a"}), (70, {})], key=repr
    )
    assert held(manifest(), [True, False, False], "county") == sorted(
        [(30 + 40 + 120, {"county": "b"}), (95 + 110, {"county": "a"}), (70, {})], key=repr
    )
    assert held(manifest(), [False, True, True]) == [(30 + 40 + 95 + 70 + 100, {})]


def test_what_nothing_bounds_may_hold_any_number() -> None:
    voters = [100, 110, 120, 0, 40, 95, 60, 70]
    assert held(manifest(voters), [True] * 3, "county") == sorted(
        [(40, {"county": "b"}), (None, {"county": "b"}), (95, {"county": "a"}), (70, {})], key=repr
    )
    assert held(manifest(voters, most=200), [True] * 3) == [(200 + 40 + 95 + 70, {})]


def test_sheets_that_nobody_names_may_lie_anywhere() -> None:
    assert (None, {}) in held(manifest(more=2), [True] * 3, "county")
    assert held(manifest(most=90, more=2), [True] * 3) == sorted(
        [(30 + 40 + 95 + 70, {}), (2 * 90, {})], key=repr
    )


def folder(
    rule: Rule,
    outcome: str,
    elected: tuple[str, ...],
    found: Sequence[tuple[int, ...] | None],
    way: str = "",
    round_: str = "",
    reported: Sequence[Sequence[int]] = ((60, 30, 10, 0),) * 8,
) -> AuditFolder:
    """An audit of eight sheets that all were looked at."""
    sheets = sheets_of([list(row) for row in reported], [100] * len(reported))
    audited = [
        looked_at(i, Discrepancy.DIFFERS if v else Discrepancy.NOT_AUDITABLE, v)
        for i, v in zip(sheets.ids.tolist(), found, strict=True)
    ]
    contest = SimpleNamespace(outcome=outcome, winner_path=way, round=round_, elected=elected)
    made = SimpleNamespace(
        audited=tuple(audited),
        drawn=tuple(sheets.ids.tolist()),
        population=SimpleNamespace(manifests=(all_counted(sheets),)),
        plan=SimpleNamespace(contests=(contest,)),
        cap=Cap.REGISTERED,
        rules=(rule,),
    )
    return cast("AuditFolder", made)


HELD = ("W=5", "L=2")
"""Seven seats by D'Hondt of 480, 240 and 72 votes, of whom the last have less than a tenth."""


@pytest.mark.parametrize(
    ("found", "same", "unread"),
    [
        ([(60, 30, 9, 0)] * 8, True, 0),
        ([(60, 30, 9, 0)] * 3 + [(30, 60, 9, 0)] * 5, False, 0),
        ([(50, 30, 20, 0)] * 8, False, 0),  # the third list has a seat
        ([(60, 30, 9, 0)] * 4 + [None] * 4, None, 4),
    ],
)
def test_seats_are_those_of_the_sums_found(
    found: list[tuple[int, ...] | None], *, same: bool | None, unread: int
) -> None:
    (counted,) = full_counts(folder(RULES["seats"], "seats", HELD, found, "assembly"))
    assert (counted.outcome, counted.same, counted.unread, counted.sheets) == (None, same, unread, 8 - unread)
    assert counted.votes[W] == sum(votes[0] for votes in found if votes is not None)
    if same:
        assert counted.seats == HELD


@pytest.mark.parametrize(("reported", "found"), [(11, 9), (9, 11)])
def test_a_list_without_a_seat_changes_none_by_the_threshold(reported: int, found: int) -> None:
    """A list of a ninth of the votes has no seat of seven, and one of a twelfth is not admitted."""

    def votes(of: int) -> tuple[int, ...]:
        return (100 - of, 0, of, 0)

    (first,) = full_counts(folder(RULES["seats"], "seats", (), [votes(reported)] * 8, "assembly"))
    (after,) = full_counts(folder(RULES["seats"], "seats", first.seats, [votes(found)] * 8, "assembly"))
    assert first.seats != after.seats
    assert after.same is True


def test_an_outcome_is_the_same_by_its_kind_and_by_whom_it_names() -> None:
    rule = load("mx-president-1996")
    won = [(60, 30, 10, 0)] * 8
    for outcome, elected, same in (
        ("elected", ("W",), True),
        ("elected", ("L",), False),
        ("runoff", ("W",), False),
    ):
        (counted,) = full_counts(folder(rule, outcome, elected, won, round_="single"))
        assert counted.same is same
        assert counted.seats == ()
        assert counted.contest is CONTEST
        assert (counted.votes[W], counted.votes[L]) == (480, 240)


def test_a_sheet_of_another_contest_is_no_sheet_of_this_one() -> None:
    audit = folder(load("mx-president-1996"), "elected", ("W",), [(60, 30, 10, 0)] * 8, round_="single")
    audited = [
        AuditedSheet(one.sheet_id, (None, *one.contests)) if n == 0 else one
        for n, one in enumerate(audit.audited)
    ]
    some = SimpleNamespace(**vars(audit) | {"audited": tuple(audited)})
    (counted,) = full_counts(cast("AuditFolder", some))
    assert (counted.sheets, counted.unread, counted.votes[W]) == (7, 1, 420)
    none = SimpleNamespace(**vars(audit) | {"drawn": (), "audited": ()})
    assert full_counts(cast("AuditFolder", none)) == ()
