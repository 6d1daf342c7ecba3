"""What the verbs of an audit share: kinds of options, times, shares, parties, and lists in files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli.files import LARGEST_KEY
from veedor.cli.language import translated
from veedor.errors import InputError, QuestionError
from veedor.model import ChoiceId
from veedor.sentence import sentence
from veedor.small_tables import check_columns, read_small_table
from veedor.text_file import read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from veedor.audit import AuditFolder, BallotList, Party


def now(audit: AuditFolder | None = None) -> str:
    """Return the time that a step states: never before the last of the audit, whatever the clock says."""
    from veedor.audit.moments import is_later

    time = datetime.now(UTC).isoformat(timespec="seconds")
    last = audit.lines[-1].at if audit is not None and audit.lines else ""
    if not is_later(last, time):
        return time
    click.echo(
        translated(
            "The clock says {time}; the paper before states {last}, and so does this one.",
            time=time,
            last=last,
        ),
        err=True,
    )
    return last


def read_share(context: click.Context, parameter: click.Parameter, value: str) -> Fraction:
    """Read 5%, 0.05 or 1/20 exactly, with a decimal comma too: at most 1, it can part no thousands."""
    from veedor.case.forms.values import read_share as read

    del context
    try:
        return read(value)
    except QuestionError as error:
        raise click.BadParameter(error.text, param=parameter) from None


def read_parties(values: Sequence[str]) -> tuple[Party, ...]:
    """Read ``NAME=KEY.pub`` of each party."""
    from veedor.audit import Party

    parties = []
    for value in values:
        name, equals, file = value.partition("=")
        if not equals or not name.strip() or not Path(file).is_file():
            message = sentence("{value!r}: write NAME=KEY.pub, with a file that exists", value=value)
            raise click.BadParameter(message, param_hint="--party")
        parties.append(
            Party(name.strip(), disk.read(Path(file), LARGEST_KEY).decode(errors="replace").strip())
        )
    return tuple(parties)


LARGEST_LIST = 64 << 20
"""No honest list of sheets has more bytes."""
LARGEST_BALLOTS = 1 << 30
"""No honest list of ballots has more."""


def cap_list_of(path: Path) -> dict[str, int]:
    """Read the most ballots of each sheet: a CSV file with the columns ``sheet`` and ``most``.

    Raises
    ------
    InputError
        Where a column is missing, a sheet stands twice, or a cell is no number, with its row.
    """
    header, rows = read_small_table(read_bytes(path, LARGEST_LIST), str(path))
    check_columns(header, ("sheet", "most"), str(path))
    found: dict[str, int] = {}
    for number, row in rows:
        sheet, most = row["sheet"], row["most"]
        if sheet in found:
            raise InputError(
                "The sheet stands twice in the list of what sheets can hold.",
                file=str(path), row=number, column="sheet", value=sheet, remedy="Keep one of the rows.",
            )  # fmt: skip
        if not (most.isascii() and most.isdigit()) or len(most) > 9:
            raise InputError(
                "Not a number of ballots.",
                file=str(path), row=number, column="most", value=most, expected="a whole number from 0",
                remedy="Write the number in digits alone.",
            )  # fmt: skip
        found[sheet] = int(most)
    return found


def ids_of(path: Path | None) -> tuple[str, ...]:
    """Read sheet ids, one a line; empty lines and lines that begin with # are left out."""
    if path is None:
        return ()
    text = read_text(path, LARGEST_LIST)
    lines = [line.strip() for line in text.split("\n")]
    return tuple(line for line in lines if line and not line.startswith("#"))


def ballots_of(path: Path, choices: Mapping[str, Sequence[str]]) -> dict[str, BallotList]:
    """Read a list of single ballots: a CSV file with a column ``ballot``, and ``record`` where known.

    Parameters
    ----------
    path : Path
        The file.
    choices : mapping of str to sequence of str
        Ids that a record can be, by contest; of several contests the columns are ``record:CONTEST``.

    Returns
    -------
    dict of str to BallotList
        The same ballots by contest, each with the records of it.

    Raises
    ------
    InputError
        Where a column is missing or stands twice, a ballot has no id, stands twice or holds what nobody sees,
        or a record is no choice, with its row.
    """
    from veedor.audit import BallotList

    header, rows = read_small_table(read_bytes(path, LARGEST_BALLOTS), str(path))
    if "ballot" not in header:
        raise InputError(
            "The list of ballots needs a column ballot.",
            file=str(path), row=1, value=",".join(header), expected="ballot",
            remedy="Give it a column ballot with the id of each; record, and where it lies, if known.",
        )  # fmt: skip
    columns: dict[str, list[str]] = {name: [] for name in header if name}
    of_record = {f"record:{contest}": known for contest, known in choices.items()}
    if len(choices) == 1:
        of_record["record"] = next(iter(choices.values()))
    seen: dict[str, int] = {}
    for number, row in rows:
        _check_ballot(path, number, row, seen, of_record)
        for name, cells in columns.items():
            cells.append(row[name])
    ids = tuple(columns.pop("ballot"))
    records = {name: tuple(columns.pop(name)) for name in of_record if name in columns}
    places = {name: tuple(cells) for name, cells in columns.items() if name.partition(":")[0] != "record"}
    found = {}
    for contest in choices:
        mine = records.get(f"record:{contest}", records.get("record"))
        marks = None if mine is None else tuple(ChoiceId(mark) if mark else None for mark in mine)
        found[contest] = BallotList(ids, marks, places)
    return found


def _check_ballot(
    path: Path, number: int, row: dict[str, str], seen: dict[str, int], choices: Mapping[str, Sequence[str]]
) -> None:
    ballot = row["ballot"]
    if not ballot or ballot in seen or not ballot.isprintable():
        first = (
            sentence("It has no id.") if not ballot else sentence("It holds a character that nobody sees.")
        )
        first = sentence("It stands in row {seen} already.", seen=seen[ballot]) if ballot in seen else first
        raise InputError(
            sentence("Each ballot stands once in the list, with its id. {first}", first=first),
            file=str(path), row=number, column="ballot", value=ballot, remedy="Give every ballot one row.",
        )  # fmt: skip
    for column, known in choices.items():
        mark = row.get(column, "")
        if mark and mark not in known:
            raise InputError(
                "No choice of the contest.",
                file=str(path), row=number, column=column, value=mark, expected=", ".join(known),
                remedy="Write the id of a choice; leave it empty for no vote.",
            )  # fmt: skip
    seen[ballot] = number
