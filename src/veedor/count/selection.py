"""What a question is about: contest, count, publication, round and reading of the law, resolved once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.by_area import needs_sheets
from veedor.count.levels import need_levels
from veedor.count.load import load_brought, load_states, with_times
from veedor.count.load_areas import load_areas
from veedor.count.logs import utc
from veedor.count.named import as_named
from veedor.errors import MissingDataError, QuestionError
from veedor.model import as_counted
from veedor.rules import decide, explain, load
from veedor.rules.named_areas import named_as, need_areas
from veedor.rules.outstanding import with_open_areas
from veedor.sentence import sentence

if TYPE_CHECKING:
    from datetime import datetime

    from veedor.count.by_area import AreaCount
    from veedor.count.election import Election
    from veedor.count.published import Snapshot
    from veedor.count.seats import CountedSeats
    from veedor.count.sheets import Sheets
    from veedor.count.states import States
    from veedor.model import Contest, ContestId, CountId, Outcome, SnapshotId, Tally
    from veedor.rules import Decision, Rule, Seats


@dataclass(frozen=True)
class Selection:
    """One publication of one count of one contest, under one reading of its rule.

    :func:`select` makes it from what a user wrote, and gives the same one for the same
    words. It is handed on whole: whatever is asked of it is asked of the same sheets, under the same law.

    Parameters
    ----------
    election : Election
        The opened case.
    contest_id : ContestId
        What was voted on.
    count_id : CountId
        Which count.
    snapshot_id : SnapshotId, optional
        As which publication had it; absent for the last one.
    variant : str, optional
        Another reading of the rule than the case takes.
    other_rule : str, optional
        Another rule than the one that the case names: what it would make of these votes.
    """

    election: Election = field(repr=False)
    contest_id: ContestId
    count_id: CountId
    snapshot_id: SnapshotId | None = None
    variant: str | None = None
    other_rule: str | None = None

    def __str__(self) -> str:
        """Name the publication as a command does: ``official``, ``preliminary@first``."""
        return as_named(self.count_id, self.snapshot_id)

    def at(self, snapshot: SnapshotId | None) -> Selection:
        """Select another publication of the same count."""
        return self.election.kept(replace(self, snapshot_id=snapshot))

    def of_count(self, count: CountId) -> Selection:
        """Select the last publication of another count of the same contest."""
        return self.election.kept(replace(self, count_id=count, snapshot_id=None))

    @property
    def contest(self) -> Contest:
        """What was voted on, with its choices."""
        return self.election.file.contest(self.contest_id)

    @property
    def round(self) -> str | None:
        """Which round of the rule the contest is; None for the first, and under another rule."""
        if self.other_rule is not None:
            return None
        return self.election.file.contests[self.contest_id].round or None

    @property
    def ruled(self) -> bool:
        """Whether a rule is named for the contest."""
        return self.other_rule is not None or bool(self.election.file.contests[self.contest_id].rule)

    @cached_property
    def rule_as_filed(self) -> Rule:
        """The rule that decides the contest, in the reading that its own file takes.

        Raises
        ------
        MissingDataError
            Where the case names none.
        """
        if self.other_rule is not None:
            return load(self.other_rule)
        rule = self.election.file.rule(self.contest_id)
        if rule is None:
            raise MissingDataError(
                sentence(
                    "The case names no rule for the contest {contest_id!r}.", contest_id=self.contest_id
                ),
                remedy=sentence(
                    'Add rule = "<id>" to [contest.{contest_id}]; `veedor rules list` lists the rules.',
                    contest_id=self.contest_id,
                ),
            )
        return rule

    @cached_property
    def rule(self) -> Rule:
        """The rule that decides the contest, in the reading that the user or the case names."""
        entry = self.election.file.contests[self.contest_id]
        of_case = entry.variant if self.other_rule is None else ""
        return self.rule_as_filed.reading(self.variant or of_case or None)

    @property
    def divisions(self) -> tuple[str, ...]:
        """Levels whose areas the rule needs in this round."""
        return self.rule.round(self.round).divisions if self.ruled and self.rule.rounds else ()

    @property
    def by_area(self) -> bool:
        """Whether the count is published by area, so that no sheet of it is known by itself."""
        return self.election.file.by_area(self.count_id)

    def need_sheets(self, what: str = "This asks for tally sheets") -> None:
        """Refuse a count that is published by area where tally sheets are needed.

        Parameters
        ----------
        what : str
            What needs them, as the beginning of a sentence.

        Raises
        ------
        QuestionError
            With the counts by sheet that can be asked instead.
        """
        if self.by_area:
            raise needs_sheets(what, self.count_id, self.election.counts_by_sheet(self.contest_id))

    @cached_property
    def areas(self) -> AreaCount:
        """The areas of a count that is published by area, as this publication had them."""
        return load_areas(
            self.election.store, self.election.file, self.contest_id, self.count_id, self.snapshot_id
        )

    @cached_property
    def states(self) -> States:
        """Every expected sheet of the contest, in the state in which this publication had it.

        Raises
        ------
        QuestionError
            Where the count is published by area.
        """
        self.need_sheets()
        return load_states(
            self.election.store,
            self.election.file,
            self.contest_id,
            self.count_id,
            self.snapshot_id,
            roll=self.election.roll(self.contest_id),
        )

    @cached_property
    def sheets(self) -> Sheets:
        """The counted sheets; those without a time of their own with that of the log of the count."""
        sheets = self.states.counted
        own = sheets.verified_at
        if own is not None and not np.isnat(own).any():
            return sheets
        timed = self.timed_by(self.count_id)
        logged = timed.verified_at
        if own is None or logged is None:
            return timed
        return replace(sheets, verified_at=np.where(np.isnat(own), logged, own))

    def timed_by(self, count: CountId) -> Sheets:
        """Give the counted sheets with the times of verification in the log of a count, if it has one."""
        log = self.election.verifications(count, self.contest_id)
        return self.states.counted if log is None else with_times(self.states.counted, log)

    @property
    def brought(self) -> tuple[frozenset[str], ...]:
        """The sheets that each publication up to this one was the first to count; none of a single one."""
        names = [snapshot.snapshot_id for snapshot in self.so_far]
        if len(names) < 2:
            return ()
        return load_brought(self.election.store, self.contest_id, self.count_id, names)

    @cached_property
    def tally(self) -> Tally:
        """The sum of the counted sheets, with what is open, and the areas that the rule needs."""
        held = self.areas if self.by_area else self.states
        if not self.divisions:
            return held.tally()
        rule = self.rule
        need_levels(rule, self.divisions, held.divisions)
        tally = with_open_areas(held.tally(self.divisions))
        need_areas(named_as(rule, tally.areas), self.round, tally.areas)
        return tally

    @cached_property
    def decision(self) -> Decision:
        """What the rule makes of the sums, as if nothing were open."""
        return explain(self.rule, as_counted(self.tally), round=self.round)

    @cached_property
    def standing(self) -> Decision:
        """What the rule makes of the count, with what is open in it, and what that rests on."""
        return explain(self.rule, self.tally, round=self.round)

    @cached_property
    def outcome(self) -> Outcome:
        """What the rule says of the count with what is open: undetermined where that could change it."""
        return decide(self.rule, self.tally, round=self.round)

    @cached_property
    def seats(self) -> tuple[CountedSeats, ...]:
        """The seats that the rule shares out by the count; none where it shares out none."""
        from veedor.count.seats import count_seats

        return count_seats(self.rule, self.areas if self.by_area else self.states)

    def seats_named(self, name: str | None = None) -> Seats:
        """Give the seats of one name, those that there are where the rule shares out no others.

        Raises
        ------
        QuestionError
            Where there are none, or several and none is named.
        """
        rule = self.rule
        if name is None and len(rule.seats) != 1:
            known = ", ".join(part.name for part in rule.seats) or sentence("no seats")
            raise QuestionError(
                sentence("{rule_id} shares out {known}.", rule_id=rule.rule_id, known=known),
                remedy="Name one: --seats NAME.",
            )
        wanted = rule.seats[0].name if name is None else rule.seat_rule(name).name
        names = (part.name for part in rule.seats)
        return dict(zip(names, self.seats, strict=True))[wanted].shared

    def to_settle(self, seats: str | None = None) -> Decision | Seats:
        """Give what an audit settles: the seats of a name, or of a rule without rounds, else the outcome."""
        of_seats = seats is not None or not self.rule.rounds
        return self.seats_named(seats) if of_seats else self.decision

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The publications of this count, in their order."""
        return self.election.snapshots(self.count_id, self.contest_id)

    @property
    def so_far(self) -> tuple[Snapshot, ...]:
        """The publications of this count up to this one, in their order."""
        known = self.snapshots
        names = [snapshot.snapshot_id for snapshot in known]
        return known[: names.index(self.snapshot_id) + 1] if self.snapshot_id in names else known

    @property
    def taken_at(self) -> np.datetime64 | None:
        """When this publication was published, in UTC; None where that is not known."""
        last = self.so_far[-1:]
        return None if not last or np.isnat(last[0].taken_at) else last[0].taken_at

    def by(self, at: datetime) -> tuple[Snapshot, ...]:
        """Give the publications of this count of which it is known that they were published by a moment."""
        until = utc(at, self.election.zone)
        return tuple(s for s in self.snapshots if not np.isnat(s.taken_at) and s.taken_at <= until)

    @property
    def publication(self) -> SnapshotId | None:
        """Which publication it is: the last one where none is named; None of a count without any."""
        return self.snapshot_id or (self.snapshots[-1].snapshot_id if self.snapshots else None)

    @property
    def sql(self) -> str | None:
        """The query that sums this publication, for DuckDB alone in the folder of the tables."""
        for total in self.election.store.manifest.get("totals", ()):
            if (total["contest"], total["count"], total["snapshot"]) == (
                self.contest_id,
                self.count_id,
                self.publication,
            ):
                return str(total["sql"])
        return None


