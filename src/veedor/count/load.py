"""From the tables of an imported case to sheets and logs: Parquet to vectors, with no engine between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import (
    as_column,
    codes,
    first_and_last,
    integers,
    only,
    positions,
    read,
    rows_where,
    texts,
    times,
)  # fmt: skip
from veedor.count.named import contest_named, count_named, snapshot_named
from veedor.count.published import read_snapshots
from veedor.count.read_votes import read_votes
from veedor.count.roll import Roll, ascending, load_roll
from veedor.count.sheets import Sheets
from veedor.count.states import ORDER, Completeness, States
from veedor.count.vectors import UNKNOWN
from veedor.engine.schemas import PRINTED
from veedor.errors import MissingDataError
from veedor.model import CountId, SnapshotId, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from veedor.arrays import Ints, Texts
    from veedor.count.logs import Verifications
    from veedor.engine.store import Store
    from veedor.intake.case import CaseFile
    from veedor.model import Contest, ContestId


def load_states(
    store: Store,
    case: CaseFile,
    contest_id: ContestId,
    count_id: CountId,
    snapshot_id: SnapshotId | None = None,
    *,
    roll: Roll | None = None,
) -> States:
    """Read every expected sheet of a contest in the state in which a count had it.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    case : CaseFile
        The case.
    contest_id : ContestId
        Which contest.
    count_id : CountId
        Which count.
    snapshot_id : SnapshotId, optional
        As this publication had it; by default as the last one had it.
    roll : Roll, optional
        Of the contest, where it is loaded already.

    Raises
    ------
    QuestionError
        Where the case has no such contest, count or snapshot.
    MissingDataError
        Where the count has no sheets of that contest.
    """
    contest = case.contest(contest_named(case, contest_id))
    snapshot = positions_of(store, case, contest_id, count_id, snapshot_id)
    roll = roll or load_roll(store, case.election.levels, contest_id)
    version = _versions(store, contest_id, count_id, *snapshot)
    if not version.num_rows:
        raise MissingDataError(
            sentence(
                "The count {count_id!r} has no sheets of the contest {contest_id!r}.",
                count_id=count_id,
                contest_id=contest_id,
            )
        )
    where = _rows_of(version["sheet_id"], roll)
    if not isinstance(where, slice) and (order := ascending(where)) is not None:
        version, where = version.take(as_column(order)), where[order]
    sheets = _sheets(store, contest, count_id, roll, version, where, snapshot_id)
    code, names = codes(version["state"])
    state = np.array([ORDER.index(State(name)) for name in names], dtype=np.int64)[code]
    stated = store.manifest.get("expected", {}).get(contest_id, {})
    return States(
        roll,
        *_of_roll(roll, where, state, version),
        _in_state(sheets, state, State.COUNTED),
        _in_state(sheets, state, State.SET_ASIDE),
        _in_state(sheets, state, State.ANNULLED),
        Completeness(stated.get("completeness", "unknown")),
        stated.get("sheets"),
        case.contests[contest_id].most_ballots,
    )


def _sheets(
    store: Store,
    contest: Contest,
    count_id: CountId,
    roll: Roll,
    version: pa.Table,
    where: Ints | slice,
    snapshot_id: SnapshotId | None,
) -> Sheets:
    """Return the figures of some versions, whatever their state."""
    votes, blank = read_votes(store, contest, count_id, version)
    seen = times(version["verified_at"])
    return Sheets(
        contest,
        count_id,
        roll.ids[where],
        votes,
        blank,
        roll.registered[where],
        roll.places.take(where),
        roll.stratum[where],
        _printed(version),
        None if np.isnat(seen).all() else seen,
        snapshot_id,
        {division: area[where] for division, area in roll.areas.items()},
    )


def _in_state(sheets: Sheets, state: Ints, wanted: State) -> Sheets:
    mine = state == ORDER.index(wanted)
    return sheets if mine.all() else sheets.take(mine)


def _of_roll(roll: Roll, where: Ints | slice, state: Ints, version: pa.Table) -> tuple[Ints, Texts, Texts]:
    """Return state, reason and published word of each sheet of the roll; one without a row is outstanding."""
    code: Ints = np.full(len(roll), ORDER.index(State.OUTSTANDING), dtype=np.int64)
    code[where] = state
    reason, word = (texts(version[name]) for name in ("reason", "status"))
    return code, _spread(reason, where, len(roll), "absent"), _spread(word, where, len(roll), "")


def _spread(texts: Texts, where: Ints | slice, n: int, other: str) -> Texts:
    """Put texts at their rows of the roll; of the others a word stands."""
    if isinstance(where, slice):
        return texts
    whole: Texts = np.full(n, other, dtype=np.promote_types(texts.dtype, f"U{max(len(other), 1)}"))
    whole[where] = texts
    return whole


def load_brought(
    store: Store, contest_id: ContestId, count_id: CountId, snapshots: Sequence[SnapshotId]
) -> tuple[frozenset[str], ...]:
    """Return sheets that each snapshot of a count was the first to count, in the order of the snapshots."""
    keys = ["contest_id", "count_id", "sheet_id", "first_snapshot", "state"]
    table = only(read(store, "version", keys), contest_id=contest_id, count_id=count_id, state=State.COUNTED)
    code, ids = codes(table["sheet_id"])
    at = positions(table["first_snapshot"], {name: i for i, name in enumerate(snapshots)})
    first = np.full(len(ids), len(snapshots), dtype=np.int64)
    np.minimum.at(first, code, np.where(at == UNKNOWN, len(snapshots), at))
    brought: list[list[str]] = [[] for _ in range(len(snapshots) + 1)]
    for sheet, step in zip(ids, first.tolist(), strict=True):
        brought[step].append(sheet)
    return tuple(frozenset(sheets) for sheets in brought[:-1])  # the last are those of later snapshots


def with_times(sheets: Sheets, verifications: Verifications) -> Sheets:
    """Return some sheets the times of a log of verifications; the log's last time of a sheet holds."""
    return replace(sheets, verified_at=verifications.of(sheets.ids))


