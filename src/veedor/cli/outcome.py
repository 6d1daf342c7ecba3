"""``veedor outcome``: who won under the rule, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.main import EXIT_DIFFERS

if TYPE_CHECKING:
    from veedor.engine import Engine


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count; by default the last official one.")
@click.option("--snapshot", help="As this published file had the count; by default as its last one had it.")
@output.contest_option
@click.option("--variant", help="Another reading of the rule; `veedor rules show` lists them.")
@click.option("--by", "level", help="Level of place (department), or stratum, to list results by.")
@output.limit_option
@click.option("--expect", metavar="CHOICE", help="Exit with 1 where anybody else, or nobody, is elected.")
@output.engine_option
@output.shared_options
def command(
    case: str,
    count: str | None,
    snapshot: str | None,
    contest: str | None,
    variant: str | None,
    level: str | None,
    *,
    limit: int,
    expect: str | None,
    engine: Engine,
    lang: str,
    as_json: bool,
) -> None:
    r"""Who won under the rule, by how much, and what decides it.

    \b
    Examples:
      veedor outcome cases/bolivia-2019
      veedor outcome cases/bolivia-2019 --by municipality --limit 400
      veedor outcome cases/bolivia-2019 --count preliminary --snapshot 20191020-194057
      veedor outcome cases/bolivia-2019 --variant more-than-half --lang es
      veedor outcome cases/bolivia-2019 --json | jq '.findings[0].figures'
    """
    from veedor.findings.outcome_tables import by_area

    opened = output.open_case(case, quiet=as_json, engine=engine)
    result = opened.outcome(count, contest=contest, snapshot=snapshot, variant=variant)
    if expect is not None:
        output.check_choice(expect, result.contest)
    # a count whose files name no place has no level to list by
    asked = level or (result.level if result.level in result.levels else None)
    places = [] if asked is None else [output.without_column(by_area(result, asked), "level")]
    replaced = {"results_by_place", *(table.name for table in places)}
    shown = [table for table in result.tables if table.name not in replaced]
    output.show(result, opened, lang=lang, as_json=as_json, tables=[*shown, *places], limit=limit)
    if expect is not None and result.outcome.winner != expect:
        raise SystemExit(EXIT_DIFFERS)
