"""When: the publications that ``at`` of the check language can name, and totals of a log alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.claims.number_words import WORDS, numeral
from veedor.claims.types import NotKnownError, Reason
from veedor.count.interruptions import find_interruptions
from veedor.count.logs import Made, moment, utc
from veedor.count.questions import publications_of, timed_count, timeline
from veedor.count.vectors import UNKNOWN, coded, known
from veedor.errors import ClaimError, MissingDataError, QuestionError, nearest
from veedor.model import Tally
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.count import Interruption
    from veedor.count.logs import Publications
    from veedor.count.selection import Selection
    from veedor.model import ChoiceId, Contest

FINAL = "final"
MOMENTS = (FINAL, "before", "after")
"""The count that counts in the end; as last published before the longest interruption, and first after it."""
NEAR = 0.1
"""Points within which a share counted is that of the nearest publication."""
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%(?:\s*counted)?")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


@dataclass(frozen=True)
class LoggedTally(Tally):
    """Totals that a log printed: of some choices, perhaps, and of all valid votes.

    Parameters
    ----------
    logged_valid : int, optional
        Valid votes as printed; None where they were not.
    """

    logged_valid: int | None = None

    def of(self, choice: ChoiceId) -> int:
        """Votes of one choice, as printed."""
        if choice not in self.votes:
            raise NotKnownError(Reason.NOT_PUBLISHED, str(choice))
        return self.votes[choice]

    @property
    def valid(self) -> int:
        """Valid votes, as printed."""
        if self.logged_valid is None:
            raise NotKnownError(Reason.NOT_PUBLISHED, "valid")
        return self.logged_valid

    @property
    def cast(self) -> int:
        """Not in a log."""
        raise NotKnownError(Reason.NOT_PUBLISHED, "cast")

    @property
    def turnout(self) -> int | None:
        """Not in a log."""
        return None

    def ranking(self) -> tuple[ChoiceId, ...]:
        """Candidates from most to fewest votes, where none without printed votes can be second."""
        known = sorted((c for c in self.contest.candidates if c in self.votes), key=lambda c: -self.votes[c])
        if len(known) < len(self.contest.candidates):
            others = self.valid - sum(self.votes[c] for c in known)
            if len(known) < 2 or others > self.votes[known[1]]:
                raise NotKnownError(Reason.NOT_PUBLISHED, "votes of every candidate")
        return tuple(known)


@dataclass(frozen=True, eq=False)
class LogEntry:
    """One publication of a log, of which no file of sheets exists.

    Parameters
    ----------
    log : Publications
        The log.
    row : int
        Which entry.
    expected : int, optional
        Tally sheets that should exist.
    """

    log: Publications
    row: int
    expected: int | None

    @property
    def sheets(self) -> int:
        """Tally sheets that it has."""
        return _known(int(self.log.sheets[self.row]), "sheets")

    def tally(self, contest: Contest) -> LoggedTally:
        """Return its totals."""
        printed = {c: int(v[self.row]) for c, v in self.log.votes.items() if v[self.row] != UNKNOWN}
        return LoggedTally(contest, printed, logged_valid=known(self.log.valid[self.row]))


def _known(number: int, name: str) -> int:
    if number == UNKNOWN:
        raise NotKnownError(Reason.NOT_PUBLISHED, name)
    return number


@dataclass
class Moments:
    """The publications of a contest.

    Parameters
    ----------
    final : Selection
        The count that counts in the end.
    """

    final: Selection

    @cached_property
    def timed(self) -> Selection:
        """The count of which something says what was published when.

        Raises
        ------
        NotKnownError
            Where nothing does.
        """
        try:
            return self.final.of_count(timed_count(self.final.election, self.final.contest_id))
        except MissingDataError:
            raise NotKnownError(Reason.NO_LOG, "publication") from None

    @cached_property
    def log(self) -> Publications:
        """What was published when: entries of a log, or dated files with their sums."""
        found = publications_of(self.timed)
        if (
            not found or found.made_of is Made.SHEETS
        ):  # times of sheets do not say when anything was published
            raise NotKnownError(Reason.NO_LOG, "publication")
        return found

    @cached_property
    def interruptions(self) -> tuple[Interruption, ...]:
        """The interruptions of publication, in order of time."""
        count = self.timed
        return find_interruptions(self.log, count.election.verifications(count.count_id, count.contest_id))

    @property
    def longest_interruption(self) -> Interruption:
        """The longest interruption of publication."""
        if not self.interruptions:
            raise NotKnownError(Reason.NO_INTERRUPTION)
        return max(self.interruptions, key=lambda one: one.seconds)

    @cached_property
    def expected(self) -> int | None:
        """Tally sheets that should exist; None where that is not known."""
        return self.final.states.expected

    def named(self, at: str) -> Selection | LogEntry:
        """Find the publication that a text names.

        Parameters
        ----------
        at : str
            One of :data:`MOMENTS`, a count (``preliminary``), one of its publications
            (``preliminary@first``), a time of the case's zone (``2019-10-20T19:40:57``): what stood published
            then, or a share of the tally sheets (``83.79 %``): :meth:`at_share`.

        Raises
        ------
        ClaimError
            Where there is no such publication.
        NotKnownError
            Where nothing says what was published when.
        """
        if at == FINAL:
            return self.final
        if at in MOMENTS:
            gap = self.longest_interruption
            edge = gap.start if at == "before" else gap.end
            found = self._standing(edge)
            if isinstance(found, LogEntry) and found.log.published_at[found.row] != edge:
                raise NotKnownError(
                    Reason.NO_SNAPSHOT, moment(edge, self.final.election.zone).isoformat(sep=" ")
                )
            return found
        if share := _SHARE.fullmatch(at.strip()):
            rows = self.at_share(share[1])
            if not rows:
                raise NotKnownError(Reason.NO_SNAPSHOT, at)
            return self.entry(rows[0])
        if _INSTANT.fullmatch(at.strip()):
            try:
                then = utc(datetime.fromisoformat(at.strip()), self.final.election.zone)
            except ValueError:
                raise ClaimError(
                    sentence("{at!r} is no time.", at=at), expected="2019-10-20T19:40:57"
                ) from None
            except QuestionError as error:  # the clocks were put back, or forward, over it
                raise ClaimError(
                    sentence("{error}", error=error.message), value=at, remedy=error.remedy
                ) from None
            return self._standing(then)
        return self._of_name(at)

    def _of_name(self, at: str) -> Selection:
        """Return a count, or one of its publications."""
        election, contest = self.final.election, self.final.contest_id
        counts = election.counts(contest)
        for count in counts:
            names = {str(s.snapshot_id): s.snapshot_id for s in election.snapshots(count, contest)}
            if at == count:
                return self.final.of_count(count)
            snapshot = names.get(at.removeprefix(f"{count}@"))
            if snapshot is not None:
                return self.final.of_count(count).at(snapshot)
        raise ClaimError(
            sentence("There is no publication {at!r}.", at=at),
            expected="final, before, after, a count, count@publication, a time, or a share counted: 83.79 %",
            remedy=nearest(at, [*MOMENTS, *(str(count) for count in counts)]),
        )

    def entry(self, row: int) -> Selection | LogEntry:
        """Return an entry of the log with its sheets where a file has them, else as the log has it."""
        of_count = self.timed
        for snapshot in of_count.snapshots:
            if snapshot.taken_at == self.log.published_at[row]:
                return of_count.at(snapshot.snapshot_id)
        total = int(self.log.sheets_total[row])
        return LogEntry(self.log, row, self.expected if total == UNKNOWN else total)

    def _standing(self, then: np.datetime64) -> Selection | LogEntry:
        """Return what stood published at a time."""
        row = int(np.searchsorted(self.log.published_at, then, side="right")) - 1
        if row < 0:
            first = moment(self.log.published_at[0], self.final.election.zone).isoformat(sep=" ")
            raise NotKnownError(Reason.NO_SNAPSHOT, f"< {first}")
        return self.entry(row)

    def first_met(self, kind: str) -> datetime:
        """Return the first publication at which a condition of the winner's alternative held."""
        line = timeline(self.timed)
        runs = [run for run in line.published if str(run.assertion.kind) == kind]
        if not runs:
            raise NotKnownError(Reason.NO_RUNNING, kind)
        held = [np.flatnonzero(r.value > 0 if r.assertion.strict else r.value >= 0) for r in runs]
        if not all(len(rows) for rows in held):
            raise NotKnownError(Reason.NEVER_MET, kind)
        return moment(runs[0].at[max(int(rows[0]) for rows in held)], line.zone)

    @cached_property
    def shares(self) -> tuple[Ints, Ints]:
        """Sheets and expected sheets of every publication, shapes (n,); ``UNKNOWN`` where not known."""
        total = self.log.sheets_total
        return self.log.sheets, np.where(total != UNKNOWN, total, coded(self.expected))

    def at_share(self, printed: str) -> list[int]:
        """Return the publications whose share of the sheets reads as printed.

        Where there are none, those whose share is cut off to it, else the nearest one within a tenth of a
        point: the press printed the share of another screen.
        """
        number = numeral(printed)
        sheets, total = self.shares
        low, high = float(number.value - number.unit), float(number.value + number.unit)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where((total > 0) & (sheets >= 0), 100.0 * sheets / total, -1.0)
        near = np.flatnonzero((share >= low) & (share <= high)).tolist()
        exact = [(row, Fraction(100 * int(sheets[row]), int(total[row]))) for row in near]
        for word in ("reads", "truncates"):
            found = [row for row, value in exact if WORDS[word](value, number)]
            if found:
                return found
        away = np.abs(share - float(number.value))
        nearest_one = int(away.argmin())
        return [nearest_one] if away[nearest_one] <= NEAR else []
