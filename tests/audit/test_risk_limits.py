"""Ten thousand audits of outcomes that are wrong by the least: no cell confirms more than its risk limit.

Every cell takes a count as it was reported, writes a truth under it that makes one of the assertions of the
plan false by the smallest number of votes, and audits it with the draw and the bet of the cell, looking after
every sheet. Open sheets, and those without paper, hold the worst that they can. The rule itself says that
the truth is another outcome, so that a cell is about wrong outcomes and not about assertions.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.build_audit import sheets_of, states_of
from veedor.audit import Design, Errors, SheetManifest, all_counted
from veedor.audit.capacity import Cap, capacity
from veedor.audit.confirm import to_confirm
from veedor.audit.population import Population
from veedor.audit.risk import martingale, mean_proportional
from veedor.audit.simulated import Simulated
from veedor.rules import explain, load, loads, seats

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Flags, Floats, Ints
    from veedor.audit.bounds import SheetBounds
    from veedor.model import Tally
    from veedor.rules import Rule

    Truth = Ints

RUNS, RISK = 10_000, 0.05
MOST = RISK + 2 * (RISK * (1 - RISK) / RUNS) ** 0.5
N = 90
WAYS = ("few sheets, wholly", "small sheets, wholly", "many sheets, a little", "half of the sheets, by half")
LAW = """
id = "x"
title = { en = "X", es = "X" }
country = "XX"
office = "assembly"
valid_from = 2000-01-01
source = [{ law = "x", article = "1", quote = "x", language = "en", read_in = "x" }]
base = { valid = ["candidate"] }
[[seats]]
name = "assembly"
method = "dhondt"
seats = 7
threshold = { of = "10%", op = ">=", base = "valid" }
"""
RULES = {
    "plurality": load("mx-president-1996"),
    "two ways": load("bo-president-2009"),
    "runoff": load("bo-president-2009"),
    "seats": loads(LAW),
}
SHARES = {
    "plurality": (0.50, 0.42, 0.06, 0.02),
    "two ways": (0.46, 0.26, 0.24, 0.04),
    "runoff": (0.41, 0.40, 0.15, 0.04),
    "seats": (0.52, 0.30, 0.16, 0.02),
}


def reported(rule: str, states: str) -> tuple[SheetManifest, Flags]:
    """Give a count of ninety sheets of unequal size, and which of them have no paper."""
    rng = np.random.default_rng(7)
    size = rng.integers(40, 260, N)
    votes = np.array([rng.multinomial(n, SHARES[rule]) for n in size])
    registered = size + rng.integers(0, 40, N)
    lost = np.zeros(N, dtype=bool)
    if states == "no paper":
        lost[:4] = True
    if states == "missing sheets":
        code = np.where(np.arange(N) % 30 == 5, 1, 0)
        return SheetManifest.of_states(states_of(votes, code, registered)), lost[code == 0]
    if states == "blank sheets":
        blank = np.zeros(votes.shape, dtype=bool)
        blank[[3, 40], :] = True
        code = np.zeros(N, dtype=np.int64)
        return SheetManifest.of_states(states_of(votes, code, registered, blank=blank)), lost
    return all_counted(sheets_of(votes, registered)), lost


def population(rule: str, states: str) -> Population:
    manifest, lost = reported(rule, states)
    tally = manifest.tally()
    decided = seats(RULES[rule], tally) if rule == "seats" else explain(RULES[rule], tally)
    return Population((manifest,), to_confirm(decided, manifest, Cap.REGISTERED).members, lost)


def stands(rule: Rule, before: Tally, after: Tally) -> bool:
    if rule.seats:
        return seats(rule, before).stands(after)
    return explain(rule, before).outcome.same_as(explain(rule, after).outcome)


def bent(member: SheetBounds, row: int, votes: Truth, most: int, target: int) -> Truth:
    """Give the figures of a sheet that overstate an assertion by so much, or as much as the sheet can."""
    weights, found = member.vector, votes.copy()
    worst = int(np.argmin(weights))
    short = target - member.overstated(row, found.tolist())
    for choice in np.argsort(-weights).tolist():
        gain = int(weights[choice] - weights[worst])
        if gain <= 0 or short <= 0:
            break
        moved = min(int(found[choice]), -(-short // gain))
        found[choice] -= moved
        found[worst] += moved
        short -= moved * gain
    if short > 0 and weights[worst] < 0:
        added = min(most - int(found.sum()), -(-short // -int(weights[worst])))
        found[worst] += added
    return found


def truth(of: Population, member: SheetBounds, how: str) -> Truth:
    """Give a truth under which an assertion is false by the smallest number of votes."""
    sheets, most = of.sheets, capacity(of.manifest, Cap.REGISTERED)
    found = sheets.votes.copy()
    rows = np.flatnonzero(~of.lost)
    for row in np.flatnonzero(of.lost).tolist():
        found[row] = bent(member, row, found[row], int(most[row]), int(member.bounds[row]))
    need = of.remaining(member) + (0 if member.assertion.strict else 1)
    order = {
        "few sheets, wholly": rows[np.argsort(-member.bounds[rows])],
        "small sheets, wholly": rows[np.argsort(member.bounds[rows])],
        "many sheets, a little": rows,
        "half of the sheets, by half": np.random.default_rng(1).permutation(rows),
    }[how]
    little = 1.2 * need / int(member.bounds[rows].sum())
    part = {"many sheets, a little": little, "half of the sheets, by half": 0.5}
    done = 0
    for row in order.tolist():
        if done >= need:
            break
        limit = max(1, int(member.bounds[row] * min(1.0, part.get(how, 1.0))))
        # a blank sheet counts at its worst already: what it truly holds cannot be worse
        found[row] = bent(member, row, found[row], int(most[row]), min(limit, need - done))
        done += member.overstated(row, found[row].tolist())
    return found


def total(of: Population, member: SheetBounds, found: Truth) -> Tally:
    """Give the true totals: what is open holds nothing but the worst votes."""
    manifest, tally = of.manifest, of.manifest.tally()
    votes = found.sum(axis=0)
    votes[int(np.argmin(member.vector))] += int(manifest.ballots[manifest.code == 1].sum())
    choices = [choice.choice_id for choice in tally.contest.choices]
    return replace(tally, votes=dict(zip(choices, votes.tolist(), strict=True)), open=())


def overstated(member: SheetBounds, found: Truth) -> Floats:
    return np.array([member.overstated(row, votes) for row, votes in enumerate(found.tolist())], dtype=float)


def confirmed(
    of: Population, design: Design, broken: SheetBounds, errors: Callable[[SheetBounds], Floats], runs: int
) -> float:
    """Give the share of audits that confirm every assertion, each at some moment.

    The broken one is looked at first: few audits confirm it, and only in those does it matter what the
    others say.
    """
    audit = Simulated(of, design, Errors(), runs, 11)
    done = 0
    for rows in audit._orders(runs, len(audit.drawn)):
        left = rows
        for member in sorted(of.members, key=lambda m: m is not broken):
            log_m = audit.log_evidence(member, left, errors(member)[left])
            left = left[(log_m >= -np.log(RISK)).any(axis=1)]
        done += len(left)
    return done / runs


def cells(rule: str, states: str) -> list[tuple[Population, SheetBounds, Truth]]:
    of = population(rule, states)
    assert of.can_be_confirmed
    hardest = sorted(of.members, key=lambda m: -m.ratio)[:2]
    made = []
    for member in hardest:
        for how in WAYS:
            found = truth(of, member, how)
            if not stands(RULES[rule], of.manifest.tally(), total(of, member, found)):
                made.append((of, member, found))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("states", ["all counted", "missing sheets", "blank sheets", "no paper"])
@pytest.mark.parametrize("rule", [*RULES])
def test_no_cell_confirms_a_wrong_outcome_more_often_than_its_limit(rule: str, states: str) -> None:
    made = cells(rule, states)
    assert len(made) >= 3
    found = {}
    for number, (of, broken, true) in enumerate(made):
        errors = partial(overstated, found=true)
        for draw, bet in (("proportional", "9/10"), ("proportional", "1"), ("simple", "9/10")):
            found[number, draw, bet] = confirmed(of, Design(draw=draw, bet=bet), broken, errors, RUNS)
        for rule_of_bet in ("alpha", "agrapa"):
            found[number, rule_of_bet, ""] = confirmed(of, Design(rule=rule_of_bet), broken, errors, RUNS)
    assert max(found.values()) <= MOST, found


@pytest.mark.slow
@pytest.mark.parametrize("how", ["one", "other", "both"])
def test_no_cell_of_strata_does(how: str) -> None:
    """The evidence is that of the worst split of the loss, so it is at most that of the true one."""
    of = population("plurality", "all counted")
    member, sizes = of.members[0], of.sizes_for(of.members[0])
    within = {"one": np.arange(N) < 60, "other": np.arange(N) >= 60, "both": np.ones(N, dtype=bool)}[how]
    found = of.sheets.votes.copy()
    most, need, done = capacity(of.manifest, Cap.REGISTERED), member.slack, 0
    for row in np.flatnonzero(within).tolist():
        if done < need:
            found[row] = bent(
                member, row, found[row], int(most[row]), min(int(member.bounds[row]), need - done)
            )
            done += member.overstated(row, found[row].tolist())
    assert done >= need
    errors, rng = overstated(member, found), np.random.default_rng(4)
    order = np.argsort(rng.exponential(size=(RUNS, N)) / sizes, axis=1)
    evidence = np.zeros((RUNS, N))
    for part in (np.arange(N) < 60, np.arange(N) >= 60):
        mine = part[order]
        rows = order[mine].reshape(RUNS, int(part.sum()))
        x = 1.0 - errors[rows] / sizes[rows]
        mu = mean_proportional(sizes[rows], x, float(sizes[part].sum()), float(errors[part].sum()))
        log_m = martingale(np.clip(x, 0, 1), mu, lambda _, mu: np.where(mu < 1.0, 0.9 / mu, 0.0))
        step = np.diff(log_m, axis=1, prepend=0.0)
        evidence[mine] = step.ravel()
    at_any_time = (np.cumsum(evidence, axis=1) >= -np.log(RISK)).any(axis=1)
    assert at_any_time.mean() <= MOST
