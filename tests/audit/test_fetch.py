"""What the people of an audit take along: in which order, with more a region on top."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner

from audit.build_audit import sheets_of
from veedor.audit import AuditFolder
from veedor.audit.draw import ticket
from veedor.audit.fetch import to_fetch
from veedor.cli.main import veedor
from veedor.report.audit_papers import KINDS, audit_page
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

STORED = Path(__file__).parent / "stored_audit"
SHEETS = sheets_of([[60, 30, 5, 0]] * 12, [110] * 12)
IDS = SHEETS.ids.tolist()
PLACES = {sheet: (("north", "south")[n % 2], f"school {n // 4}") for n, sheet in enumerate(IDS)}
REGION = {sheet: place[0] for sheet, place in PLACES.items()}
NONE: dict[str, tuple[str, ...]] = {}


def folder(*drawn: int) -> AuditFolder:
    made = SimpleNamespace(
        drawn=tuple(IDS[n] for n in drawn),
        population=SimpleNamespace(ids=SHEETS.ids, manifests=(SimpleNamespace(sheets=SHEETS),)),
        seed=SimpleNamespace(digits="1" * 40),
    )
    return cast("AuditFolder", made)


def listed(found: Sequence[object]) -> list[str]:
    return [one.sheet for one in found]  # type: ignore[attr-defined]


def test_in_the_order_of_the_draw_or_as_one_walks() -> None:
    audit = folder(5, 0, 9, 3, 7)
    drawn = to_fetch(audit, 2, 4, places=NONE, by_place=False)
    assert listed(drawn) == [IDS[n] for n in (0, 9, 3)]
    assert [one.rank for one in drawn] == [2, 3, 4]
    walked = to_fetch(audit, 1, 5, places=PLACES, by_place=True)
    assert [one.place for one in walked] == sorted(one.place for one in walked)
    assert set(listed(walked)) == {IDS[n] for n in (5, 0, 9, 3, 7)}


def test_some_of_each_region_on_top_come_by_the_same_seed() -> None:
    audit = folder(*range(12))
    found = to_fetch(audit, 1, 3, places=PLACES, by_place=False, extra=2, region=REGION)
    extra = [one.sheet for one in found if one.rank is None]
    for region in ("north", "south"):
        rest = [s for s in IDS[3:] if REGION[s] == region]
        expected = sorted(rest, key=lambda sheet: ticket("1" * 40 + ",extra", sheet))[:2]
        assert [sheet for sheet in extra if REGION[sheet] == region] == expected
    assert len(extra) == 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_page_names_every_sheet_and_shows_no_reported_figure(kind: str, lang: str) -> None:
    audit = AuditFolder(STORED)
    sheets = to_fetch(audit, 1, 9, places=NONE, by_place=False)
    page = audit_page(kind, audit, sheets, Wording(lang))
    assert all(one.sheet in page for one in sheets)
    assert "print." not in page
    assert "script" not in page
    if kind == "forms":
        assert page.count('class="page"') == 9
        assert page.count('class="box"') == 9 * len(audit.plan.columns[0]) * audit.plan.design.readings


def test_the_command_line_prints_them() -> None:
    args = ["audit", "print", str(STORED), "--last", "3", "--what", "labels"]
    result = CliRunner().invoke(veedor, args, catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output.count('class="label"') == 3
