"""From files that people write to leaves: lines of JSON, or a CSV file of sheets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError, LedgerError
from veedor.ledger.leaves import FIELDS, LARGEST_NUMBER, check_leaf, identity, utc
from veedor.sentence import sentence
from veedor.small_tables import read_small_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.ledger.leaves import Leaf

    Known = Mapping[tuple[object, ...], tuple[int, bytes]]

SHEET_COLUMNS = ("sheet", "at", "state", "source", "sha256")
"""Columns of a CSV file of sheets that are no figures."""
_TIMES = ("at", "from", "until")


def leaves_of_lines(text: str, file: str) -> list[dict[str, Any]]:
    """Read leaves, one line of JSON each; times may have any zone.

    Raises
    ------
    InputError
        Where a line is no leaf, with its row.
    """
    found = []
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            leaf = json.loads(line)
        except (ValueError, RecursionError):
            leaf = None
        if not isinstance(leaf, dict):
            raise InputError(
                "Not a line of JSON.", file=file, row=row, value=line, expected='{"kind": "sheet", ...}'
            )
        found.append(_checked(leaf, file, row))
    return found


def leaves_of_sheets(content: bytes, file: str, count: str) -> list[dict[str, Any]]:
    """Read sheets from a CSV file: a row a sheet, a column a figure.

    Parameters
    ----------
    content : bytes
        The file. Its first row names the columns: ``sheet``, and where they are there ``at``, ``state``,
        ``source`` and ``sha256``; each other column is a figure. A blank cell is no figure.
    file : str
        Its name, for messages.
    count : str
        Of which count they are.

    Raises
    ------
    InputError
        Where a row has no sheet or a figure is not a number, with row and column.
    """
    header, rows = read_small_table(content, file)
    if "sheet" not in header or "" in header:
        raise InputError(
            "The first row does not name the columns.", file=file, row=1, value=",".join(header),
            expected="sheet, and a name of its own for each other column",
        )  # fmt: skip
    found = []
    for row, cells in rows:
        leaf: dict[str, Any] = {"kind": "sheet", "count": count, "figures": {}}
        for name, cell in cells.items():
            if name in SHEET_COLUMNS:
                leaf |= {name: cell} if cell else {}
            elif cell:
                leaf["figures"][name] = _figure(cell, file, row, name)
        found.append(_checked(leaf, file, row))
    return found


def _figure(cell: str, file: str, row: int, column: str) -> int:
    if not (cell.isascii() and cell.isdigit()) or int(cell[:20]) > LARGEST_NUMBER:
        raise InputError(
            "Not a figure.", file=file, row=row, column=column, value=cell, expected="a whole number from 0",
            remedy="Write it in digits alone; leave the cell empty where there is no figure.",
        )  # fmt: skip
    return int(cell)


def _checked(leaf: dict[str, Any], file: str, row: int) -> dict[str, Any]:
    """Write times in UTC, and check everything but what the log itself knows."""
    try:
        audits = leaf.get("kind") in FIELDS and "audit" in FIELDS[leaf["kind"]]
        for name in () if audits else _TIMES:
            if isinstance(leaf.get(name), str):
                leaf[name] = utc(leaf[name])
        check_leaf({"version": 1, **leaf} if leaf.get("kind") == "sheet" else leaf)
    except LedgerError as error:
        raise InputError(error.message, file=file, row=row, remedy=error.remedy) from None
    return leaf


def with_versions(leaves: Sequence[Leaf], known: Known, size: int, *, correct: bool) -> Iterator[Leaf]:
    """Number the versions of sheets that do not say it themselves.

    Parameters
    ----------
    leaves : sequence of mapping
        What is handed in.
    known : mapping
        What the log holds (:attr:`veedor.ledger.writing.LogWriter.known`).
    size : int
        Leaves of the log.
    correct : bool
        Whether a sheet that says something else than before is its next version.

    Raises
    ------
    LedgerError
        Where a sheet says something else, and nobody has said that it is a correction.
    """
    latest: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for (kind, *_), (index, entry) in known.items():
        if kind == "sheet":
            leaf = json.loads(entry)
            name = (leaf["count"], leaf["sheet"])
            if name not in latest or latest[name][1]["version"] < leaf["version"]:
                latest[name] = (index, leaf)
    new: dict[tuple[object, ...], int] = {}
    for leaf in leaves:
        made = dict(leaf)
        if leaf["kind"] == "sheet" and "version" not in leaf:
            name = (leaf["count"], leaf["sheet"])
            index, last = latest.get(name, (-1, {"version": 0}))
            same = {name: value for name, value in last.items() if name not in {"version", "prev"}}
            if same == made:
                made = last
            elif index >= 0 and not correct:
                raise _contradicted(leaf["sheet"][:40], index, is_new=index >= size)
            else:
                made |= {"version": last["version"] + 1} | ({} if index < 0 else {"prev": index})
        place = size + len(new)
        if identity(made) not in known and identity(made) not in new:
            new[identity(made)] = place
            if made["kind"] == "sheet":
                latest[made["count"], made["sheet"]] = (place, made)
        yield made


def _contradicted(sheet: str, index: int, *, is_new: bool) -> LedgerError:
    """Say that a sheet says something else than before, in the log or in what is handed in."""
    if is_new:
        return LedgerError(
            sentence(
                "The sheet {sheet!r} comes twice in what is handed in, and says two things.", sheet=sheet
            ),
            remedy="Keep the row that holds, and take the other out.",
        )
    return LedgerError(
        sentence(
            "The sheet {sheet!r} stands in the log already, as leaf {index}, and says something else.",
            sheet=sheet,
            index=index,
        ),
        remedy="Where it is a correction, add it with --correct: the earlier version stays.",
    )
