"""Brings the database to this version when a desk starts, and says in words why it cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from veedor.desk.store.address import VARIABLE
from veedor.errors import VeedorError
from veedor.sentence import sentence

LOCK = 8_050_000_001
"""Number of the lock that one desk holds while it changes the tables of a shared server."""


def make_ready() -> None:
    """Make the tables, or bring them to this version.

    Raises
    ------
    VeedorError
        Where the database cannot be reached or written, or is of a later version.
    """
    from django.db import DatabaseError, connection

    try:
        if connection.vendor == "sqlite":
            _make_file(Path(settings.DATABASES["default"]["NAME"]))
        _migrate(connection)
    except (DatabaseError, OSError) as error:
        raise VeedorError(
            sentence("The database of the desk cannot be used: {why}", why=_first_line(error)),
            remedy=sentence(
                "Give the desk a place that it can write: {variable}=sqlite:////PATH/desk.sqlite3, or the "
                "address of a PostgreSQL server that is running.",
                variable=VARIABLE,
            ),
        ) from None
    finally:
        connection.close()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def _make_file(file: Path) -> None:
    """Make the file before the database does, so that nobody else on the machine can read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _migrate(connection: Any) -> None:  # noqa: ANN401 - Django is published without types
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    later = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if later:
        raise VeedorError(
            "The database of the desk was written by a later version of Veedor.",
            remedy=sentence("Install that version, or name another one with {variable}.", variable=VARIABLE),
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # the usual case, which must not make the start slow
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            executor = MigrationExecutor(connection)  # another desk may have done it meanwhile
            executor.migrate(executor.loader.graph.leaf_nodes())
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
