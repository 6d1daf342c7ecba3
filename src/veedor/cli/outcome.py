"""``veedor outcome``: who won under the rule, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count.contests import Contests
    from veedor.engine import Engine
    from veedor.report.wording import Wording


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--count", help="Which count; by default the last official one.")
@click.option("--snapshot", help="As this published file had the count; by default as its last one had it.")
@output.contest_option
@click.option(
    "--rule", metavar="RULE",
    help="Another rule than the case names: a law, a template or a file, as `veedor rules list` has them.",
)  # fmt: skip
@click.option("--variant", help="Another reading of the rule; `veedor rules show` lists them.")
@click.option("--by", "level", help="Level of place (department), or stratum, to list results by.")
@output.limit_option
@click.option(
    "--expect",
    metavar="CHOICE",
    help="Exit with 1 where this one is not elected (of a referendum: is not the side that prevails).",
)
@output.engine_option
@output.shared_options
def command(
    case: str,
    count: str | None,
    snapshot: str | None,
    contest: str | None,
    rule: str | None,
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

    A case with several contests that a rule decides shows all of them in short; --contest asks of one.

    \b
    Examples:
      veedor outcome cases/bolivia-2019
      veedor outcome cases/bolivia-2019 --by municipality --limit 400
      veedor outcome cases/bolivia-2019 --count preliminary --snapshot 20191020-194057
      veedor outcome local-2026 --contest council
      veedor outcome cases/bolivia-2019 --variant more-than-half --lang es
      veedor outcome cases/bolivia-2019 --rule plurality
      veedor outcome cases/bolivia-2019 --json | jq '.findings[0].figures'
    """
    from veedor.findings.outcome_tables import by_area

    opened = output.open_case(case, quiet=as_json, engine=engine)
    of_one = (contest, snapshot, rule, variant, level, expect)
    if len(opened.election.ruled) > 1 and all(option is None for option in of_one):
        _all_contests(opened, count, lang=lang, as_json=as_json)
        return
    result = opened.outcome(count, contest=contest, snapshot=snapshot, variant=variant, rule=rule)
    if expect is not None:
        output.check_choice(expect, result.contest)
    # a count whose files name no place has no level to list by
    asked = level or (result.level if result.level in result.levels else None)
    places = [] if asked is None else [output.without_column(by_area(result, asked), "level")]
    replaced = {"results_by_place", *(table.name for table in places)}
    shown = [table for table in result.tables if table.name not in replaced]
    output.show(result, opened, lang=lang, as_json=as_json, tables=[*shown, *places], limit=limit)
    if expect is not None and expect not in result.outcome.elected:
        raise SystemExit(EXIT_DIFFERS)


SHORT = (
    "rules.outcome",
    "rules.stated",
    "outcome.completeness",
    "rules.binding",
    "rules.margin_move",
    "rules.readings",
    "seats.shared",
    "seats.undetermined",
    "seats.open",
    "seats.closest.move",
)
"""Findings of each contest where several are shown; the whole is asked with --contest."""


def _all_contests(case: Case, count: str | None, *, lang: str, as_json: bool) -> None:
    """Print the outcome of every contest in short, each with the command that says more, then a table.

    Exits with 2 where one of them cannot be said; where none can, it is refused as it would be alone.
    """
    from veedor.cli.layout import print_lines
    from veedor.findings.serial import written
    from veedor.report.wording import Wording

    result = case.contests(count)
    if not result.outcomes:
        case.outcome(count, contest=str(result.unanswered[0].of.contest_id))  # raises why
    contests = [case.election.contest(name) for name in case.election.contests]
    wording = Wording(lang).of_all(contests).of_counts(case.election.file.counts)
    if as_json:
        click.echo(written((result,), case=case.about(), say=wording.say))
    else:
        print_lines("\n\n".join(_blocks(case, result, wording)))
    _refuse_unanswered(result)


def _blocks(case: Case, result: Contests, wording: Wording) -> list[str]:
    """Write what is printed, a paragraph each."""
    from veedor.cli.layout import filled, harmless, table_lines, terminal_width
    from veedor.model import Unit
    from veedor.report.prominent import headline_first

    width = terminal_width()
    blocks = [harmless(str(case.about()["title"]))]
    if case.about()["synthetic"]:
        blocks[0] += f" – {wording.text('report.synthetic')}"
    blocks += [
        "\n".join(lines) for table in result.tables for lines in [table_lines(table, wording, width=width)]
    ]
    for outcome in result.outcomes:
        title = harmless(wording.value(outcome.contest.title, Unit.CONTEST))
        said = [f for f in headline_first(outcome.findings) if f.finding_id.partition(":")[0] in SHORT]
        blocks.append("\n".join([title, "─" * len(title)]))
        blocks += [filled(harmless(wording.say(finding)), width) for finding in said]
        blocks.append(f"{wording.text('report.again')}: {outcome.command}")
    for lack in result.unanswered:
        blocks.append(filled(harmless(f"{lack.of.title}: {wording.said(lack.reason)}"), width))
    blocks.append(f"{wording.text('cli.data')}: {case.about()['data']}")
    return blocks


def _refuse_unanswered(result: Contests) -> None:
    if result.unanswered:
        raise SystemExit(EXIT_INPUT)