def select(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    variant: str | None = None,
    rule: str | None = None,
) -> Selection:
    """Resolve what a question is about, once.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        ``official``, or ``preliminary@<snapshot>``; by default the count that counts in the end.
    contest : str, optional
        What was voted on; by default the first contest with a rule.
    snapshot : str, optional
        As this publication had the count; by default as its last one had it.
    variant : str, optional
        Another reading of the rule.
    rule : str, optional
        Another rule than the case names, as a case names one.

    Raises
    ------
    QuestionError
        Where there is no such count, contest, snapshot or reading.
    MissingDataError
        Where the contest has no count.
    """
    contest_id = election.contest_id(contest)
    if snapshot is not None and count is not None and "@" in count:
        raise QuestionError(
            sentence(
                "The publication is named twice: {count!r} and {snapshot!r}.", count=count, snapshot=snapshot
            ),
            remedy="Name it once.",
        )
    text = f"{count or election.count_id(None, contest_id)}" + (f"@{snapshot}" if snapshot else "")
    count_id, snapshot_id = election.state(text, contest_id)
    if variant is not None:
        asked = Selection(election, contest_id, count_id, other_rule=rule)
        election.kept(asked).rule_as_filed.reading(variant)
    return election.kept(Selection(election, contest_id, count_id, snapshot_id, variant, rule))
