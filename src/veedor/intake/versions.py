"""Publications of a count folded into versions: a version lasts for as long as a sheet does not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.intake.case_areas import AREA_FIGURES
from veedor.intake.stage import PRINTED, VOTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value
    from veedor.intake.publications import CountRows


def fold_versions(count: CountRows, choices: Sequence[str], scratch: Scratch) -> Table:
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
    table
        Columns of :data:`veedor.engine.schemas.VERSION` and the votes by choice.
    """
    rows = _named(count)
    ids = [str(publication.snapshot_id) for publication in count.publications]
    if len(ids) == 1:
        only = sql.literal(ids[0])
        return rows.mutate(seq=sql.literal(1, "int64"), first_snapshot=only, last_snapshot=only)
    what = _signature(rows, (*choices, *(f"printed_{p}" for p in PRINTED), *AREA_FIGURES, "status", "state"))
    marked = rows.mutate(
        what=what,
        before=rows.position.lag().over("sheet_id", "position"),
        was=what.lag().over("sheet_id", "position"),
    )
    goes_on = (marked.position - marked.before == 1) & (marked.what == marked.was)
    begins = marked.mutate(starts=~goes_on.fill_null(False))
    numbered = begins.mutate(seq=begins.starts.cast("int64").sum().over("sheet_id", "position"))
    lasting = numbered.mutate(until=numbered.position.max().over(["sheet_id", "seq"]))
    begun = scratch.keep(lasting.filter(lasting.starts).drop("what", "before", "was", "starts"))
    names = scratch.put({"place": list(range(len(ids))), "name": ids})
    first = begun.join(names.select(position="place", first_snapshot="name"), "position")
    return scratch.keep(first.join(names.select(until="place", last_snapshot="name"), "until").drop("until"))


def _named(count: CountRows) -> Table:
    """Give the rows of a count with the ids that its versions carry."""
    rows = count.rows
    return rows.mutate(
        contest_id=sql.literal(str(count.contest_id)),
        count_id=sql.literal(str(count.count_id)),
        **{f"printed_{name}": rows[name] for name in PRINTED},
    ).drop(*PRINTED)


def _signature(rows: Table, names: Sequence[str]) -> Value:
    """Write what must not change as one text; blank and zero differ in it."""
    columns = [rows[f"{VOTES}{n}"] if f"{VOTES}{n}" in rows.columns else rows[n] for n in names]
    return sql.join("|", [column.cast("string").fill_null("-") for column in columns])
