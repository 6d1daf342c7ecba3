"""What changed between two counts or snapshots, as a result with its findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count import comparison_tables
from veedor.count.areas import telling_level
from veedor.count.progress import base_key, base_of, digits_of, measured, unit_of
from veedor.count.terms import count_term
from veedor.count.versions import PlaceShift, Shift, Versions, by_place, pair, shift
from veedor.model import Figure, Finding, Method, Result, Unit
from veedor.model import State as Is

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.moves import Moves
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, ChoiceId, Contest, CountId, SnapshotId, Table

LAST_FILE = "count.last_file"
"""Stands for the published file where a count is taken as its last one had it."""
METHOD = Method("count.method.comparison", "figures of each sheet, later minus earlier, joined by sheet id")


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison.

    Parameters
    ----------
    count_id : CountId
        Which count.
    snapshot_id : SnapshotId, optional
        Which published file; absent for the count as its last file had it.
    sheets : int
        Sheets it has.
    """

    count_id: CountId
    snapshot_id: SnapshotId | None
    sheets: int

    @property
    def name(self) -> str:
        """How a command names it: ``official``, ``preliminary@first``."""
        return f"{self.count_id}@{self.snapshot_id}" if self.snapshot_id else str(self.count_id)


@dataclass(frozen=True)
class AssertionShift:
    """An assertion in both states, and what moved it.

    Parameters
    ----------
    assertion : Assertion
        Which one.
    shift : Shift
        Its value in both states by cause, in units of 1/scale votes; constants left out.
    before, after : Fraction, optional
        The share or lead that it puts against its threshold; None where its base is zero.
    """

    assertion: Assertion
    shift: Shift
    before: Fraction | None
    after: Fraction | None

    def votes(self, value: int) -> Fraction:
        """Give a value of the shift in votes of slack."""
        return Fraction(value, self.assertion.scale)

    def slack(self, value: int) -> Fraction:
        """Give the slack of one of the two states."""
        return Fraction(value + self.assertion.constant, self.assertion.scale)


