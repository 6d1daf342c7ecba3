"""Canonical tables from staged rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import TABLES, write_parquet
from veedor.intake.case import Layout
from veedor.intake.stage import DIVISION, LEVEL, VOTES, path_of
from veedor.intake.versions import CountRows, Snapshot, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from veedor.engine import Schema
    from veedor.intake.case import CaseFile
    from veedor.intake.stage import Part

Staged = list[tuple["Part", "ir.Table"]]
"""Every part of a case with its typed rows, in the order of the case."""


def write_counts(connection: BaseBackend, case: CaseFile, staged: Staged, folder: Path) -> None:
    """Write ``version`` and one ``votes-<contest>`` for each contest that has a count."""
    versions: list[ir.Table] = []
    for contest_id in case.contests:
        folded = [
            fold(connection, count, f"folded {contest_id} {count.count_id}")
            for count in _counts(case, staged)
            if count.contest_id == contest_id
        ]
        if not folded:
            continue
        versions += [conform(rows, TABLES["version"]) for rows in folded]
        choices = [c.id for c in case.contests[contest_id].choices]
        key = TABLES["vote"].columns[:4]
        votes = [
            rows.select(*key, **{choice: rows[f"{VOTES}{choice}"] for choice in choices}) for rows in folded
        ]
        write_parquet(
            connection,
            stack(votes).order_by("count_id", "sheet_id", "seq"),
            folder / f"votes-{contest_id}.parquet",
        )
    if versions:
        write_parquet(
            connection, stack(versions).order_by(*TABLES["version"].key), folder / "version.parquet"
        )


def _counts(case: CaseFile, staged: Staged) -> Iterator[CountRows]:
    for contest_id, entry in case.contests.items():
        for count_id in case.counts:
            order = case.snapshots(contest_id, count_id)
            found = {
                part.snapshot_id: Snapshot(part.snapshot_id, rows, _words(part))
                for part, rows in staged
                if part.source.is_count and part.contest_id == contest_id and part.source.count == count_id
            }
            if found:
                snapshots = [found[snapshot_id] for snapshot_id in order]
                yield CountRows(contest_id, count_id, tuple(c.id for c in entry.choices), snapshots)


def _words(part: Part) -> dict[str, str]:
    return part.source.sheet.status_words if part.source.sheet else {}


def write_sheets(connection: BaseBackend, case: CaseFile, staged: Staged, folder: Path) -> None:
    """Write ``sheet``, ``place`` and ``area``: the roll, from the best source for each sheet."""
    roll = _in_roll_order(case, staged)
    if not roll:
        for name in ("sheet", "place", "area"):
            write_rows(folder, TABLES[name], [])
        return
    sheets = connection.create_table("roll", _sheets(roll), temp=True)
    write_parquet(connection, conform(sheets, TABLES["sheet"]).order_by("sheet_id"), folder / "sheet.parquet")
    placed = _placed(case, roll, sheets)
    if placed is None:
        write_rows(folder, TABLES["place"], [])
    else:
        rows = connection.create_table("placed", placed, temp=True)
        write_parquet(
            connection, stack(_places(case, rows)).order_by("level", "place_id"), folder / "place.parquet"
        )
    areas = _areas(roll, sheets)
    if areas:
        write_parquet(
            connection, stack(areas).distinct().order_by(*TABLES["area"].key), folder / "area.parquet"
        )
    else:
        write_rows(folder, TABLES["area"], [])


def _in_roll_order(case: CaseFile, staged: Staged) -> Staged:
    first = list(case.election.roll)
    rest = [name for name in reversed(case.sources) if name not in first]
    rank = {name: place for place, name in enumerate([*first, *rest])}
    return sorted(
        ((part, rows) for part, rows in staged if "sheet_id" in rows.columns),
        key=lambda item: rank[item[0].name],
    )


def _sheets(roll: Staged) -> ir.Table:
    import ibis

    fields = {"place_id": "string", "registered": "int64", "stratum": "string"}
    told = []
    for rank, (_, rows) in enumerate(roll):
        columns = {f: rows[f] if f in rows.columns else ibis.null(kind) for f, kind in fields.items()}
        told.append(rows.select("sheet_id", rank=ibis.literal(rank, "int64"), **columns))
    if len(told) == 1:
        return told[0]
    rows = stack(told)
    return rows.group_by("sheet_id").aggregate(**{f: rows[f].first(order_by=rows["rank"]) for f in fields})


def _placed(case: CaseFile, roll: Staged, sheets: ir.Table) -> ir.Table | None:
    """Give the polling places that the roll names: one row each, with the names of all its levels."""
    import ibis

    levels = [f"{LEVEL}{level}" for level in case.election.levels]
    told = []
    for rank, (_, rows) in enumerate(roll):
        if "place_id" not in rows.columns:
            continue
        here = {f: rows[f] if f in rows.columns else ibis.null("float64") for f in ("lat", "lon")}
        order = ibis.literal(rank * 10**10, "int64") + rows["row"]
        told.append(rows.select("place_id", *levels, order=order, **here).filter(rows.place_id.notnull()))
    if not told:
        return None
    rows = stack(told)
    named = {name: rows[name].first(order_by=rows["order"]) for name in [*levels, "lat", "lon"]}
    return rows.group_by("place_id").aggregate(**named).semi_join(sheets, "place_id")


def _places(case: CaseFile, rows: ir.Table) -> list[ir.Table]:
    """Give every level of the polling places as rows of ``place``."""
    import ibis

    abroad = case.election.abroad
    levels = case.election.levels
    names = [rows[f"{LEVEL}{level}"] for level in levels]
    found = []
    for depth, level in enumerate(levels, 1):
        finest = depth == len(levels)
        away = None
        if abroad and levels.index(abroad.level) < depth:
            away = ~rows[f"{LEVEL}{abroad.level}"].isin(list(abroad.home))
        found.append(
            rows.select(
                place_id=path_of(names[:depth]),
                level=ibis.literal(level),
                name=names[depth - 1],
                parent_id=path_of(names[: depth - 1]) if depth > 1 else ibis.null("string"),
                lat=rows["lat"] if finest else ibis.null("float64"),
                lon=rows["lon"] if finest else ibis.null("float64"),
                abroad=ibis.null("boolean") if away is None else away,
            ).distinct()
        )
    return found


def _areas(roll: Staged, sheets: ir.Table) -> list[ir.Table]:
    import ibis

    found = []
    for _, rows in roll:
        for column in rows.columns:
            if column.startswith(DIVISION):
                told = rows.select("sheet_id", area_id=rows[column]).filter(rows[column].notnull())
                joined = told.join(sheets.select("sheet_id", "place_id"), "sheet_id")
                named = joined.filter(joined.place_id.notnull())
                division = ibis.literal(column.removeprefix(DIVISION))
                found.append(named.select("place_id", division=division, area_id=named.area_id))
    return found


def write_logs(connection: BaseBackend, case: CaseFile, staged: Staged, folder: Path) -> None:
    """Write ``verification`` and ``publication`` where the case has such logs."""
    choices = list(dict.fromkeys(c.id for entry in case.contests.values() for c in entry.choices))
    for layout, time in ((Layout.VERIFICATION, "verified_at"), (Layout.PUBLICATION, "published_at")):
        logs = [(part, rows) for part, rows in staged if part.source.layout is layout]
        if logs:
            schema = TABLES[layout.value]
            made = [_log(part, rows, schema, time, choices) for part, rows in logs]
            published = [f"{VOTES}{c}" for c in choices if any(f"{VOTES}{c}" in r.columns for _, r in logs)]
            whole = stack([rows.select(*schema.columns, *published) for rows in made])
            write_parquet(
                connection,
                whole.order_by(*dict.fromkeys((time, *schema.key))),
                folder / f"{layout.value}.parquet",
            )


def _log(part: Part, rows: ir.Table, schema: Schema, time: str, choices: Sequence[str]) -> ir.Table:
    import ibis

    fields = {"stated_valid": "log:valid", "valid": "log:valid", time: "at"}
    fields |= {name: f"log:{name}" for name in ("sheets_total", "sheets_in", "sheets_verified")}
    renamed = {new: rows[old] for new, old in fields.items() if old in rows.columns}
    votes = {
        f"{VOTES}{c}": rows[f"{VOTES}{c}"] if f"{VOTES}{c}" in rows.columns else ibis.null("int64")
        for c in choices
    }
    sheet = {"sheet_id": rows.sheet_id} if "sheet_id" in rows.columns else {}
    named = rows.select(
        contest_id=ibis.literal(str(part.contest_id)),
        count_id=ibis.literal(part.source.count),
        **sheet,
        **renamed,
        **votes,
    )
    return conform(named, schema, [*votes])


def write_named(case: CaseFile, folder: Path, labels: Mapping[str, str]) -> None:
    """Write ``choice`` and ``snapshot``, which come from the case alone.

    Parameters
    ----------
    case : CaseFile
        The case.
    folder : Path
        Where to.
    labels : mapping of str to str
        Source -> name of the file that was read.
    """
    choices = [
        (contest_id, choice.id, choice.label, choice.kind.value, position)
        for contest_id, entry in case.contests.items()
        for position, choice in enumerate(entry.choices, 1)
    ]
    write_rows(folder, TABLES["choice"], choices)
    by_id = {
        (contest, source.count, source.snapshot or name): (source, labels[name])
        for name, source in case.sources.items()
        if source.is_count
        for contest in source.contest_ids
    }
    snapshots = []
    for contest_id in case.contests:
        for count_id in case.counts:
            for position, snapshot in enumerate(case.snapshots(contest_id, count_id), 1):
                source, label = by_id[contest_id, count_id, snapshot]
                snapshots.append((contest_id, count_id, snapshot, source.taken_at, position, label))
    write_rows(folder, TABLES["snapshot"], snapshots)


def conform(table: ir.Table, schema: Schema, further: Sequence[str] = ()) -> ir.Table:
    """Give the columns of a schema, in order and of its types; what is not there is missing."""
    import ibis

    columns = {
        field.name: table[field.name].cast(field.type.value)
        if field.name in table.columns
        else ibis.null(field.type.value)
        for field in schema.fields
    }
    return table.select(**columns, **{name: table[name] for name in further})


def stack(tables: Sequence[ir.Table]) -> ir.Table:
    """Put tables of the same columns one below the other."""
    return tables[0] if len(tables) == 1 else tables[0].union(*tables[1:])


def write_rows(folder: Path, schema: Schema, rows: Iterable[tuple[object, ...]]) -> None:
    """Write a small table that is made of plain values."""
    import pyarrow.parquet as pq

    pq.write_table(arrow_rows(schema, rows), folder / f"{schema.name}.parquet", compression="zstd")


def arrow_rows(schema: Schema, rows: Iterable[tuple[object, ...]]) -> pa.Table:
    """Give plain values as an Arrow table of a schema."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "timestamp(0)": pa.timestamp("us"),
        "boolean": pa.bool_(),
    }
    fields = pa.schema([(field.name, kinds[field.type.value]) for field in schema.fields])
    return pa.Table.from_pylist([dict(zip(schema.columns, row, strict=True)) for row in rows], fields)
