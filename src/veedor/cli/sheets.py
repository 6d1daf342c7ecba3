"""``veedor sheets``: which tally sheets are like this, and what they come to."""

from __future__ import annotations

from pathlib import Path

import click

from veedor.cli import output
from veedor.cli.language import translated

FORMATS = (".csv", ".json", ".parquet")


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count (official, preliminary@<snapshot>); by default the final one.")
@output.contest_option
@output.which_sheets
@click.option("--sort", metavar="COLUMN", help="A column; with - in front the largest first.")
@click.option("--columns", metavar="A,B", help="Columns to show, in this order.")
@click.option("--page", metavar="N", help="Which page of 50 sheets.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all sheets that are meant into this file: .csv, .json or .parquet.",
)
@output.shared_options
def command(
    case: str,
    count: str | None,
    contest: str | None,
    region: str | None,
    to: Path | None,
    *,
    lang: str,
    as_json: bool,
    **said: str | None,
) -> None:
    r"""Which tally sheets are like this, and what they come to.

    The same question as the table of sheets of `veedor serve`, in the same words as its address.

    \b
    Examples:
      veedor sheets cases/bolivia-2019 --turnout 100.. --sort -margin
      veedor sheets cases/bolivia-2019 --in "Bolivia / Potosí" --check any
      veedor sheets cases/bolivia-2019 --find 10071
      veedor sheets cases/bolivia-2019 --late yes --winner MAS --to late.csv
    """
    from veedor.lookup import SheetQuestion, download
    from veedor.lookup.written import write_sheets

    if to is not None and to.suffix not in FORMATS:
        raise click.UsageError("--to writes .csv, .json or .parquet: name such a file.")
    given = {name: value for name, value in {**said, "in": region}.items() if value}
    question = SheetQuestion.read(given)
    opened = output.open_case(case, quiet=as_json)
    if to is None:
        found = opened.sheets(question, count, contest=contest)
        output.show(found, opened, lang=lang, as_json=as_json, limit=50)
        return
    rows = download(opened.sheet_table(count, contest=contest), question)
    write_sheets(rows, to)
    click.echo(translated("{file}  {rows:,} sheets", file=to, rows=rows.num_rows))
