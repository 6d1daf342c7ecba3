"""``veedor quickcount``: what a random sample of sheets says, or how large one must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.project import MOMENT

if TYPE_CHECKING:
    from datetime import datetime


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which sample (of a plan: what it rests on); by default the first.")
@click.option("--snapshot", help="As this published file had the sample; by default as the last one had it.")
@click.option("--at", type=MOMENT, help="As the last file published by this local time had it.")
@output.contest_option
@click.option("--half", type=float, metavar="POINTS", help="Plan a sample for this half-width, in points.")
@click.option("--tell", is_flag=True, help="Plan a sample that tells the value from the line of the law.")
@click.option(
    "--strata",
    multiple=True,
    metavar="NAME",
    help="Of a plan: draw within each stratum, level or division of this name; may be repeated.",
)
@output.limit_option
@output.shared_options
def command(
    case: str,
    count: str | None,
    snapshot: str | None,
    at: datetime | None,
    contest: str | None,
    *,
    half: float | None,
    tell: bool,
    strata: tuple[str, ...],
    limit: int,
    lang: str,
    as_json: bool,
) -> None:
    r"""What a random sample of sheets says, or how many sheets one needs.

    A count of kind "sample" holds sheets that were drawn at random before the count began. No other verb
    takes it for a count. Drawn sheets that have not arrived are stated, and the estimate follows the drift of
    those that came late. With --half or --tell a sample is planned from how sheets differ in a count.

    \b
    Examples:
      veedor quickcount CASE
      veedor quickcount CASE --at "2030-05-05 23:00"
      veedor quickcount cases/bolivia-2019 --half 1 --strata department
      veedor quickcount cases/bolivia-2019 --tell --json
    """
    planned = half is not None or tell
    if half is not None and tell:
        raise click.UsageError("Plan for a half-width or for the line of the law, not both.")
    if half is not None and not 0 < half < 100:
        raise click.UsageError("--half is above 0 and below 100 points; 1 is one point on either side.")
    if planned and (snapshot is not None or at is not None):
        raise click.UsageError("A plan rests on a count as --count names it: --count preliminary@first.")
    if strata and not planned:
        raise click.UsageError("The strata of a sample stand in case.toml; --strata is of a plan.")
    if snapshot is not None and at is not None:
        raise click.UsageError("Name a snapshot or a time, not both.")
    opened = output.open_case(case, quiet=as_json)
    if planned:
        share = None if half is None else half / 100
        result = opened.sample_plan(count, contest=contest, half=share, strata=strata)
        output.show(result, opened, lang=lang, as_json=as_json, limit=limit)
        return
    found = opened.quickcount(count, contest=contest, snapshot=snapshot, at=at)
    output.show(found, opened, lang=lang, as_json=as_json, limit=limit)
