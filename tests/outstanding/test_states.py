"""Projections and late shifts of counts with absent, blank, pending, set aside and annulled sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from count.build_states import OPEN, Row, counted, every_state
from veedor.case import open_case
from veedor.model import AssertionKind, Unit
from veedor.outstanding.expected import expected_of
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.model import Contest, Finding

EARLY: dict[str, Row] = counted(60, 20, sheets=8)


def says(contest: Contest, findings: Sequence[Finding]) -> list[str]:
    for lang in ("en", "es"):
        words = Wording(lang).of(contest)
        assert all("{" not in words.say(finding) for finding in findings)
    return [finding.says for finding in findings]


def test_annulled_sheets_are_not_to_come_and_set_aside_ones_are_open(tmp_path: Path) -> None:
    result = every_state(tmp_path / "case", counted(60, 20) | OPEN).project()
    assert (result.sheets, result.counted, result.outstanding) == (12, 8, 4)
    assert (result.known.beside.set_aside, result.known.beside.annulled, result.known.beside.unnamed) == (
        1,
        1,
        0,
    )
    said = says(result.contest, result.findings)
    assert {"outstanding.data.set_aside", "outstanding.data.annulled"} <= set(said)


@pytest.mark.slow
def test_an_absent_sheet_a_blank_one_and_a_pending_one_are_the_same_to_a_projection(tmp_path: Path) -> None:
    rest: list[dict[str, Row]] = [
        {},
        {"09": ("Counted", None, None), "10": ("Counted", None, None)},
        {"09": ("Pending", None, None), "10": ("Pending", None, None)},
    ]
    roll = [f"{i:02d}" for i in range(1, 11)]
    found = [
        every_state(tmp_path / str(i), counted(60, 20) | more, roll=roll).project(draws=50)
        for i, more in enumerate(rest)
    ]
    assert {(r.sheets, r.counted) for r in found} == {(10, 8)}
    for other in found[1:]:
        np.testing.assert_array_equal(other.ratio, found[0].ratio)
        assert [b.needed for b in other.break_evens] == [b.needed for b in found[0].break_evens]


@pytest.mark.slow
def test_zero_voters_are_no_size_and_nothing_bounds_them(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20) | OPEN, voters={"09": "0"})
    result = case.project()
    said = says(result.contest, result.findings)
    assert "outstanding.no_break_even.lead" in said
    assert "outstanding.data.no_register" in said
    assert result.known.beside.unbounded == ("09",)
    assert result.break_evens[0].settled is None
    bounded = every_state(
        tmp_path / "bounded",
        counted(60, 20) | OPEN,
        voters={"09": "0"},
        contest='expected = ["roll"]\nmost_ballots = 150',
    ).project()
    assert bounded.known.beside.unbounded == ()
    assert np.isfinite(bounded.break_evens[0].needed)


def test_sheets_that_nobody_names_are_outstanding(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20), contest="expected = 12")
    result = case.project()
    assert (result.sheets, result.counted, result.outstanding) == (12, 8, 4)
    said = says(result.contest, result.findings)
    assert {"outstanding.data.unnamed", "outstanding.gate.unnamed", "outstanding.no_break_even.lead"} <= set(
        said
    )


@pytest.mark.parametrize(("contest", "state"), [("", "unlisted"), ("expected = 8", "complete")])
def test_nothing_outstanding_is_as_much_as_is_known(tmp_path: Path, contest: str, state: str) -> None:
    result = every_state(tmp_path / "case", counted(60, 20), contest=contest).project()
    assert result.outstanding == 0
    assert says(result.contest, result.findings)[0] == f"outstanding.state.{state}"


def test_a_shared_register_is_parted_among_its_sheets(tmp_path: Path) -> None:
    states = every_state(tmp_path / "case", counted(60, 20) | OPEN).select().states
    unit = np.full(len(states.roll), -1, dtype=np.int64)
    unit[:2] = 0
    roll = replace(states.roll, unit=unit, unit_registered=np.array([300], dtype=np.int64))
    expected, _ = expected_of(replace(states, roll=roll))
    assert expected.registered[:3].tolist() == [150, 150, 100]


@pytest.mark.slow
def test_a_turnout_is_of_registered_voters_and_of_the_sheets_that_are_counted(tmp_path: Path) -> None:
    """Of the whole roll a partial count has no turnout of half, and the law would be asked of a runoff."""
    roll = [f"{i:02d}" for i in range(1, 17)]
    every_state(tmp_path / "case", counted(60, 20), roll=roll)
    file = tmp_path / "case" / "case.toml"
    text = file.read_text().replace("rule.toml", "lt-president-1992").replace('"XX"', '"LT"')
    file.write_text(text)
    result = open_case(tmp_path / "case").project(draws=20)
    assert (result.counted, result.outstanding) == (8, 8)
    assert [a.kind for a in result.assertions] == [AssertionKind.SHARE, AssertionKind.TURNOUT]
    for finding, base in zip(result.findings[1:3], ("base.cast", "base.registered"), strict=True):
        assert finding.figure("current").base == base
    shares = next(table for table in result.tables if table.name == "outstanding_shares")
    assert [(row["subject"], row["threshold_base"]) for row in shares.records()] == [
        ("adler", "base.cast"),
        ("outstanding.turnout", "base.registered"),
    ]
    text = Wording("en").of(result.contest).say(result.findings[2]).replace("\u00a0", " ")
    assert text.startswith("The turnout is now 89.00 % of registered voters.")


@pytest.mark.slow
def test_a_difference_of_shares_is_in_points(tmp_path: Path) -> None:
    early = {sheet: row for sheet, row in EARLY.items() if int(sheet) < 6}
    every_state(tmp_path / "case", counted(60, 20), early)
    file = tmp_path / "case" / "case.toml"
    text = file.read_text().replace("rule.toml", "lt-president-1992").replace('"XX"', '"LT"')
    file.write_text(text)
    finding = open_case(tmp_path / "case").shift().findings[0]
    assert finding.figure("early").unit is Unit.SHARE
    assert finding.figure("shift").unit is finding.figure("composition").unit is Unit.POINTS
    assert finding.figure("shift").base == "base.cast"


def test_a_shift_names_the_sheets_on_neither_side(tmp_path: Path) -> None:
    early = {sheet: row for sheet, row in EARLY.items() if int(sheet) < 6}
    case = every_state(tmp_path / "case", counted(60, 20) | OPEN, early)
    result = case.shift()
    assert result.decomposition.early_sheets == 5
    assert result.decomposition.late_sheets == 3
    assert (result.not_compared.outstanding, result.not_compared.set_aside, result.not_compared.annulled) == (
        3,
        1,
        1,
    )
    assert "shift.neither" in says(result.contest, result.findings)
