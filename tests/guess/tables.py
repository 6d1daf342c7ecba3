"""Tables for tests of the guess: from text, and from published samples where they are at hand."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from veedor.engine import connect
from veedor.guess.columns import FileColumn, FileSample, look
from veedor.guess.wide import propose_wide
from veedor.intake.case import FileForm
from veedor.intake.read import open_raw

if TYPE_CHECKING:
    from veedor.guess.proposal import Proposal


def table(text: str, delimiter: str = ",") -> FileSample:
    """A sample from the text of a CSV file."""
    header, *rows = csv.reader(io.StringIO(text.strip()), delimiter=delimiter)
    cells = [[row[place].strip() for row in rows] for place in range(len(header))]
    columns = tuple(FileColumn.of(place, name, tuple(cells[place])) for place, name in enumerate(header))
    return FileSample(columns, len(rows), whole=True)


def read(path: Path) -> FileSample:
    """The sample of a file."""
    with tempfile.TemporaryDirectory() as folder:
        connection = connect()
        try:
            return look(open_raw(connection, path, FileForm(path.name), Path(folder)))
        finally:
            connection.close()


def published(name: str) -> FileSample:
    """A sample of the data that is kept apart; the test is left out where it is not at hand."""
    path = Path(os.environ.get("VEEDOR_DATA", "")) / name
    if not os.environ.get("VEEDOR_DATA") or not path.exists():
        pytest.skip("the data are not at hand: VEEDOR_DATA")
    return read(path)


def proposed(sample: FileSample) -> Proposal:
    """How a wide table would be read."""
    return propose_wide(sample, FileForm("results.csv"))


def kinds(proposal: Proposal) -> dict[str, list[str]]:
    """Kind -> columns of the choices of that kind."""
    found: dict[str, list[str]] = {}
    for choice in proposal.choices:
        found.setdefault(choice.kind, []).append("+".join(choice.published))
    return found


def asked(proposal: Proposal) -> set[str]:
    """The last parts of the keys that are asked."""
    return {".".join(doubt.key.split(".")[2:]) for doubt in proposal.doubts}
