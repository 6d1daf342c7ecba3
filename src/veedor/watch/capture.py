"""A capture: what it says of each contest, its sheets or its totals, and what is certain by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.count.questions import deciding
from veedor.errors import MissingDataError, VeedorError
from veedor.model import OutcomeKind
from veedor.watch.totals import CaptureTotals, totals_of_log, totals_of_sheets

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count.selection import Selection
    from veedor.model import Assertion, Contest, CountId, Outcome


@dataclass(frozen=True, eq=False)
class CaptureReading:
    """What a capture says of one contest.

    Parameters
    ----------
    name : str
        Which capture.
    contest : Contest
        What was voted on.
    count : CountId
        Which count.
    totals : CaptureTotals
        What it sums to: its sheets, or where it has none what its publisher says.
    stated : CaptureTotals, optional
        What its publisher says beside the sheets.
    summed : CaptureTotals, optional
        What the sheets sum to, where ``totals`` is something else.
    selection : Selection, optional
        Its sheets; None of a page of totals alone.
    case : Case, optional
        What can be asked of it.
    assertions : tuple of Assertion
        What decides.
    """

    name: str
    contest: Contest
    count: CountId
    totals: CaptureTotals
    stated: CaptureTotals | None = None
    summed: CaptureTotals | None = None
    selection: Selection | None = None
    case: Case | None = None
    assertions: tuple[Assertion, ...] = ()

    @property
    def unlike(self) -> tuple[tuple[str, int, int], ...]:
        """What the publisher states and the sheets do not sum to: which figure, stated, summed.

        Totals and sheets are rarely published in one moment. Where they are of another number of sheets, one
        of them is older, and nothing is said.
        """
        stated = {} if self.stated is None else self.stated.figures
        summed = (self.summed or self.totals).figures
        if "sheets" in stated and stated["sheets"] != summed.get("sheets"):
            return ()
        return tuple((k, n, summed[k]) for k, n in stated.items() if k in summed and summed[k] != n)

    @property
    def certain(self) -> Outcome | None:
        """The outcome that no content of the open sheets can undo; None where there is none yet.

        Nothing is certain while nobody knows how many sheets there should be.
        """
        selection = self.selection
        if selection is None or not selection.ruled or selection.states.expected is None:
            return None
        try:
            outcome = selection.outcome
        except VeedorError:
            return None
        return None if outcome.kind is OutcomeKind.UNDETERMINED else outcome


@dataclass(frozen=True, eq=False)
class Capture:
    """A capture that was read.

    Parameters
    ----------
    name : str
        Which.
    readings : tuple of CaptureReading
        What it says, contest by contest; first the one that is meant where nobody names one.
    """

    name: str
    readings: tuple[CaptureReading, ...]

    @property
    def first(self) -> CaptureReading:
        """What it says of the first contest."""
        return self.readings[0]

    def of(self, contest: str) -> CaptureReading | None:
        """Return what it says of a contest; None where it has nothing of it."""
        return next((one for one in self.readings if one.contest.contest_id == contest), None)


def capture_of(case: Case, name: str, count: str, snapshot: str | None = None) -> Capture:
    """Return what an opened case says as one capture.

    Parameters
    ----------
    case : Case
        The case.
    name : str
        Which capture it is.
    count : str
        Which count.
    snapshot : str, optional
        Which publication of it; by default the last.

    Raises
    ------
    MissingDataError
        Where it has neither sheets nor totals of any contest.
    """
    default = case.election.contest_id()
    contests = sorted(case.election.contests, key=lambda contest: contest != default)
    readings = [_reading_of(case, name, contest, count, snapshot) for contest in contests]
    found = tuple(one for one in readings if one is not None)
    if not found:
        raise MissingDataError("The capture has neither sheets nor totals of a contest.")
    return Capture(name, found)


def _reading_of(case: Case, name: str, which: str, count: str, snapshot: str | None) -> CaptureReading | None:
    """Return what an opened case says of one contest; None where it has nothing of it."""
    election = case.election
    contest = election.contest(which)
    log = election.publications(count, which)
    stated = totals_of_log(log) if log is not None and len(log) else None
    if count not in election.counts(which):
        if stated is None:
            return None
        return CaptureReading(name, contest, election.count_id(count), stated, case=case)
    selection = case.select(count, contest=which, snapshot=snapshot)
    return CaptureReading(
        name,
        contest,
        selection.count_id,
        totals_of_sheets(selection),
        stated,
        selection=selection,
        case=case,
        assertions=deciding(selection),
    )
