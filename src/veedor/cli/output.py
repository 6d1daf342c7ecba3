"""Printing results: sentences first, then tables, then what they rest on; or everything as JSON."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.language import language_option
from veedor.cli.layout import filled, harmless, print_lines, table_lines, terminal_width
from veedor.cli.progress import ImportBar
from veedor.report.conventions import with_point
from veedor.report.prominent import headline_first
from veedor.report.wording import Wording
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from veedor.case import Case
    from veedor.engine import Engine
    from veedor.model import Contest, Finding, Result, Table


__all__ = [
    "EXIT_CODES",
    "as_text",
    "check_choice",
    "contest_option",
    "debug_option",
    "engine_option",
    "language_option",
    "limit_option",
    "need_desk",
    "open_case",
    "shared_options",
    "show",
    "table_lines",
    "which_sheets",
    "with_options",
    "with_point",
    "without_column",
    "write",
]

EXIT_CODES = "Exit codes: 0 done; 1 something that was asked to hold does not; 2 the input is to be mended."


contest_option = click.option(
    "--contest", help="What was voted on; by default the first contest with a rule."
)
limit_option = click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="Rows of a table."
)


def debug_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its ``--debug``: what the log holds, with tracebacks, goes to standard error."""

    def begin(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted:
            import logging

            logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s")

    return click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=begin,
        envvar="VEEDOR_DEBUG",
        help="Show where an error inside Veedor is.",
    )(command)


def engine_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its ``--engine``: what does the work that grows with the rows of the files."""
    return click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="This machine alone, or Spark: that of SPARK_REMOTE or spark-submit, else on this machine.",
    )(command)


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb that prints a result its ``--json`` and ``--lang``."""
    command = language_option(command)
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print findings and tables as JSON; fractions stay exact.",
    )(command)


