"""A contest as it was reported: its sheets, or its ballots, and what the rule makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit.ballots import ballot_manifest, decided_by_ballots
from veedor.audit.manifest import SheetManifest
from veedor.audit.manifest_changes import as_stated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.audit.ballots import BallotList
    from veedor.count.selection import Selection
    from veedor.rules import Decision, Rule, Seats


@dataclass(frozen=True, eq=False)
class ReportedContest:
    """What an audit tests.

    Parameters
    ----------
    manifest : SheetManifest
        Every expected sheet, or every ballot, with the divisions of the rule and of the strata.
    decided : Decision or Seats
        What the rule says of the counted ones.
    rule : Rule
        The law, in the reading that was applied.
    """

    manifest: SheetManifest
    decided: Decision | Seats
    rule: Rule


def reported_contest(
    selection: Selection,
    *,
    seats: str | None = None,
    strata: str = "",
    most: Mapping[str, int] | None = None,
    pending: int | None = None,
    listed: BallotList | None = None,
    ballots: int | None = None,
) -> ReportedContest:
    """Return a contest of a case as an audit of it needs it.

    Parameters
    ----------
    selection : Selection
        The count.
    seats : str, optional
        These seats of the rule instead of the outcome.
    strata : str
        Division or level whose areas are looked at apart; or empty.
    most : mapping of str to int, optional
        Most ballots of each counted sheet.
    pending : int, optional
        Ballots that are still pending and belong to no expected sheet.
    listed : BallotList, optional
        Single ballots, to be drawn instead of sheets.
    ballots : int, optional
        How many ballots there are in all, where more than are listed.

    Raises
    ------
    QuestionError
        Where a list names what is not there, or lacks what is.
    """
    if listed is not None:
        manifest = ballot_manifest(listed, selection.sheets.tally(), selection.count_id, ballots)
        return ReportedContest(manifest, decided_by_ballots(selection, manifest, seats), selection.rule)
    manifest = as_stated(SheetManifest.of(selection, (strata,) if strata else ()), most, pending)
    return ReportedContest(manifest, selection.to_settle(seats), selection.rule)
