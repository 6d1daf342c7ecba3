"""The totals of captures: as the journal keeps them, and as the publications of a count over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.logs import Made, Publications
from veedor.count.progress import along_publications
from veedor.count.vectors import UNKNOWN, coded, known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.count.selection import Selection
    from veedor.model import Assertion, Contest, CountId


@dataclass(frozen=True)
class CaptureTotals:
    """What a capture sums to.

    Parameters
    ----------
    sheets, valid : int, optional
        Counted sheets and valid votes; None where not published.
    votes : mapping of str to int
        By choice, those that were published.
    expected : int, optional
        How many sheets there should be; None where not known.
    """

    sheets: int | None = None
    valid: int | None = None
    votes: Mapping[str, int] = field(default_factory=dict)
    expected: int | None = None

    @property
    def figures(self) -> dict[str, int]:
        """Everything that counts something and was published, by name."""
        fixed = {"sheets": self.sheets, "valid": self.valid}
        return {name: n for name, n in fixed.items() if n is not None} | dict(self.votes)

    def to_json(self) -> dict[str, Any]:
        """Write them for the journal."""
        return {
            "sheets": self.sheets,
            "valid": self.valid,
            "votes": dict(self.votes),
            "expected": self.expected,
        }

    @classmethod
    def from_json(cls, made: Mapping[str, Any]) -> CaptureTotals:
        """Read them from the journal."""
        return cls(made.get("sheets"), made.get("valid"), made.get("votes", {}), made.get("expected"))


def totals_of_sheets(selection: Selection) -> CaptureTotals:
    """Sum the counted sheets of a capture."""
    states = selection.states
    votes = {str(choice): int(selection.sheets.of(choice).sum()) for choice in selection.sheets.column}
    return CaptureTotals(len(selection.sheets), int(selection.sheets.valid.sum()), votes, states.expected)


def totals_of_log(log: Publications) -> CaptureTotals:
    """Return what the last entry of a log of publications says."""
    return CaptureTotals(
        known(int(log.sheets[-1])),
        known(int(log.valid[-1])),
        {str(choice): int(votes[-1]) for choice, votes in log.votes.items() if votes[-1] != UNKNOWN},
        known(int(log.sheets_total[-1])),
    )


def publications(
    rows: Sequence[tuple[float, str, CaptureTotals]], contest: Contest, count: CountId
) -> Publications:
    """Put the totals of captures in order of time, as a log of publications.

    Parameters
    ----------
    rows : sequence of (float, str, CaptureTotals)
        When each was first seen (seconds since 1970), its name, and what it sums to.
    contest : Contest
        What was voted on.
    count : CountId
        Which count.
    """
    choices = [c.choice_id for c in contest.choices if any(c.choice_id in t.votes for _, _, t in rows)]

    def column(values: list[int | None]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array([coded(n) for n in values], dtype=np.int64)

    return Publications(
        contest.contest_id,
        count,
        np.array([int(at) for at, _, _ in rows], dtype="datetime64[s]"),
        column([t.expected for _, _, t in rows]),
        column([None for _ in rows]),
        column([t.sheets for _, _, t in rows]),
        column([t.valid for _, _, t in rows]),
        {choice: column([t.votes.get(choice) for _, _, t in rows]) for choice in choices},
        Made.SNAPSHOTS,
        np.array([name for _, name, _ in rows]),
    )


@dataclass(frozen=True)
class LineCrossed:
    """A line of the rule that lies between two captures.

    Parameters
    ----------
    assertion : Assertion
        What it is about.
    before, after : Fraction or None
        The share or the lead that was reached, as a fraction of its base.
    holds : bool
        Whether it holds now.
    """

    assertion: Assertion
    before: Any
    after: Any
    holds: bool


def lines_crossed(
    before: CaptureTotals,
    after: CaptureTotals,
    assertions: Sequence[Assertion],
    contest: Contest,
    count: CountId,
) -> tuple[LineCrossed, ...]:
    """Say which assertions hold in one of two captures, and not in the other.

    Parameters
    ----------
    before, after : CaptureTotals
        The two.
    assertions : sequence of Assertion
        What decides.
    contest : Contest
        What was voted on.
    count : CountId
        Which count.
    """
    log = publications([(0.0, "", before), (1.0, "", after)], contest, count)
    found = []
    for assertion in assertions:
        run = along_publications(assertion, contest, log)
        if run is None or len(run.at) < 2 or not run.base[0]:
            continue
        was, now = (assertion.satisfied_by(int(run.value[k])) for k in (0, 1))
        if was != now:
            found.append(LineCrossed(assertion, run.reached(0), run.reached(1), now))
    return tuple(found)
