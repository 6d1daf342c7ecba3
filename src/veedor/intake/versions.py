"""Snapshots of a count folded into versions: a version lasts for as long as a sheet does not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.intake.stage import PRINTED, VOTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from veedor.model import ContestId, CountId


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One staged snapshot of a count.

    Parameters
    ----------
    snapshot_id : str
        Its name.
    rows : ibis table
        Staged, one row a sheet; columns that the snapshot does not publish are missing.
    status_words : dict of str to str
        Published status -> our word.
    """

    snapshot_id: str
    rows: ir.Table
    status_words: dict[str, str]


@dataclass(frozen=True, eq=False)
class CountRows:
    """All snapshots of one count of one contest, in the order of publication.

    Parameters
    ----------
    contest_id, count_id
        Which.
    choices : tuple of str
        Choices of the contest, in ballot order.
    snapshots : sequence of Snapshot
        At least one.
    """

    contest_id: ContestId
    count_id: CountId
    choices: tuple[str, ...]
    snapshots: Sequence[Snapshot]


def fold(connection: BaseBackend, count: CountRows, name: str) -> ir.Table:
    """Fold the snapshots of a count into versions.

    Gaps and islands: a version begins where a sheet appears, comes back after it was missing from a
    snapshot, or differs in a figure, a printed total or its status from the snapshot before.

    Parameters
    ----------
    connection : BaseBackend
        Holds the staged tables.
    count : CountRows
        What to fold.
    name : str
        Name for a temporary table.

    Returns
    -------
    ibis table
        Columns of :data:`veedor.engine.schemas.VERSION` and the votes by choice.
    """
    import ibis

    aligned = [_aligned(count, snapshot, place) for place, snapshot in enumerate(count.snapshots)]
    ids = [snapshot.snapshot_id for snapshot in count.snapshots]
    if len(aligned) == 1:
        only = ibis.literal(ids[0])
        return aligned[0].mutate(seq=ibis.literal(1, "int64"), first_snapshot=only, last_snapshot=only)
    rows = aligned[0].union(*aligned[1:])
    by_sheet = ibis.window(group_by="sheet_id", order_by="position")
    what = _signature(rows, (*count.choices, *(f"printed_{p}" for p in PRINTED), "status"))
    marked = rows.mutate(what=what).mutate(
        starts=((ibis._.position - ibis._.position.lag(1).over(by_sheet)).fill_null(0) != 1)
        | (ibis._.what != ibis._.what.lag(1).over(by_sheet))
    )
    so_far = ibis.cumulative_window(group_by="sheet_id", order_by="position")
    numbered = marked.mutate(seq=marked.starts.cast("int64").sum().over(so_far))
    lasting = numbered.mutate(until=ibis._.position.max().over(ibis.window(group_by=["sheet_id", "seq"])))
    begun = lasting.filter(lasting.starts)
    folded = begun.mutate(
        first_snapshot=begun.position.cases(*enumerate(ids)), last_snapshot=begun.until.cases(*enumerate(ids))
    )
    table: ir.Table = connection.create_table(name, folded.drop("what", "starts", "until"), temp=True)
    return table


def _aligned(count: CountRows, snapshot: Snapshot, position: int) -> ir.Table:
    """Bring a staged snapshot to the columns that all snapshots of the count share."""
    import ibis

    rows = snapshot.rows
    columns: dict[str, ir.Value] = {
        "contest_id": ibis.literal(str(count.contest_id)),
        "count_id": ibis.literal(str(count.count_id)),
        "position": ibis.literal(position, "int64"),
        "sheet_id": rows.sheet_id,
        "source": rows.source,
        "source_row": rows.row,
    }
    for name in ("verified_at", "status", "place_id"):
        kind = "timestamp" if name == "verified_at" else "string"
        columns[name] = rows[name] if name in rows.columns else ibis.null(kind)
    words = snapshot.status_words
    columns["state"] = columns["status"].cases(*words.items()) if words else ibis.null("string")
    for name in PRINTED:
        columns[f"printed_{name}"] = rows[name] if name in rows.columns else ibis.null("int64")
    for choice in count.choices:
        column = f"{VOTES}{choice}"
        columns[column] = rows[column] if column in rows.columns else ibis.null("int64")
    return rows.select(**columns)


def _signature(rows: ir.Table, names: Sequence[str]) -> ir.StringValue:
    """Write what must not change as one text; blank and zero differ in it."""
    import ibis

    columns = [rows[f"{VOTES}{n}"] if f"{VOTES}{n}" in rows.columns else rows[n] for n in names]
    return ibis.literal("|").join([column.cast("string").fill_null("-") for column in columns])
