"""The canonical tables in words: ``docs/reference/tables.md`` is made by this module."""

from __future__ import annotations

from veedor.engine.schemas import TABLES, VOTES_KEY, Schema, SchemaColumn

HEAD = """# Canonical tables

<!-- Made by `python -m veedor.engine.describe`; a test compares. Change engine/schemas.py instead. -->

Every published file becomes rows of these tables. They are Parquet files in `CASE/.veedor/<key>/`, where
the key is the hash of the files, the mapping and the form of the tables; `veedor export` writes them with a
description for other programs. Ids are text. Times are instants in UTC; the zone of the case stands in
`case.toml`. A figure that is missing was blank or unreadable: it is never zero.

A count is kept as *versions*: a sheet as a count had it, from the first to the last snapshot in which it did
not change. What was known at a moment is what was in the snapshot of that moment, never what carries an
earlier time stamp. A sheet that vanished and came back has a new version.

"""


def describe() -> str:
    """Return the page that describes every table, in Markdown."""
    pages = [_table(schema) for schema in TABLES.values()]
    pages.insert(list(TABLES).index("version") + 1, _wide())
    return HEAD + "\n".join(pages)


def _table(schema: Schema) -> str:
    key = ", ".join(f"`{name}`" for name in schema.key)
    return f"## {schema.name}\n\nOne row is {schema.row}.\n\n{_fields(schema.fields)}\nKey: {key}.\n"


def _wide() -> str:
    last = "| *choice_id* ... | int64 |  | votes, one column a choice, in the order of the ballot |"
    key = ", ".join(f"`{field.name}`" for field in VOTES_KEY)
    row = "One row is the figures of one version of a sheet; analyses read this form."
    return f"## votes-*contest_id*\n\n{row}\n\n{_fields(VOTES_KEY)}{last}\n\nKey: {key}.\n"


def _fields(fields: tuple[SchemaColumn, ...]) -> str:
    lines = [
        f"| `{field.name}` | {field.type} | {'yes' if field.required else ''} | {field.means} |"
        for field in fields
    ]
    return "\n".join(["| column | type | always there | what it says |", "|---|---|---|---|", *lines]) + "\n"


if __name__ == "__main__":
    print(describe(), end="")  # noqa: T201 - this is what the module is for
