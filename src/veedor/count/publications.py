"""The publications of a count from what there is: its dated files, or the time of each of its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import first_and_last, only, read
from veedor.count.grouping import sums_of
from veedor.count.logs import Made, Publications
from veedor.count.read_votes import read_votes
from veedor.count.vectors import UNKNOWN
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from veedor.arrays import Ints, Texts, Times
    from veedor.count.published import Snapshot
    from veedor.count.sheets import Sheets
    from veedor.engine.store import Store
    from veedor.model import Contest, CountId


def publications_from_sheets(sheets: Sheets) -> Publications | None:
    """Sum a count along the times of its sheets, an entry a moment.

    Parameters
    ----------
    sheets : Sheets
        Those without a time are left out.

    Returns
    -------
    Publications or None
        None where no sheet has a time.
    """
    if sheets.verified_at is None:
        return None
    rows = np.flatnonzero(~np.isnat(sheets.verified_at))
    if not len(rows):
        return None
    moments, where, counts = np.unique(sheets.verified_at[rows], return_inverse=True, return_counts=True)
    return _made(
        sheets.contest,
        sheets.count_id,
        moments.astype("datetime64[s]"),
        np.cumsum(counts),
        sums_of(where, sheets.votes[rows], len(moments)).cumsum(axis=0),
        Made.SHEETS,
        None,
    )


def publications_from_snapshots(
    store: Store, contest: Contest, count_id: CountId, snapshots: Sequence[Snapshot]
) -> Publications | None:
    """Sum every dated file of a count, in one pass over what changed between them.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    snapshots : sequence of Snapshot
        All of the count, in the order of publication.

    Returns
    -------
    Publications or None
        An entry a dated snapshot, in order of time; None where none is dated. The sheets that are counted
        are those "verified".
    """
    taken = np.array([s.taken_at for s in snapshots], dtype="datetime64[s]")
    dated = np.flatnonzero(~np.isnat(taken))
    if not len(dated):
        return None
    version = _counted(store, contest, count_id)
    first, last = first_and_last(version, [s.snapshot_id for s in snapshots])
    votes, _ = read_votes(store, contest, count_id, version)  # a blank cell adds nothing
    # a version is in every snapshot from its first to its last: it comes with the one, goes after the other
    rows = np.column_stack([np.ones(version.num_rows, dtype=np.int64), votes])
    n = len(snapshots) + 1
    sums = (sums_of(first, rows, n) - sums_of(last + 1, rows, n)).cumsum(axis=0)
    order = dated[np.argsort(taken[dated], kind="stable")]
    names = np.array([str(s.snapshot_id) for s in snapshots])
    return _made(
        contest, count_id, taken[order], sums[order, 0], sums[order, 1:], Made.SNAPSHOTS, names[order]
    )


def sheets_published(store: Store, contest: Contest, count_id: CountId) -> frozenset[str]:
    """Return the sheets that some file of a count has counted."""
    version = _counted(store, contest, count_id)
    return frozenset(version["sheet_id"].to_pylist())


def _made(
    contest: Contest,
    count_id: CountId,
    moments: Times,
    sheets: Ints,
    votes: Ints,
    made_of: Made,
    names: Texts | None,
) -> Publications:
    ids = [choice.choice_id for choice in contest.choices]
    valid = [i for i, choice in enumerate(contest.choices) if choice.kind in contest.valid_kinds]
    nothing = np.full(len(moments), UNKNOWN, dtype=np.int64)
    return Publications(
        contest.contest_id,
        count_id,
        moments,
        nothing,
        nothing,
        sheets.astype(np.int64),
        votes[:, valid].sum(axis=1),
        {choice: votes[:, i] for i, choice in enumerate(ids)},
        made_of,
        names,
    )


def _counted(store: Store, contest: Contest, count_id: CountId) -> pa.Table:
    """Read which sheet was counted from which snapshot to which."""
    columns = ["contest_id", "count_id", "sheet_id", "seq", "first_snapshot", "last_snapshot", "state"]
    table = read(store, "version", columns)
    return only(table, contest_id=contest.contest_id, count_id=count_id, state=State.COUNTED.value)
