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

**Several contests** have a row a sheet together, and before the name of each of these columns that of the
contest: ``president/state``, ``president/votes:MAS``. A sheet that a contest does not have is empty there.

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
from veedor.count.vectors import UNKNOWN, rows_of
from veedor.errors import AuditError
from veedor.model import Choice, ChoiceId, Contest, ContestId, CountId, Kind, State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from veedor.arrays import Flags, Ints, Texts
    from veedor.audit.papers import AuditPlan, PlannedContest

_VOTES, _DIVISION = "votes:", "division:"
_MOST_VOTES = 1000
"""No ballot gives more."""
_FIXED = ("state", "registered", "register", "ballots", "blanks")


def write_figures(manifests: Sequence[SheetManifest]) -> bytes:
    """Write the figures of all expected sheets of some contests, with the divisions that the audit needs."""
    ids = manifests[0].ids
    if len(manifests) > 1:
        ids = np.unique(np.concatenate([manifest.ids for manifest in manifests]))
    header, columns = ["sheet_id"], [ids.tolist()]
    for manifest in manifests:
        prefix = f"{manifest.sheets.contest.contest_id}/" if len(manifests) > 1 else ""
        at = rows_of(manifest.ids, ids).tolist()
        for name, cells in _columns(manifest):
            header.append(prefix + name)
            spread: list[int | str] = [""] * len(ids)
            for row, cell in zip(at, cells, strict=True):
                spread[row] = cell
            columns.append(spread)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def _columns(manifest: SheetManifest) -> Iterator[tuple[str, list[int | str]]]:
    """Return the columns of a contest, a cell for each of its expected sheets."""
    sheets = manifest.sheets
    choices = [choice.choice_id for choice in sheets.contest.choices]
    votes = np.full((len(manifest.ids), len(choices)), UNKNOWN, dtype=np.int64)
    if not manifest.polled:
        votes[manifest.rows] = np.where(sheets.blank, UNKNOWN, sheets.votes)
    blanks = np.zeros(len(manifest.ids), dtype=np.int64)
    blanks[manifest.rows] = manifest.blanks
    words = np.array([str(state) for state in ORDER])
    yield "state", words[manifest.code].tolist()
    numbers = (manifest.registered, manifest.register, manifest.ballots, blanks)
    yield from zip(_FIXED[1:], map(_cells, numbers), strict=True)
    yield from ((_DIVISION + division, area.tolist()) for division, area in manifest.areas.items())
    yield from ((_VOTES + choice, _cells(of)) for choice, of in zip(choices, votes.T, strict=True))


def with_salt(figures: bytes, salt: str) -> bytes:
    """Put a row with 64 hexadecimal digits before figures that are to be kept from everybody for now."""
    return f"# {salt}\n".encode() + figures


def without_salt(content: bytes) -> bytes:
    """Return the figures without that row, if they have one."""
    return content.partition(b"\n")[2] if content.startswith(b"# ") else content


def _cells(numbers: Ints) -> list[int | str]:
    return ["" if n == UNKNOWN else n for n in numbers.tolist()]


def read_figures(content: bytes, plan: AuditPlan) -> tuple[SheetManifest, ...]:
    """Read committed figures back, those of each contest of the plan.

    Parameters
    ----------
    content : bytes
        The file; its hash has been checked.
    plan : AuditPlan
        Says which contests, choices and divisions it has.

    Returns
    -------
    tuple of SheetManifest
        With one place only: an audit needs no geography beyond the divisions of the rule.

    Raises
    ------
    AuditError
        Where the file does not hold what the plan says, with row and column.
    """
    name = plan.commitment.file
    alone = len(plan.contests) == 1
    header = ["sheet_id"]
    for of in plan.contests:
        header += [("" if alone else f"{of.contest_id}/") + column for column in _names(of)]
    table = _table(without_salt(content), name, header)
    ids = table["sheet_id"].to_pylist()
    if ids != sorted(set(ids)):
        raise AuditError(sentence("{name}: the sheets do not ascend by id, or one stands twice.", name=name))
    reader = _FiguresReader(table, name, np.array(ids, dtype=np.str_))
    return tuple(reader.contest(of, "" if alone else f"{of.contest_id}/", plan) for of in plan.contests)


def _names(of: PlannedContest) -> list[str]:
    """Return the columns of a contest."""
    return [*_FIXED, *(_DIVISION + d for d in of.divisions), *(_VOTES + c.choice_id for c in of.choices)]


