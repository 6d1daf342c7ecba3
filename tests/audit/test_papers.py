"""What a record and a plan can say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.build_audit import of_contest
from audit.test_open_files import expected, plan_of
from veedor.audit.design import Design
from veedor.audit.manifest_file import read_figures
from veedor.audit.planned import _LARGEST, assertion_of
from veedor.audit.requirements import check_plan
from veedor.audit.signed_papers import AuditRecord, Interpretation
from veedor.errors import AuditError
from veedor.model import AreaId, Scope

ONE, OTHER = (Interpretation(by, {"W": votes}) for by, votes in (("Ana", 5), ("Luis", 6)))


@pytest.mark.parametrize(
    ("status", "entries", "votes"),
    [
        ("found", (ONE, replace(OTHER, votes={"W": 5})), {"W": 5}),
        ("found", (ONE,), {"W": 5}),
        ("found", (ONE, OTHER), None),
        ("found", (), None),
        ("not_auditable", (ONE,), None),
        ("not_auditable", (), None),
    ],
)
def test_figures_were_found_where_all_readings_agree(
    status: str, entries: tuple[Interpretation, ...], votes: dict[str, int] | None
) -> None:
    assert AuditRecord("s1", status, entries, "", "").votes == votes


def test_an_assertion_of_a_plan_has_a_scope_of_both_parts_and_weights_that_a_sum_can_hold() -> None:
    line = plan_of(expected())[0].assertions[0]
    assert assertion_of(replace(line, division="county", area="a")).scope == Scope("county", AreaId("a"))
    for division, area in ((None, "a"), ("county", None)):
        assert assertion_of(replace(line, division=division, area=area)).scope is None
    for sign in (1, -1):
        largest = replace(line, weights={"W": sign * _LARGEST})
        assert assertion_of(largest).weights == {"W": sign * _LARGEST}
        with pytest.raises(AuditError, match="is no assertion"):
            assertion_of(replace(line, weights={"W": sign * (_LARGEST + 1)}))


def test_the_least_that_a_plan_can_ask_is_one_reading_of_one_sheet_with_the_full_bet() -> None:
    plan, _, _ = plan_of(expected())
    check_plan(replace(plan, design=Design(readings=1, most_sheets=1, bet="1"), quorum=1))
    in_strata = replace(plan, design=Design(strata="county", rule="alpha"))
    in_strata = of_contest(in_strata, divisions=("county",))
    with pytest.raises(AuditError, match="fixed share of the full bet"):
        check_plan(in_strata)


def test_a_ballot_gives_one_to_a_thousand_votes() -> None:
    plan, figures, _ = plan_of(expected())
    for allowed in (1, 1000):
        (of,) = read_figures(figures, of_contest(plan, votes_allowed=allowed))
        assert of.sheets.contest.votes_allowed == allowed
    for allowed in (0, 1001):
        with pytest.raises(AuditError, match=f"cannot give {allowed} votes"):
            read_figures(figures, of_contest(plan, votes_allowed=allowed))
