"""The manifest of an import: what was read, what was found, and the queries that give the totals again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from veedor.engine import TABLES
from veedor.engine.sql import quoted, written
from veedor.intake.case import NONE_KNOWN
from veedor.intake.tables import write_rows
from veedor.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Store
    from veedor.intake.case import CaseFile
    from veedor.intake.expected import Expected
    from veedor.intake.notices import Notice
    from veedor.intake.records import ReadSource


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return frozen records as plain tables, lists, numbers and texts, sentences in English.

    Parameters
    ----------
    value : object
        A record, or tables and lists of some.

    Raises
    ------
    TypeError
        Where something has no plain form.
    """
    return msgspec.to_builtins(value, enc_hook=_english)


def _english(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


def write_findings_of(read: list[ReadSource], folder: Path) -> None:
    """Write ``unreadable`` and ``control``."""
    parts = [part for source in read for part in source.parts]
    cells = [
        (
            part.part.contest_id or "",
            part.part.source.count,
            part.part.snapshot_id,
            cell.sheet_id,
            cell.column,
            cell.raw_text,
            cell.source,
            cell.row,
        )
        for part in parts
        for cell in part.unreadable
    ]
    write_rows(folder, TABLES["unreadable"], cells)
    controls = [
        (c.source, c.contest_id, c.count_id, c.scope, c.field, c.value, c.found, c.who)
        for part in parts
        for c in part.met
    ]
    write_rows(folder, TABLES["control"], controls)


def make_manifest(
    case: CaseFile, read: list[ReadSource], expected: dict[str, Expected], store: Store, *, seconds: float
) -> dict[str, Any]:
    """Say what an import read and found, as plain JSON.

    Parameters
    ----------
    case : CaseFile
        The case.
    read : list of ReadSource
        What was read.
    expected : dict of str to Expected
        What is known, by contest, of how many sheets there should be.
    store : Store
        The tables that were written.
    seconds : float
        How long it took.
    """
    import pyarrow.parquet as pq

    return {
        "made_by": f"veedor {__version__}",
        "case": case.name,
        "title": case.election.title,
        "seconds": round(seconds, 3),
        "sources": {source.name: _source(case, source) for source in read},
        "expected": plain(expected),
        "notices": [plain(notice) for source in read for notice in _notices(source)],
        "facts": _facts(case, store),
        "tables": {name: pq.read_metadata(store.path(name)).num_rows for name in store.names},
        "totals": totals_sql(case, store),
        "mapping": plain(
            {
                "election": case.election,
                "contest": case.contests,
                "count": case.counts,
                "source": case.sources,
            }
        ),
    }


def _facts(case: CaseFile, store: Store) -> dict[str, int]:
    """Count the polling places, and the versions whose count puts them elsewhere than the roll does."""
    import pyarrow.compute as pc

    finest = case.election.levels[-1] if case.election.levels else ""
    levels = store.arrow("place", ["level"])["level"]
    moved = 0
    if store.has("version") and sum(1 for s in case.sources.values() if s.place and s.place.levels) > 1:
        versions = store.arrow("version", ["contest_id", "sheet_id", "place_id"])
        sheets = store.arrow("sheet", ["contest_id", "sheet_id", "place_id"])
        both = versions.join(
            sheets, ["contest_id", "sheet_id"], right_suffix=" of the roll", join_type="inner"
        )
        moved = pc.sum(pc.not_equal(both["place_id"], both["place_id of the roll"])).as_py() or 0
    return {"polling_places": pc.sum(pc.equal(levels, finest)).as_py() or 0, "placed_differently": moved}


def _notices(source: ReadSource) -> list[Notice]:
    return [notice if notice.source else replace(notice, source=source.name) for notice in source.notices]


def _source(case: CaseFile, source: ReadSource) -> dict[str, Any]:
    entry = case.sources[source.name]
    files = source.located
    return {
        "title": entry.title,
        "file": source.raw.label,
        "files": [
            {
                "name": file.form.name,
                "path": str(file.path),
                "sha256": file.sha256,
                "size": file.size,
                "url": file.form.fetch.url if file.form.fetch else "",
            }
            for file in files
        ],
        "licence": entry.licence,
        "settings": source.raw.settings,
        "rows": source.rows,
        "dropped": source.dropped,
        "unused_columns": list(source.unused),
        "no_control": entry.control == NONE_KNOWN,
        "parts": [
            {
                "contest": part.part.contest_id,
                "count": entry.count,
                "snapshot": part.part.snapshot_id if entry.is_count else None,
                "rows": part.read,
                "repeated": part.repeated,
                "repeated_ids": list(part.repeated_ids),
                "unreadable": len(part.unreadable),
                "controls": [plain(control) | {"met": control.met} for control in part.met],
                "official": [plain(total) for total in part.stated],
                **part.counted,
            }
            for part in source.parts
        ],
    }


def totals_sql(case: CaseFile, store: Store) -> list[dict[str, str]]:
    """Return, for every snapshot of every count, the query that sums it; DuckDB runs it in the folder.

    Returns
    -------
    list of dict
        ``contest``, ``count``, ``snapshot`` and ``sql``.
    """
    made = []
    table = store.arrow("snapshot", ["contest_id", "count_id", "snapshot_id"]).to_pylist()
    for row in table:
        contest_id, count_id, snapshot = row["contest_id"], row["count_id"], row["snapshot_id"]
        choices = case.contests[contest_id].choices
        sums = ", ".join(f"sum(v.{quoted(c.id)}) AS {quoted(c.id)}" for c in choices)
        # a row of a count by area is an area: its sheets are those that are counted
        sheets = "sum(s.sheets_counted)" if case.by_area(count_id) else "count(*)"
        sql = (
            # Names and texts are quoted, and nobody but its reader runs it.
            f"SELECT {sheets} AS sheets, {sums} "  # noqa: S608 - names of our own columns, quoted
            f"FROM {written(f'votes-{contest_id}.parquet')} AS v "
            "JOIN 'version.parquet' AS s USING (contest_id, count_id, sheet_id, seq) "
            "JOIN 'snapshot.parquet' AS a ON (a.contest_id, a.count_id, a.snapshot_id) = "
            "(s.contest_id, s.count_id, s.first_snapshot) "
            "JOIN 'snapshot.parquet' AS b ON (b.contest_id, b.count_id, b.snapshot_id) = "
            "(s.contest_id, s.count_id, s.last_snapshot) "
            "JOIN 'snapshot.parquet' AS n ON (n.contest_id, n.count_id) = (s.contest_id, s.count_id) "
            f"WHERE s.contest_id = {written(contest_id)} AND s.count_id = {written(count_id)} "
            f"AND n.snapshot_id = {written(snapshot)} AND s.state = 'counted' "
            "AND n.position BETWEEN a.position AND b.position"
        )
        made.append({"contest": contest_id, "count": count_id, "snapshot": snapshot, "sql": sql})
    return made
