"""Plans for the outcomes that a law can give: a winner by spread, nobody in the first round, many winners."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from audit.build_audit import lead, looked_at, reported, sheets_of, states_of
from audit.test_procedure import AT, KEYS, agreed, found
from veedor.audit.capacity import Cap
from veedor.audit.confirm import assertions_of_way, to_confirm
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.audit.papers import Party
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.audit.verification import verify_audit
from veedor.count import Sheets
from veedor.errors import QuestionError
from veedor.model import Alternative, AreaId, Assertion, Quorum
from veedor.rules import dump, explain, load


def drawn(path: Path, sheets: Sheets, law: str) -> AuditFolder:
    """Plan, sign, seed and draw an audit of the outcome that a law gives."""
    rule = load(law)
    text = dump(rule).encode()
    plan, figures, text = propose(
        reported(all_counted(sheets, rule.divisions), explain(rule, sheets.tally(rule.divisions))),
        title=law, design=Design(),
        parties=[Party("Red", public_line(KEYS["Red"]))], quorum=1, place="here",
    )  # fmt: skip
    start(path, plan, figures, text, at=AT)
    agreed(path, "Red")
    return AuditFolder(path)


def confirm(path: Path, audit: AuditFolder, n: int) -> None:
    """Record the first sheets as reported, and expect the outcome confirmed by files that verify."""
    add_records(path, [found(path, sheet) for sheet in audit.drawn[:n]], key=KEYS["Red"], at=AT)
    assert {c.name: c.problems for c in verify_audit(path) if c.problems} == {}
    assert audit_status(path).confirmed


def test_nobody_won_in_the_first_round(tmp_path: Path) -> None:
    sheets = sheets_of([[44, 38, 12, 6]] * 90, [110] * 90)
    audit = drawn(tmp_path / "audit", sheets, "bo-president-2009")
    assert audit.plan.contests[0].outcome == "runoff"
    kinds = {a.assertion_id for a in audit.plan.assertions}
    assert {"first:W>other", "first:L>other", "not_lead:W>L:>=1/10:valid"} <= kinds
    # nobody won: the leader has less than half, and less than ten points more than the second
    for line in audit.plan.assertions:
        assert line.slack > 0
    confirm(tmp_path / "audit", audit, 80)


def test_a_runoff_that_was_none_is_not_confirmed(tmp_path: Path) -> None:
    """The paper gives a lead of eleven points: the lead below ten points is what the audit refutes."""
    sheets = sheets_of([[44, 38, 12, 6]] * 90, [110] * 90)
    audit = drawn(tmp_path / "audit", sheets, "bo-president-2009")
    audited = [looked_at(sheet, Discrepancy.DIFFERS, (46, 35, 13, 6)) for sheet in audit.drawn]
    measured = measure_risk(audit.population, audited, Design())
    refuted = [m.bounds.assertion.assertion_id for m in measured if m.attained > 0.99]
    assert refuted == ["not_lead:W>L:>=1/10:valid"]
    assert outcome_p(measured)[-1] > 0.99


def spread(counties: int = 47) -> Sheets:
    """Three sheets a county; W has a quarter in all but ten of them."""
    n = counties * 3
    county = np.arange(n) // 3
    votes = np.where((county < 10)[:, None], [[20, 78, 2, 0]], [[70, 28, 2, 0]])
    sheets = sheets_of(votes, np.full(n, 105))
    return replace(sheets, areas={"county": np.array([f"c{k:02d}" for k in county])})


@pytest.mark.slow
def test_a_share_in_more_than_half_of_the_counties(tmp_path: Path) -> None:
    audit = drawn(tmp_path / "audit", spread(), "ke-president-2010")
    scoped = [line for line in audit.plan.assertions if line.area is not None]
    assert len(scoped) == 24
    assert not {f"c{k:02d}" for k in range(10)} & {line.area for line in scoped}
    assert audit.plan.contests[0].divisions == ("county",)
    # sheets of other counties hold no error of a county's share
    member = next(m for m in audit.population.members if m.assertion.scope is not None)
    outside = audit.population.sheets.member_of("county") != member.assertion.scope.area  # type: ignore[union-attr]
    assert (member.bounds[outside] == 0).all()
    assert (member.reported[outside] == 0).all()
    confirm(tmp_path / "audit", audit, len(audit.drawn))


def test_an_error_in_one_county_counts_there_alone(tmp_path: Path) -> None:
    audit = drawn(tmp_path / "audit", spread(), "ke-president-2010")
    county = audit.population.sheets.member_of("county")
    planned = AreaId(next(line.area for line in audit.plan.assertions if line.area is not None))
    audited = []
    for sheet in audit.drawn:
        row = audit.population.sheets.row[sheet]
        votes = audit.population.sheets.votes[row].tolist()
        false = county[row] == planned
        audited.append(looked_at(sheet, Discrepancy.NONE, (10, 88, 2, 0) if false else tuple(votes)))
    measured = measure_risk(audit.population, audited, Design())
    of_area = {m.bounds.assertion.scope.area: m for m in measured if m.bounds.assertion.scope is not None}
    # the P-value is that of the best moment; at the end everything is known
    assert sum(of_area[planned].overstated) > of_area[planned].bounds.slack
    assert of_area[planned].attained > 0.05
    assert all(m.attained == 0.0 for area, m in of_area.items() if area != planned)


@pytest.mark.parametrize(
    ("open_ballots", "way"),
    [
        (0, "majority"),  # the less work: 0.5 / 59.5 against 1.1 / 121 a voter
        (109, "majority"),
        (110, "majority"),  # nothing is left of the lead, four votes of the majority
        (117, "majority"),
        (118, "share and lead"),  # nothing is left of either
    ],
)
def test_what_is_confirmed_is_the_least_work_that_the_open_votes_cannot_break(
    open_ballots: int, way: str
) -> None:
    """W leads by 121 votes more than it must, and 59 more than half and one: a ballot takes 1.1 or 0.5."""
    votes = np.array([[56, 34, 10, 0]] * 9 + [[56, 33, 11, 0], [0, 0, 0, 0]])
    states = states_of(votes, np.array([0] * 10 + [1]), np.full(11, 150))
    of = replace(SheetManifest.of_states(states), ballots=np.array([150] * 10 + [open_ballots]))
    decision = explain(load("bo-president-2009"), of.tally())
    assert to_confirm(decision, of, Cap.REGISTERED).way == way


def test_a_group_scores_where_all_its_assertions_hold_and_no_more_groups_are_confirmed_than_needed() -> None:
    sheets = sheets_of([[60, 30, 5, 0]] * 10, [110] * 10)
    decision = explain(load("bo-president-2009"), sheets.tally())
    holds, more, fails = lead(Fraction(1, 10)), lead(Fraction(0)), lead(Fraction(1, 2))

    def confirmed(need: int, groups: tuple[tuple[int, ...], ...]) -> list[Assertion]:
        members = tuple(replace(form, assertion_id=str(k)) for k, form in enumerate((holds, more, fails)))
        quorum = Quorum("two areas", members, (1,) * len(groups), need, groups)
        return list(assertions_of_way(Alternative("spread", (quorum,)), decision))

    assert [form.assertion_id for form in confirmed(1, ((0, 2), (0,), (1,)))] == ["1"]  # it has more slack
    assert [form.assertion_id for form in confirmed(2, ((0, 2), (0,), (1,)))] == ["1", "0"]
    with pytest.raises(QuestionError, match="two areas does not hold"):
        confirmed(2, ((0, 2), (1,)))


def test_an_outcome_without_a_vote_leaves_nothing_to_confirm_and_says_why() -> None:
    sheets = sheets_of([[0, 0, 0, 0]] * 4, [110] * 4)
    decided = explain(load("mx-president-1996"), sheets.tally())
    with pytest.raises(QuestionError, match=r"The outcome \(no candidate has a vote\) rests on no condition"):
        to_confirm(decided, all_counted(sheets), Cap.REGISTERED)
