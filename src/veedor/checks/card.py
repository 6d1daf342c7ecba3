"""The card of one sheet: its figures in every count, its neighbours, its times, and what names it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import known, rows_of
from veedor.errors import QuestionError, nearest
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.checks.base import Dossier
    from veedor.checks.impact import Baseline
    from veedor.checks.result import ChecksResult
    from veedor.count import Sheets
    from veedor.model import Contest

NEIGHBOURS = 40
"""Other sheets of the place that a card shows at most; it says how many there are."""


@dataclass(frozen=True, eq=False)
class CountFigures:
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
    entries : tuple of CountFigures
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
    entries: tuple[CountFigures, ...]
    neighbours: tuple[tuple[str, int | None, tuple[int, ...]], ...]
    neighbours_in_all: int
    times: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]
    slack: Fraction | None


def count_name(sheets: Sheets) -> str:
    """Name a count with its snapshot: ``preliminary@2019-10-20T19:40:57``."""
    return f"{sheets.count_id}@{sheets.snapshot_id}" if sheets.snapshot_id else str(sheets.count_id)


def card(
    dossier: Dossier, sheet_id: str, baseline: Baseline | None, checks: ChecksResult | None
) -> SheetCard:
    """Make the card of one sheet.

    Parameters
    ----------
    dossier : Dossier
        Counts and logs.
    sheet_id : str
        Which sheet.
    baseline : Baseline, optional
        The examined count with what the rule makes of it.
    checks : ChecksResult, optional
        What the checks found.

    Raises
    ------
    QuestionError
        Where no count has such a sheet.
    """
    rows = [(sheets, _row(sheets, sheet_id)) for sheets in dossier.counts]
    holding = [(sheets, row) for sheets, row in reversed(rows) if row is not None]
    if not holding:
        raise QuestionError(
            sentence("No count has a sheet {sheet_id!r}.", sheet_id=sheet_id),
            remedy=nearest(sheet_id, dossier.sheets.ids.tolist()),
        )
    sheets, row = holding[0]
    places = sheets.places
    code = int(places.codes[places.finest][row])
    apart = places.apart(places.finest)
    beside = np.flatnonzero(apart == apart[row])
    beside = beside[beside != row]
    nearest_first = beside[np.argsort(np.abs(beside - row), kind="stable")][:NEIGHBOURS]
    assertion = None if baseline is None else baseline.decision.pivot
    return SheetCard(
        sheets.contest,
        sheet_id,
        places.ids[places.finest][code],
        str(sheets.stratum[row]),
        known(int(sheets.registered[row])),
        tuple(CountFigures(count_name(of), None if at is None else _votes(of, at)) for of, at in rows),
        tuple(
            (str(sheets.ids[i]), known(int(sheets.registered[i])), _votes(sheets, i))
            for i in np.sort(nearest_first)
        ),
        len(beside),
        tuple(
            (str(log.count_id), dossier.shown(time))
            for log in dossier.logs
            for time in log.verified_at[log.ids == sheet_id]
        ),
        () if checks is None else tuple(r.check.check_id for r in checks.results if sheet_id in r.named),
        None if assertion is None else Fraction(int(sheets.contributions(assertion)[row]), assertion.scale),
    )


def of_consequence(
    checks: ChecksResult, dossier: Dossier, baseline: Baseline | None, limit: int
) -> Sequence[str]:
    """Return the named sheets that weigh most on the assertion that decides, heaviest first.

    Sheets named for what they are, not only for what they say, come first: those that more checks name.
    Strongholds alone (one candidate above a share) are no ground for a card.

    Parameters
    ----------
    checks : ChecksResult
        What the checks found.
    dossier : Dossier
        The counts.
    baseline : Baseline, optional
        The examined count with what the rule makes of it.
    limit : int
        How many.
    """
    sheets = dossier.sheets
    times = np.zeros(len(sheets), dtype=np.int64)
    for result in checks.results:
        if result.check.check_id not in {"one_choice_above", "nulls_above_gap"}:
            rows = rows_of(result.named, sheets.ids)
            times[rows[rows >= 0]] += 1
    assertion = None if baseline is None else baseline.decision.pivot
    weight: Ints = sheets.cast if assertion is None else np.abs(sheets.contributions(assertion))
    order = np.lexsort((-weight, -times))
    chosen = order[times[order] > 0][:limit]
    return [str(i) for i in sheets.ids[chosen]]


def _row(sheets: Sheets, sheet_id: str) -> int | None:
    row = int(rows_of(np.array([sheet_id]), sheets.ids)[0])
    return None if row < 0 else row


def _votes(sheets: Sheets, row: int) -> tuple[int, ...]:
    return tuple(sheets.votes[row].tolist())
