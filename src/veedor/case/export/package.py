"""The canonical tables as Parquet with a Frictionless ``datapackage.json``.

References
----------
Frictionless Data Package (v1) and Table Schema.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

from veedor.engine import TABLES, Schema, SchemaColumn, Type, sql, write_parquet
from veedor.engine.schemas import VOTES
from veedor.intake.locate import hash_file
from veedor.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Store
    from veedor.intake.case import CaseFile

Json = dict[str, Any]

_TYPES = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.TIME: "datetime",
    Type.TRUTH: "boolean",
}


def write_package(case: CaseFile, store: Store, folder: Path) -> list[Path]:
    """Write the canonical tables, votes long too, with a ``datapackage.json`` that describes them.

    Parameters
    ----------
    case, store
        The imported case.
    folder : Path
        Empty; files are described by their names in it.

    Returns
    -------
    list of Path
        What was written.
    """
    written = []
    resources = []
    for name in store.names:
        path = folder / f"{name}.parquet"
        shutil.copyfile(store.path(name), path)
        written.append(path)
        resources.append(_resource(path, *_described(case, store, name)))
    for contest_id in case.contests:
        if store.has(f"votes-{contest_id}"):
            path = folder / f"vote-{contest_id}.parquet"
            _write_long(case, store, contest_id, path)
            written.append(path)
            resources.append(_resource(path, TABLES["vote"], ()))
    described = folder / "datapackage.json"
    text = json.dumps(_package(case, store, resources), ensure_ascii=False, indent=2)
    described.write_text(text + "\n", encoding="utf-8")
    return [*written, described]


def _write_long(case: CaseFile, store: Store, contest_id: str, path: Path) -> None:
    votes = store.table(f"votes-{contest_id}")
    choices = [c.id for c in case.contests[contest_id].choices]  # type: ignore[index]
    long = votes.unpivot(choices, names_to="choice_id", values_to="votes")
    unreadable = store.table("unreadable")
    mine = unreadable.filter(unreadable.contest_id == contest_id)
    names = {text: c.id for c in case.contests[contest_id].choices for text in (*c.published, c.label, c.id)}  # type: ignore[index]
    named = mine.mutate(choice_id=mine.column.substitute(names) if names else mine.column)
    texts = named.group_by(["count_id", "sheet_id", "choice_id"]).aggregate(raw_text=named.raw_text.min())
    joined = long.left_join(texts, ["count_id", "sheet_id", "choice_id"])
    kept = joined.mutate(raw_text=sql.ifelse(joined.votes.isnull(), joined.raw_text, None))
    columns = TABLES["vote"].columns
    write_parquet(kept.select(*columns).order_by(*TABLES["vote"].key), path)


def _described(case: CaseFile, store: Store, name: str) -> tuple[Schema, tuple[SchemaColumn, ...]]:
    """Return the schema of a table, and the columns that the choices of the case add to it."""
    if name.startswith("votes-"):
        key = TABLES["vote"].fields[:4]
        contest = case.contests[name.removeprefix("votes-")]  # type: ignore[index]
        schema = Schema(
            name, "the figures of one version of a sheet, a column a choice", key, TABLES["vote"].key[:4]
        )
        return schema, tuple(SchemaColumn(c.id, Type.INTEGER, f"votes: {c.label}") for c in contest.choices)
    schema = TABLES[name]
    further = [c for c in store.arrow(name).column_names if c.startswith(VOTES)]
    return schema, tuple(SchemaColumn(c, Type.INTEGER, f"votes: {c.removeprefix(VOTES)}") for c in further)


def _resource(path: Path, schema: Schema, further: tuple[SchemaColumn, ...]) -> Json:
    return {
        "name": re.sub(r"[^a-z0-9._/-]", "-", path.stem.lower()),
        "title": schema.row,
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_file(path)}",
        "profile": "tabular-data-resource",
        "schema": {
            "fields": [_field(field) for field in (*schema.fields, *further)],
            "primaryKey": list(schema.key),
        },
    }


def _field(field: SchemaColumn) -> Json:
    made: Json = {"name": field.name, "type": _TYPES[field.type], "description": field.means}
    if field.required:
        made["constraints"] = {"required": True}
    return made


def _package(case: CaseFile, store: Store, resources: list[Json]) -> Json:
    sources = [
        {"title": source["title"] or name, "path": file["url"] or file["name"]}
        for name, source in store.manifest["sources"].items()
        for file in source["files"]
    ]
    return {
        "profile": "data-package",
        "name": re.sub(r"[^a-z0-9._-]", "-", case.name.lower()),
        "title": case.election.title,
        "description": (
            f"Canonical tables made by veedor {__version__}; times are instants in UTC (the zone of "
            f"the election is {case.election.tz}); a missing figure is a blank cell, never zero."
        ),
        "version": store.key,
        "sources": sources,
        "resources": resources,
    }
