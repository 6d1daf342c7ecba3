"""``veedor audit measure``: the risk that somebody else's audit attained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_options import LARGEST_LIST
from veedor.cli.files import FILE, named_files
from veedor.errors import InputError
from veedor.sentence import sentence
from veedor.small_tables import check_columns, read_small_table
from veedor.text_file import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.others import DrawnUnit


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--drawn", type=FILE, help="Their draws and findings: CSV, a row a draw, in order.")
@click.option("--arlo", type=FILE, help="The public report of an audit run with Arlo, instead of --drawn.")
@click.option("--report-contest", default="", help="Which contest of the report of Arlo.")
@click.option(
    "--id", "pattern", default="{jurisdiction}/{batch}", show_default=True,
    help="How a sheet of the case is named after a batch of the report.",
)  # fmt: skip
@click.option("--count", help="Which count; by default the one that counts in the end.")
@output.contest_option
@click.option("--seats", metavar="NAME", help="These seats of the rule instead of the outcome.")
@click.option(
    "--own", multiple=True, metavar="A>B", help="Their own assertions instead of the rule's: A is ahead of B."
)
@click.option("--pending", type=click.IntRange(1), help="Ballots that were still pending: at their worst.")
@click.option(
    "--replacement/--no-replacement",
    default=True,
    show_default=True,
    help="Whether a sheet could come again.",
)
@click.option(
    "--draw", type=click.Choice(["proportional", "simple"]), default="proportional", show_default=True,
    help="In proportion to what could be wrong, or all alike.",
)  # fmt: skip
@click.option("--rule", type=click.Choice(["share", "alpha", "agrapa"]), default="share", show_default=True,
              help="How evidence is weighed.")  # fmt: skip
@click.option("--bet", type=click.FloatRange(0, 1, min_open=True), default=1.0, show_default=True,
              help="Share of the full bet; 1 is Kaplan-Markov.")  # fmt: skip
@output.shared_options
def measure(
    case: str,
    *,
    drawn: Path | None,
    arlo: Path | None,
    report_contest: str,
    pattern: str,
    count: str | None,
    contest: str | None,
    seats: str | None,
    own: tuple[str, ...],
    pending: int | None,
    replacement: bool,
    draw: str,
    rule: str,
    bet: float,
    lang: str,
    as_json: bool,
) -> None:
    r"""Measure the risk that somebody else's audit of CASE attained, from their draws and findings.

    The file of draws has the columns sheet and one a choice, with its id; a sheet that came again may leave
    its figures empty; one without any figure counts at its worst. Sheets that were counted together bear one
    name in a column combined, and the figures stand in one of their rows.

    \b
    Examples:
      veedor audit measure county --drawn drawn.csv --own "Smith>Jones"
      veedor audit measure county --drawn drawn.csv --no-replacement --bet 0.9
      veedor audit measure georgia --arlo report.csv --id "{jurisdiction}-{batch}"
    """
    from veedor.audit.others import TheirDraw

    if (drawn is None) is (arlo is None):
        raise click.UsageError("Give either --drawn or --arlo.")
    opened = output.open_case(case, quiet=as_json)
    selection = opened.select(count, contest=contest)
    choices = [str(choice.choice_id) for choice in selection.contest.choices]
    way = TheirDraw(replacement, draw == "proportional", rule, bet)
    pairs = tuple(_pair(text, choices) for text in own)
    words = named_files(("--drawn", drawn), ("--arlo", arlo))
    published: float | None = None
    bad: tuple[str, ...] = ()
    if drawn is not None:
        units, order = _drawn(drawn, choices)
    elif arlo is not None:
        from veedor.audit.arlo import read_report
        from veedor.audit.arlo_batches import own_pairs, units_of

        report = read_report(disk.read(arlo, LARGEST_LIST), str(arlo), report_contest)
        names = {choice.label: str(choice.choice_id) for choice in selection.contest.choices}
        units, order = units_of(report, pattern, names, choices, str(arlo))
        pairs = pairs or own_pairs(report, names, str(arlo))
        pending = pending or report.pending or None
        way = replace(way, cut=True, limit=float(report.risk_limit))
        published, bad = report.published, report.bad_tickets()
        words = (*words, "--id", pattern)
    result = opened.measured_audit(
        count, contest=contest, seats=seats, units=units, draws=order, way=way, own=pairs, pending=pending,
        published=published, bad_tickets=bad, words=words,
    )  # fmt: skip
    output.show(result, opened, lang=lang, as_json=as_json, limit=40)


def _pair(text: str, choices: Sequence[str]) -> tuple[str, str]:
    """Read ``A>B``."""
    one, sign, other = (part.strip() for part in text.partition(">"))
    for choice in (one, other):
        if not sign or choice not in choices:
            raise click.BadParameter(
                sentence(
                    "{text!r}: write A>B, with ids of choices: {choices}",
                    text=text,
                    choices=", ".join(choices),
                ),
                param_hint="--own",
            )
    return one, other


def _drawn(path: Path, choices: Sequence[str]) -> tuple[list[DrawnUnit], list[int]]:
    """Read draws and findings.

    Raises
    ------
    InputError
        Where a column is missing or unknown, or a cell is no number, with its row.
    """
    from veedor.audit.others import DrawnUnit

    header, rows = read_small_table(read_bytes(path, LARGEST_LIST), str(path))
    check_columns(header, ("sheet", *choices), str(path), also=("combined",))
    names: dict[str, int] = {}
    sheets: list[dict[str, int]] = []
    found: list[tuple[int, ...] | None] = []
    order: list[int] = []
    for number, row in rows:
        sheet, together = row["sheet"], row.get("combined", "")
        unit = names.setdefault(f"combined {together}" if together else f"sheet {sheet}", len(sheets))
        if unit == len(sheets):
            sheets.append({})
            found.append(None)
        sheets[unit].setdefault(sheet, number)
        votes = _votes(path, number, row, choices)
        if votes is not None and found[unit] not in {None, votes}:
            raise InputError(
                "The sheet, or what was counted together with it, has other figures in another row.",
                file=str(path), row=number, column="sheet", value=sheet, remedy="Give its figures once.",
            )  # fmt: skip
        found[unit] = found[unit] or votes
        order.append(unit)
    if not order:
        raise InputError(
            "No draw is named.", file=str(path), row=2, remedy="Give a row for every sheet that was drawn."
        )
    file = str(path)
    units = [
        DrawnUnit(tuple(some), votes, file, tuple(some.values()))
        for some, votes in zip(sheets, found, strict=True)
    ]
    return units, order


def _votes(path: Path, number: int, row: dict[str, str], choices: Sequence[str]) -> tuple[int, ...] | None:
    cells = [row[choice] for choice in choices]
    if not any(cells):
        return None
    for choice, cell in zip(choices, cells, strict=True):
        if not (cell.isascii() and cell.isdigit()) or len(cell) > 9:
            raise InputError(
                "Not a number of votes.", file=str(path), row=number, column=choice, value=cell,
                expected="a whole number from 0",
                remedy="Write the number in digits alone, 0 for no vote; all empty: nothing was found.",
            )  # fmt: skip
    return tuple(int(cell) for cell in cells)
