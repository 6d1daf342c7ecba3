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

    import pyarrow as pa
    from numpy.typing import NDArray

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
    table = _table(content, name, expected)
    ids = table["sheet_id"].to_pylist()
    if ids != sorted(set(ids)):
        raise AuditError(f"{name}: the sheets do not ascend by id, or one stands twice.")
    columns = [_numbers(table, column, name, None) for column in expected[2 + len(divisions) :]]
    n = len(ids)
    here = Places(("place",), {"place": np.zeros(n, dtype=np.int64)}, {"place": ("",)}, {"place": ("",)})
    matrix = np.array(columns, dtype=np.int64).reshape(len(plan.choices), n).T.copy()
    return Sheets(
        _contest(plan),
        CountId(plan.commitment.count_id),
        np.array(ids),
        matrix,
        np.zeros(matrix.shape, dtype=bool),
        _numbers(table, "registered", name, UNKNOWN),
        here,
        np.full(n, ""),
        areas={d: np.array(table[_DIVISION + d].to_pylist()) for d in divisions},
    )


def _table(content: bytes, name: str, expected: list[str]) -> pa.Table:
    """Read the file as text, cell by cell."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    header = next(csv.reader(io.StringIO(content.partition(b"\n")[0].decode("utf-8", "replace"))), [])
    if header != expected or len(set(header)) < len(header):
        raise AuditError(f"{name}, row 1: the columns are {header}, and the plan says {expected}.")
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(block_size=max(1 << 20, len(content))),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(expected, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise AuditError(f"{name} is no table of figures: {error}.") from None


def _numbers(table: pa.Table, column: str, name: str, empty: int | None) -> NDArray[np.int64]:
    """Turn a column of counts into numbers; ``empty`` stands for an empty cell, where one is allowed."""
    import pyarrow.compute as pc

    cells = table[column].combine_chunks()
    if empty is not None:
        cells = pc.if_else(pc.equal(cells, ""), str(empty), cells)
    good = pc.match_substring_regex(cells, r"^[0-9]{1,12}$")
    if empty is not None:
        good = pc.or_(good, pc.equal(cells, str(empty)))
    if not pc.all(good, min_count=0).as_py():
        row = pc.index(good, False).as_py()
        raise AuditError(
            f"{name}, row {row + 2}, column {column!r}: {cells[row].as_py()[:40]!r} is no count."
        )
    numbers: NDArray[np.int64] = cells.cast("int64").to_numpy(zero_copy_only=False)
    return numbers


def _contest(plan: Plan) -> Contest:
    choices = tuple(Choice(ChoiceId(c.choice_id), c.label, Kind(c.kind)) for c in plan.choices)
    return Contest(ContestId(plan.contest_id), plan.title, choices)
