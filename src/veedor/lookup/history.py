"""One sheet: every version of it in every count, and the checks that name it with law and tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.count.logs import moment
from veedor.engine import fetch_rows
from veedor.errors import QuestionError, nearest
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from veedor.checks import CheckResult, ChecksResult
    from veedor.count.selection import Selection
    from veedor.engine import Store
    from veedor.model import Contest


@dataclass(frozen=True)
class KnownVersion:
    """A sheet as a count had it, for as long as it did not change.

    Parameters
    ----------
    count : str
        Which count.
    first, last : str
        The first and the last publication that had it so.
    since : datetime, optional
        When the first of them was published, by the clock of the case.
    state, reason, status : str
        State, why, and the word that was published; the last may be empty.
    verified_at : datetime, optional
        When it was verified, by the clock of the case.
    votes : tuple of int or None
        Of each choice; None for a blank cell.
    source : str
        File and row where it stands.
    """

    count: str
    first: str
    last: str
    since: datetime | None
    state: str
    reason: str
    status: str
    verified_at: datetime | None
    votes: tuple[int | None, ...]
    source: str


@dataclass(frozen=True, eq=False)
class SheetHistory(Result):
    """All versions of a sheet, and what names it.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    sheet_id : str
        Which sheet.
    versions : tuple of KnownVersion
        In the order of the counts of the case and of their publications.
    named : tuple of CheckResult
        The checks that name it.
    tolerances : mapping of str to mapping
        By id of check: what it was asked with.
    """

    contest: Contest
    sheet_id: str
    versions: tuple[KnownVersion, ...]
    named: tuple[CheckResult, ...]
    tolerances: Mapping[str, Mapping[str, object]]


def sheet_history(selection: Selection, sheet_id: str, checks: ChecksResult | None) -> SheetHistory:
    """Read every version of a sheet.

    Parameters
    ----------
    selection : Selection
        Of which contest.
    sheet_id : str
        Which sheet.
    checks : ChecksResult, optional
        What names it.

    Raises
    ------
    QuestionError
        Where no sheet of the contest has that id.
    """
    roll = selection.states.roll
    if sheet_id not in selection.states.roll.ids:
        near = roll.ids[max(0, int(roll.ids.searchsorted(sheet_id)) - 50) :][:100].tolist()
        raise QuestionError(
            sentence("No count has a sheet {sheet_id!r}.", sheet_id=sheet_id[:60]),
            remedy=nearest(sheet_id[:60], near),
        )
    named = () if checks is None else tuple(r for r in checks.results if sheet_id in r.named)
    tolerances = {
        r.check.check_id: {**r.check.settings, **checks.pack.settings.get(r.check.check_id, {})}
        for r in named
        if checks is not None
    }
    return SheetHistory(selection.contest, sheet_id, _versions(selection, sheet_id), named, tolerances)


def _versions(selection: Selection, sheet_id: str) -> tuple[KnownVersion, ...]:
    election, contest = selection.election, selection.contest
    store = election.store
    rows = _rows(store, "version", contest.contest_id, sheet_id)
    figures = {
        (row["count_id"], row["seq"]): row
        for row in _rows(store, f"votes-{contest.contest_id}", contest.contest_id, sheet_id)
    }
    counts = list(election.file.counts)
    taken = {
        (count, str(one.snapshot_id)): None
        if str(one.taken_at) == "NaT"
        else moment(one.taken_at, election.zone)
        for count in counts
        for one in election.snapshots(count, contest.contest_id)
    }
    rows.sort(key=lambda row: (counts.index(row["count_id"]), row["seq"]))
    return tuple(
        KnownVersion(
            row["count_id"],
            row["first_snapshot"],
            row["last_snapshot"],
            taken.get((row["count_id"], row["first_snapshot"])),
            row["state"],
            row["reason"] or "",
            row["status"] or "",
            _by_the_clock(row["verified_at"], selection),
            tuple(
                figures.get((row["count_id"], row["seq"]), {}).get(str(c.choice_id)) for c in contest.choices
            ),
            f"{row['source'] or ''}:{row['source_row'] or ''}".strip(":"),
        )
        for row in rows
    )


def _rows(store: Store, name: str, contest_id: str, sheet_id: str) -> list[dict[str, Any]]:
    if not store.has(name):
        return []
    table = store.table(name)
    return fetch_rows(table.filter(table.sheet_id == sheet_id, table.contest_id == contest_id))


def _by_the_clock(at: datetime | None, selection: Selection) -> datetime | None:
    import numpy as np

    return None if at is None else moment(np.datetime64(at, "s"), selection.election.zone)
