"""From the tables of an imported case to the areas of a count that is published by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.by_area import AreaCount
from veedor.count.columns import as_column, first_and_last, integers, only, read, texts, times
from veedor.count.load import positions_of
from veedor.count.named import contest_named
from veedor.count.read_votes import read_votes
from veedor.count.roll import divisions_of, places_of
from veedor.count.sheets import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.engine.schemas import PRINTED
from veedor.errors import CaseError, MissingDataError
from veedor.sentence import sentence

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.arrays import Flags, Ints
    from veedor.engine.store import Store
    from veedor.intake.case import CaseFile
    from veedor.model import Contest, ContestId, CountId, SnapshotId

NUMBERS = ("sheets_counted", "sheets_total", "sheets_observed", "sheets_pending", "registered_counted")
AREA = "area"
"""The level of places of a count whose source names none."""


def load_areas(
    store: Store,
    case: CaseFile,
    contest_id: ContestId,
    count_id: CountId,
    snapshot_id: SnapshotId | None = None,
) -> AreaCount:
    """Read the areas of a count as one publication had them.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    case : CaseFile
        The case.
    contest_id, count_id : ContestId, CountId
        Which count of which contest; it is published by area.
    snapshot_id : SnapshotId, optional
        As this publication had it; by default as the last one had it.

    Raises
    ------
    QuestionError
        Where the case has no such contest, count or snapshot.
    MissingDataError
        Where the count has no areas of that contest.
    CaseError
        Where the areas have more sheets than the case says there should be.
    """
    contest = case.contest(contest_named(case, contest_id))
    names, at = positions_of(store, case, contest_id, count_id, snapshot_id)
    table, absent = _at(_rows(store, contest_id, count_id), names, at)
    if not table.num_rows:
        raise MissingDataError(
            sentence(
                "The count {count_id!r} has no areas of the contest {contest_id!r}.",
                count_id=count_id,
                contest_id=contest_id,
            )
        )
    numbers = {name: integers(table[name]) for name in NUMBERS}
    counted = np.where(absent, 0, numbers["sheets_counted"])
    total, observed = numbers["sheets_total"], numbers["sheets_observed"]
    observed = np.where(absent & (observed != UNKNOWN), 0, observed)
    expected = case.contests[contest_id].expected
    found = AreaCount(
        _figures(
            store, contest, count_id, snapshot_id, table, counted, _places(store, case, count_id, table)
        ),
        counted,
        total,
        observed,
        total - counted - np.where(observed == UNKNOWN, 0, observed),
        np.where(counted == 0, 0, numbers["registered_counted"]),
        absent,
        expected if isinstance(expected, int) else None,
        case.contests[contest_id].most_ballots,
    )
    _refuse_too_many(case, contest_id, found)
    return found


def _figures(
    store: Store,
    contest: Contest,
    count_id: CountId,
    snapshot_id: SnapshotId | None,
    table: pa.Table,
    counted: Ints,
    places: Places,
) -> Sheets:
    """Return what the areas have in all; one of which nothing is counted has nothing."""
    votes, blank = read_votes(store, contest, count_id, table)
    votes[counted == 0], blank[counted == 0] = 0, True
    seen = times(table["verified_at"])
    printed = {name: integers(table[f"printed_{name}"]) for name in PRINTED if name != "registered"}
    return Sheets(
        contest,
        count_id,
        texts(table["sheet_id"]),
        votes,
        blank,
        integers(table["printed_registered"]),
        places,
        np.full(table.num_rows, "", dtype=np.str_),
        {name: np.where(counted == 0, 0, told) for name, told in printed.items() if (told != UNKNOWN).any()},
        None if np.isnat(seen).all() else seen,
        snapshot_id,
        divisions_of(store, places),
    )


def _refuse_too_many(case: CaseFile, contest_id: ContestId, found: AreaCount) -> None:
    if found.expected is not None and found.named > found.expected:
        raise CaseError(
            sentence(
                "the areas have {named:,} {named:sheet|sheets} in all, and the case expects {expected:,}.",
                named=found.named,
                expected=found.expected,
            ),
            file=str(case.path),
            column=f"contest.{contest_id}.expected",
            value=str(found.expected),
            expected=sentence("at least {named:,}", named=found.named),
            remedy="Correct the number, or remove it: the areas say how many sheets each has.",
        )


def _rows(store: Store, contest_id: ContestId, count_id: CountId) -> pa.Table:
    keys = ["contest_id", "count_id", "sheet_id", "seq", "first_snapshot", "last_snapshot", "verified_at"]
    printed = [f"printed_{name}" for name in PRINTED]
    table = read(store, "version", [*keys, "place_id", *printed, *NUMBERS])
    return only(table, contest_id=contest_id, count_id=count_id)


def _at(table: pa.Table, snapshots: tuple[str, ...], at: int) -> tuple[pa.Table, Flags]:
    """Return the version that each area had in a publication, its last one where that lacks it."""
    first, last = first_and_last(table, snapshots)
    ids = texts(table["sheet_id"]) if table.num_rows else np.empty(0, dtype=np.str_)
    known = np.flatnonzero(first <= at)
    order = known[np.lexsort((first[known], ids[known]))]
    newest = np.append(ids[order][1:] != ids[order][:-1], True)[: len(order)]
    rows: Ints = order[newest]
    return table.take(as_column(rows)), last[rows] < at


def _places(store: Store, case: CaseFile, count_id: CountId, table: pa.Table) -> Places:
    """Follow each area's place up the tree; without places, each area is a place of its own."""
    mapped = [s.place.levels for s in case.sources.values() if s.count == count_id and s.area and s.place]
    levels = [level for level in case.election.levels if any(level in told for told in mapped)]
    if levels:
        return places_of(store, levels, table["place_id"])
    ids = tuple(texts(table["sheet_id"]).tolist())
    code = np.arange(len(ids), dtype=np.int64)
    return Places((AREA,), {AREA: code}, {AREA: ids}, {AREA: ids})
