"""Canonical tables from staged rows."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from veedor.engine import TABLES, sql, write_parquet
from veedor.engine.schemas import PRINTED, VOTES
from veedor.intake.case import Layout
from veedor.intake.case_columns import AREA_FIGURES
from veedor.intake.part import DIVISION, LEVEL
from veedor.intake.stage import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine import Schema, Scratch
    from veedor.engine.sql import Table, Value
    from veedor.intake.case import CaseFile
    from veedor.intake.part import Part
    from veedor.intake.publications import CountRows
    from veedor.intake.records import ReadPart


def write_counts(case: CaseFile, counts: Sequence[CountRows], folder: Path, scratch: Scratch) -> None:
    """Write ``version``, ``snapshot`` and one ``votes-<contest>`` for each contest that has a count."""
    versions: list[Table] = []
    for contest_id, mine in groupby(counts, key=attrgetter("contest_id")):
        choices = [choice.id for choice in case.contests[contest_id].choices]
        folded = [fold_versions(count, choices, scratch) for count in mine]
        versions += [conform(rows, TABLES["version"]) for rows in folded]
        key = TABLES["vote"].columns[:4]
        votes = [
            rows.select(*key, **{choice: rows[f"{VOTES}{choice}"] for choice in choices}) for rows in folded
        ]
        write_parquet(
            votes[0].union(*votes[1:]).order_by("count_id", "sheet_id", "seq"),
            folder / f"votes-{contest_id}.parquet",
        )
    if versions:
        whole = scratch.stack(versions).order_by(*TABLES["version"].key)
        write_parquet(whole, folder / "version.parquet")
    snapshots = [
        (count.contest_id, count.count_id, p.snapshot_id, _utc(p.taken_at), position, p.label)
        for count in counts
        for position, p in enumerate(count.publications, 1)
    ]
    write_rows(folder, TABLES["snapshot"], snapshots)


def _utc(at: datetime | None) -> datetime | None:
    """Return an instant as the tables hold it: UTC, without saying so in the type."""
    return None if at is None else at.replace(tzinfo=None)


def write_logs(case: CaseFile, parts: Sequence[ReadPart], folder: Path, scratch: Scratch) -> None:
    """Write ``verification`` and ``publication`` where the case has such logs."""
    choices = list(dict.fromkeys(c.id for entry in case.contests.values() for c in entry.choices))
    for layout, time in ((Layout.VERIFICATION, "verified_at"), (Layout.PUBLICATION, "published_at")):
        logs = [(p.part, p.rows) for p in parts if p.part.source.layout is layout]
        if logs:
            schema = TABLES[layout.value]
            made = [_log(part, rows, schema, time, choices) for part, rows in logs]
            published = [f"{VOTES}{c}" for c in choices if any(f"{VOTES}{c}" in r.columns for _, r in logs)]
            whole = scratch.stack([rows.select(*schema.columns, *published) for rows in made])
            write_parquet(
                whole.order_by(*dict.fromkeys((time, *schema.key))),
                folder / f"{layout.value}.parquet",
            )


def _log(part: Part, rows: Table, schema: Schema, time: str, choices: Sequence[str]) -> Table:
    fields = {"stated_valid": "log:valid", "valid": "log:valid", time: "at"}
    fields |= {name: f"log:{name}" for name in ("sheets_total", "sheets_in", "sheets_verified")}
    renamed = {new: rows[old] for new, old in fields.items() if old in rows.columns}
    votes = {
        f"{VOTES}{c}": rows[f"{VOTES}{c}"] if f"{VOTES}{c}" in rows.columns else sql.null("int64")
        for c in choices
    }
    kept = {name: rows[name] for name in ("sheet_id", "region", "source") if name in rows.columns}
    named = rows.select(
        contest_id=sql.literal(str(part.contest_id)),
        count_id=sql.literal(part.source.count),
        entry=rows["row"],
        **kept,
        **renamed,
        **votes,
    )
    return conform(named, schema, [*votes])


def write_choices(case: CaseFile, folder: Path) -> None:
    """Write ``choice``, which comes from the case alone."""
    choices = [
        (contest_id, choice.choice_id, choice.label, choice.kind.value, position)
        for contest_id in case.contests
        for position, choice in enumerate(case.contest(contest_id).choices, 1)
    ]
    write_rows(folder, TABLES["choice"], choices)


def conform(table: Table, schema: Schema, further: Sequence[str] = ()) -> Table:
    """Return the columns of a schema, in order and of its types; what is not there is missing."""
    columns = {
        field.name: table[field.name].cast(field.type.value)
        if field.name in table.columns
        else sql.null(field.type.value)
        for field in schema.fields
    }
    return table.select(**columns, **{name: table[name] for name in further})


def write_rows(folder: Path, schema: Schema, rows: Iterable[tuple[object, ...]]) -> None:
    """Write a small table that is made of plain values."""
    import pyarrow.parquet as pq

    pq.write_table(arrow_rows(schema, rows), folder / f"{schema.name}.parquet", compression="zstd")


def arrow_rows(schema: Schema, rows: Iterable[tuple[object, ...]]) -> pa.Table:
    """Return plain values as an Arrow table of a schema."""
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
    """Return the rows of a count with the ids that its versions carry."""
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


def write_places(
    case: CaseFile,
    roll: list[ReadPart],
    sheets: list[Table],
    folder: Path,
    scratch: Scratch,
) -> None:
    """Write ``place`` and ``area``: the places in which sheets lie, and their further divisions."""
    told = _placed(case, roll, scratch)
    if not sheets or told is None:
        write_rows(folder, TABLES["place"], [])
    else:
        used = scratch.stack([table.select("place_id") for table in sheets]).distinct()
        rows = scratch.keep(told.semi_join(used, "place_id"))
        whole = scratch.stack(_places(case, rows)).order_by("level", "place_id")
        write_parquet(whole, folder / "place.parquet")
    areas = _areas(roll, sheets)
    if areas:
        whole = scratch.stack(areas).distinct().order_by(*TABLES["area"].key)
        write_parquet(whole, folder / "area.parquet")
    else:
        write_rows(folder, TABLES["area"], [])


def _placed(case: CaseFile, roll: list[ReadPart], scratch: Scratch) -> Table | None:
    """Return the polling places that the roll names: one row each, with the names of all its levels."""
    levels = [f"{LEVEL}{level}" for level in case.election.levels]
    told = []
    for rank, piece in enumerate(roll):
        rows = piece.rows
        wide = piece.part.source.area is not None  # an area may be of a wider level than the polling place
        known = [level for level in levels if level in rows.columns]
        if "place_id" not in rows.columns or not (wide or known == levels):
            continue
        here = {f: rows[f] if f in rows.columns else sql.null("float64") for f in ("lat", "lon")}
        here |= {level: rows[level] if level in known else sql.null("string") for level in levels}
        order = sql.literal(rank * 10**10, "int64") + rows["row"]
        told.append(rows.select("place_id", order=order, **here).filter(rows.place_id.notnull()))
    if not told:
        return None
    rows = scratch.stack(told)
    named = {name: rows[name].first(order_by=rows["order"]) for name in [*levels, "lat", "lon"]}
    return rows.group_by("place_id").aggregate(**named)


def _places(case: CaseFile, rows: Table) -> list[Table]:
    """Return every level of the polling places as rows of ``place``."""
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
            rows.filter(names[depth - 1].notnull())
            .select(
                place_id=path_of(names[:depth]),
                level=sql.literal(level),
                name=names[depth - 1],
                parent_id=path_of(names[: depth - 1]) if depth > 1 else sql.null("string"),
                lat=rows["lat"] if finest else sql.null("float64"),
                lon=rows["lon"] if finest else sql.null("float64"),
                abroad=sql.null("boolean") if away is None else away,
            )
            .distinct()
        )
    return found


def _areas(roll: list[ReadPart], sheets: list[Table]) -> list[Table]:
    found: list[Table] = []
    for piece in roll:
        rows: Any = piece.rows
        for column in rows.columns:
            if column.startswith(DIVISION):
                told = rows.filter(rows[column].notnull()).select("sheet_id", area_id=rows[column])
                division = sql.literal(column.removeprefix(DIVISION))
                for table in sheets:
                    joined = told.join(table.select("sheet_id", "place_id"), "sheet_id")
                    named = joined.filter(joined.place_id.notnull())
                    found.append(named.select("place_id", division=division, area_id=named.area_id))
    return found
