"""``veedor timeline``: when the count went dark."""

from __future__ import annotations

import click

from veedor.cli import output

LONG = frozenset({"publications", "progress_lead", "progress_share"})
"""Tables with a row a publication; printed only on request."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count; by default the first with a log, dated files or times.")
@output.contest_option
@click.option("--all", "everything", is_flag=True, help="Print the publications and the running sums too.")
@output.limit_option
@output.shared_options
def command(
    case: str,
    count: str | None,
    contest: str | None,
    *,
    everything: bool,
    limit: int,
    lang: str,
    as_json: bool,
) -> None:
    r"""When the count was published, when it went dark, and what was counted meanwhile.

    An interruption is an interval between two publications that is longer than twice the median
    interval and than the median and five median absolute deviations. Times in which a feed went on and
    repeated standing totals are found by the same measure of what is new in it. A count without a log is
    followed along its dated files, or along the times of its tally sheets.

    \b
    Examples:
      veedor timeline cases/bolivia-2019
      veedor timeline cases/bolivia-2019 --lang es
      veedor timeline cases/bolivia-2019 --count preliminary --all --limit 3000
      veedor timeline cases/bolivia-2019 --json | jq '.tables[] | select(.name == "interruptions")'
    """
    opened = output.open_case(case, quiet=as_json)
    result = opened.timeline(count, contest=contest)
    shown = [table for table in result.tables if everything or table.name not in LONG]
    output.show(result, opened, lang=lang, as_json=as_json, tables=shown, limit=limit)
