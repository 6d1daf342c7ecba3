"""How many ballots a counted sheet can hold at the most, by what a plan believes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.capacity import fewest_ballots
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.audit.manifest import SheetManifest


class Cap(StrEnum):
    """How many ballots a sheet can hold at the most."""

    REGISTERED = "registered"
    """Its registered voters, or what the case states (``most_ballots``) where they are not known or zero.

    Safe, because nothing that the sheet says of itself is believed."""
    CAST = "cast"
    """The ballots that it reports, and what its blank cells can hold.

    To be justified; a single ballot more than reported makes a sheet wholly false."""
    LISTED = "listed"
    """What a list says of every counted sheet: voters who signed, or papers delivered.

    The list takes the place of registered voters (:func:`~veedor.audit.manifest_changes.with_listed`)."""


_OR_LISTED = (
    "; or say it sheet by sheet, by voters who signed or papers delivered: "
    '--cap listed --cap-list FILE.csv --cap-reason "why"'
)


def capacity(manifest: SheetManifest, cap: Cap) -> Ints:
    """Return how many ballots each counted sheet can hold under a cap, shape (n_counted,).

    Raises
    ------
    MissingDataError
        Where nothing says it of some of them, with how many.
    """
    sheets, allowed = manifest.sheets, manifest.sheets.contest.votes_allowed
    contest = sheets.contest.contest_id
    stated = manifest.ballots[manifest.rows]
    least = fewest_ballots(sheets)
    if cap is Cap.CAST:
        if allowed > 1:
            raise MissingDataError(
                sentence(
                    "A ballot of the contest {contest!r} gives up to {allowed} votes: "
                    "the votes of a sheet do not say how many ballots it holds.",
                    contest=contest,
                    allowed=allowed,
                ),
                remedy="Choose the cap 'registered'.",
            )
        stated = np.where(manifest.blanks == UNKNOWN, stated, least + manifest.blanks)
    unknown = int((stated == UNKNOWN).sum())
    if unknown:
        why = (
            sentence("have blank cells")
            if cap is Cap.CAST
            else sentence("have no registered voters published (or zero)")
        )
        other = "" if cap is Cap.CAST or allowed > 1 else _OR_LISTED
        raise MissingDataError(
            sentence(
                "{unknown} of {number_of_sheets} counted sheets {why}: nothing says "
                "how many ballots they can hold.",
                unknown=unknown,
                number_of_sheets=len(sheets),
                why=why,
            ),
            remedy=sentence(
                "State the most ballots of a sheet: most_ballots = N in [contest.{contest}]{other}.",
                contest=contest,
                other=other,
            ),
        )
    ballots: Ints = np.maximum(stated, least)
    return ballots
