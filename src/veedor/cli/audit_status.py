"""Where an audit stands, and whether its papers hold: beside copies, keys and the count too."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.audit_papers import figures_option, folder_argument, read_figures
from veedor.cli.language import in_words
from veedor.cli.layout import filled, harmless, terminal_width

if TYPE_CHECKING:
    from veedor.audit import AuditStatus, Checked

LONG = frozenset({"audit_path", "audit_steps", "audit_records"})
limit_option = click.option(
    "--limit", type=click.IntRange(1), default=60, show_default=True, help="Rows of a table."
)


@click.command()
@folder_argument
@figures_option
@click.option("--all", "everything", is_flag=True, help="Print every record and the risk after every sheet.")
@limit_option
@output.shared_options
def status(
    folder: Path, figures: Path | None, limit: int, *, everything: bool, lang: str, as_json: bool
) -> None:
    r"""Say where an audit stands: agreement, risk attained, work left, who has seen which papers.

    \b
    Examples:
      veedor audit status audit-2019
      veedor audit status audit-2019 --all
    """
    from veedor.audit import audit_status

    result = audit_status(folder, read_figures(figures))
    hidden, most = (frozenset(), sys.maxsize) if everything else (LONG, limit)
    _show(result, "status", folder, lang, as_json=as_json, hidden=hidden, limit=most)


@click.command(epilog=output.EXIT_CODES)
@folder_argument
@figures_option
@click.option(
    "--copy", "copies", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="An older copy of the folder, its journal, or a paper with its .sig: shows what is gone.",
)  # fmt: skip
@click.option("--case", help="The case: are the committed figures those that were published?")
@click.option(
    "--party", "keys", multiple=True, metavar="NAME=KEY.pub",
    help="A party's own key: is it the one that the plan names?",
)  # fmt: skip
@limit_option
@output.shared_options
@click.pass_context
def verify(
    context: click.Context,
    folder: Path,
    figures: Path | None,
    copies: tuple[Path, ...],
    case: str | None,
    keys: tuple[str, ...],
    limit: int,
    lang: str,
    *,
    as_json: bool,
) -> None:
    r"""Check every step from the files alone; exit code 1 if anything is wrong.

    \b
    Examples:
      veedor audit verify audit-2019
      veedor audit verify audit-2019 --copy audit-yesterday --copy Red.0003.json
      veedor audit verify audit-2019 --case cases/bolivia-2019 --party Mission=mission.pub
    """
    from veedor.audit import audit_status

    result = audit_status(folder, read_figures(figures))
    more = () if result.unreadable else _beside(result, copies, case, keys, quiet=as_json)
    result = replace(result, checked=(*result.checked, *more))
    _show(result, "verify", folder, lang, as_json=as_json, hidden=LONG, limit=limit)
    if not result.good:
        context.exit(1)


def _beside(
    result: AuditStatus, copies: tuple[Path, ...], case: str | None, keys: tuple[str, ...], *, quiet: bool
) -> tuple[Checked, ...]:
    """Compare an audit with what others have of it."""
    from veedor.audit import beside_copy, beside_count, beside_keys, reported_contest
    from veedor.cli.audit_options import read_parties

    audit = result.folder
    made = [beside_copy(audit, copy) for copy in copies]
    if keys:
        made.append(beside_keys(audit, {party.name: party.key for party in read_parties(keys)}))
    if case is not None:
        opened, strata = output.open_case(case, quiet=quiet), audit.plan.design.strata
        reported = []
        for of in audit.plan.contests:
            selection = opened.select(of.count_id, contest=of.contest_id, variant=of.variant or None)
            seats = of.winner_path if of.outcome == "seats" else None
            of_sheets = "" if audit.plan.design.of_ballots else strata
            reported.append(reported_contest(selection, seats=seats, strata=of_sheets))
        made.append(beside_count(audit, reported))
    return tuple(made)


def _show(
    result: AuditStatus,
    verb: str,
    folder: Path,
    lang: str,
    *,
    as_json: bool,
    hidden: frozenset[str],
    limit: int,
) -> None:
    from veedor.case.command_line import command_line
    from veedor.report.wording import Wording

    result = replace(result, command=command_line(f"audit {verb}", str(folder)))
    wording = Wording(lang)
    about = {"name": folder.name, "title": folder.name, "data": result.folder.head, "synthetic": False}
    if result.contests:
        plan = result.folder.plan
        wording = wording.of_all(result.contests)
        about |= {"name": plan.title, "title": plan.title, "data": plan.commitment.sha256}
    tables = [table for table in result.tables if table.name not in hidden and table.rows]
    # what is wrong is said in full under the text: a cell has no room for it
    tables = [output.without_column(t, "problems") if t.name == "audit_checks" else t for t in tables]
    output.write(result, about, wording, as_json=as_json, tables=tables, limit=limit)
    for check in () if as_json else result.checked:
        for problem in check.problems:
            said = f"{wording.text(f'audit.verify.{check.name}')}: {harmless(in_words(problem))}"
            click.echo(filled(said, terminal_width(), 2, "✗ "))
