"""Sheets that changed their state between two counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from count.build_states import OPEN, counted, every_state
from veedor.count.comparison import Comparison
from veedor.model import State
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path


def test_a_comparison_says_which_sheets_changed_their_state(tmp_path: Path) -> None:
    early = counted(60, 20, sheets=7) | {
        "10": ("Counted", 5, 6),
        "11": ("Observed", 7, 8),
        "12": ("Counted", 20, 70),
        "13": ("Counted", 10, 80),
    }
    result = every_state(tmp_path / "case", counted(60, 20) | OPEN, early).compare()
    assert isinstance(result, Comparison)
    moved = result.moves
    assert moved is not None
    assert not result.same
    assert moved.pairs == (
        (State.COUNTED, State.OUTSTANDING),
        (State.COUNTED, State.SET_ASIDE),
        (State.COUNTED, State.ANNULLED),
        (State.OUTSTANDING, State.COUNTED),
        (State.SET_ASIDE, State.OUTSTANDING),
    )
    assert (moved.entered, moved.left, moved.outside) == (1, 3, 1)
    rows = {(row[0], row[1]): row[2:] for row in result.tables[0].rows}
    assert rows["state.counted", "state.annulled"] == (1, 90, 90)
    assert rows["state.counted", "state.outstanding"] == (1, 11, 0)
    assert [row[0] for row in result.tables[-1].rows] == ["10", "11", "12", "13"]
    for lang in ("en", "es"):
        words = Wording(lang).of(result.contest)
        assert all("{" not in words.say(finding) for finding in result.findings)


def test_only_a_state_may_differ(tmp_path: Path) -> None:
    rows = counted(60, 20)
    case = every_state(tmp_path / "case", rows | {"09": ("Void", 1, 2)}, rows | {"09": ("Observed", 1, 2)})
    result = case.compare()
    assert isinstance(result, Comparison)
    assert not result.same
    assert (result.appeared, result.vanished, result.changed) == (0, 0, 0)
    assert "comparison.states" in [finding.says for finding in result.findings]