@dataclass(frozen=True, eq=False)
class Comparison(Result):
    """What changed between two counts or snapshots.

    Parameters
    ----------
    before, after : State
        The two states.
    versions : Versions
        Their sheets side by side.
    choices : tuple of (ChoiceId, Shift)
        By choice, in ballot order.
    assertions : tuple of AssertionShift
        By assertion; the one that binds comes first.
    places : tuple of PlaceShift
        By level and place, where anything differs; values of the same assertions.
    moves : Moves, optional
        Sheets whose state differs; None where the states are not known.
    """

    before: State
    after: State
    versions: Versions
    choices: tuple[tuple[ChoiceId, Shift], ...]
    assertions: tuple[AssertionShift, ...]
    places: tuple[PlaceShift, ...]
    moves: Moves | None = None

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.versions.after.contest

    @property
    def common(self) -> int:
        """Sheets that both states have."""
        return len(self.versions.old)

    @property
    def appeared(self) -> int:
        """Sheets that only the later state has."""
        return len(self.versions.appeared)

    @property
    def vanished(self) -> int:
        """Sheets that only the earlier state has."""
        return len(self.versions.vanished)

    @property
    def changed(self) -> int:
        """Sheets of both that differ in some figure."""
        return len(self.versions.changed)

    @property
    def changed_ids(self) -> tuple[str, ...]:
        """Which sheets differ in some figure, ascending."""
        v = self.versions
        return tuple(v.after.ids[v.new[v.changed]].tolist())

    @property
    def level(self) -> str:
        """The widest level of place that tells regions apart."""
        return telling_level(self.versions.after)

    def by(self, level: str) -> Table:
        """Give what differs by one level of place or further division.

        Raises
        ------
        QuestionError
            Where there is no such level.
        """
        return comparison_tables.by_place(self, level)

    @property
    def same(self) -> bool:
        """Whether the two states are the same, sheet by sheet and figure by figure."""
        return not (self.appeared or self.vanished or self.changed or self._moved_states)

    @property
    def _moved_states(self) -> int:
        return 0 if self.moves is None else len(self.moves.rows)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """How many sheets appeared, vanished and changed, and what that did to what decides."""
        found = [self._sheets(), *self._states()]
        if not self.same:
            found += [self._moved(item) for item in self.assertions]
        if self.changed:
            found += self._where()
        return tuple(found)

    @property
    def tables(self) -> tuple[Table, ...]:
        """By choice, by assertion, by place; each changed figure; each sheet that appeared or vanished."""
        return comparison_tables.tables(self)

    def _sheets(self) -> Finding:
        if self.same:
            says = "comparison.same"
        else:
            says = "comparison.sheets" if self.changed else "comparison.nothing_changed"
        return self._finding(
            "comparison.sheets",
            says,
            Figure("count_before", count_term(self.before.count_id), Unit.TERM),
            Figure("file_before", self.before.snapshot_id or LAST_FILE, Unit.TERM),
            Figure("count_after", count_term(self.after.count_id), Unit.TERM),
            Figure("file_after", self.after.snapshot_id or LAST_FILE, Unit.TERM),
            Figure("sheets_before", self.before.sheets, Unit.SHEETS),
            Figure("sheets_after", self.after.sheets, Unit.SHEETS),
            Figure("sheets_common", self.common, Unit.SHEETS),
            Figure("sheets_appeared", self.appeared, Unit.SHEETS),
            Figure("sheets_vanished", self.vanished, Unit.SHEETS),
            Figure("sheets_changed", self.changed, Unit.SHEETS),
            Figure("figures_changed", int(self.versions.differs.sum()), Unit.CELLS),
        )

    def _states(self) -> tuple[Finding, ...]:
        """Say how many sheets came into the count, left it, or changed their state outside of it."""
        if self.moves is None or not len(self.moves.rows):
            return ()
        made = self._finding(
            "comparison.states",
            "comparison.states",
            Figure("sheets_moved", len(self.moves.rows), Unit.SHEETS),
            Figure("sheets_entered", self.moves.entered, Unit.SHEETS),
            Figure("sheets_left", self.moves.left, Unit.SHEETS),
            Figure("left_annulled", self.moves.number(Is.COUNTED, Is.ANNULLED), Unit.SHEETS),
            Figure("left_set_aside", self.moves.number(Is.COUNTED, Is.SET_ASIDE), Unit.SHEETS),
            Figure("left_outstanding", self.moves.number(Is.COUNTED, Is.OUTSTANDING), Unit.SHEETS),
            Figure("sheets_outside", self.moves.outside, Unit.SHEETS),
        )
        return (made,)

    def _moved(self, item: AssertionShift) -> Finding:
        a, moved = item.assertion, item.shift
        unit, base = unit_of(a.kind), base_key(a)
        return self._finding(
            f"comparison.moved.{a.assertion_id}",
            f"comparison.moved_{a.kind.value}",
            Figure("followed", str(a.subject), Unit.CHOICE),
            Figure("followed_rival", None if a.rival is None else str(a.rival), Unit.CHOICE),
            Figure("rule_line", a.threshold, unit, base, digits_of(a.threshold)),
            Figure("measure_base", base, Unit.TERM),
            Figure("measure_before", item.before, unit, base),
            Figure("measure_after", item.after, unit, base),
            Figure("slack_before", item.slack(moved.before), Unit.VOTES, digits=1),
            Figure("slack_after", item.slack(moved.after), Unit.VOTES, digits=1),
            Figure("by_appeared", item.votes(moved.appeared), Unit.VOTES, digits=1),
            Figure("by_vanished", item.votes(moved.vanished), Unit.VOTES, digits=1),
            Figure("by_changed", item.votes(moved.changed), Unit.VOTES, digits=1),
            Figure("raised", item.votes(moved.raised), Unit.VOTES, digits=1),
            Figure("lowered", item.votes(moved.lowered), Unit.VOTES, digits=1),
            Figure("sheets_raised", moved.sheets_raised, Unit.SHEETS),
            Figure("sheets_lowered", moved.sheets_lowered, Unit.SHEETS),
        )

    def _where(self) -> list[Finding]:
        finest = self.versions.after.places.comparable
        hit = [p for p in self.places if p.level == finest and p.changed]
        if not hit:
            return []  # the sheets name no places
        most = max(hit, key=lambda p: p.changed)
        where = self._finding(
            "comparison.where",
            "comparison.where" if most.changed > 1 or len(hit) == 1 else "comparison.scattered",
            Figure("sheets_changed", self.changed, Unit.SHEETS),
            Figure("places_changed", len(hit), Unit.PLACES),
            Figure("place_most", most.place, Unit.PLACE),
            Figure("most_changed", most.changed, Unit.SHEETS),
        )
        return [where]

    def _finding(self, finding_id: str, says: str, *figures: Figure) -> Finding:
        return Finding(
            finding_id,
            says,
            figures,
            METHOD,
            assumptions=("count.assumes.same_sheet_id",),
            cannot_show=("count.cannot.why_it_changed",),
            command=self.command,
        )


def compare(
    before: Sheets,
    after: Sheets,
    assertions: Sequence[Assertion] = (),
    *,
    moved: Moves | None = None,
    command: str = "",
) -> Comparison:
    """Compare two counts, or two snapshots of one.

    Parameters
    ----------
    before, after : Sheets
        Of one contest.
    assertions : sequence of Assertion
        What decides, the binding one first. Those restricted to an area or taken of registered voters are
        left out: what they need is on the roll, not on the sheets.
    moved : Moves, optional
        Sheets whose state differs.

    Returns
    -------
    Comparison

    Raises
    ------
    QuestionError
        Where the two are of different contests.
    """
    versions = pair(before, after)
    usable = [a for a in assertions if a.scope is None and not a.registered_weight]
    levels = dict.fromkeys((*after.places.levels_known, *after.areas))
    return Comparison(
        State(before.count_id, before.snapshot_id, len(before)),
        State(after.count_id, after.snapshot_id, len(after)),
        versions,
        tuple((c, shift(versions, before.of(c), after.of(c))) for c in after.column),
        tuple(_assertion(versions, a) for a in usable),
        tuple(p for level in levels for p in by_place(versions, level, usable)),
        moved,
        command=command,
    )


def _assertion(versions: Versions, assertion: Assertion) -> AssertionShift:
    before, after = versions.before, versions.after
    moved = shift(versions, before.contributions(assertion), after.contributions(assertion))
    choices = base_of(assertion, after.contest)
    totals = (sum(int(sheets.of(c).sum()) for c in choices) for sheets in (before, after))
    values = (value + assertion.constant for value in (moved.before, moved.after))
    first, last = (measured(assertion, value, base) for value, base in zip(values, totals, strict=True))
    return AssertionShift(assertion, moved, first, last)
