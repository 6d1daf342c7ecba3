"""Where an audit stands from its first step to its last sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from audit.test_procedure import AT, KEYS, count, countersign, found, plan_of, reveal, sign
from veedor.audit.design import Design
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.procedure import draw_sheets, start
from veedor.audit.status import AuditStatus, audit_status

if TYPE_CHECKING:
    from pathlib import Path


def steps(path: Path, design: Design) -> AuditStatus:
    """Start an audit, and draw its sheets."""
    start(path, *plan_of(count(), design), at=AT)
    for name in ("Red", "Blue"):
        sign(path, name)
    for name in ("Red", "Blue"):
        reveal(path, name)
    before = audit_status(path)
    draw_sheets(path, at=AT)
    for name in ("Red", "Blue"):
        countersign(path, name)
    return before


def look(path: Path, sheets: int) -> AuditStatus:
    """Record the first sheets as they were reported."""
    drawn = AuditFolder(path).drawn[:sheets]
    add_records(path, [found(path, sheet) for sheet in drawn], key=KEYS["Red"], at=AT)
    return audit_status(path)


def test_nothing_is_attained_before_the_first_sheet_nor_left_before_the_draw(tmp_path: Path) -> None:
    before = steps(tmp_path / "audit", Design(most_sheets=1))
    assert (before.attained, before.left, before.measured) == (1.0, None, ())
    drawn = audit_status(tmp_path / "audit")
    assert (drawn.attained, drawn.exhausted, drawn.good) == (1.0, False, True)


def test_a_plan_is_exhausted_at_the_last_sheet_that_it_allows(tmp_path: Path) -> None:
    steps(tmp_path / "audit", Design(most_sheets=2))
    assert [look(tmp_path / "audit", sheets).exhausted for sheets in (1, 2)] == [False, True]


@pytest.mark.parametrize("draw", ["proportional", "simple"])
def test_what_is_left_is_what_then_confirms(tmp_path: Path, draw: str) -> None:
    steps(tmp_path / "audit", Design(draw=draw))
    few = look(tmp_path / "audit", 2)
    assert few.left is not None
    assert not look(tmp_path / "audit", 2 + few.left - 1).confirmed
    enough = look(tmp_path / "audit", 2 + few.left)
    assert enough.confirmed
    assert enough.left == 0
    assert enough.attained < few.attained < 1.0