class _FiguresReader:
    """Turns the columns of each contest into its manifest."""

    def __init__(self, table: pa.Table, name: str, ids: Texts) -> None:
        self.table = table
        self.name = name
        self.ids = ids

    def contest(self, of: PlannedContest, prefix: str, plan: AuditPlan) -> SheetManifest:
        """Read the manifest of a contest: of the rows that have a state in it."""
        code, mine = self._states(prefix)
        rows = np.flatnonzero(mine)
        code, numbers = code[rows], self._figures(of, prefix, mine)
        counted = np.flatnonzero(code == ORDER.index(State.COUNTED))
        columns = [numbers[_VOTES + choice.choice_id] for choice in of.choices]
        matrix = np.array(columns, dtype=np.int64).reshape(len(of.choices), len(rows)).T.copy()
        empty = matrix == UNKNOWN
        closed = np.flatnonzero((code != ORDER.index(State.COUNTED)) & ~empty.all(axis=1))
        if len(closed):
            raise AuditError(
                sentence(
                    "{name}, row {rows}: a sheet that is not counted has figures.",
                    name=self.name,
                    rows=rows[closed[0]] + 2,
                )
            )
        polled = plan.design.method == "polling"
        if polled:
            matrix, empty = _dealt(of, len(rows), empty, self.name), np.zeros_like(empty)
        areas = {d: np.array(self.table[prefix + _DIVISION + d].to_pylist())[rows] for d in of.divisions}
        n = len(counted)
        here = Places(("place",), {"place": np.zeros(n, dtype=np.int64)}, {"place": ("",)}, {"place": ("",)})
        sheets = Sheets(
            contest_of(of), CountId(of.count_id), self.ids[rows][counted],
            np.where(empty, 0, matrix)[counted], empty[counted], numbers["registered"][counted], here,
            np.full(n, ""),
            areas={division: area[counted] for division, area in areas.items()},
        )  # fmt: skip
        return SheetManifest(
            sheets, self.ids[rows], code, numbers["registered"], numbers["register"], numbers["ballots"],
            np.where(sheets.blank.any(axis=1), numbers["blanks"][counted], 0), areas, of.unnamed,
            of.most_ballots, plan.design.of_ballots, polled,
        )  # fmt: skip

    def _figures(self, of: PlannedContest, prefix: str, mine: Flags) -> dict[str, Ints]:
        """Read the columns of numbers of a contest, at its own rows; no other row has any."""
        numbers = {
            column: _numbers(self.table, prefix + column, self.name)
            for column in _names(of)[1:]
            if not column.startswith(_DIVISION)
        }
        if any((column[~mine] != UNKNOWN).any() for column in numbers.values()):
            raise AuditError(
                sentence(
                    "{name}: a sheet has figures of {contest_id!r} and no state in it.",
                    name=self.name,
                    contest_id=of.contest_id,
                )
            )
        return {column: cells[mine] for column, cells in numbers.items()}

    def _states(self, prefix: str) -> tuple[Ints, Flags]:
        """Turn the column of states into codes; say which sheets are of the contest."""
        known = {str(state): code for code, state in enumerate(ORDER)}
        column = prefix + "state"
        words = self.table[column].to_pylist()
        for row, word in enumerate(words, start=2):
            if word not in known and (word or not prefix):
                raise AuditError(
                    sentence(
                        "{name}, row {row}, column {column!r}: {word!r} is no state of a sheet.",
                        name=self.name,
                        row=row,
                        column=column,
                        word=word[:40],
                    )
                )
        code = np.array([known.get(word, 0) for word in words], dtype=np.int64)
        return code, np.array([bool(word) for word in words], dtype=np.bool_)


def _dealt(of: PlannedContest, ballots: int, empty: Flags, name: str) -> Ints:
    """Deal the totals of a contest out over ballots of which nothing is recorded."""
    choices = [choice.choice_id for choice in of.choices]
    numbers = [of.totals.get(choice, -1) for choice in choices]
    if set(of.totals) != set(choices) or min(numbers) < 0 or sum(numbers) > ballots:
        raise AuditError("The totals of the plan are not those of its ballots.")
    if not empty.all():
        raise AuditError(sentence("{name}: a polled ballot has figures.", name=name))
    return deal(numbers, ballots)


def _table(content: bytes, name: str, manifest: list[str]) -> pa.Table:
    """Read the file as text, cell by cell."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    header = next(csv.reader(io.StringIO(content.partition(b"\n")[0].decode("utf-8", "replace"))), [])
    if header != manifest or len(set(header)) < len(header):
        raise AuditError(
            sentence(
                "{name}, row 1: the columns are {header}, and the plan says {manifest}.",
                name=name,
                header=header,
                manifest=manifest,
            )
        )
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(block_size=max(1 << 20, len(content))),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(manifest, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise AuditError(
            sentence("{name} is no table of figures: {error}.", name=name, error=error)
        ) from None


def _numbers(table: pa.Table, column: str, name: str) -> Ints:
    """Turn a column of counts into numbers, ``UNKNOWN`` for an empty cell."""
    import pyarrow.compute as pc

    cells = table[column].combine_chunks()
    good = pc.match_substring_regex(cells, r"^[0-9]{0,12}$")
    if not pc.all(good, min_count=0).as_py():
        row = pc.index(good, False).as_py()
        raise AuditError(
            sentence(
                "{name}, row {row}, column {column!r}: {as_py!r} is no count.",
                name=name,
                row=row + 2,
                column=column,
                as_py=cells[row].as_py()[:40],
            )
        )
    cells = pc.if_else(pc.equal(cells, ""), str(UNKNOWN), cells)
    numbers: Ints = cells.cast("int64").to_numpy()
    return numbers


def contest_of(plan: PlannedContest) -> Contest:
    """Read a contest of a plan.

    Raises
    ------
    AuditError
        Where a kind of choice is unknown, or a ballot gives no number of votes that it could.
    """
    odd = {*(c.kind for c in plan.choices), *plan.valid_kinds} - set(Kind)
    if odd:
        raise AuditError(
            sentence("{odd!r} is no kind of choice.", odd=min(odd)[:40]),
            remedy=sentence("There is {kind}.", kind=", ".join(Kind)),
        )
    if not 1 <= plan.votes_allowed <= _MOST_VOTES:
        raise AuditError(
            sentence("A ballot cannot give {votes_allowed} votes.", votes_allowed=plan.votes_allowed)
        )
    choices = tuple(Choice(ChoiceId(c.choice_id), c.label, Kind(c.kind)) for c in plan.choices)
    valid = frozenset(Kind(kind) for kind in plan.valid_kinds)
    return Contest(ContestId(plan.contest_id), plan.title, choices, valid, plan.votes_allowed)
