"""Tables of SQLite databases as text: a copy is opened read-only, as a hostile file."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.engine.sql.literal import quoted
from veedor.errors import InputError, nearest
from veedor.intake.inner_table import InnerTable, list_for_message
from veedor.intake.limits import AGAIN, check_rows, check_width
from veedor.intake.names import fold
from veedor.intake.raw import ROW, Content
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.case import FileForm

MAX_SECONDS = 300.0
MAX_ROWS = 20_000_000
MAX_CELL = 1024**2
"""Bytes of one cell."""

_BATCH = 50_000
_STEPS = 20_000
"""Instructions of the engine between two looks at the clock."""

_NAMES = """SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')
AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND coalesce(sql, '') NOT LIKE 'CREATE VIRTUAL%'
ORDER BY rootpage, name"""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_NO_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read a table, or a view, of a database: the only one, or the one that ``table`` of the form names.

    Refused too is one with changes that are still in a file beside it, and one that takes too long.
    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    import pyarrow as pa

    with _opened(path, label) as base:
        name = _choose(base, form, label)
        cursor = base.execute(f"SELECT * FROM {quoted(name)}")  # noqa: S608 - the name is quoted
        header = tuple(str(column[0]).strip() for column in cursor.description)
        check_width(len(header), f"{label}#{name}")
        schema = pa.schema([*((f"c{i}", pa.string()) for i in range(len(header))), (ROW, pa.int64())])
        batches, done, blobs = [], 0, set[int]()
        while found := cursor.fetchmany(_BATCH):
            columns = [
                pa.array(_texts(c, i, blobs), pa.string()) for i, c in enumerate(zip(*found, strict=True))
            ]
            numbers = pa.array(range(done + 1, done + len(found) + 1), pa.int64())
            batches.append(pa.record_batch([*columns, numbers], schema=schema))
            done += len(found)
            if done > MAX_ROWS:
                raise InputError(
                    sentence(
                        "the table {name!r} has more than {max_rows:,} rows.", name=name, max_rows=MAX_ROWS
                    ),
                    file=label,
                    remedy="Save the rows that are used as CSV or Parquet, and name that file.",
                )
    check_rows(done, f"{label}#{name}")
    unusable = {f"c{i}": "bytes that are no text" for i in sorted(blobs)}
    table = pa.Table.from_batches(batches, schema=schema)
    return Content(header, table, {"format": "SQLite", "table": name}, (), unusable)


def list_tables(path: Path, form: FileForm, label: str) -> tuple[InnerTable, ...]:
    """List the tables and views of a database; errors as of :func:`read`."""
    del form
    with _opened(path, label) as base:
        return tuple(_described(base))


@contextmanager
def _opened(path: Path, label: str) -> Iterator[sqlite3.Connection]:
    """Open a copy that nothing can write to, run programs of, or wait for without end."""
    published = path.resolve()
    for end in ("-wal", "-journal"):
        beside = published.with_name(published.name + end)
        if beside.is_file() and beside.stat().st_size:
            raise InputError(
                sentence(
                    "changes of the database are still in the file {beside} beside it.", beside=beside.name
                ),
                file=label,
                expected="a database that was closed",
                remedy=sentence(
                    'Run `sqlite3 {published} ".backup copy.sqlite"` beside it, and name '
                    "copy.sqlite in the case.",
                    published=published.name,
                ),
            )
    with tempfile.TemporaryDirectory(prefix="veedor-") as folder:
        copy = Path(folder) / "copy.sqlite"
        shutil.copyfile(published, copy)
        _check_size(copy, label)
        base = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
        try:
            _bind(base)
            _check_pages(base, label)
            base.set_authorizer(_authorize)
            yield base
        except sqlite3.Error as error:
            raise _refusal(error, label) from error
        finally:
            base.close()


def _bind(base: sqlite3.Connection) -> None:
    for most, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        base.setlimit(most, value)
    base.execute("PRAGMA query_only=ON")
    base.execute("PRAGMA trusted_schema=OFF")
    base.execute("PRAGMA cell_size_check=ON")
    base.execute("PRAGMA temp_store=MEMORY")
    base.text_factory = bytes
    until = time.process_time() + MAX_SECONDS
    base.set_progress_handler(lambda: int(time.process_time() > until), _STEPS)


def _check_size(path: Path, label: str) -> None:
    """Refuse a database that has fewer pages than it says: SQLite reads what is missing as blank."""
    with path.open("rb") as file:
        head = file.read(100)
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0
    wanted = pages * (65_536 if page == 1 else page)
    if len(head) < 100 or path.stat().st_size < wanted:
        raise InputError(
            sentence(
                "the SQLite database is cut short: it has {st_size:,} bytes.", st_size=path.stat().st_size
            ),
            file=label,
            expected=sentence("{wanted:,} bytes", wanted=max(wanted, 100)),
            remedy=AGAIN,
        )


def _check_pages(base: sqlite3.Connection, label: str) -> None:
    """Refuse a database whose pages do not fit together; what its tables hold is not judged here."""
    for (said,) in base.execute("PRAGMA quick_check(20)").fetchall():
        text = said.decode("utf-8", "replace")
        if text != "ok" and not text.startswith(
            ("CHECK constraint", "NULL value", "non-", "NUMERIC value", "TEXT value")
        ):
            raise InputError(
                "the SQLite database is damaged.",
                file=label,
                value=text,
                expected="pages that fit together",
                remedy=AGAIN,
            )


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Allow reading alone."""
    del first
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second in _NO_FUNCTIONS else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _refusal(error: sqlite3.Error, label: str) -> InputError:
    said = str(error)
    if "interrupted" in said:
        return InputError(
            sentence("reading it takes more than {max_seconds:g} seconds.", max_seconds=MAX_SECONDS),
            file=label,
            remedy="Save the rows that are used as CSV, and name that file; a view can be without end.",
        )
    return InputError(
        sentence("the SQLite database is damaged, cut short or hostile: {said}.", said=said),
        file=label,
        expected="a database that SQLite reads",
        remedy="Fetch it again, and compare its SHA-256 with the published one; or save its table as CSV.",
    )


