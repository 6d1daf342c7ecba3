"""Read the logs of an imported case: in order of time, what repeats left out, regions summed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import as_column, column_names, integers, only, read, texts, times
from veedor.count.logs import Order, Publications, Twice, Verifications
from veedor.count.regions import refuse_total_regions, refuse_unnamed_regions, sum_regions
from veedor.count.vectors import UNKNOWN
from veedor.engine.schemas import LOGGED, VOTES
from veedor.model import ChoiceId

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.arrays import Ints, Texts, Times
    from veedor.engine.store import Store
    from veedor.model import ContestId, CountId


def load_publications(store: Store, contest_id: ContestId, count_id: CountId) -> Publications | None:
    """Read the log of publications of a count; None where the case has none.

    Entries of one moment stay in the order of the file (of a file that begins with the newest, in the reverse
    order). An entry that repeats another in everything is left out and named. Where the log has a row a
    region, the entries are those of the regions summed (see :func:`veedor.count.regions.sum_regions`).

    Raises
    ------
    MissingDataError
        Where a region of the log is the sum of the others: a total, not a region; or where its entries are of
        regions and the case does not say so.
    """
    table = _rows(store, "publication", contest_id, count_id)
    if table is None:
        return None
    stamps, region = times(table["published_at"]), _texts(table, "region")
    files, rows = _texts(table, "source"), _row_numbers(table)
    order, late = _order(stamps, region, files, rows)
    figures = {name: integers(table[name]) for name in LOGGED}
    votes = _logged_votes(table)
    first = _repeated(order, [stamps.astype(np.int64), *figures.values(), *votes.values()], region)
    twice = tuple(
        Twice(str(files[k]), int(rows[k]), int(rows[first[k]])) for k in order.tolist() if first[k] != k
    )
    kept = order[first[order] == order]
    log = Publications(
        contest_id,
        count_id,
        stamps,
        figures["sheets_total"],
        figures["sheets_in"],
        figures["sheets_verified"],
        figures["valid"],
        votes,
        names=np.array(["" if r == UNKNOWN else str(r) for r in rows.tolist()]),
        order=Order(tuple((str(files[k]), int(rows[k])) for k in late), twice),
    )
    names = np.unique(region[kept])
    if len(names) < 2 and "" in names.tolist():
        whole = log.take(kept)
        refuse_unnamed_regions(whole)
        return whole
    by_region = {str(name): log.take(kept[region[kept] == name]) for name in names}
    refuse_total_regions(by_region)
    return sum_regions(by_region)


def load_verifications(store: Store, contest_id: ContestId, count_id: CountId) -> Verifications | None:
    """Read the log of single sheets of a count; None where the case has none."""
    table = _rows(store, "verification", contest_id, count_id)
    if table is None:
        return None
    stamps, files, rows = times(table["verified_at"]), _texts(table, "source"), _row_numbers(table)
    order, _ = _order(stamps, files, files, rows)
    table = table.take(as_column(order))
    return Verifications(
        contest_id,
        count_id,
        texts(table["sheet_id"]),
        times(table["verified_at"]),
        integers(table["stated_valid"]),
        _logged_votes(table),
    )


def _rows(store: Store, name: str, contest_id: ContestId, count_id: CountId) -> pa.Table | None:
    if not store.has(name):
        return None
    table = read(store, name, column_names(store, name))
    table = only(table, contest_id=contest_id, count_id=count_id)
    return table if table.num_rows else None


def _texts(table: pa.Table, name: str) -> Texts:
    """Return a column of text; all empty where the table does not have it."""
    if name not in table.column_names:
        return np.full(table.num_rows, "", dtype=np.str_)
    return texts(table[name])


def _row_numbers(table: pa.Table) -> Ints:
    if "entry" not in table.column_names:
        return np.full(table.num_rows, UNKNOWN, dtype=np.int64)
    return integers(table["entry"])


def _order(stamps: Times, region: Texts, files: Texts, rows: Ints) -> tuple[Ints, list[int]]:
    """Put entries in order of time, and name those that stand in a file below a later one of their region.

    A file whose times only ever fall begins with the newest: nothing in it is out of order, and of equal
    stamps the lower row is the earlier.
    """
    place = rows.copy()
    late: list[int] = []
    for name in np.unique(files):
        for part in np.unique(region[files == name]):
            own = np.flatnonzero((files == name) & (region == part))
            own = own[np.argsort(rows[own], kind="stable")]
            steps = np.diff(stamps[own]).astype(np.int64)
            if bool((steps <= 0).all()) and bool((steps < 0).any()):
                place[own] = -rows[own]
            else:
                late += own[stamps[own] < np.maximum.accumulate(stamps[own])].tolist()
    order: Ints = np.lexsort((place, files, stamps))
    return order, late if bool((rows != UNKNOWN).all()) else []


def _repeated(order: Ints, numbers: list[Ints], region: Texts) -> Ints:
    """Return for each entry the first, in the order of time, that equals it in everything: mostly itself."""
    first: Ints = np.arange(len(region), dtype=np.int64)
    seen: dict[tuple[object, ...], int] = {}
    columns = [column.tolist() for column in numbers]
    names = region.tolist()
    for k in order.tolist():
        first[k] = seen.setdefault((names[k], *(column[k] for column in columns)), k)
    return first


def _logged_votes(table: pa.Table) -> dict[ChoiceId, Ints]:
    names = [name for name in table.column_names if name.startswith(VOTES)]
    return {
        ChoiceId(name.removeprefix(VOTES)): integers(table[name])
        for name in names
        if table[name].null_count < len(table)
    }
