"""What outstanding, shift, stakes and checks say where places are not published."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from report.build_small import Row, small, some_rows
from veedor.case import Case
from veedor.checks import Flagged, Unable
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError
from veedor.outstanding.tree import ALONE, grow
from veedor.report.wording import Wording
from veedor.stakes.units import units_of

CUT = datetime(2030, 5, 5, 19)  # noqa: DTZ001 - local time of the case


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def said(case: Case, lang: str) -> str:
    result = case.shift(at=CUT)
    return " ".join(Wording(lang).of(result.contest).say(finding) for finding in result.findings)


def test_a_shift_without_places_cannot_be_asked(tmp_path: Path) -> None:
    case = small(tmp_path, some_rows(), levels=(), times=True)
    with pytest.raises(MissingDataError, match="name no places"):
        case.shift(at=CUT)


def test_a_shift_names_the_level_that_it_compares_within(tmp_path: Path) -> None:
    case = small(tmp_path, some_rows(), levels=("region",), times=True)
    assert "within the same region" in said(case, "en")
    assert "polling place" not in said(case, "en")
    assert "recinto" not in said(case, "es")


def test_sheets_without_a_place_are_left_out_and_said(tmp_path: Path) -> None:
    """Early and late sheets without a place are in no place together."""
    rows: list[Row] = [("North", "", at, 200, early, 100 - early) for at, early in _split()]
    rows += [("North", "School", at, 200, 50, 50) for at, _ in _split()]
    case = small(tmp_path, rows, times=True)
    result = case.shift(at=CUT)
    assert result.sheets.nameless == len(_split())
    assert result.contrast.places == 1
    assert result.contrast.by_late == pytest.approx(0)
    assert f"{result.sheets.nameless}\u00a0tally sheets have no polling place published" in said(case, "en")


def _split() -> list[tuple[str, int]]:
    """Times on both sides of the cut, with what Adler has: much more on the late side."""
    return [(f"2030-05-05T{18 + n // 4}:{10 * (n % 4):02d}:00", 20 if n < 4 else 80) for n in range(8)]


def test_the_tree_without_places_has_a_leaf_a_sheet(tmp_path: Path) -> None:
    roll = small(tmp_path, some_rows(4), levels=()).election.roll()
    tree = grow(roll.places)
    assert tree.levels == (ALONE, "all")
    assert tree.leaves == 4
    assert not tree.places


def test_nothing_outstanding_is_an_answer(tmp_path: Path) -> None:
    result = small(tmp_path, some_rows(4)).project()
    assert result.outstanding == 0
    assert result.findings[0].says.startswith("outstanding.state.unlisted")


def test_no_place_can_be_in_doubt_where_there_is_none(tmp_path: Path) -> None:
    sheets = small(tmp_path, some_rows(4), levels=()).select().sheets
    with pytest.raises(MissingDataError, match="name no places"):
        units_of(sheets, "place")


def test_a_sheet_without_place_is_a_unit_of_its_own(tmp_path: Path) -> None:
    rows = [("North", "", *row[2:]) for row in some_rows(3)] + some_rows(4)
    units = units_of(small(tmp_path, rows).select().sheets, "place")
    assert {"T001", "T002", "T003"} < set(units.ids.tolist())
    assert np.bincount(units.codes).max() == 2


def test_neighbour_checks_cannot_be_asked_without_places(tmp_path: Path) -> None:
    result = small(tmp_path, some_rows(), levels=()).check(only=("beside_place",))
    assert [r.found for r in result.results] == [Unable("no_places")]


def test_sheets_without_a_place_have_no_neighbours(tmp_path: Path) -> None:
    rows = [("North", "", *row[2:]) for row in some_rows(3)] + some_rows(4)
    case = small(tmp_path, rows)
    found = case.check(only=("beside_place",)).results[0].found
    assert isinstance(found, Flagged)
    assert found.examined == 4
    assert case.card("T001").neighbours == ()


def test_a_sheet_with_no_place_at_all_is_read(tmp_path: Path) -> None:
    rows = [("", "", *some_rows(1)[0][2:]), *some_rows(4)]
    roll = small(tmp_path, rows).election.roll()
    assert roll.places.known("place").tolist() == [False, True, True, True, True]
    assert roll.places.known("region").tolist() == [False, True, True, True, True]
    assert (roll.registered != UNKNOWN).all()
