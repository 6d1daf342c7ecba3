"""A count of everything by hand decides: whoever wins by the sums found, or nobody if too much is unread."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from audit.build_audit import looked_at, reported, sheets_of
from audit.test_procedure import AT, KEYS, agreed, plan_of
from audit.test_procedure import found as recorded
from veedor.audit import AuditFolder, Design, add_records, all_counted, audit_status, propose, start
from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.full_count import full_counts
from veedor.audit.planned import assertion_of
from veedor.audit.population import Population
from veedor.audit.rules_file import read_rules
from veedor.findings.audit_status import full_count_finding
from veedor.model import Unit
from veedor.rules import explain, load

if TYPE_CHECKING:
    from pathlib import Path

REPORTED = [[60, 30, 10, 0]] * 20


def folder(law: str, found: list[list[int] | None], looked: int | None = None) -> AuditFolder:
    """An audit of twenty sheets of which the first ``looked`` have a record; None: nobody could read it."""
    rule = load(law)
    sheets = sheets_of(REPORTED, [110] * 20)
    manifest = all_counted(sheets)
    plan, _, text = propose(
        reported(manifest, explain(rule, sheets.tally())),
        title="x",
        place="y",
        design=Design(),
        parties=(),
        quorum=1,
    )
    members = tuple(sheet_bounds(manifest, assertion_of(line), Cap.REGISTERED) for line in plan.assertions)
    ids = sheets.ids.tolist()
    audited = [
        looked_at(i, Discrepancy.DIFFERS if v else Discrepancy.NOT_AUDITABLE, None if v is None else tuple(v))
        for i, v in zip(ids, found, strict=True)
    ]
    made = SimpleNamespace(
        audited=tuple(audited[:looked]),
        drawn=tuple(ids),
        population=Population((manifest,), members, np.zeros(20, dtype=bool)),
        plan=plan,
        cap=Cap.REGISTERED,
        rules=read_rules(text, plan, "rule.json"),
    )
    return cast("AuditFolder", made)


def test_as_long_as_one_sheet_lacks_there_is_no_full_count() -> None:
    assert full_counts(folder("mx-president-1996", [*REPORTED], 19)) == ()


@pytest.mark.parametrize(
    ("law", "found", "same", "kind", "who", "says"),
    [
        ("mx-president-1996", [*REPORTED], True, "elected", ("W",), "outcome.same.all"),
        ("mx-president-1996", [[30, 60, 10, 0]] * 20, False, "elected", ("L",), "outcome.other.all"),
        # by another way than the one that the plan confirms, and still the reported outcome
        ("bo-president-2009", [[48, 30, 22, 0]] * 20, True, "elected", ("W",), "outcome.same.all"),
        ("bo-president-2009", [[45, 40, 15, 0]] * 20, False, "runoff", ("W", "L"), "outcome.other.all"),
        # one unread sheet cannot make up for a lead of 30 a sheet; six of them can
        ("mx-president-1996", [None, *REPORTED[1:]], True, "elected", ("W",), "outcome.same"),
        ("mx-president-1996", [None] * 6 + REPORTED[6:], None, "undetermined", (), "open"),
    ],
)  # fmt: skip
def test_the_rule_decides_by_the_sums_found(
    law: str, found: list[list[int] | None], *, same: bool | None, kind: str, who: tuple[str, ...], says: str
) -> None:
    (count,) = full_counts(folder(law, found))
    assert count.outcome is not None
    assert (count.same, str(count.outcome.kind), count.outcome.choices) == (same, kind, who)
    assert count.unread == sum(votes is None for votes in found)
    assert full_count_finding(count, Unit.SHEETS).says == f"audit.full_count.{says}"


@pytest.mark.parametrize(("change", "says", "confirmed"), [(0, "same", True), (25, "other", False)])
def test_an_audit_of_every_sheet_says_who_won(
    tmp_path: Path, change: int, says: str, *, confirmed: bool
) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(sheets_of([[55, 32, 5, 0]] * 9, [100] * 9)), at=AT)
    agreed(path, "Red", "Mission")
    records = [recorded(path, sheet, change) for sheet in AuditFolder(path).drawn]
    add_records(path, records, key=KEYS["Mission"], at=AT)
    status = audit_status(path)
    assert status.confirmed is confirmed
    kinds = {finding.finding_id: finding.says for finding in status.findings}
    assert kinds["audit.full_count"] == f"audit.full_count.outcome.{says}.all"
    assert "audit.risk" not in kinds
    table = next(table for table in status.tables if table.name == "audit_full_count")
    assert table.rows[0][1:] == (9 * 55, 9 * (55 - change))
