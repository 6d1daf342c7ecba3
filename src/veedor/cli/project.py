"""``veedor project``: what the outstanding votes will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.progress import steps

if TYPE_CHECKING:
    from datetime import datetime

_FORMS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
MOMENT = click.DateTime([*_FORMS, *(f"{form}%z" for form in _FORMS)])
"""A local time of the case, or a time with its offset."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count; by default the one that came in over time.")
@click.option("--snapshot", help="From this published file; by default the last one of the count.")
@click.option("--at", type=MOMENT, help="From the last file published by this local time.")
@output.contest_option
@click.option(
    "--draws", type=click.IntRange(2, 1_000_000), default=1000, show_default=True, help="Of the Monte Carlo."
)
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the pseudo-random numbers."
)
@output.shared_options
def command(
    case: str,
    count: str | None,
    snapshot: str | None,
    at: datetime | None,
    contest: str | None,
    *,
    draws: int,
    seed: int,
    lang: str,
    as_json: bool,
) -> None:
    r"""What the outstanding votes must bring, and what they will, with the record of that method.

    What was known at a moment is what the published file holds, never what carries an earlier time stamp. An
    interval is given only where the method could be replayed on the count itself.

    \b
    Examples:
      veedor project cases/bolivia-2019
      veedor project cases/bolivia-2019 --at "2019-10-21 08:00"
      veedor project cases/bolivia-2019 --snapshot 2019-10-20T19:40:57 --lang es
      veedor project cases/bolivia-2019 --json | jq '.tables[] | select(.name == "outstanding_leads")'
    """
    if snapshot is not None and at is not None:
        raise click.UsageError("Name a snapshot or a time, not both.")
    opened = output.open_case(case, quiet=as_json)
    with steps("replaying", quiet=as_json) as told:
        result = opened.project(
            count, contest=contest, snapshot=snapshot, at=at, draws=draws, seed=seed, progress=told
        )
    output.show(result, opened, lang=lang, as_json=as_json, limit=60)
