"""Sheets of an earlier count that a later one no longer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.checks.base import HANDBOOK, Check, Dossier, Flagged, LooksAt, Unable, flag
from veedor.count.vectors import UNKNOWN, rows_of
from veedor.model import State

if TYPE_CHECKING:
    from veedor.arrays import Flags
    from veedor.count import Sheets


def find(check: Check, dossier: Dossier) -> Flagged | Unable:
    """Name the sheets that the earlier count has counted and the examined one has not, by their state now."""
    del check
    before = dossier.before
    if before is None:
        return Unable("one_count")
    gone = rows_of(before.ids, dossier.sheets.ids) == UNKNOWN
    return flag(
        before,
        gone,
        None,
        {"registered": before.registered, "cast": before.cast},
        _became(dossier, before, gone),
    )


def _became(dossier: Dossier, before: Sheets, gone: Flags) -> dict[str, Flags]:
    """Say in which state the examined count has the sheets; nothing where no states are known."""
    states = dossier.states
    if states is None:
        return {}
    rows = states.roll.rows(before.ids)
    return {
        f"now_{state.name.lower()}": gone & (rows != UNKNOWN) & states.of(state)[rows]
        for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    }


CHECK = Check(
    "vanished",
    LooksAt.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("annulled_by_law",),
)
