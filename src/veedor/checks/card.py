"""The card of one sheet: its figures in every count, its neighbours, its times, and what names it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import UNKNOWN
from veedor.errors import QuestionError, nearest
from veedor.model import Assertion, Column, Figure, Finding, Method, Result, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.checks.base import Material
    from veedor.checks.result import ChecksResult
    from veedor.count import Sheets
    from veedor.model import Contest, Value
    from veedor.rules import Decision

NEIGHBOURS = 40
"""Other sheets of the place that a card shows at most; it says how many there are."""


@dataclass(frozen=True, eq=False)
class Entry:
    """The sheet as one count had it.

    Parameters
    ----------
    count : str
        Name of the count, with its snapshot.
    votes : tuple of int, optional
        In the order of the contest's choices; None where the count does not have the sheet.
    """

    count: str
    votes: tuple[int, ...] | None


@dataclass(frozen=True, eq=False)
class SheetCard(Result):
    """All that is known of one sheet.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    sheet_id : str
        Which sheet.
    place : str
        The whole path of its polling place.
    stratum : str
        Urban, rural, ...; empty where not published.
    registered : int, optional
        Registered voters, where published.
    entries : tuple of Entry
        Its figures in each count, in order of time.
    neighbours : tuple of (sheet id, registered, votes)
        Other sheets of the place in the examined count.
    neighbours_in_all : int
        How many there are.
    times : tuple of (source, time)
        When a log says that it was verified, local time of the case.
    checks : tuple of str
        Ids of the checks that name it.
    slack : Fraction, optional
        What it adds to the binding assertion, in votes.
    """

    contest: Contest
    sheet_id: str
    place: str
    stratum: str
    registered: int | None
    entries: tuple[Entry, ...]
    neighbours: tuple[tuple[str, int | None, tuple[int, ...]], ...]
    neighbours_in_all: int
    times: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]
    slack: Fraction | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding: which sheet, where, what names it, what it weighs."""
        figures = (
            Figure("sheet", self.sheet_id, Unit.TEXT),
            Figure("place", self.place, Unit.PLACE),
            Figure("registered", self.registered, Unit.VOTERS),
            Figure("checks", tuple(f"check.{c}" for c in self.checks), Unit.TERM),
            Figure("weight", self.slack, Unit.VOTES, digits=1),
        )
        says = "checks.card.named" if self.checks else "checks.card.not_named"
        return (
            Finding(
                f"checks.card.{self.sheet_id}",
                says,
                figures,
                Method("checks.method.card", "the published counts and logs"),
                cannot_show=("checks.cannot_show.who_or_why",),
                command=self.command,
            ),
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Figures by count, neighbours, times."""
        found = [self.figures_table]
        if self.neighbours:
            found.append(self.neighbours_table)
        if self.times:
            found.append(
                Table("card_times", (Column("source", Unit.TEXT), Column("time", Unit.TEXT)), self.times)
            )
        return tuple(found)

    @property
    def figures_table(self) -> Table:
        """A row a choice, a column a count."""
        columns = (Column("choice", Unit.CHOICE), *(Column(e.count, Unit.VOTES) for e in self.entries))
        rows: list[tuple[Value, ...]] = [
            (str(choice.choice_id), *(None if e.votes is None else e.votes[i] for e in self.entries))
            for i, choice in enumerate(self.contest.choices)
        ]
        return Table("card_figures", columns, tuple(rows))

    @property
    def neighbours_table(self) -> Table:
        """A row a sheet of the same place."""
        columns = (
            Column("sheet", Unit.TEXT),
            Column("registered", Unit.VOTERS),
            *(Column(str(c.choice_id), Unit.VOTES) for c in self.contest.choices),
        )
        return Table("card_neighbours", columns, tuple((i, r, *v) for i, r, v in self.neighbours))


def count_name(sheets: Sheets) -> str:
    """Name a count with its snapshot: ``preliminary@2019-10-20T19:40:57``."""
    return f"{sheets.count_id}@{sheets.snapshot_id}" if sheets.snapshot_id else str(sheets.count_id)


def card(
    material: Material,
    sheet_id: str,
    decision: Decision | None,
    checks: ChecksResult | None,
    *,
    command: str = "",
) -> SheetCard:
    """Make the card of one sheet.

    Parameters
    ----------
    material : Material
        Counts and logs.
    sheet_id : str
        Which sheet.
    decision : Decision, optional
        What the rule makes of the examined count.
    checks : ChecksResult, optional
        What the checks found.

    Raises
    ------
    QuestionError
        Where no count has such a sheet.
    """
    holding = [sheets for sheets in reversed(material.counts) if sheet_id in sheets.row]
    if not holding:
        raise QuestionError(
            f"No count has a sheet {sheet_id!r}.", remedy=nearest(sheet_id, material.sheets.ids.tolist())
        )
    sheets = holding[0]
    row = sheets.row[sheet_id]
    places = sheets.places
    code = int(places.codes[places.finest][row])
    apart = places.apart(places.finest)
    beside = np.flatnonzero(apart == apart[row])
    beside = beside[beside != row]
    nearest_first = beside[np.argsort(np.abs(beside - row), kind="stable")][:NEIGHBOURS]
    return SheetCard(
        sheets.contest,
        sheet_id,
        places.ids[places.finest][code],
        str(sheets.stratum[row]),
        _known(int(sheets.registered[row])),
        tuple(_entry(s, sheet_id) for s in material.counts),
        tuple(
            (str(sheets.ids[i]), _known(int(sheets.registered[i])), tuple(sheets.votes[i].tolist()))
            for i in np.sort(nearest_first)
        ),
        len(beside),
        _times(material, sheet_id),
        () if checks is None else tuple(r.check.check_id for r in checks.results if sheet_id in r.named),
        _weight(sheets, row, decision),
        command=command,
    )


def of_consequence(
    checks: ChecksResult, material: Material, decision: Decision | None, limit: int
) -> Sequence[str]:
    """Give the named sheets that weigh most on the binding assertion, heaviest first.

    Sheets named for what they are, not only for what they say, come first: those that more checks name.
    Strongholds alone (one candidate above a share) are no ground for a card.

    Parameters
    ----------
    checks : ChecksResult
        What the checks found.
    material : Material
        The counts.
    decision : Decision, optional
        What the rule makes of the examined count.
    limit : int
        How many.
    """
    sheets = material.sheets
    times = np.zeros(len(sheets), dtype=np.int64)
    for result in checks.results:
        if result.check.check_id not in {"one_choice_above", "nulls_above_gap"}:
            times += np.isin(sheets.ids, result.named)
    weight = np.abs(_weights(sheets, decision))
    order = np.lexsort((-weight, -times))
    chosen = order[times[order] > 0][:limit]
    return [str(i) for i in sheets.ids[chosen]]


def _weights(sheets: Sheets, decision: Decision | None) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    binding = None if decision is None else decision.binding
    return sheets.contributions(binding) if isinstance(binding, Assertion) else sheets.cast


def _weight(sheets: Sheets, row: int, decision: Decision | None) -> Fraction | None:
    binding = None if decision is None else decision.binding
    if not isinstance(binding, Assertion):
        return None
    return Fraction(int(sheets.contributions(binding)[row]), binding.scale)


def _entry(sheets: Sheets, sheet_id: str) -> Entry:
    row = sheets.row.get(sheet_id)
    return Entry(count_name(sheets), None if row is None else tuple(sheets.votes[row].tolist()))


def _known(number: int) -> int | None:
    return None if number == UNKNOWN else number


def _times(material: Material, sheet_id: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(log.count_id), material.shown(time))
        for log in material.logs
        for time in log.verified_at[log.ids == sheet_id]
    )
