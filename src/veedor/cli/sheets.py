"""``veedor sheets``: which tally sheets are like this, and what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.files import NEW_FILE
from veedor.cli.language import translated
from veedor.cli.layout import print_lines

if TYPE_CHECKING:
    from veedor.lookup import SheetQuestion, SheetTable

FORMATS = (".csv", ".json", ".parquet", ".geojson")


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
    type=NEW_FILE,
    help="Write all sheets that are meant into this file: .csv, .json, .parquet; .geojson has places.",
)
@click.option("--level", help="Places of which level a .geojson has; by default the one below --in.")
@output.shared_options
def command(
    case: str,
    count: str | None,
    contest: str | None,
    region: str | None,
    to: Path | None,
    level: str | None,
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
      veedor sheets cases/bolivia-2019 --check any --level municipality --to named.geojson
    """
    from veedor.lookup import SheetQuestion, download
    from veedor.lookup.written import write_sheets

    if to is not None and to.suffix not in FORMATS:
        raise click.UsageError("--to writes .csv, .json, .parquet or .geojson: name such a file.")
    if level and (to is None or to.suffix != ".geojson"):
        raise click.UsageError("--level is of places: write them with --to NAME.geojson.")
    given = {name: value for name, value in {**said, "in": region}.items() if value}
    question = SheetQuestion.read(given)
    opened = output.open_case(case, quiet=as_json)
    if to is None:
        found = opened.sheets(question, count, contest=contest)
        output.show(found, opened, lang=lang, as_json=as_json, limit=50)
        return
    table = opened.sheet_table(count, contest=contest)
    if to.suffix == ".geojson":
        number = _write_places(table, question, level or "", lang, to)
        print_lines(translated("{file}  {places:,} places", file=to, places=number))
        return
    rows = download(table, question)
    print_lines(translated("{file}  {rows:,} sheets", file=to, rows=write_sheets(rows, to)))


def _write_places(table: SheetTable, question: SheetQuestion, level: str, lang: str, to: Path) -> int:
    """Write the places of the sheets that are meant as GeoJSON, and give their number."""
    from veedor.lookup.places import place_level, places
    from veedor.report.place_geojson import as_text, place_features
    from veedor.report.wording import Wording

    wanted = place_level(table, question, level)
    found = places(table, question, wanted)
    made = place_features(found, table.contest, Wording(lang).of(table.contest), wanted)
    to.write_text(as_text(made), encoding="utf-8")
    return len(found)
