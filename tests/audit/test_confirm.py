"""What an audit confirms: the weakest set of assertions that is enough, of runoffs, ways to win and seats."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from audit.build_audit import reported, sheets_of
from veedor.audit import Design, ReportedContest, all_counted, outlook
from veedor.audit.capacity import Cap
from veedor.audit.confirm import to_confirm
from veedor.errors import QuestionError
from veedor.rules import establishing, explain, load, seats, tally_of

ECUADOR = load("ec-president-2008")
VOTES = {"N": 4417, "G": 4400, "I": 525, "M": 270, "T": 388}


def test_a_runoff_does_not_rest_on_the_order_of_its_finalists() -> None:
    tally = tally_of(VOTES, registered=13_700)
    decision = explain(ECUADOR, tally)
    (support,) = decision.supports
    pairs = {(a.subject, a.rival) for a in support.alternative.assertions if str(a.kind) == "first"}
    assert pairs == set(product("NG", "IMT"))
    kinds = sorted(str(a.kind) for a in support.alternative.assertions if str(a.kind) != "first")
    assert kinds == ["not_lead", "not_lead", "not_share", "not_share"]
    swapped = explain(ECUADOR, tally_of(VOTES | {"N": 4400, "G": 4417}, registered=13_700))
    assert {a.assertion_id for a in swapped.assertions} == {a.assertion_id for a in decision.assertions}
    assert decision.binding is not None
    assert "first:N>G" not in decision.binding.key
    assert decision.moved is not None
    assert decision.moved > 400


@pytest.mark.parametrize("law", ["ec-president-2008", "bo-president-2009", "ar-president-1994"])
def test_a_runoff_stands_exactly_when_one_of_its_conjunctions_holds(law: str) -> None:
    rule, rng = load(law), np.random.default_rng(5)
    reported = tally_of({"A": 43, "B": 42, "C": 15})
    decision = explain(rule, reported)
    assert str(decision.outcome.kind) == "runoff"
    standing = establishing(rule, reported, decision.outcome)
    for _ in range(300):
        votes = dict(zip("ABC", rng.multinomial(100, rng.dirichlet((9, 9, 2))).tolist(), strict=True))
        other = tally_of(votes)
        same = explain(rule, other).outcome.same_as(decision.outcome)
        assert any(alternative.holds(other) for alternative in standing) is same, votes


def test_finalists_who_are_nearly_equal_cost_nothing() -> None:
    sheets = sheets_of([[80, 80, 40, 0]] * 299 + [[81, 80, 40, 0]], [250] * 300)
    decision = explain(load("bo-president-2009"), sheets.tally())
    assert str(decision.outcome.kind) == "runoff"
    told: list[tuple[int, int]] = []
    made = outlook(
        reported(all_counted(sheets), decision), runs=5, progress=lambda done, of: told.append((done, of))
    )
    assert made.planned is not None
    assert made.planned.sheets < 100
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    assert told


def test_what_follows_from_another_assertion_is_not_audited() -> None:
    sheets = sheets_of([[60, 30, 5, 0]] * 10, [110] * 10)
    found = to_confirm(
        explain(load("fr-president-1976"), sheets.tally()), all_counted(sheets), Cap.REGISTERED
    )
    assert [str(form.kind) for form in found.assertions] == ["share"]


def test_a_plan_of_strata_costs_more_and_says_how_much() -> None:
    votes = [[60, 30, 5, 0]] * 60
    sheets = sheets_of(votes, [110] * 60)
    places = np.array(["north", "south"] * 30)
    of = all_counted(sheets)
    of.areas["part"] = places  # type: ignore[index]
    sheets.areas["part"] = places  # type: ignore[index]
    decision = explain(load("mx-president-1996"), sheets.tally())
    plain, apart = (outlook(reported(of, decision), design=Design(strata=s), runs=3) for s in ("", "part"))
    assert plain.planned is not None
    assert apart.planned is not None
    assert apart.planned.sheets > plain.planned.sheets
    assert apart.cost("proportional_safe") == plain.planned


@pytest.mark.parametrize(
    ("law", "standing"),
    [
        ("plurality(3)", 3),  # three stand, and three are elected
        ("plurality(2)", 2),
        ("plurality", 1),
        ("dhondt(seats=3)", 1),
    ],
)
def test_where_nobody_can_lose_it_is_said_that_there_is_nothing_to_audit(law: str, standing: int) -> None:
    whole, rule = sheets_of([[80, 40, 9, 0], [12, 0, 0, 0]], [200, 200]), load(law)
    contest = replace(whole.contest, choices=whole.contest.choices[:standing])
    sheets = replace(whole, contest=contest, votes=whole.votes[:, :standing], blank=whole.blank[:, :standing])
    decided = explain(rule, sheets.tally()) if rule.rounds else seats(rule, sheets.tally())
    with pytest.raises(QuestionError, match="nothing to audit") as raised:
        outlook([ReportedContest(all_counted(sheets), decided, rule)], runs=5)
    assert "'president'" in str(raised.value)


@pytest.mark.parametrize(
    ("law", "rows", "spare"),
    [
        ("plurality", [[80, 80, 9, 0]], "first:W>=L has 0 votes"),
        ("plurality", [[0, 9, 9, 3], [9, 0, 0, 0]], "0 votes to spare"),
        ("45-or-40-10", [[45, 36, 19, 0]], "0 votes to spare"),
    ],
)
def test_what_holds_with_nothing_to_spare_is_for_a_full_count(
    law: str, rows: list[list[int]], spare: str
) -> None:
    sheets = sheets_of(rows, [200] * len(rows))
    with pytest.raises(QuestionError, match=spare) as raised:
        outlook(reported(all_counted(sheets), explain(load(law), sheets.tally())), runs=5)
    assert raised.value.remedy == "Count every sheet again; no audit of a part settles it."
