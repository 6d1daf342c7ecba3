"""What is wrong with a file or a case, as rows of a table: where, what, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.desk.apart import singles
from veedor.errors import InputError, VeedorError
from veedor.intake.cited import cited_rows
from veedor.sentence import record, relocated, revived

if TYPE_CHECKING:
    from veedor.desk.bring.drafts import Draft
    from veedor.intake.case import CaseFile
    from veedor.intake.cited import Cells
    from veedor.report.wording import Wording

MOST = 200
"""Problems that are kept."""
FIRST, BESIDE = 4, 3
"""Cells of a row that are shown: the first of it, and those on either side of the one that is named."""
LONGEST = 60


@dataclass(frozen=True)
class ShownProblem:
    """A problem as it is shown.

    Parameters
    ----------
    file, row, column, value : str
        Where it is, and what was seen there; empty where that is nowhere.
    says, expected, remedy : str
        In the language of the reader.
    cells : tuple of (str, str, bool)
        The row as it was published: name of the column, text, whether it is the column that is named.
    """

    says: str
    remedy: str = ""
    expected: str = ""
    file: str = ""
    row: str = ""
    column: str = ""
    value: str = ""
    cells: tuple[tuple[str, str, bool], ...] = ()


def recorded_problems(error: Exception, draft: Draft, case: CaseFile | None = None) -> list[dict[str, Any]]:
    """Return what was raised as JSON, in no language, without the paths of this machine.

    Parameters
    ----------
    error : Exception
        One of ours, or a group of them.
    draft : Draft
        Of which they are.
    case : CaseFile, optional
        Whose rows they name: these are given with them.
    """
    folders = (draft.case.resolve(), draft.case, draft.files.resolve(), draft.files)
    places = {f"{one}/": "" for one in folders} | {str(one): draft.name for one in folders}
    errors = singles(error)[:MOST]
    rows = _rows(errors, case) if case is not None else {}
    return [_recorded(one, places, rows) for one in errors]


def _recorded(one: VeedorError, places: dict[str, str], rows: dict[tuple[str, int], Cells]) -> dict[str, Any]:
    bare = one.bare if isinstance(one, InputError) and one.bare else one.message
    said: dict[str, Any] = {"says": bare, "remedy": one.remedy}
    if isinstance(one, InputError):
        said |= {"expected": one.expected, "file": one.file, "column": one.column or ""}
        said["row"] = "" if one.row is None else str(one.row)
        said["value"] = "" if one.value is None else one.value[:200]
    made: dict[str, Any] = {name: record(relocated(text, places)) for name, text in said.items()}
    if isinstance(one, InputError) and one.row is not None:
        made["cells"] = _around(rows.get((one.file, one.row), ()), one.column or "")
    return made


def _rows(errors: list[VeedorError], case: CaseFile) -> dict[tuple[str, int], Cells]:
    wanted = [(e.file, e.row) for e in errors if isinstance(e, InputError) and e.row is not None]
    try:
        return cited_rows(case, wanted) if wanted else {}
    except VeedorError:
        return {}  # what is wrong with the files is said already


def _around(cells: Cells, column: str) -> list[tuple[str, str, bool]]:
    """Return the cells that are shown of a row: the first few, and those around the column that is named."""
    here = next((n for n, (name, _) in enumerate(cells) if name == column), 0)
    return [
        (name[:LONGEST], text[:LONGEST], name == column)
        for number, (name, text) in enumerate(cells)
        if number < FIRST or abs(number - here) <= BESIDE
    ]


def shown(kept: list[dict[str, Any]], words: Wording) -> list[ShownProblem]:
    """Say recorded problems in a language."""
    return [
        ShownProblem(
            **{name: words.said(revived(one[name])) for name in one if name != "cells"},
            cells=tuple(map(tuple, one.get("cells", ()))),
        )
        for one in kept
    ]
