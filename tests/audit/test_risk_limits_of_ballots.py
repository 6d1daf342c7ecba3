"""Audits of single ballots whose outcome is wrong by the least: no cell confirms more than its risk limit.

As :mod:`audit.test_risk_limits` for sheets: the ballots are not what was reported, so that an assertion of
the plan is false by the smallest number of votes, and the audit looks after every ballot. Ballots that no
list names, and those that cannot be found, hold the worst that they can.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.test_risk_limits import RISK, confirmed
from veedor.audit import BallotList, Design, Errors, usual_design
from veedor.audit.ballots import ballot_manifest
from veedor.audit.capacity import Cap
from veedor.audit.confirm import to_confirm
from veedor.audit.population import Population
from veedor.audit.simulated import Simulated
from veedor.model import ChoiceId, CountId
from veedor.rules import explain, load, tally_of

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.audit.bounds import SheetBounds

N = 240
RULES = {
    "plurality": (load("mx-president-1996"), {"A": 130, "B": 85, "C": 15}),
    "two ways": (load("bo-president-2009"), {"A": 112, "B": 60, "C": 58}),
    "runoff": (load("bo-president-2009"), {"A": 92, "B": 88, "C": 45}),
}
WAYS = ("best to worst", "best to nobody", "both ways")
STATES = ("all listed", "some on no list", "some not found")


def population(rule: str, method: str, state: str) -> Population:
    law, votes = RULES[rule]
    marks = [ChoiceId(choice) for choice, n in votes.items() for _ in range(n)]
    some = [*marks, *[None] * (N - len(marks))]
    ids = tuple(f"b{n:03d}" for n in range(N))
    listed = BallotList(ids, tuple(some) if method == "comparison" else None)
    tally = tally_of(votes)
    unlisted = 6 if state == "some on no list" else 0
    manifest = ballot_manifest(listed, tally, CountId("official"), N + unlisted)
    members = to_confirm(explain(law, manifest.tally()), manifest, Cap.REGISTERED).members
    lost = np.zeros(N, dtype=bool)
    if state == "some not found":
        lost[[2, 40, 100]] = True
    return Population((manifest,), members, lost)


def marked(kind: int, choices: int) -> Ints:
    """A ballot for a choice; for none where it is -1."""
    found: Ints = (np.arange(choices) == kind).astype(np.int64)
    return found


def truth(of: Population, member: SheetBounds, how: str) -> Ints:
    """Give ballots under which an assertion is false by the smallest number of votes."""
    votes, weights = of.sheets.votes.copy(), member.vector // member.parts
    choices = len(weights)
    best, worst = int(np.argmax(weights)), int(np.argmin(weights))
    votes[of.lost] = marked(worst, choices)
    most = (member.taken or 0) // member.parts - (0 if member.assertion.strict else 1)
    rng = np.random.default_rng(5)
    if how == "both ways":
        other = np.flatnonzero((votes @ weights < 0) & ~of.lost)
        votes[rng.choice(other, 12, replace=False)] = marked(best, choices)
    to = -1 if how == "best to nobody" else worst
    for row in rng.permutation(np.flatnonzero((votes @ weights > 0) & ~of.lost)).tolist():
        if int((votes @ weights).sum()) + member.assertion.constant <= most:
            break
        votes[row] = marked(to, choices)
    return votes


def designs(method: str) -> dict[str, Design]:
    if method == "polling":
        return {"alpha": usual_design(BallotList(()))}
    usual = usual_design(BallotList((), ()))
    return {
        "proportional": usual,
        "proportional, full bet": replace(usual, bet="1"),
        "simple": replace(usual, draw="simple"),
        "simple, alpha": replace(usual, draw="simple", rule="alpha"),
        "simple, agrapa": replace(usual, draw="simple", rule="agrapa"),
    }


def cells(rule: str, method: str, state: str, runs: int) -> dict[tuple[str, str, str], float]:
    of = population(rule, method, state)
    assert of.can_be_confirmed
    found = {}
    for member in sorted(of.members, key=lambda m: -m.ratio)[:2]:
        for how in WAYS:
            true = truth(of, member, how)
            value = int((true @ member.vector).sum()) // member.parts + member.assertion.constant
            assert not member.assertion.satisfied_by(value - (member.taken or 0) // member.parts)

            def errors(of_one: SheetBounds, true: Ints = true) -> Floats:
                found: Floats = (of_one.reported - true @ of_one.vector) / of_one.parts
                return found

            for name, design in designs(method).items():
                cell = (member.assertion.assertion_id, how, name)
                found[cell] = confirmed(of, design, member, errors, runs)
    return found


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("method", ["polling", "comparison"])
@pytest.mark.parametrize("state", STATES)
def test_no_cell_of_a_thousand_audits_does(method: str, state: str) -> None:
    found = cells("plurality", method, state, 1_000)
    assert max(found.values()) <= RISK + 2 * (RISK * (1 - RISK) / 1_000) ** 0.5, found


@pytest.mark.slow
@pytest.mark.parametrize("method", ["polling", "comparison"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("rule", [*RULES])
def test_no_cell_confirms_a_wrong_outcome_more_often_than_its_limit(
    rule: str, method: str, state: str
) -> None:
    found = cells(rule, method, state, 10_000)
    assert len(found) >= 3
    assert max(found.values()) <= RISK + 2 * (RISK * (1 - RISK) / 10_000) ** 0.5, found


def test_understatements_of_ballots_take_back_what_others_overstate() -> None:
    """Nothing that a ballot shows is cut off: two that cancel each other cost next to nothing."""
    of = population("plurality", "comparison", "all listed")
    design = replace(usual_design(BallotList((), ())), draw="simple")
    (member,) = [m for m in of.members if str(m.assertion.rival) == "B"]
    audit = Simulated(of, design, Errors(), 1, 1)
    rows, errors = np.arange(60)[None, :], np.zeros((1, 60))
    clean = audit.log_evidence(member, rows, errors)[0, -1]
    errors[0, :2] = (1, -1)
    both = audit.log_evidence(member, rows, errors)[0, -1]
    errors[0, 1] = 0
    one = audit.log_evidence(member, rows, errors)[0, -1]
    assert one < both < clean
    assert clean - both < 0.8 * (clean - one)
