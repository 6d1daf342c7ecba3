"""Rows that messages name, as they were published: to be shown beside what is said of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.engine import connect, fetch_rows
from veedor.errors import InputError
from veedor.intake.locate import locate
from veedor.intake.raw import ROW, SOURCE
from veedor.intake.read import open_raw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.intake.case import CaseFile

MOST = 60
"""Rows that are looked up."""

Cells = tuple[tuple[str, str], ...]
"""Name of a column and the text below it, in the order of the file."""


def cited_rows(case: CaseFile, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Cells]:
    """Return rows of the files of a case.

    Parameters
    ----------
    case : CaseFile
        Says how its files are opened.
    wanted : iterable of (str, int)
        File (with member and worksheet) and row, as messages name them.

    Returns
    -------
    dict
        Of those that are there; of a file that cannot be opened there is none.
    """
    asked = list(dict.fromkeys(wanted))[:MOST]
    files = {source.partition("!")[0].partition("#")[0] for source, _ in asked}
    found: dict[tuple[str, int], Cells] = {}
    connection = connect()
    try:
        with tempfile.TemporaryDirectory(prefix="veedor-") as work:
            for number, one in enumerate(located for located in locate(case) if located.path.name in files):
                folder = Path(work) / str(number)
                folder.mkdir()
                try:
                    raw = open_raw(connection, one.path, one.form, folder)
                except InputError:
                    continue
                rows = raw.table.filter(raw.table[ROW].isin([row for _, row in asked]))
                for row in fetch_rows(rows.limit(MOST)):
                    cells = tuple(
                        (name, str(row.get(f"c{place}") or "")) for place, name in enumerate(raw.header)
                    )
                    found[str(row.get(SOURCE) or raw.label), int(row[ROW])] = cells
    finally:
        connection.close()
    return {place: cells for place, cells in found.items() if place in set(asked)}
