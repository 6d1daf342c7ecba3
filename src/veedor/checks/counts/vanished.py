"""Sheets of an earlier count that a later one no longer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import HANDBOOK, Check, Flagged, Material, Reach, Unable, flag
from veedor.model import Column, State, Unit

if TYPE_CHECKING:
    from veedor.count import Sheets
    from veedor.count.sheets import BoolVector


def find(check: Check, material: Material) -> Flagged | Unable:
    """Name the sheets that the earlier count has counted and the examined one has not, by their state now."""
    del check
    before = material.before
    if before is None:
        return Unable("checks.unable.one_count")
    gone = ~np.isin(before.ids, material.sheets.ids, assume_unique=True)
    return flag(
        before,
        gone,
        None,
        {Column("registered", Unit.VOTERS): before.registered, Column("cast", Unit.BALLOTS): before.cast},
        _became(material, before, gone),
    )


def _became(material: Material, before: Sheets, gone: BoolVector) -> dict[str, BoolVector]:
    """Say in which state the examined count has the sheets; nothing where no states are known."""
    states = material.states
    if states is None:
        return {}
    on_roll = np.isin(before.ids, states.roll.ids, assume_unique=True)
    rows = np.minimum(states.roll.rows(before.ids), len(states.roll) - 1)
    return {
        f"checks.part.now_{state.name.lower()}": gone & on_roll & states.of(state)[rows]
        for state in (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    }


CHECK = Check(
    "vanished",
    Reach.COUNTS,
    HANDBOOK,
    find,
    cannot_show=("checks.cannot_show.annulled_by_law",),
)