def with_options(command: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb several options, in the order in which its help shows them."""
    for option in reversed(options):
        command = option(command)
    return command


def which_sheets(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that say which sheets are meant, in the words of a question about sheets."""
    return with_options(command, *_WHICH)


_WHICH = (
    click.option("--find", help="A text in the id or the place, whatever its capitals and accents."),
    click.option("--in", "region", metavar="PLACE", help="Only sheets in this place, by its whole path."),
    click.option("--state", help="counted, outstanding, set-aside or annulled."),
    click.option("--check", metavar="ID", help="Only sheets that this check names; any for any check."),
    click.option("--winner", metavar="CHOICE", help="Only sheets on which this choice has the most votes."),
    click.option("--margin", metavar="FROM..TO", help="Votes between the first and the second choice."),
    click.option("--turnout", metavar="FROM..TO", help="Ballots in % of registered voters."),
    click.option("--changed", metavar="yes|no", help="Whether figures changed between two publications."),
    click.option("--late", metavar="yes|no", help="Whether the first publication lacked them."),
)


def need_desk() -> None:
    """Refuse a verb of the desk where its extra is not installed.

    Raises
    ------
    MissingDataError
        With how to install it.
    """
    from importlib.util import find_spec

    from veedor.errors import MissingDataError

    if find_spec("django") is None or find_spec("waitress") is None:
        raise MissingDataError(
            "The desk needs what the base install does not have.",
            remedy="In a checkout run `make desk`; else `pip install 'veedor[desk]'`.",
        )


def open_case(path: str, *, quiet: bool = False, engine: Engine = "duckdb") -> Case:
    """Open a case, with a bar on the terminal while it is being imported.

    Parameters
    ----------
    path : str
        As the user wrote it.
    quiet : bool
        Without the bar.
    engine : {"duckdb", "spark"}
        What imports the case, where it is to be imported.
    """
    from veedor.case import open_case as opened

    bar = ImportBar(hidden=quiet)
    try:
        return opened(path, progress=bar, engine=engine)
    finally:
        bar.close()


def show(
    result: Result,
    case: Case,
    *,
    lang: str,
    as_json: bool,
    tables: Sequence[Table] | None = None,
    limit: int = 20,
) -> None:
    """Print a result.

    Parameters
    ----------
    result : Result
        What was found.
    case : Case
        What it rests on.
    lang : str
        ``en`` or ``es``.
    as_json : bool
        Print JSON instead of text.
    tables : sequence of Table, optional
        Those to print as text; by default all of them. JSON has all tables of the result, and these.
    limit : int
        Rows of a table to print as text.
    """
    contest = getattr(result, "contest", None)
    contests = getattr(result, "contests", (contest,) if contest else ())
    wording = Wording(lang).of_all(contests).of_counts(case.election.file.counts)
    write(result, case.about(), wording, as_json=as_json, tables=tables, limit=limit)


def write(
    result: Result,
    about: Mapping[str, Any],
    wording: Wording,
    *,
    as_json: bool,
    tables: Sequence[Table] | None = None,
    limit: int = 20,
) -> None:
    """Print a result as text, or as JSON, with what it rests on (``about``); the rest as for :func:`show`."""
    if as_json:
        from veedor.findings.serial import written

        click.echo(written((result,), case=about, say=wording.say))
    else:
        print_lines(as_text(result, about, wording, tables=tables, limit=limit))


def check_choice(name: str, contest: Contest) -> None:
    """Refuse the name of a choice that the contest does not have.

    Raises
    ------
    QuestionError
        With the nearest name.
    """
    from veedor.errors import QuestionError, nearest

    if name not in contest.candidates:
        raise QuestionError(
            sentence("{name!r} is no candidate.", name=name), remedy=nearest(name, contest.candidates)
        )


def without_column(table: Table, name: str) -> Table:
    """Leave out a column that has the same value in every row shown."""
    from veedor.model import Table as Made

    kept = [i for i, column in enumerate(table.columns) if column.name != name]
    columns = tuple(table.columns[i] for i in kept)
    return Made(table.name, columns, tuple(tuple(row[i] for i in kept) for row in table.rows))


def as_text(
    result: Result,
    about: Mapping[str, Any],
    wording: Wording,
    *,
    tables: Sequence[Table] | None = None,
    limit: int = 20,
    width: int | None = None,
) -> str:
    """Lay a result out for a terminal.

    Parameters
    ----------
    result : Result
        What was found.
    about : mapping
        What it rests on, from :meth:`veedor.case.Case.about`.
    wording : Wording
        Language, and labels of the choices.
    tables : sequence of Table, optional
        Those to print; by default all of the result.
    limit : int
        Rows of a table to print.
    width : int, optional
        Columns; by default those of the terminal, within reason.
    """
    width = width or terminal_width()
    findings = headline_first(result.findings)
    blocks = [harmless(str(about["title"]))]
    if about.get("synthetic"):
        blocks[0] += f" – {wording.text('report.synthetic')}"
    blocks += ["\n\n".join(filled(harmless(wording.say(finding)), width) for finding in findings)]
    shown = (table for table in (result.tables if tables is None else tables) if table.rows)
    blocks += ["\n".join(table_lines(table, wording, width=width, limit=limit)) for table in shown]
    blocks.append("\n".join(_grounds(findings, about, wording, width)))
    return "\n\n".join(blocks)


def _grounds(
    findings: Sequence[Finding], about: Mapping[str, Any], wording: Wording, width: int
) -> Iterator[str]:
    """Say what the findings rest on: assumptions, what they cannot show, data, command."""
    for heading, keys in (
        ("report.assumptions", [key for f in findings for key in f.assumptions]),
        ("report.cannot_show", [key for f in findings for key in f.cannot_show]),
    ):
        if keys:
            yield wording.text(heading)
            for key in dict.fromkeys(keys):
                yield textwrap.fill(wording.text(key), width, initial_indent="  – ", subsequent_indent="    ")
    yield f"{wording.text('cli.data')}: {about['data']}"
    for command in dict.fromkeys(finding.command for finding in findings if finding.command):
        yield f"{wording.text('report.again')}: {command}"
