"""The committed figures: every sheet's numbers, written so that anyone can hash and add them up.

A plain CSV file: ``sheet_id,registered``, then one column for each division that the rule needs
(``division:state``), then one column for each choice (``votes:MAS``). Rows ascend by id; unknown
registered voters are left empty.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import UNKNOWN, Places, Sheets
from veedor.errors import AuditError
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.documents import Plan

_VOTES, _DIVISION = "votes:", "division:"


def write_figures(sheets: Sheets, divisions: Sequence[str] = ()) -> bytes:
    """Write the figures of a count.

    Parameters
    ----------
    sheets : Sheets
        The count.
    divisions : sequence of str
        Divisions or levels of place that the assertions need.
    """
    choices = [choice.choice_id for choice in sheets.contest.choices]
    areas = [sheets.member_of(division).tolist() for division in divisions]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["sheet_id", "registered", *(_DIVISION + d for d in divisions), *(_VOTES + c for c in choices)]
    )
    registered = ["" if n == UNKNOWN else n for n in sheets.registered.tolist()]
    columns = [sheets.ids.tolist(), registered, *areas, *sheets.votes.T.tolist()]
    order = np.argsort(sheets.ids, kind="stable").tolist()
    rows = list(zip(*columns, strict=True))
    writer.writerows(rows[i] for i in order)
    return out.getvalue().encode()


def read_figures(content: bytes, plan: Plan) -> Sheets:
    """Read committed figures back.

    Parameters
    ----------
    content : bytes
        The file; its hash has been checked.
    plan : Plan
        Says which choices and divisions it has.

    Returns
    -------
    Sheets
        With one place only: an audit needs no geography beyond the divisions of the rule.

    Raises
    ------
    AuditError
        Where the file does not hold what the plan says, with row and column.
    """
    name = plan.commitment.file
    divisions = plan.commitment.divisions
    expected = ["sheet_id", "registered", *(_DIVISION + d for d in divisions)]
    expected += [_VOTES + choice.choice_id for choice in plan.choices]
    rows = csv.reader(io.StringIO(content.decode("utf-8", errors="strict"), newline=""))
    header = next(rows, [])
    if header != expected:
        raise AuditError(f"{name}, row 1: the columns are {header}, and the plan says {expected}.")
    table = list(rows)
    for number, row in enumerate(table, start=2):
        if len(row) != len(expected):
            raise AuditError(f"{name}, row {number}: {len(row)} cells instead of {len(expected)}.")
    ids = [row[0] for row in table]
    if ids != sorted(set(ids)):
        raise AuditError(f"{name}: the sheets do not ascend by id, or one stands twice.")
    first = 2 + len(divisions)
    numbered = list(enumerate(table, start=2))
    figures = [
        [_count(name, i, column, cell) for column, cell in zip(expected[first:], row[first:], strict=True)]
        for i, row in numbered
    ]
    registered = [UNKNOWN if not row[1] else _count(name, i, "registered", row[1]) for i, row in numbered]
    n = len(table)
    here = Places(("place",), {"place": np.zeros(n, dtype=np.int64)}, {"place": ("",)}, {"place": ("",)})
    matrix = np.array(figures, dtype=np.int64).reshape(n, len(plan.choices))
    return Sheets(
        _contest(plan),
        CountId(plan.commitment.count_id),
        np.array(ids),
        matrix,
        np.zeros(matrix.shape, dtype=bool),
        np.array(registered, dtype=np.int64),
        here,
        np.full(n, ""),
        areas={d: np.array([row[2 + k] for row in table]) for k, d in enumerate(divisions)},
    )


def _contest(plan: Plan) -> Contest:
    choices = tuple(Choice(ChoiceId(c.choice_id), c.label, Kind(c.kind)) for c in plan.choices)
    return Contest(ContestId(plan.contest_id), plan.title, choices)


def _count(file: str, row: int, column: str, cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()) or len(cell) > 12:
        raise AuditError(f"{file}, row {row}, column {column!r}: {cell[:40]!r} is no count.")
    return int(cell)
