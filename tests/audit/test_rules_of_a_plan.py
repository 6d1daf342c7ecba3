"""The rules of a plan are read back in the reading that was applied, of every contest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import sheets_of
from audit.test_procedure import KEYS, RULE
from veedor.audit.design import Design
from veedor.audit.manifest import all_counted
from veedor.audit.papers import Party
from veedor.audit.propose import propose
from veedor.audit.reported import ReportedContest
from veedor.audit.rules_file import read_rules
from veedor.audit.sshsig import public_line
from veedor.errors import AuditError
from veedor.model import ContestId
from veedor.rules import explain, load

if TYPE_CHECKING:
    from veedor.audit.papers import AuditPlan
    from veedor.rules import Rule

READING = "more-than-half"


def reported(rule: Rule, name: str) -> ReportedContest:
    sheets = sheets_of([[60, 30, 5, 0]] * 12, [110] * 12)
    sheets = replace(sheets, contest=replace(sheets.contest, contest_id=ContestId(name)))
    return ReportedContest(all_counted(sheets), explain(rule, sheets.tally()), rule)


def proposed(*contests: ReportedContest) -> tuple[AuditPlan, bytes]:
    plan, _, rules = propose(
        contests,
        title="",
        design=Design(),
        parties=[Party("Red", public_line(KEYS["Red"]))],
        quorum=1,
        place="here",
    )
    return plan, rules


@pytest.mark.parametrize("variant", [None, READING])
def test_the_reading_of_the_law_that_was_applied_is_the_one_that_is_verified(variant: str | None) -> None:
    rule = RULE.reading(variant)
    plan, rules = proposed(reported(rule, "president"))
    assert plan.contests[0].variant == (variant or "")
    (back,) = read_rules(rules, plan, "rule.json")
    assert (back.variant, back.rounds) == (variant, rule.rounds)
    if variant:
        assert back.rounds != RULE.rounds


def test_each_contest_has_its_own_rule_and_reading() -> None:
    other = load("mx-president-1996")
    plan, rules = proposed(reported(RULE.reading(READING), "president"), reported(other, "mayor"))
    first, second = read_rules(rules, plan, "rule.json")
    assert (first.variant, second.variant) == (READING, None)
    assert (first.rule_id, second.rule_id) == (RULE.rule_id, other.rule_id)
    for content in (b"{}", b"[]", b"not JSON"):
        with pytest.raises(AuditError, match="does not hold the rule of each contest"):
            read_rules(content, plan, "rule.json")
