"""What a capture changes in the one before it: sheets, states, totals, and what that does to the rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.comparison import compare
from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN, common_rows, rows_of
from veedor.model import State
from veedor.watch.totals import lines_crossed

if TYPE_CHECKING:
    from veedor.count.comparison import Comparison
    from veedor.count.selection import Selection
    from veedor.watch.capture import CaptureReading
    from veedor.watch.totals import LineCrossed

NAMED = 20
"""Sheets that an alarm names; the record has all, and the files themselves."""


@dataclass(frozen=True, eq=False)
class CaptureChanges:
    """What is another in a capture than in the one before it.

    Parameters
    ----------
    appeared : int
        Sheets that are counted now.
    changed, vanished : tuple of str
        Counted sheets with other figures; sheets that were counted and are not there any more.
    moved : tuple of (str, str, str)
        Sheets that were counted or set aside and are in another state now: which, before, after.
    fell : tuple of (str, int, int)
        Totals that went down: which, before, after.
    crossed : tuple of LineCrossed
        Lines of the rule that lie between.
    comparison : Comparison, optional
        The two laid side by side; None of totals alone.
    """

    appeared: int = 0
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    fell: tuple[tuple[str, int, int], ...] = ()
    crossed: tuple[LineCrossed, ...] = ()
    comparison: Comparison | None = None

    def to_json(self) -> dict[str, Any]:
        """Write them for the journal."""
        known = self.comparison is not None
        return {
            "appeared": self.appeared if known else None,
            "changed": list(self.changed) if known else None,
            "vanished": list(self.vanished) if known else None,
            "moved": [list(one) for one in self.moved],
            "fell": [list(one) for one in self.fell],
            "crossed": [[one.assertion.assertion_id, one.holds] for one in self.crossed],
        }


def find_changes(before: CaptureReading, after: CaptureReading) -> CaptureChanges:
    """Compare two captures.

    Parameters
    ----------
    before, after : CaptureReading
        The earlier and the later one, of one count.
    """
    old, new = before.totals.figures, after.totals.figures
    fell = tuple((name, old[name], n) for name, n in new.items() if n < old.get(name, n))
    assertions = before.assertions or after.assertions
    crossed = lines_crossed(before.totals, after.totals, assertions, after.contest, after.count)
    if before.selection is None or after.selection is None or before.selection is after.selection:
        return CaptureChanges(fell=fell, crossed=crossed)
    compared = compare(before.selection.sheets, after.selection.sheets, after.assertions)
    vanished, moved = _gone(before.selection, after.selection)
    return CaptureChanges(compared.appeared, compared.changed_ids, vanished, moved, fell, crossed, compared)


def _gone(before: Selection, after: Selection) -> tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]:
    """Tell sheets that are gone from those in another state: a list may still name what no file has."""
    one, two = before.states, after.states
    was_counted = one.code == ORDER.index(State.COUNTED)
    here, there = common_rows(one.roll.ids, two.roll.ids)
    absent = rows_of(one.roll.ids, two.roll.ids) == UNKNOWN
    absent[here] |= (two.code[there] == ORDER.index(State.OUTSTANDING)) & (two.reason[there] == "absent")
    vanished = np.sort(one.roll.ids[was_counted & absent])
    differs = np.zeros(len(one.roll), dtype=np.bool_)
    later = np.full(len(one.roll), UNKNOWN, dtype=np.int64)
    later[here] = two.code[there]
    differs[here] = one.code[here] != two.code[there]
    arrived = later == ORDER.index(State.COUNTED)
    waited = one.code == ORDER.index(State.OUTSTANDING)
    rows = np.flatnonzero(differs & ~absent & ~(arrived & waited))
    moved = tuple(
        (str(one.roll.ids[row]), ORDER[int(one.code[row])].value, ORDER[int(later[row])].value)
        for row in rows.tolist()
    )
    return tuple(vanished.tolist()), moved