def _names(base: sqlite3.Connection) -> list[str]:
    return [name.decode("utf-8", "replace") for name, _ in base.execute(_NAMES).fetchmany(2_000)]


def _described(base: sqlite3.Connection) -> Iterator[InnerTable]:
    for name in _names(base):
        try:
            cursor = base.execute(f"SELECT * FROM {quoted(name)} LIMIT 0")  # noqa: S608 - quoted
            columns = tuple(str(column[0]) for column in cursor.description)
            (number,) = base.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()  # noqa: S608 - quoted
        except sqlite3.OperationalError:
            yield InnerTable("table", name)  # a view that cannot be read; another table may be
            continue
        yield InnerTable("table", name, columns, number)


def _choose(base: sqlite3.Connection, form: FileForm, label: str) -> str:
    names = _names(base)
    if form.table:
        alike = [name for name in names if name == form.table] or [
            name for name in names if fold(name) == fold(form.table)
        ]
        if len(alike) != 1:
            raise InputError(
                sentence("there is no table {table!r} in the database.", table=form.table),
                file=label,
                remedy=nearest(form.table, names),
            )
        return alike[0]
    if len(names) == 1:
        return names[0]
    if not names:
        raise InputError(
            "the database holds no table.", file=label, expected="a table", remedy="Fetch the file again."
        )
    tables = list(_described(base))
    raise InputError(
        sentence(
            "the database holds {number_of_names} tables, and the case does not say which: {tables}.",
            number_of_names=len(names),
            tables=list_for_message(tables),
        ),
        file=label,
        expected="`table` in its entry of `files`",
        remedy=sentence(
            'State `table = "{name}"` (or another of them) beside `name` in `files`.', name=names[0]
        ),
    )


def _texts(column: tuple[object, ...], place: int, blobs: set[int]) -> list[str | None]:
    """Write the cells of a column as text: whole numbers without decimals, an empty text as nothing."""
    made: list[str | None] = []
    for cell in column:
        match cell:
            case None:
                made.append(None)
            case bytes():
                try:
                    made.append(cell.decode("utf-8") or None)
                except UnicodeDecodeError:
                    blobs.add(place)
                    made.append(None)
            case float():
                made.append(str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell))
            case _:
                made.append(str(cell))
    return made
