"""Publications of a count folded into versions: a version lasts for as long as a sheet does not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.intake.stage import PRINTED, VOTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from veedor.engine import Scratch
    from veedor.intake.publications import CountRows


def fold_versions(count: CountRows, choices: Sequence[str], scratch: Scratch) -> ir.Table:
    """Fold the publications of a count into versions.

    Gaps and islands: a version begins where a sheet appears, comes back after it was missing from a
    publication, or differs in a figure, a printed total, its state or its status from the one before.

    Parameters
    ----------
    count : CountRows
        What to fold.
    choices : sequence of str
        Choices of the contest, in ballot order.
    scratch : Scratch
        Holds what is computed on the way.

    Returns
    -------
    ibis table
        Columns of :data:`veedor.engine.schemas.VERSION` and the votes by choice.
    """
    import ibis

    rows = _named(count)
    ids = [str(publication.snapshot_id) for publication in count.publications]
    if len(ids) == 1:
        only = ibis.literal(ids[0])
        return rows.mutate(seq=ibis.literal(1, "int64"), first_snapshot=only, last_snapshot=only)
    by_sheet = ibis.window(group_by="sheet_id", order_by="position")
    what = _signature(rows, (*choices, *(f"printed_{p}" for p in PRINTED), "status", "state"))
    marked = rows.mutate(what=what).mutate(
        starts=((ibis._.position - ibis._.position.lag(1).over(by_sheet)).fill_null(0) != 1)
        | (ibis._.what != ibis._.what.lag(1).over(by_sheet))
    )
    so_far = ibis.cumulative_window(group_by="sheet_id", order_by="position")
    numbered = marked.mutate(seq=marked.starts.cast("int64").sum().over(so_far))
    lasting = numbered.mutate(until=ibis._.position.max().over(ibis.window(group_by=["sheet_id", "seq"])))
    begun = scratch.keep(lasting.filter(lasting.starts).drop("what", "starts"))
    names = scratch.put({"place": list(range(len(ids))), "name": ids})
    first = begun.join(names.select(position="place", first_snapshot="name"), "position")
    return scratch.keep(first.join(names.select(until="place", last_snapshot="name"), "until").drop("until"))


def _named(count: CountRows) -> ir.Table:
    """Give the rows of a count with the ids that its versions carry."""
    import ibis

    rows = count.rows
    return rows.mutate(
        contest_id=ibis.literal(str(count.contest_id)),
        count_id=ibis.literal(str(count.count_id)),
        **{f"printed_{name}": rows[name] for name in PRINTED},
    ).drop(*PRINTED)


def _signature(rows: ir.Table, names: Sequence[str]) -> ir.StringValue:
    """Write what must not change as one text; blank and zero differ in it."""
    import ibis

    columns = [rows[f"{VOTES}{n}"] if f"{VOTES}{n}" in rows.columns else rows[n] for n in names]
    return ibis.literal("|").join([column.cast("string").fill_null("-") for column in columns])
