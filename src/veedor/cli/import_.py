"""``veedor import``: read a case's published files into tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.progress import ImportBar

if TYPE_CHECKING:
    from veedor.engine import Engine


@click.command("import", epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--again", is_flag=True, help="Read every file again, even where nothing has changed.")
@click.option("--limit", type=click.IntRange(1), default=60, show_default=True, help="Rows of a table.")
@output.engine_option
@output.shared_options
def command(case: str, *, again: bool, limit: int, engine: Engine, lang: str, as_json: bool) -> None:
    r"""Read a case's published files into tables, and show what was read.

    CASE is a folder with a case.toml. The files are looked for in CASE/data, then in the folder of the case's
    name (and its original/) under VEEDOR_DATA. Nothing is imported unless every control total is met. The
    tables are kept in CASE/.veedor and reused until a file or the mapping changes.

    \b
    Examples:
      veedor import cases/bolivia-2019
      veedor import cases/bolivia-2019 --again --lang es
      veedor import cases/bolivia-2019 --engine spark
      veedor import cases/bolivia-2019 --json | jq '.tables'
    """
    from veedor.case import Case
    from veedor.count import Election
    from veedor.intake import import_case, load_case, reading_of

    bar = ImportBar(hidden=as_json)
    try:
        imported = import_case(load_case(case), bar, anew=again, engine=engine)
    finally:
        bar.close()
    opened = Case(Election(imported.case, imported.store, name=case))
    output.show(reading_of(imported, case), opened, lang=lang, as_json=as_json, limit=limit)
