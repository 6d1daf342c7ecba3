"""The committed figures: every expected sheet in its state, so that anyone can hash and add them up.

A CSV file: ``sheet_id,state,registered,register,ballots,blanks``, then one column for each division that
the rule needs (``division:state``), then one column for each choice (``votes:MAS``). Rows ascend by id.

=========== ==============================================================================================
``state``    ``counted``, ``outstanding``, ``set aside`` or ``annulled``; only counted sheets have votes
``registered`` registered voters, of the sheet or of the register that it shares; empty where not known
``register`` number of the register that the sheet shares with others; empty where it has its own
``ballots``  most ballots that the sheet can hold, by its voters or as the case states; empty: no bound
``blanks``   most votes that its blank cells can hold; empty where nothing bounds them
``votes:``   empty in a blank cell, which is never a zero
=========== ==============================================================================================

A list of **single ballots** has a row for each; where they are polled, all cells of votes are empty.

Figures whose hash is signed before they are shown begin with a row ``# `` and 64 hexadecimal digits that
nobody knows: without them, the figures of few sheets could be guessed from the hash.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.ballots import deal
from veedor.audit.manifest import SheetManifest
from veedor.count import Places, Sheets
from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN
from veedor.errors import AuditError
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind, State

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from veedor.audit.papers import AuditPlan

_VOTES, _DIVISION = "votes:", "division:"
_MOST_VOTES = 1000
"""No ballot gives more."""
_FIXED = ("sheet_id", "state", "registered", "register", "ballots", "blanks")


def write_figures(manifest: SheetManifest) -> bytes:
    """Write the figures of all expected sheets, with the divisions that the audit needs."""
    sheets = manifest.sheets
    choices = [choice.choice_id for choice in sheets.contest.choices]
    votes = np.full((len(manifest.ids), len(choices)), UNKNOWN, dtype=np.int64)
    if not manifest.polled:
        votes[manifest.rows] = np.where(sheets.blank, UNKNOWN, sheets.votes)
    blanks = np.zeros(len(manifest.ids), dtype=np.int64)
    blanks[manifest.rows] = manifest.blanks
    words = np.array([str(state) for state in ORDER])
    numbers = (manifest.registered, manifest.register, manifest.ballots, blanks)
    columns = [
        manifest.ids.tolist(),
        words[manifest.code].tolist(),
        *map(_cells, numbers),
        *(area.tolist() for area in manifest.areas.values()),
        *map(_cells, votes.T),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_FIXED, *(_DIVISION + d for d in manifest.areas), *(_VOTES + c for c in choices)])
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def with_salt(figures: bytes, salt: str) -> bytes:
    """Put a row with 64 hexadecimal digits before figures that are to be kept from everybody for now."""
    return f"# {salt}\n".encode() + figures


def without_salt(content: bytes) -> bytes:
    """Give the figures without that row, if they have one."""
    return content.partition(b"\n")[2] if content.startswith(b"# ") else content


def _cells(numbers: NDArray[np.int64]) -> list[int | str]:
    return ["" if n == UNKNOWN else n for n in numbers.tolist()]


def read_figures(content: bytes, plan: AuditPlan) -> SheetManifest:
    """Read committed figures back.

    Parameters
    ----------
    content : bytes
        The file; its hash has been checked.
    plan : AuditPlan
        Says which choices and divisions it has.

    Returns
    -------
    SheetManifest
        With one place only: an audit needs no geography beyond the divisions of the rule.

    Raises
    ------
    AuditError
        Where the file does not hold what the plan says, with row and column.
    """
    about = plan.commitment
    name = about.file
    header = [
        *_FIXED,
        *(_DIVISION + d for d in about.divisions),
        *(_VOTES + c.choice_id for c in plan.choices),
    ]
    table = _table(without_salt(content), name, header)
    ids = table["sheet_id"].to_pylist()
    if ids != sorted(set(ids)):
        raise AuditError(f"{name}: the sheets do not ascend by id, or one stands twice.")
    code = _states(table, name)
    counted = np.flatnonzero(code == ORDER.index(State.COUNTED))
    columns = [_numbers(table, column, name) for column in header[len(_FIXED) + len(about.divisions) :]]
    matrix = np.array(columns, dtype=np.int64).reshape(len(plan.choices), len(ids)).T.copy()
    empty = matrix == UNKNOWN
    closed = np.flatnonzero((code != ORDER.index(State.COUNTED)) & ~empty.all(axis=1))
    if len(closed):
        raise AuditError(f"{name}, row {closed[0] + 2}: a sheet that is not counted has figures.")
    areas = {d: np.array(table[_DIVISION + d].to_pylist()) for d in about.divisions}
    polled = plan.design.method == "polling"
    if polled:
        matrix, empty = _dealt(plan, len(ids), empty, name), np.zeros_like(empty)
    registered, blanks = _numbers(table, "registered", name), _numbers(table, "blanks", name)
    n = len(counted)
    here = Places(("place",), {"place": np.zeros(n, dtype=np.int64)}, {"place": ("",)}, {"place": ("",)})
    sheets = Sheets(
        contest_of(plan),
        CountId(about.count_id),
        np.array(ids, dtype=np.str_)[counted],
        np.where(empty, 0, matrix)[counted],
        empty[counted],
        registered[counted],
        here,
        np.full(n, ""),
        areas={division: area[counted] for division, area in areas.items()},
    )
    return SheetManifest(
        sheets,
        np.array(ids, dtype=np.str_),
        code,
        registered,
        _numbers(table, "register", name),
        _numbers(table, "ballots", name),
        np.where(sheets.blank.any(axis=1), blanks[counted], 0),
        areas,
        about.unnamed,
        about.most_ballots,
        plan.design.of_ballots,
        polled,
    )


def _dealt(plan: AuditPlan, ballots: int, empty: NDArray[np.bool_], name: str) -> NDArray[np.int64]:
    """Deal the totals of a plan out over ballots of which nothing is recorded."""
    choices = [choice.choice_id for choice in plan.choices]
    numbers = [plan.totals.get(choice, -1) for choice in choices]
    if set(plan.totals) != set(choices) or min(numbers) < 0 or sum(numbers) > ballots:
        raise AuditError("The totals of the plan are not those of its ballots.")
    if not empty.all():
        raise AuditError(f"{name}: a polled ballot has figures.")
    return deal(numbers, ballots)


def _states(table: pa.Table, name: str) -> NDArray[np.int64]:
    """Turn the column of states into codes."""
    known = {str(state): code for code, state in enumerate(ORDER)}
    words = table["state"].to_pylist()
    for row, word in enumerate(words, start=2):
        if word not in known:
            raise AuditError(f"{name}, row {row}, column 'state': {word[:40]!r} is no state of a sheet.")
    return np.array([known[word] for word in words], dtype=np.int64)


def _table(content: bytes, name: str, manifest: list[str]) -> pa.Table:
    """Read the file as text, cell by cell."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    header = next(csv.reader(io.StringIO(content.partition(b"\n")[0].decode("utf-8", "replace"))), [])
    if header != manifest or len(set(header)) < len(header):
        raise AuditError(f"{name}, row 1: the columns are {header}, and the plan says {manifest}.")
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(block_size=max(1 << 20, len(content))),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(manifest, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise AuditError(f"{name} is no table of figures: {error}.") from None


def _numbers(table: pa.Table, column: str, name: str) -> NDArray[np.int64]:
    """Turn a column of counts into numbers, ``UNKNOWN`` for an empty cell."""
    import pyarrow.compute as pc

    cells = table[column].combine_chunks()
    good = pc.match_substring_regex(cells, r"^[0-9]{0,12}$")
    if not pc.all(good, min_count=0).as_py():
        row = pc.index(good, False).as_py()
        raise AuditError(
            f"{name}, row {row + 2}, column {column!r}: {cells[row].as_py()[:40]!r} is no count."
        )
    cells = pc.if_else(pc.equal(cells, ""), str(UNKNOWN), cells)
    numbers: NDArray[np.int64] = cells.cast("int64").to_numpy()
    return numbers


def contest_of(plan: AuditPlan) -> Contest:
    """Read the contest of a plan.

    Raises
    ------
    AuditError
        Where a kind of choice is none, or a ballot gives no number of votes that it could.
    """
    odd = {*(c.kind for c in plan.choices), *plan.valid_kinds} - set(Kind)
    if odd:
        raise AuditError(f"{min(odd)[:40]!r} is no kind of choice.", remedy=f"There is {', '.join(Kind)}.")
    if not 1 <= plan.votes_allowed <= _MOST_VOTES:
        raise AuditError(f"A ballot cannot give {plan.votes_allowed} votes.")
    choices = tuple(Choice(ChoiceId(c.choice_id), c.label, Kind(c.kind)) for c in plan.choices)
    valid = frozenset(Kind(kind) for kind in plan.valid_kinds)
    return Contest(ContestId(plan.contest_id), plan.title, choices, valid, plan.votes_allowed)
