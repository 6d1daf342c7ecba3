"""The public report of an audit that was run with Arlo, as it is downloaded: a file of several tables.

Arlo draws batches with a generator of its library and gives each draw a *ticket* by Rivest's consistent
sampler: the first is the hash of seed and batch as a fraction, each further one follows from the one before,
cut off 18 digits behind its leading nines. That a ticket is right shows that it belongs to the seed and the
batch, not that the batch was drawn.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.draw import next_fraction, uniform_fraction
from veedor.errors import InputError
from veedor.model.exact import read_fraction
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    Rows = list[dict[str, str]]

_TITLE = re.compile(r"^#+ (?P<name>[A-Z ]+) #+$")
_TICKETS = re.compile(r"0\.\d+")
_DIGITS = 18
_OTHERS = 20
"""Tickets of a batch that a report may leave out among those that it names."""


@dataclass(frozen=True, slots=True)
class ArloBatch:
    """A batch of the report.

    Parameters
    ----------
    jurisdiction, name : str
        Where, and which.
    tickets : tuple of str
        One for each time it was drawn, in all rounds; none of one that was looked at besides.
    found : mapping of str to int, optional
        What the audit found; None where the report says nothing.
    combined : str
        Name under which several batches were counted together, or empty.
    """

    jurisdiction: str
    name: str
    tickets: tuple[str, ...]
    found: dict[str, int] | None
    combined: str


@dataclass(frozen=True, slots=True)
class ArloReport:
    """What the public report says of one contest.

    Parameters
    ----------
    contest : str
        Its name.
    winners : int
        How many are elected.
    votes : mapping of str to int
        Reported totals.
    pending : int
        Ballots that were pending.
    seed : str
        Of the draw.
    risk_limit : Fraction
        Of the audit.
    published : float, optional
        The last P-value of the contest.
    batches : tuple of ArloBatch
        Those that were looked at.
    """

    contest: str
    winners: int
    votes: dict[str, int]
    pending: int
    seed: str
    risk_limit: Fraction
    published: float | None
    batches: tuple[ArloBatch, ...]

    def bad_tickets(self) -> tuple[str, ...]:
        """Name the draws whose ticket is not the one that the seed gives."""
        return tuple(
            f"{batch.jurisdiction} / {batch.name}: {ticket}"
            for batch in self.batches
            for ticket in sorted(
                set(batch.tickets)
                - set(tickets(self.seed, batch.jurisdiction, batch.name, len(batch.tickets) + _OTHERS))
            )
        )


def tickets(seed: str, jurisdiction: str, batch: str, number: int) -> tuple[str, ...]:
    """Return the first tickets of a batch.

    Parameters
    ----------
    seed : str
        Public seed.
    jurisdiction, batch : str
        Their names, as the report has them.
    number : int
        How many.
    """
    start = hashlib.sha256(seed.encode()).hexdigest()
    found = [_cut(uniform_fraction(start + str((jurisdiction, batch))))]
    while len(found) < number:
        found.append(_cut(next_fraction(found[-1])))
    return tuple(found[:number])


def _cut(fraction: str) -> str:
    """Cut a fraction off 18 digits behind its leading nines."""
    nines = len(fraction) - 2 - len(fraction[2:].lstrip("9"))
    return fraction[: 2 + nines + _DIGITS]


def read_report(content: bytes, file: str, contest: str = "") -> ArloReport:
    """Read a public report.

    Parameters
    ----------
    content : bytes
        The CSV file.
    file : str
        Its name, for messages.
    contest : str
        Which; may be empty where the report has one.

    Raises
    ------
    InputError
        Where it is no such report, has no such contest, or a cell cannot be read.
    """
    tables = dict(_tables(content.decode("utf-8-sig", errors="replace")))
    missing = {"CONTESTS", "AUDIT SETTINGS", "ROUNDS", "SAMPLED BATCHES"} - set(tables)
    if missing:
        raise InputError(
            sentence(
                "This is no public report of Arlo: the table {missing!r} is missing.", missing=min(missing)
            ),
            file=file,
            remedy="Download the report of the audit (not of one jurisdiction), as CSV.",
        )
    known = [row["Contest Name"] for row in tables["CONTESTS"]]
    name = contest or (known[0] if len(known) == 1 else "")
    if name not in known:
        raise InputError(
            sentence("The report has {number} contests, and none is chosen.", number=len(known)),
            file=file, value=contest,
            expected=", ".join(known), remedy="Name one with --report-contest.",
        )  # fmt: skip
    about = next(row for row in tables["CONTESTS"] if row["Contest Name"] == name)
    settings = tables["AUDIT SETTINGS"][0]
    batches = tuple(_batch(row, name, file) for row in _batch_rows(tables["SAMPLED BATCHES"]))
    published = [
        row["P-Value"] for row in tables["ROUNDS"] if row["Contest Name"] == name and row.get("P-Value")
    ]
    totals = about.get("Vote Totals") or about.get("Tabulated Votes") or ""
    limit = settings["Risk Limit"]
    return ArloReport(
        name,
        int(about["Number of Winners"]),
        _votes(totals, file, "Vote Totals") or {},
        int(about.get("Pending Ballots") or 0),
        settings["Random Seed"],
        read_fraction(limit.rstrip("%")) / (100 if limit.endswith("%") else 1),
        float(published[-1]) if published else None,
        batches,
    )


def _tables(text: str) -> Iterator[tuple[str, Rows]]:
    """Return the tables of the report by their title."""
    title, lines = "", list[str]()
    for line in [*text.replace("\r\n", "\n").split("\n"), "######## END ########"]:
        found = _TITLE.match(line.strip().strip(","))
        if found is None:
            lines.append(line)
            continue
        if title:
            rows = csv.DictReader(io.StringIO("\n".join(lines).strip() + "\n", newline=""))
            yield title, [{k: (v or "") for k, v in row.items() if k} for row in rows]
        title, lines = found["name"], []


def _batch_rows(rows: Rows) -> Iterator[dict[str, str]]:
    return (row for row in rows if row["Jurisdiction Name"] != "Totals")


def _batch(row: dict[str, str], contest: str, file: str) -> ArloBatch:
    """Read a row; columns of a contest bear its name, except in reports of older versions."""

    def cell(*names: str) -> str:
        return next((row[n] for name in names for n in (f"{name}: {contest}", name) if n in row), "")

    found = _votes(cell("Audit Results", "Audit Result"), file, "Audit Results")
    audited = row.get("Audited?", "Yes") == "Yes"
    return ArloBatch(
        row["Jurisdiction Name"],
        row["Batch Name"],
        tuple(_TICKETS.findall(cell("Ticket Numbers"))),
        found if audited else None,
        row.get("Combined Batch", ""),
    )


def _votes(cell: str, file: str, column: str) -> dict[str, int] | None:
    """Read ``A: 10; B: 5``; None where nothing stands there."""
    if not cell.strip():
        return None
    found = {}
    for part in cell.split(";"):
        name, colon, number = part.rpartition(":")
        if not colon or not number.strip().isdigit():
            raise InputError(
                "Not votes by choice.", file=file, column=column, value=part.strip(), expected="NAME: NUMBER",
                remedy="Take the report as it was downloaded.",
            )  # fmt: skip
        found[name.strip()] = int(number)
    return found
