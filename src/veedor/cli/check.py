"""``veedor check``: which sheets do not add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.main import EXIT_DIFFERS
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from veedor.checks.result import ChecksResult
    from veedor.engine import Engine
    from veedor.model import Result, Table

SHOWN = frozenset({"checks", "check_parts", "forensic_tests", "forensic_controls"})
"""Tables that are printed without being asked for; the sheets of each check are many."""


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count (official, preliminary@<snapshot>); by default the final one.")
@output.contest_option
@click.option("--pack", help="Country pack of tolerances and legal grounds, or a .toml file; none for none.")
@click.option("--only", "only", multiple=True, metavar="ID", help="Ask only this check; may be repeated.")
@click.option("--sheet", metavar="ID", help="Print the card of one sheet.")
@click.option("--sheets", "each", is_flag=True, help="Print the sheets that each check names too.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the named sheets of one check (--only) as CSV.")
@click.option("--forensics", is_flag=True, help="Test the whole count against simulated clean twins instead.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the simulations.")
@click.option(
    "--simulations", type=click.IntRange(99), default=1000, show_default=True, help="Twins for each test."
)
@click.option(
    "--controls", type=click.IntRange(0), default=10, show_default=True,
    help="Clean elections of each kind that the same tests are tried on; 0 for none.",
)  # fmt: skip
@output.limit_option
@click.option(
    "--fail-on-change", is_flag=True, help="Exit with 1 where annulling named sheets changes who wins."
)
@output.engine_option
@output.shared_options
def command(
    case: str,
    count: str | None,
    contest: str | None,
    pack: str | None,
    only: tuple[str, ...],
    sheet: str | None,
    *,
    each: bool,
    as_csv: bool,
    forensics: bool,
    seed: int,
    simulations: int,
    controls: int,
    limit: int,
    fail_on_change: bool,
    engine: Engine,
    lang: str,
    as_json: bool,
) -> None:
    r"""Which sheets do not add up, and whether that could change the outcome.

    Every check names its sheets and says what would follow if they were annulled, or held anything at all
    within their registered voters. The list is ranked by that, not by any score.

    \b
    Examples:
      veedor check cases/bolivia-2019
      veedor check cases/bolivia-2019 --pack mx
      veedor check cases/bolivia-2019 --only changed_winner --sheets
      veedor check cases/bolivia-2019 --only full_turnout --csv > full.csv
      veedor check cases/bolivia-2019 --sheet 1408
      veedor check cases/bolivia-2019 --forensics --seed 7 --simulations 1000
      veedor check cases/bolivia-2019 --json > checks.json
    """
    if as_csv and len(only) != 1:
        raise click.UsageError("--csv prints the sheets of one check: name it with --only.")
    opened = output.open_case(case, quiet=as_json or as_csv, engine=engine)
    if sheet is not None:
        card = opened.card(sheet, count, contest=contest, pack=pack)
        output.show(card, opened, lang=lang, as_json=as_json, limit=limit)
        return
    if forensics:
        found = opened.forensics(
            count, contest=contest, seed=seed, simulations=simulations, controls=controls
        )
        shown = _shown(found, each=each)
        output.show(found, opened, lang=lang, as_json=as_json, tables=shown, limit=limit)
        return
    result = opened.check(count, contest=contest, pack=pack, only=only)
    if as_csv:
        click.echo(_sheets_as_csv(result, only[0], lang), nl=False)
    else:
        shown = _shown(result, each=each)
        output.show(result, opened, lang=lang, as_json=as_json, tables=shown, limit=limit)
    if fail_on_change and any(r.impact is not None and r.impact.annulled_changes for r in result.results):
        raise SystemExit(EXIT_DIFFERS)


def _shown(result: Result, *, each: bool) -> list[Table]:
    """Return the tables that are printed: those of single sheets only where they are asked for."""
    return [table for table in result.tables if each or table.name in SHOWN]


def _sheets_as_csv(result: ChecksResult, check: str, lang: str) -> str:
    """Write the sheets that one check names."""
    from veedor.findings.checks import sheets_of
    from veedor.report.lists import as_csv

    return as_csv(sheets_of(result.of(check)), Wording(lang).of(result.contest))
