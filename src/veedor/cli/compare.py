"""``veedor compare``: what changed between counts."""

from __future__ import annotations

import click

from veedor.cli import output
from veedor.cli.main import EXIT_DIFFERS

EVIDENCE = frozenset({"comparison_figures", "comparison_appeared", "comparison_vanished"})
"""Tables with a row a sheet or a figure; printed only on request."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.argument("before", required=False)
@click.argument("after", required=False)
@output.contest_option
@click.option("--by", "level", help="Level of place to list (department); by default the widest that differ.")
@click.option("--sheets", "each", is_flag=True, help="Print every sheet and every figure that differs too.")
@output.limit_option
@click.option(
    "--fail-on-change", is_flag=True, help="Exit with 1 where a sheet (an area) vanished or changed."
)
@output.shared_options
def command(
    case: str,
    before: str | None,
    after: str | None,
    contest: str | None,
    level: str | None,
    *,
    each: bool,
    limit: int,
    fail_on_change: bool,
    lang: str,
    as_json: bool,
) -> None:
    r"""What changed between two counts, or two published files of one.

    BEFORE and AFTER name a count (official), or one of its published files (preliminary@<snapshot>).
    By default they are the final count and the file published before it.

    \b
    Examples:
      veedor compare cases/bolivia-2019
      veedor compare cases/bolivia-2019 preliminary official --by department
      veedor compare cases/bolivia-2019 preliminary official --sheets --limit 100
      veedor compare cases/bolivia-2019 preliminary official --json > changes.json
    """
    from veedor.count.area_comparison import AreaComparison
    from veedor.errors import QuestionError
    from veedor.findings.comparison_tables import by_place

    opened = output.open_case(case, quiet=as_json)
    result = opened.compare(before, after, contest=contest)
    if isinstance(result, AreaComparison):
        if level or each:
            raise QuestionError(
                "One of the two counts is published by area: what changed is told area by area.",
                remedy="Leave --by and --sheets out.",
            )
        output.show(result, opened, lang=lang, as_json=as_json, tables=result.tables, limit=limit)
        if fail_on_change and (result.vanished or result.changed):
            raise SystemExit(EXIT_DIFFERS)
        return
    places = output.without_column(by_place(result, level or result.level), "level")
    shown = [
        places if table.name == places.name else table
        for table in result.tables
        if each or table.name not in EVIDENCE
    ]
    output.show(result, opened, lang=lang, as_json=as_json, tables=shown, limit=limit)
    if fail_on_change and (result.vanished or result.changed):
        raise SystemExit(EXIT_DIFFERS)
