"""``veedor shift``: whether a late shift needs explaining."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.progress import steps
from veedor.cli.project import MOMENT

if TYPE_CHECKING:
    from datetime import datetime

LONG = frozenset({"shift_placebos", "shift_running"})
"""Tables with a row a placebo cut or a point of a line; printed only on request."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option(
    "--early",
    metavar="COUNT@SNAPSHOT",
    help="What was early; by default what was published before the longest gap.",
)
@click.option("--at", type=MOMENT, help="Instead: sheets verified from this local time on are late.")
@click.option("--count", help="Whose votes are compared; by default those of the last official count.")
@output.contest_option
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the pseudo-random numbers."
)
@click.option("--all", "everything", is_flag=True, help="Print every placebo cut and the running value too.")
@output.shared_options
def command(
    case: str,
    early: str | None,
    at: datetime | None,
    count: str | None,
    contest: str | None,
    *,
    seed: int,
    everything: bool,
    lang: str,
    as_json: bool,
) -> None:
    r"""Whether a late shift is which places came late, or a change within places.

    Splits late minus early, compares early and late sheets of the same places, looks for a jump at the cut
    beside the jumps at cuts where nothing happened, and says what well-known methods say when nothing
    happened.

    \b
    Examples:
      veedor shift cases/bolivia-2019
      veedor shift cases/bolivia-2019 --at "2019-10-20 20:06:59"
      veedor shift cases/bolivia-2019 --count preliminary --lang es
      veedor shift cases/bolivia-2019 --json | jq '.tables[] | select(.name == "shift_jumps")'
    """
    if early is not None and at is not None:
        raise click.UsageError("Name what was early, or a time, not both.")
    opened = output.open_case(case, quiet=as_json)
    with steps("comparing", quiet=as_json) as told:
        result = opened.shift(early=early, count=count, contest=contest, at=at, seed=seed, progress=told)
    shown = [table for table in result.tables if everything or table.name not in LONG]
    output.show(
        result, opened, lang=lang, as_json=as_json, tables=shown, limit=10_000_000 if everything else 40
    )
