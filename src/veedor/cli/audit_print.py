"""``veedor audit print``: what the people of an audit take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.audit_papers import figures_option, folder_argument, ranks_options, read_figures
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path


@click.command("print", epilog=output.EXIT_CODES)
@folder_argument
@click.option(
    "--what", type=click.Choice(["list", "forms", "labels", "holders"]), default="list", show_default=True,
    help="A list of sheets to fetch, a form for each, labels, or a page that stays in the place of each.",
)  # fmt: skip
@click.option(
    "--order", type=click.Choice(["place", "draw"]), default="place", show_default=True,
    help="As one walks, or as the sheets count.",
)  # fmt: skip
@ranks_options
@click.option(
    "--extra", type=click.IntRange(1), help="So many sheets of each region on top, by the same seed."
)
@click.option("--level", help="Level of place or division of these regions; by default the widest.")
@figures_option
@output.language_option
def print_(
    folder: Path,
    *,
    what: str,
    order: str,
    first: int,
    last: int,
    case: str | None,
    extra: int | None,
    level: str | None,
    figures: Path | None,
    lang: str,
) -> None:
    r"""Print a page for those who fetch and read drawn sheets: HTML, on standard output.

    No page shows the reported figures: who reads a sheet should not know what to expect.

    \b
    Examples:
      veedor audit print audit-2019 --last 765 --case cases/bolivia-2019 > fetch.html
      veedor audit print audit-2019 --last 765 --what forms --order draw > forms.html
      veedor audit print audit-2019 --last 765 --extra 2 --level department --case CASE > all.html
    """
    from veedor.audit import AuditFolder
    from veedor.audit.fetch import places_of, to_fetch
    from veedor.errors import QuestionError
    from veedor.report.audit_papers import audit_page
    from veedor.report.wording import Wording

    if extra is not None and case is None:
        raise click.UsageError("--extra needs --case, which says in which region each sheet lies.")
    audit = AuditFolder(folder, read_figures(figures))
    places: dict[str, tuple[str, ...]] = {}
    region: dict[str, str] = {}
    if audit.plan.design.of_ballots:
        places = places_of(audit)
    elif case is not None:
        opened = output.open_case(case, quiet=True)
        for of in audit.plan.contests:
            sheets = opened.select(of.count_id, contest=of.contest_id).sheets
            ids, levels = sheets.ids.tolist(), sheets.places.levels
            columns = [sheets.member_of(one).tolist() for one in levels]
            places |= dict(zip(ids, zip(*columns, strict=True), strict=True))
            known = [*levels, *sheets.areas]
            if (level or levels[0]) not in known:
                raise QuestionError(
                    sentence("There is no level {level!r}.", level=level),
                    remedy=sentence("There is: {known}.", known=", ".join(known)),
                )
            region |= dict(zip(ids, sheets.member_of(level or levels[0]).tolist(), strict=True))
    listed = to_fetch(
        audit, first, last, places=places, by_place=order == "place", extra=extra or 0, region=region
    )
    click.echo(audit_page(what, audit, listed, Wording(lang)))
