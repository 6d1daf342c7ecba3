"""Files of a format that Veedor does not know, read by what another package brings for it.

The reader runs as those of Veedor do: in a process of its own, within limits of memory and time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError, nearest
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.raw import ROW, Content
from veedor.plugins import named, names
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.plugins import Plugin

GROUP = "veedor.readers"
"""Entry points of readers that other packages bring; one is loaded where ``reader`` names it."""


@dataclass(frozen=True)
class Reader:
    """A reader of one format.

    Parameters
    ----------
    rows : callable
        Gives the header of a file and then its rows, cell by cell as text, blank ones as None, from its path
        and from what the case says of it. A row may be shorter than the header. What it raises names the
        package; a :class:`~veedor.errors.InputError` is told as it is.
    """

    rows: Callable[[Path, FileForm], Iterable[Sequence[str | None]]]


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read a file with the reader that ``reader`` of the form names.

    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`, and a
    :class:`~veedor.errors.CaseError` where no package brings a reader of that name.
    """
    import pyarrow as pa

    brought = named(GROUP, form.reader)
    if brought is None:
        known = nearest(form.reader, names(GROUP)) if names(GROUP) else sentence("None is installed.")
        raise CaseError(
            sentence("there is no reader {reader!r} (named by `reader`).", reader=form.reader),
            file=label,
            remedy=sentence("Install the package that brings it. {known}", known=known),
        )
    header, rows = _table(brought, path, form, label)
    columns = {f"c{i}": pa.array([row[i] for row in rows], pa.string()) for i in range(len(header))}
    columns[ROW] = pa.array(range(1, len(rows) + 1), pa.int64())
    return Content(header, pa.table(columns), {"format": form.reader})


def _table(
    brought: Plugin, path: Path, form: FileForm, label: str
) -> tuple[tuple[str, ...], list[list[str | None]]]:
    """Return the header and the rows that a reader finds, all of them text and as wide as the header."""
    reader = brought.load(Reader)
    found: list[tuple[object, ...]] = []
    try:
        found += map(tuple, reader.rows(path, form))
    except InputError:
        raise
    except Exception as error:
        raise brought.error(
            sentence(
                "cannot read {label}: {name}: {error}.", label=label, name=type(error).__name__, error=error
            )
        ) from error
    if not found:
        raise brought.error(sentence("gives nothing of {label}, not even a header.", label=label))
    header = tuple(str(name or "").strip() for name in found[0])
    if len(header) > MAX_COLUMNS:
        raise brought.error(
            sentence(
                "gives {number_of_header:,} columns of {label}; there may be {max_columns:,}.",
                number_of_header=len(header),
                label=label,
                max_columns=MAX_COLUMNS,
            )
        )
    return header, [
        _cells(brought, row, number, len(header), label) for number, row in enumerate(found[1:], 1)
    ]


def _cells(brought: Plugin, row: tuple[object, ...], number: int, width: int, label: str) -> list[str | None]:
    """Return the cells of a row, as many as the header has."""
    if len(row) > width:
        raise brought.error(
            sentence(
                "gives {number_of_row} cells in row {number} of {label}, whose header has fewer.",
                number_of_row=len(row),
                number=number,
                label=label,
            )
        )
    cells: list[str | None] = []
    for cell in row:
        if not isinstance(cell, str | None):
            raise brought.error(
                sentence(
                    "gives {cell!r} in row {number} of {label}, which is no text.",
                    cell=cell,
                    number=number,
                    label=label,
                )
            )
        cells.append(cell or None)
    return cells + [None] * (width - len(row))
