"""``veedor audit ballots``: an audit of single ballots, where they are listed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_plan import FILE, read_share
from veedor.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

LARGEST = 1 << 30
"""No honest list of ballots has more bytes."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option(
    "--cards", type=click.IntRange(1), help="Ballots in all; by default those that are listed, or cast."
)
@click.option(
    "--list", "listed", type=FILE, help="Every ballot: CSV with a column ballot, and record where known."
)
@click.option("--seed", default="", help="At least twenty digits, thrown in public: draws from the list.")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="Drawn ballots to name.")
@click.option("--found", type=FILE, help="What was found: CSV with the columns ballot and paper.")
@click.option("--risk-limit", default="5%", callback=read_share, show_default=True, help="Largest risk.")
@click.option("--count", help="Which count; by default the one that counts in the end.")
@output.contest_option
@click.option("--seats", metavar="NAME", help="These seats of the rule instead of the outcome.")
@click.option("--runs", type=click.IntRange(1), default=200, show_default=True, help="Simulated draws.")
@output.shared_options
def ballots(
    case: str,
    *,
    cards: int | None,
    listed: Path | None,
    seed: str,
    first: int,
    found: Path | None,
    risk_limit: Fraction,
    count: str | None,
    contest: str | None,
    seats: str | None,
    runs: int,
    lang: str,
    as_json: bool,
) -> None:
    r"""Audit single ballots of CASE, where they are listed: how many, which ones, and the risk attained.

    With a column record in the list (the id of a choice; empty: no vote) drawn ballots are compared with
    their records, else they are polled. In the file of what was found, paper is the id of a choice, empty
    where the ballot has no vote in this contest, or "missing" where it cannot be found.

    \b
    Examples:
      veedor audit ballots town --cards 120000
      veedor audit ballots town --list ballots.csv --seed 31415926535897932384 --first 300
      veedor audit ballots town --list ballots.csv --seed 31415926535897932384 --found found.csv
    """
    from veedor.audit.ballots import BallotList

    if found is not None and (listed is None or not seed):
        raise click.UsageError(
            "What was found is measured in the order of the draw: give --list and --seed too."
        )
    opened = output.open_case(case, quiet=as_json)
    choices = [str(c.choice_id) for c in opened.select(count, contest=contest).contest.choices]
    whole, marks = None, None
    if listed is not None:
        rows = list(_rows(listed, "ballot"))
        records = {
            row["ballot"]: _mark(listed, n, row, "record", choices) for n, row in rows if "record" in row
        }
        whole = BallotList(tuple(row["ballot"] for _, row in rows), records)  # type: ignore[arg-type]
    if found is not None:
        marks = {
            row["ballot"]: _mark(found, n, row, "paper", [*choices, "missing"])
            for n, row in _rows(found, "ballot", "paper")
        }
    named = (("--list", listed), ("--found", found))
    words = tuple(word for option, path in named if path for word in (option, str(path)))
    result = opened.ballots(
        count, contest=contest, seats=seats, risk_limit=risk_limit, cards=cards, listed=whole,
        seed=seed.replace(" ", ""), first=first, found=marks, runs=runs, words=words,
    )  # fmt: skip
    output.show(result, opened, lang=lang, as_json=as_json, limit=max(first, 20))


def _rows(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a CSV file with some columns, each ballot once, with the numbers of its rows."""
    text = disk.read(path, LARGEST).decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if set(needed) - set(rows.fieldnames or ()):
        raise InputError(
            "A column is missing.", file=str(path), row=1, value=",".join(rows.fieldnames or ()),
            expected=",".join(needed), remedy="Give the file these columns, with commas.",
        )  # fmt: skip
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        clean = {key: (cell or "").strip() for key, cell in row.items() if key}
        ballot = clean["ballot"]
        if not ballot or ballot in seen:
            first = f"It stands in row {seen[ballot]} already." if ballot else "It has no id."
            raise InputError(
                f"Each ballot stands once in the file, with its id. {first}", file=str(path), row=number,
                column="ballot", value=ballot, remedy="Give every ballot one row.",
            )  # fmt: skip
        seen[ballot] = number
        yield number, clean


def _mark(path: Path, number: int, row: dict[str, str], column: str, known: Sequence[str]) -> str | None:
    mark = row[column]
    if mark and mark not in known:
        raise InputError(
            "No choice of the contest.", file=str(path), row=number, column=column, value=mark,
            expected=", ".join(known), remedy="Write the id of a choice; leave it empty for no vote.",
        )  # fmt: skip
    return mark or None
