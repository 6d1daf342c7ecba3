"""``veedor export``: write the tables and results of a case in open formats."""

from __future__ import annotations

from pathlib import Path

import click

from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.language import translated
from veedor.cli.layout import print_lines
from veedor.cli.telling import silent_language_option

RESULTS = ("csv", "nist")
FORMATS = ("parquet", *RESULTS)


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--to", "folder", required=True, type=NEW_FOLDER, help="Folder to write into.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Which to write; may be given several times. By default all of them.",
)
@click.option("--contest", help="For csv and nist; by default the first contest with a rule.")
@click.option("--count", help="For csv and nist; by default the last official one.")
@click.option("--snapshot", help="For csv and nist; by default the last one of the count.")
@click.option(
    "--level", default="", help="Finest level of place in csv and nist; by default the second widest."
)
@click.option("--json", "as_json", is_flag=True, help="Print the names of the files as JSON.")
@silent_language_option
def command(
    case: str,
    folder: Path,
    formats: tuple[str, ...],
    contest: str | None,
    count: str | None,
    snapshot: str | None,
    level: str,
    *,
    as_json: bool,
) -> None:
    r"""Write the tables and results of a case in open formats.

    \b
    parquet  every canonical table, votes wide and long, with a Frictionless datapackage.json
    csv      sums by place, safe to open in a spreadsheet: no cell is taken for a formula
    nist     results as NIST SP 1500-100 (version 2) JSON

    \b
    Examples:
      veedor export cases/bolivia-2019 --to out
      veedor export cases/bolivia-2019 --to out --format nist --level municipality
      veedor export cases/bolivia-2019 --to out --format csv --count preliminary
    """
    import json

    from veedor.case.export import export_results, export_tables

    opened, wanted = output.open_case(case, quiet=as_json), formats or FORMATS
    written = export_tables(opened.election, folder) if "parquet" in wanted else []
    if any(name in RESULTS for name in wanted):
        selection = opened.select(count, contest=contest, snapshot=snapshot)
        written += export_results(selection, folder, wanted, level=level)
    if as_json:
        click.echo(json.dumps([str(path) for path in written], ensure_ascii=False))
        return
    for path in written:
        print_lines(translated("{file}  {size:,} bytes", file=path, size=path.stat().st_size))
