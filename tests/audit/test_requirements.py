"""What is asked of a plan: each demand broken once, and kept at its very edge."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import of_contest, sheets_of
from audit.test_procedure import KEYS, OBSERVER, plan_of
from veedor.audit.papers import Party
from veedor.audit.requirements import check_plan
from veedor.audit.seed import seed_procedure
from veedor.audit.sshsig import public_line
from veedor.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.audit.papers import AuditPlan


@cache
def plan() -> AuditPlan:
    """Three parties of whom two are enough, and an observer."""
    made, _, _ = plan_of(sheets_of([[60, 30, 5, 0]] * 12, [110] * 12))
    return made


def designed(**changes: object) -> AuditPlan:
    """The plan with another design."""
    return replace(plan(), design=replace(plan().design, **changes))  # type: ignore[arg-type]


def thrown(dice: int) -> AuditPlan:
    """The plan with so many throws."""
    return replace(plan(), dice=dice, seed_procedure=seed_procedure(dice))


def named(*names: str) -> AuditPlan:
    """The plan with parties of these names, each with a key of its own."""
    keys = list(KEYS.values())
    return replace(
        plan(), parties=tuple(Party(name, public_line(key)) for name, key in zip(names, keys, strict=False))
    )


def of_others() -> AuditPlan:
    """The plan of a contest of the same name with other choices."""
    choices = tuple(replace(one, choice_id=f"{one.choice_id}2") for one in plan().contests[0].choices)
    return of_contest(plan(), choices=choices)


def of_ballots(**changes: object) -> AuditPlan:
    """A plan for single ballots."""
    return designed(**{"method": "comparison", **changes})


POLLED = {"method": "polling", "draw": "simple", "rule": "alpha"}

GOOD: dict[str, Callable[[], AuditPlan]] = {
    "as it is": plan,
    "a quorum of one": lambda: replace(plan(), quorum=1),
    "a quorum of all": lambda: replace(plan(), quorum=3),
    "no dice": lambda: thrown(0),
    "the most dice": lambda: thrown(1000),
    "the full bet": lambda: designed(bet="1"),
    "a small bet": lambda: designed(bet="1/1000"),
    "a large limit": lambda: designed(risk_limit="999/1000"),
    "one reading": lambda: designed(readings=1),
    "one sheet at the most": lambda: designed(most_sheets=1),
    "a cap with a reason": lambda: designed(cap="cast", cap_reason="Every ballot is numbered."),
    "another rule": lambda: designed(rule="agrapa"),
    "a comparison": of_ballots,
    "a poll": lambda: of_ballots(**POLLED),
    "of images": lambda: replace(plan(), question="images"),
}

BAD: dict[str, Callable[[], AuditPlan]] = {
    "is no name of a party": lambda: named("Red", " ", "Mission"),
    "'Blue\\\\n' is no name": lambda: named("Red", "Blue\n", "Mission"),
    "Two parties have the same name": lambda: named("Red", "red", "Mission"),
    "names that look the same": lambda: named("Pan", "P\u0430n", "Mission"),
    "or the same key": lambda: replace(plan(), observers=(Party("OAS", public_line(KEYS["Red"])),)),
    "asks for 0 signatures of 3": lambda: replace(plan(), quorum=0),
    "asks for 4 signatures of 3": lambda: replace(plan(), quorum=4),
    "where the folder of the audit is kept": lambda: replace(plan(), place=" "),
    "nonce of the plan": lambda: replace(plan(), nonce="5" * 63),
    "makes its seed in another way": lambda: replace(thrown(10), seed_procedure=seed_procedure(0)),
    "in another way than this version": lambda: thrown(1001),
    "its seed in another": lambda: thrown(-1),
    "names nothing to confirm": lambda: replace(plan(), contests=()),
    "nothing to confirm": lambda: of_contest(plan(), assertions=()),
    "Two contests of the plan": lambda: replace(plan(), contests=plan().contests * 2),
    "contests of the plan, or": lambda: replace(plan(), contests=(*plan().contests, *of_others().contests)),
    "'lots' is no draw": lambda: designed(draw="lots"),
    "'all' is no method": lambda: designed(method="all"),
    "'any' is no cap": lambda: designed(cap="any"),
    "'luck' is no rule": lambda: designed(rule="luck"),
    "'who' is no question": lambda: replace(plan(), question="who"),
    "A risk limit cannot be 0": lambda: designed(risk_limit="0"),
    "A risk limit cannot be 1": lambda: designed(risk_limit="1"),
    "0 is no share of the full bet": lambda: designed(bet="0"),
    "11/10 is no share of the full bet": lambda: designed(bet="1.1"),
    "at least one reading": lambda: designed(readings=0),
    "of at least one sheet": lambda: designed(most_sheets=0),
    "needs a reason": lambda: designed(cap="cast", cap_reason=" "),
    "gives up to 2 votes": lambda: of_contest(of_ballots(), votes_allowed=2),
    "no other cap and no images": lambda: of_ballots(cap="cast", cap_reason="x"),
    "and no images": lambda: replace(of_ballots(), question="images"),
    "polled in a simple draw": lambda: of_ballots(**POLLED | {"draw": "proportional"}),
    "by ALPHA": lambda: of_ballots(**POLLED | {"rule": "share"}),
    "without strata": lambda: of_ballots(**POLLED | {"strata": "box"}),
    "does not commit to the strata 'region'": lambda: designed(strata="region"),
    "Strata go with a fixed share": lambda: of_contest(
        designed(strata="region", rule="alpha"), divisions=("region",)
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_plan_may_be(name: str) -> None:
    made = GOOD[name]()
    check_plan(made)
    assert made.parties


@pytest.mark.parametrize("says", BAD)
def test_a_plan_may_not_be(says: str) -> None:
    with pytest.raises(AuditError, match=says):
        check_plan(BAD[says]())


def test_an_observer_has_a_name_and_a_key_of_its_own() -> None:
    check_plan(replace(plan(), observers=(Party("OAS", public_line(OBSERVER)),)))
    with pytest.raises(AuditError, match="Two parties have the same name"):
        check_plan(replace(plan(), observers=(Party("Red", public_line(OBSERVER)),)))
