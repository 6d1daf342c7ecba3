"""The first step: a folder of its own, and the figures and rules whose hashes the plan names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import reported, sheets_of
from audit.test_procedure import AT, KEYS, NONCE, RULE, plan_of
from veedor.audit.design import Design
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import all_counted
from veedor.audit.papers import Party
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.requirements import check_strata
from veedor.audit.sshsig import public_line
from veedor.errors import AuditError
from veedor.rules import explain

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.papers import AuditPlan

SHEETS = sheets_of([[60, 30, 5, 0]] * 12, [110] * 12)


def sealed(nonce: str = "") -> tuple[AuditPlan, bytes, bytes]:
    """A plan that shows its figures later."""
    return propose(
        reported(all_counted(SHEETS), explain(RULE, SHEETS.tally())),
        title="President",
        design=Design(),
        parties=[Party("Red", public_line(KEYS["Red"]))],
        quorum=1,
        place="here",
        nonce=nonce,
        sealed=True,
    )


def test_an_audit_may_begin_in_a_folder_that_is_there_and_empty(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(SHEETS)
    assert start(tmp_path, plan, figures, rule, at=AT).plan == plan
    with pytest.raises(AuditError, match="holds an audit already"):
        start(tmp_path, plan, figures, rule, at=AT)


def test_an_audit_begins_beside_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(AuditError, match="is not empty"):
        start(tmp_path, *plan_of(SHEETS), at=AT)
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_figures_and_rules_are_those_of_the_plan(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(SHEETS)
    for other in ((figures + b"\n", rule), (figures, rule + b"\n")):
        with pytest.raises(AuditError, match="another hash"):
            start(tmp_path / "audit", plan, *other, at=AT)
    assert not (tmp_path / "audit").exists()


def test_of_figures_that_are_shown_later_there_is_only_the_hash_which_nobody_can_guess(
    tmp_path: Path,
) -> None:
    plan, figures, rule = sealed()
    audit = start(tmp_path, plan, figures, rule, at=AT)
    assert not (tmp_path / plan.commitment.file).exists()
    assert audit.population.ids.tolist() == SHEETS.ids.tolist()  # for whoever has them
    assert AuditFolder(tmp_path).sealed
    _, again, _ = sealed()
    assert figures != again  # a salt of its own each time
    salts = {content.split(b"\n")[0] for content in (figures, again)}
    assert len(salts) == 2
    assert {len(salt) for salt in salts} == {len(b"# ") + 64}


def test_each_plan_has_a_nonce_of_its_own_unless_one_is_given() -> None:
    first, second = sealed()[0].nonce, sealed()[0].nonce
    assert first != second
    assert {len(first), len(second)} == {64}
    assert sealed(NONCE)[0].nonce == NONCE


def test_a_plan_names_no_sums_of_ballots_where_figures_have_them_nor_a_reading_where_there_is_one() -> None:
    (contest,) = plan_of(SHEETS)[0].contests
    assert contest.totals == {}
    assert contest.variant == ""


def test_each_contest_commits_to_the_strata_of_the_plan() -> None:
    plan, _, _ = plan_of(SHEETS)
    (one,) = plan.contests
    with_strata = replace(one, divisions=("region",))
    design = replace(plan.design, strata="region")
    check_strata(replace(plan, contests=(with_strata, with_strata), design=design))
    for contests in ((one, with_strata), (with_strata, one), (one, one)):
        with pytest.raises(AuditError, match="does not commit to the strata 'region'"):
            check_strata(replace(plan, contests=contests, design=design))
