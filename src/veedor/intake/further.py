"""Columns that the case adds to those of a file: where a row stands, constants, parts of the file's name."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_arrow, sql
from veedor.errors import CaseError, nearest
from veedor.intake import patterns
from veedor.intake.groups import one_row_each
from veedor.intake.names import fold
from veedor.intake.notices import Notice
from veedor.intake.raw import FILE, ROW, SOURCE, WORKSHEET, Raw, keeper
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine import Connection
    from veedor.engine.sql import Table
    from veedor.intake.case import FileForm
    from veedor.intake.raw import Content


def complete(connection: Connection, content: Content, form: FileForm, label: str, work: Path) -> Raw:
    """Make the table of a file out of what its reader found and what the case adds.

    Raises
    ------
    CaseError
        Where a further column has the name of one of the file, or the file's name does not match ``named``.
    """
    import pyarrow as pa

    content = one_row_each(content, form.repeated) if form.repeated else content
    further = _Further(form, content.header, label)
    header = content.header + further.names
    keep = keeper(connection, work)
    rows, table = content.rows, None
    notices: tuple[Notice, ...] = content.notices
    if not isinstance(rows, pa.Table) and form.fill_down:
        rows = fetch_arrow(rows().order_by(ROW))
    if isinstance(rows, pa.Table):
        rows, filled = _fill_down(rows, content, form, label)
        notices += filled
        table = _with_columns(rows, content, further, label)
        opened = partial(keep, table, "rows")
    else:
        opened = _added(rows(), content, further, label)
    return Raw(
        label,
        header,
        opened,
        keep,
        table,
        content.settings,
        notices,
        content.unusable,
        content.header_row,
    )


class _Further:
    """Columns with one value for a whole file or worksheet."""

    def __init__(self, form: FileForm, header: tuple[str, ...], label: str) -> None:
        self._form = form
        self._label = label
        try:
            groups = self._groups = tuple(re.compile(form.named).groupindex)
        except re.error as error:
            raise CaseError(
                sentence("`named` is not a regular expression: {error}.", error=error),
                file=label,
                value=form.named,
                remedy="Mend it.",
            ) from error
        if form.named and not groups:
            raise CaseError(
                "`named` has no named group, so it makes no column.",
                file=label,
                value=form.named,
                remedy="Write (?P<region>...) around the part of the name that becomes the column `region`.",
            )
        self.names = (*form.constants, *groups)
        known = {fold(name) for name in header if name}
        for place, name in enumerate(self.names):
            if fold(name) in known or name in self.names[:place]:
                raise CaseError(
                    sentence("the column {name!r} of `constants` or `named` is there already.", name=name),
                    file=label,
                    remedy="Give it another name, or remove `constants`, or remove `named`.",
                )

    def values(self, source: str) -> tuple[str, ...]:
        """Return the values for a file, or for one worksheet of it."""
        match = patterns.found(self._form.named, source, "named") if self._form.named else {}
        if match is None:
            raise CaseError(
                "its name does not match `named`.",
                file=source,
                value=source,
                expected=self._form.named,
                remedy="Mend the pattern, remove `named`, or leave this file out of the part.",
            )
        return (*self._form.constants.values(), *(match[name] for name in self._groups))


def _added(rows: Table, content: Content, further: _Further, label: str) -> Any:  # noqa: ANN401
    count = len(content.header)
    columns: dict[str, Any] = {f"c{i}": rows[f"c{i}"] for i in range(count)}
    for place, value in enumerate(further.values(label), count):
        columns[f"c{place}"] = sql.literal(value or None, "string")
    columns[ROW] = rows[ROW]
    columns[SOURCE] = sql.literal(label)
    columns[FILE] = sql.literal(label)
    columns[WORKSHEET] = sql.literal("")
    made = rows.select(**columns)
    return lambda: made


def _with_columns(rows: pa.Table, content: Content, further: _Further, label: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    count = len(content.header)
    sources = rows[SOURCE] if SOURCE in rows.column_names else _repeated(label, len(rows))
    names = pc.unique(sources).to_pylist() if SOURCE in rows.column_names else [label]
    columns: dict[str, Any] = {f"c{i}": rows[f"c{i}"] for i in range(count)}
    by_name = {name: further.values(name) for name in names}
    for place in range(len(further.names)):
        values = {name: by_name[name][place] or None for name in names}
        if len(set(values.values())) == 1:
            columns[f"c{count + place}"] = _repeated(values[names[0]], len(rows))
        else:
            columns[f"c{count + place}"] = pa.array([values[s] for s in sources.to_pylist()], pa.string())
    columns[ROW] = rows[ROW].cast(pa.int64())
    columns[SOURCE] = sources
    columns[FILE] = _repeated(label, len(rows))
    if len(names) == 1:
        columns[WORKSHEET] = _repeated(names[0].removeprefix(label).removeprefix("#"), len(rows))
    else:
        sheets = {name: name.removeprefix(label).removeprefix("#") for name in names}
        columns[WORKSHEET] = pa.array([sheets[s] for s in sources.to_pylist()], pa.string())
    return pa.table(columns)


def _repeated(value: str | None, number: int) -> pa.Array:
    import pyarrow as pa

    return pa.nulls(number, pa.string()) if value is None else pa.repeat(pa.scalar(value), number)


def _fill_down(
    rows: pa.Table, content: Content, form: FileForm, label: str
) -> tuple[pa.Table, tuple[Notice, ...]]:
    """Let a blank cell of some columns repeat the one above it, within its worksheet."""
    import pyarrow as pa
    import pyarrow.compute as pc

    folded = [fold(name) for name in content.header]
    notices = []
    for name in form.fill_down:
        if folded.count(fold(name)) != 1:
            raise CaseError(
                sentence("there is no column {name!r} (named by `fill_down`).", name=name)
                if fold(name) not in folded
                else sentence("there are several columns {name!r} (named by `fill_down`).", name=name),
                file=label,
                row=content.header_row or None,
                remedy=sentence(
                    "{near} Where no cell repeats the one above it, remove `fill_down`.",
                    near=nearest(name, [known for known in content.header if known]),
                ),
            )
        key = f"c{folded.index(fold(name))}"
        column = rows[key]
        blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(column), ""), fill_value=True)
        bare = pc.if_else(blank, pa.scalar(None, pa.string()), column)
        parts = [
            pc.fill_null_forward(part[key])
            for part in _by_source(rows.set_column(rows.column_names.index(key), key, bare))
        ]
        filled = pa.chunked_array([chunk for part in parts for chunk in part.chunks], pa.string())
        rows = rows.set_column(rows.column_names.index(key), key, filled)
        number = pc.sum(pc.and_(blank, pc.is_valid(filled))).as_py() or 0
        if number:
            notices.append(Notice("filled_down", file=label, column=name, number=number))
    return rows, tuple(notices)


def _by_source(rows: pa.Table) -> list[pa.Table]:
    """Part a table where the next worksheet begins."""
    if SOURCE not in rows.column_names:
        return [rows]
    names = rows[SOURCE].to_pylist()
    cuts = [0, *(i for i in range(1, len(names)) if names[i] != names[i - 1]), len(names)]
    return [rows.slice(a, b - a) for a, b in pairwise(cuts)]