def positions_of(
    store: Store, case: CaseFile, contest_id: ContestId, count_id: CountId, wanted: SnapshotId | None
) -> tuple[tuple[str, ...], int]:
    """Return the snapshots of a count in their order, and which one is asked for (by default the last).

    Raises
    ------
    QuestionError, MissingDataError
        Where there is no such count or snapshot, or the count has none.
    """
    asked = (contest_id, count_named(case, count_id))
    ordered = tuple(found.snapshot_id for *of, found in read_snapshots(store) if tuple(of) == asked)
    if not ordered:
        raise MissingDataError(
            sentence(
                "The case has no results of the count {count_id!r} for the contest {contest_id!r}.",
                count_id=count_id,
                contest_id=contest_id,
            ),
            remedy='A log alone is no count: it needs a source with layout = "wide" or "long".',
        )
    if wanted is None:
        return ordered, len(ordered) - 1
    return ordered, ordered.index(snapshot_named(count_id, wanted, ordered))


def _versions(
    store: Store, contest_id: ContestId, count_id: CountId, snapshots: tuple[str, ...], at: int
) -> pa.Table:
    """Read the versions that a snapshot had: first seen in it or before, last seen in it or later."""
    printed = [f"printed_{name}" for name in PRINTED]
    keys = ["contest_id", "count_id", "sheet_id", "seq", "first_snapshot", "last_snapshot"]
    table = read(store, "version", [*keys, "verified_at", "state", "reason", "status", *printed])
    table = only(table, contest_id=contest_id, count_id=count_id)
    first, last = first_and_last(table, snapshots)
    return rows_where(table, (first <= at) & (last >= at))


def _rows_of(sheet_ids: pa.ChunkedArray, roll: Roll) -> Ints | slice:
    """Return the row of each sheet in the roll; all of them, in order, is the common case."""
    import pyarrow.compute as pc

    if len(sheet_ids) == len(roll) and sheet_ids.combine_chunks().equals(roll.keys):
        return slice(None)
    found = pc.index_in(sheet_ids, value_set=roll.keys)
    if found.null_count:
        missing = sheet_ids.filter(pc.is_null(found))[0].as_py()
        raise MissingDataError(
            sentence(
                "The imported tables have a sheet {missing!r} that is not on the roll.", missing=missing
            ),
            remedy="Import the case again: `veedor import CASE`.",
        )
    return integers(found)


def _printed(version: pa.Table) -> dict[str, Ints]:
    """Totals printed on the sheets, as far as any sheet has them."""
    columns = {name: version[f"printed_{name}"] for name in PRINTED}
    return {name: integers(c) for name, c in columns.items() if c.null_count < len(c)}
