"""The state of a tally sheet: what is not known is never nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.model.ids import AreaId, ChoiceId


class State(StrEnum):
    """In exactly one of these is each expected sheet of a contest, at a moment of a count."""

    COUNTED = "counted"
    """Its figures stand: they are summed."""
    OUTSTANDING = "outstanding"
    """It is expected, and no figure is there: its voters are open."""
    SET_ASIDE = "set aside"
    """Figures were published and are not, or not yet, in the count: open until decided."""
    ANNULLED = "annulled"
    """Its figures do not count."""


@dataclass(frozen=True)
class OpenVotes:
    """Ballots whose content is not known: of sheets that are open, or of blank cells of counted ones.

    Parameters
    ----------
    ballots : int, optional
        There are at most so many; None where nothing bounds them.
    choices : frozenset of ChoiceId, optional
        They can only be for these (a blank cell is its choice's); None: for any choice, blank or spoiled.
        In either case they may also not exist.
    areas : mapping of str to AreaId
        Where they lie, by division; a division that is left out: anywhere.
    """

    ballots: int | None
    choices: frozenset[ChoiceId] | None = None
    areas: Mapping[str, AreaId] = field(default_factory=dict, hash=False)


def merged(groups: Iterable[OpenVotes]) -> tuple[OpenVotes, ...]:
    """Join the open votes that can be for the same choices in the same areas, which changes no bound.

    What nothing bounds stays apart from what is bounded.
    """
    found: dict[tuple[object, ...], OpenVotes] = {}
    for group in groups:
        key = (group.choices, frozenset(group.areas.items()), group.ballots is None)
        before = found.get(key)
        if before is not None and before.ballots is not None and group.ballots is not None:
            found[key] = replace(before, ballots=before.ballots + group.ballots)
        else:
            found[key] = group
    return tuple(found.values())
