"""Audits in files where sheets are open and cells blank: committed, confirmed, verified, not to be forged."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from audit.build_audit import CONTEST, lead, of_contest, reported, states_of
from audit.test_attacks import forge, with_plan
from audit.test_procedure import AT, KEYS, NONCE, agreed, found, problems
from veedor.audit.bounds import sheet_bounds
from veedor.audit.canonical import to_bytes
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import SheetManifest
from veedor.audit.manifest_file import read_figures, write_figures
from veedor.audit.papers import AuditPlan, NotCounted, Party
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.errors import AuditError, QuestionError
from veedor.model import Kind
from veedor.rules import explain, load

LAW = load("mx-president-1996")


def expected(open_sheets: int = 3) -> SheetManifest:
    """Forty sheets: some outstanding, one set aside, one annulled, a blank cell, a shared register."""
    rng = np.random.default_rng(7)
    votes = np.column_stack(
        (rng.integers(80, 95, 40), rng.integers(20, 40, 40), rng.integers(0, 9, 40), rng.integers(0, 5, 40))
    )
    code = np.zeros(40, dtype=np.int64)
    code[:open_sheets], code[open_sheets], code[5] = 1, 2, 3
    unit = np.full(40, -1, dtype=np.int64)
    unit[[0, 10]] = 0
    blank = np.zeros((40, 4), dtype=bool)
    blank[12, 1] = True
    states = states_of(
        votes, code, votes.sum(axis=1) + 9, blank=blank, unit=unit, unit_registered=(300,),
        county=np.array(["a", "b"])[np.arange(40) % 2], expected=41, most_ballots=60,
    )  # fmt: skip
    return SheetManifest.of_states(states, ("county",))


def plan_of(of: SheetManifest, **changes: object) -> tuple[AuditPlan, bytes, bytes]:
    plan, figures, text = propose(
        reported(of, explain(LAW, of.tally())), title="President", design=Design(),
        parties=[Party("Red", public_line(KEYS["Red"]))], quorum=1, place="the town hall", nonce=NONCE,
    )  # fmt: skip
    return replace(plan, **changes), figures, text  # type: ignore[arg-type]


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "audit"
    start(path, *plan_of(expected()), at=AT)
    agreed(path, "Red")
    return path


def test_figures_come_back_as_they_were_committed() -> None:
    of = expected()
    plan, figures, _ = plan_of(of)
    text = figures.decode().splitlines()
    assert text[0].startswith("sheet_id,state,registered,register,ballots,blanks,division:county,votes:W")
    assert text[1].startswith("s0001,outstanding,300,0,300,0,a,,,,")
    assert text[4].startswith("s0004,set aside,")
    assert text[4].endswith(",,,,")
    blank = text[13].split(",")
    assert (blank[1], blank[8]) == ("counted", "")
    (back,) = read_figures(figures, plan)
    assert (back.sheets.blank == of.sheets.blank).all()
    assert back.sheets.blank.sum() == 1
    for name in ("ids", "code", "registered", "register", "ballots", "blanks", "rows"):
        assert getattr(back, name).tolist() == getattr(of, name).tolist(), name
    assert (back.unnamed, back.most_ballots) == (1, 60)
    assert write_figures([back]) == figures
    for form in (lead(), replace(lead(), registered_weight=0)):
        assert sheet_bounds(back, form).slack == sheet_bounds(of, form).slack


def test_the_plan_names_what_cannot_be_drawn(drawn: Path) -> None:
    audit = AuditFolder(drawn)
    of, contest = audit.population.manifest, audit.plan.contests[0]
    assert [line.state for line in contest.not_counted] == [
        "outstanding",
        "set aside",
        "annulled",
    ]
    assert [line.sheets for line in contest.not_counted] == [4, 1, 1]
    assert (contest.sheets, contest.counted) == (40, 35)
    assert sorted(audit.drawn) == of.sheets.ids.tolist()
    line = audit.plan.assertions[0]
    assert line.counted - line.taken == line.slack > 0


def test_it_confirms_and_verifies(drawn: Path) -> None:
    audit = AuditFolder(drawn)
    add_records(drawn, [found(drawn, sheet) for sheet in audit.drawn], key=KEYS["Red"], at=AT)
    assert problems(drawn) == {}
    status = audit_status(drawn)
    assert status.confirmed
    says = [finding.says for finding in status.findings]
    assert "audit.open_some" in says
    assert "audit.annulled" in says
    # a blank cell was not reported: a zero found there agrees with nothing
    audited = {one.sheet_id: one.found.discrepancy for one in AuditFolder(drawn).audited}
    assert audited["s0013"] is Discrepancy.DIFFERS


def rewritten(path: Path, change: Callable[[list[str]], None]) -> None:
    """Forge the committed figures, with a plan whose hash and sums fit them."""
    from veedor.audit.planned import planned
    from veedor.audit.propose import not_counted
    from veedor.canonical import sha256

    audit = AuditFolder(path)
    rows = audit.content(audit.need("commit")).decode().splitlines()
    change(rows)
    figures = ("\n".join(rows) + "\n").encode()
    plan = audit.plan
    commitment = replace(plan.commitment, sha256=sha256(figures))
    (of,) = read_figures(figures, plan)
    forms = [member.assertion for member in audit.population.members]
    forged = of_contest(
        replace(plan, commitment=commitment),
        counted=len(of.sheets),
        not_counted=not_counted(of),
        assertions=tuple(planned(sheet_bounds(of, form)) for form in forms),
    )
    new = {"commit": figures, "plan": to_bytes(forged)}
    forge(path, lambda line, content: new.get(line.step, content))


def test_open_sheets_that_are_called_annulled_afterwards_end_the_signatures(drawn: Path) -> None:
    def annul(rows: list[str]) -> None:
        rows[2] = rows[2].replace("outstanding", "annulled")

    rewritten(drawn, annul)
    assert {"signatures", "seed"} <= problems(drawn).keys()


def test_an_open_sheet_that_could_take_all_the_slack_and_no_more_ends_the_audit(drawn: Path) -> None:
    slack = min(member.slack for member in AuditFolder(drawn).population.members)

    def fill(rows: list[str], spared: int) -> None:
        cells = rows[2].split(",")
        cells[4] = str(int(cells[4]) + slack - spared)
        rows[2] = ",".join(cells)

    rewritten(drawn, lambda rows: fill(rows, 1))
    assert min(member.slack for member in AuditFolder(drawn).population.members) == 1
    rewritten(drawn, lambda rows: fill(rows, slack - 1))
    with pytest.raises(AuditError, match="could take all the slack"):
        _ = AuditFolder(drawn).population


def test_a_plan_is_about_the_figures_that_were_committed(drawn: Path) -> None:
    commitment = AuditFolder(drawn).plan.commitment
    for other in (replace(commitment, sha256="0" * 64), replace(commitment, file="others.csv")):
        with_plan(drawn, commitment=other)
        with pytest.raises(AuditError, match="other figures"):
            _ = AuditFolder(drawn).population


def test_a_sheet_that_is_not_counted_has_no_figures() -> None:
    plan, figures, _ = plan_of(expected())
    rows = figures.decode().splitlines()
    rows[2] = rows[2].rstrip(",") + ",9,9,9,9"
    with pytest.raises(AuditError, match="row 3: a sheet that is not counted has figures"):
        read_figures(("\n".join(rows) + "\n").encode(), plan)
    with pytest.raises(AuditError, match="'lost' is no state"):
        read_figures(figures.replace(b"outstanding", b"lost"), plan)


def test_a_plan_that_keeps_open_sheets_quiet_is_found(drawn: Path) -> None:
    with_plan(drawn, not_counted=(NotCounted("annulled", 1, 100),))
    assert any("not counted" in problem for problem in problems(drawn)["plan"])


def test_a_plan_that_keeps_the_open_votes_quiet_is_found(drawn: Path) -> None:
    plan = AuditFolder(drawn).plan
    line = plan.assertions[0]
    with_plan(drawn, assertions=(replace(line, taken=0, slack=line.counted), *plan.assertions[1:]))
    assert any("sums of" in problem for problem in problems(drawn)["plan"])
    with_plan(drawn, assertions=plan.assertions, unnamed=0)
    assert "plan" in problems(drawn)


def test_no_plan_is_proposed_where_what_is_open_could_turn_it() -> None:
    votes = np.array([[60, 40, 0, 0]] * 90 + [[0, 0, 0, 0]] * 10)
    of = SheetManifest.of_states(
        states_of(votes, np.r_[np.zeros(90, np.int64), np.ones(10, np.int64)], np.full(100, 200))
    )
    with pytest.raises(QuestionError, match="no audit of the others can confirm this outcome"):
        plan_of(of)


def test_whoever_is_hidden_in_a_lump_is_kept_behind_the_winner_too() -> None:
    """W leads L by far, and everybody else together by little: that lead has to be confirmed as well."""
    choices = tuple(
        replace(choice, kind=Kind.OTHERS) if choice.choice_id == "other" else choice
        for choice in CONTEST.choices
    )
    contest = replace(CONTEST, choices=choices)
    votes = np.array([[60, 5, 30, 0]] * 40)
    of = SheetManifest.of_states(states_of(votes, np.zeros(40, np.int64), np.full(40, 110), contest=contest))
    plan, _, _ = plan_of(of)
    assert {(a.subject, a.rival) for a in plan.assertions} == {("W", "L"), ("W", "other")}
    more = SheetManifest.of_states(
        states_of(votes - [0, 0, -40, 0], np.zeros(40, np.int64), np.full(40, 150), contest=contest)
    )
    with pytest.raises(QuestionError, match="one figure for several candidates"):
        plan_of(more)


def test_papers_name_the_new_format(drawn: Path) -> None:
    assert asdict(AuditFolder(drawn).plan)["format"] == "veedor-audit/4"
    assert AuditFolder(drawn).plan.contests[0].valid_kinds == ("candidate", "others")
