"""Reading one published file, as the tests of the reader do."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from veedor.engine import connect, fetch_rows
from veedor.errors import InputError
from veedor.intake.case import FileForm
from veedor.intake.read import open_raw

if TYPE_CHECKING:
    from veedor.intake.raw import Raw

Row = tuple[int, list[str | None]]


def opened(folder: Path, name: str, content: str | bytes, **form: Any) -> Raw:  # noqa: ANN401 - any key of a file
    """Write a file and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    work = Path(tempfile.mkdtemp(dir=folder))
    return open_raw(connect(), path, FileForm(name, **form), work)


def rows_of(raw: Raw) -> list[Row]:
    """Give the rows as the engine sees them: number and cells."""
    found = fetch_rows(raw.table)
    return [(row["row"], [row[f"c{i}"] for i in range(len(raw.header))]) for row in found]


def read(folder: Path, name: str, content: str | bytes, **form: Any) -> list[Row]:  # noqa: ANN401
    return rows_of(opened(folder, name, content, **form))


def refused(folder: Path, name: str, content: str | bytes, **form: Any) -> InputError:  # noqa: ANN401
    """Open a file that must be refused with a remedy."""
    with pytest.raises(InputError) as caught:
        rows_of(opened(folder, name, content, **form))
    assert caught.value.remedy
    assert caught.value.file
    return caught.value
