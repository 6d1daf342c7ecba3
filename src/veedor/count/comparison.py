"""What changed between two publications of counts, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.areas import telling_level
from veedor.count.named import as_named
from veedor.count.versions import PlaceShift, SumShift, Versions, by_place, pair, shift
from veedor.model import Result, measure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.moves import Moves
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, ChoiceId, Contest, CountId, SnapshotId


@dataclass(frozen=True, slots=True)
class ComparedCount:
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
        return as_named(self.count_id, self.snapshot_id)


@dataclass(frozen=True)
class AssertionShift:
    """An assertion in both states, and what moved it.

    Parameters
    ----------
    assertion : Assertion
        Which one.
    shift : SumShift
        Its value in both states by cause, in units of 1/scale votes; constants left out.
    before, after : Fraction, optional
        The share or lead that it puts against its threshold; None where its base is zero.
    """

    assertion: Assertion
    shift: SumShift
    before: Fraction | None
    after: Fraction | None

    def votes(self, value: int) -> Fraction:
        """Return a value of the shift in votes of slack."""
        return Fraction(value, self.assertion.scale)

    def slack(self, value: int) -> Fraction:
        """Return the slack of one of the two states."""
        return Fraction(value + self.assertion.constant, self.assertion.scale)


@dataclass(frozen=True, eq=False)
class Comparison(Result):
    """What changed between two counts or snapshots.

    Parameters
    ----------
    before, after : ComparedCount
        The two publications.
    versions : Versions
        Their sheets side by side.
    choices : tuple of (ChoiceId, SumShift)
        By choice, in ballot order.
    assertions : tuple of AssertionShift
        By assertion; the one that binds comes first.
    places : tuple of PlaceShift
        By level and place, where anything differs; values of the same assertions.
    moves : Moves, optional
        Sheets whose state differs; None where the states are not known.
    """

    before: ComparedCount
    after: ComparedCount
    versions: Versions
    choices: tuple[tuple[ChoiceId, SumShift], ...]
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

    @property
    def same(self) -> bool:
        """Whether the two states are the same, sheet by sheet and figure by figure."""
        return not (self.appeared or self.vanished or self.changed or self._moved_states)

    @property
    def _moved_states(self) -> int:
        return 0 if self.moves is None else len(self.moves.rows)


def compare(
    before: Sheets,
    after: Sheets,
    assertions: Sequence[Assertion] = (),
    *,
    moved: Moves | None = None,
) -> Comparison:
    """Compare two counts, or two snapshots of one.

    Parameters
    ----------
    before, after : Sheets
        Of one contest.
    assertions : sequence of Assertion
        What decides, the binding one first. Those restricted to an area, or taken of registered voters or
        of ballots that give several votes, are left out: what they need is not on the sheets.
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
    usable = of_votes(assertions)
    levels = dict.fromkeys((*after.places.levels_known, *after.areas))
    return Comparison(
        ComparedCount(before.count_id, before.snapshot_id, len(before)),
        ComparedCount(after.count_id, after.snapshot_id, len(after)),
        versions,
        choice_shifts(versions),
        assertion_shifts(versions, usable),
        tuple(p for level in levels for p in by_place(versions, level, usable)),
        moved,
    )


def of_votes(assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """Leave out assertions of one area, of registered voters or of ballots that give several votes."""
    return tuple(a for a in assertions if not (a.scope or a.registered_weight or a.ballots_weight))


def choice_shifts(versions: Versions) -> tuple[tuple[ChoiceId, SumShift], ...]:
    """Return what moved the sum of each choice, in ballot order."""
    before, after = versions.before, versions.after
    return tuple((c, shift(versions, before.of(c), after.of(c))) for c in after.column)


def assertion_shifts(versions: Versions, assertions: Sequence[Assertion]) -> tuple[AssertionShift, ...]:
    """Return some assertions over votes alone in both states, each with what moved it."""
    before, after = versions.before, versions.after
    totals, found = (before.tally(), after.tally()), []
    for assertion in assertions:
        moved = shift(versions, before.contributions(assertion), after.contributions(assertion))
        measure = measure_of(assertion, after.contest)
        found.append(AssertionShift(assertion, moved, *(measure.of(tally) for tally in totals)))
    return tuple(found)
