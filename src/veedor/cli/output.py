"""Printing results: sentences first, then tables, then what they rest on; or everything as JSON."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from veedor.findings.serial import document, dumps
from veedor.report.wording import WORDS, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from veedor.findings import Case
    from veedor.model import Column, Contest, Finding, Result, Table


LANGUAGES = ("en", "es")
EXIT_CODES = "Exit codes: 0 done; 1 something that was asked to hold does not; 2 the input is to be mended."
NARROWEST = 60
WIDEST = 120
"""Columns of a terminal that text is laid out for."""
WORDIEST = 28
"""Columns that a cell of words may always have."""
SHORTEST_HEAD = 12
"""A head of a column is broken into lines not shorter than this, so that numbers stand close together."""


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=default_language,
        show_default="of the terminal",
        envvar="VEEDOR_LANG",
        help="Language of the text.",
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


def default_language() -> str:
    """Give the language of the terminal where there are texts in it, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(name, ""):
            return "es" if setting.lower().startswith("es") else "en"
    return "en"


def open_case(path: str, *, quiet: bool = False) -> Case:
    """Open a case, with a bar on the terminal while it is being imported.

    Parameters
    ----------
    path : str
        As the user wrote it.
    quiet : bool
        Without the bar.
    """
    from veedor.findings import open_case as opened

    bar = ImportBar(hidden=quiet)
    try:
        return opened(path, progress=bar)
    finally:
        bar.close()


class ImportBar:
    """Shows on standard error how far an import is. It appears only when there is something to import.

    Parameters
    ----------
    hidden : bool
        Show nothing, ever.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        self.hidden = hidden or not sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def __call__(self, what: str, step: int, steps: int) -> None:
        """Show one step."""
        if self.hidden:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=steps,
                label="importing",
                file=sys.stderr,
                item_show_func=lambda item: item,
            )
        self._bar.update(step - 1 - self._done, what)
        self._done = step - 1

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.render_finish()


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
    wording = Wording(lang) if contest is None else Wording(lang).of(contest)
    if as_json:
        click.echo(dumps(document((result,), case=case.about(), say=wording.say)))
        return
    click.echo(as_text(result, case.about(), wording, tables=tables, limit=limit))


def check_choice(name: str, contest: Contest) -> None:
    """Refuse the name of a choice that the contest does not have.

    Raises
    ------
    QuestionError
        With the nearest name.
    """
    from veedor.errors import QuestionError, nearest

    if name not in contest.candidates:
        raise QuestionError(f"{name!r} is no candidate.", remedy=nearest(name, contest.candidates))


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
        What it rests on, from :meth:`veedor.findings.Case.about`.
    wording : Wording
        Language, and labels of the choices.
    tables : sequence of Table, optional
        Those to print; by default all of the result.
    limit : int
        Rows of a table to print.
    width : int, optional
        Columns; by default those of the terminal, within reason.
    """
    width = width or min(max(shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)
    findings = result.findings
    blocks = [str(about["title"])]
    if about.get("synthetic"):
        blocks[0] += f" – {wording.text('report.synthetic')}"
    blocks += ["\n\n".join(_wrap(wording.say(finding), width) for finding in findings)]
    for table in result.tables if tables is None else tables:
        blocks.append("\n".join(table_lines(table, wording, width=width, limit=limit)))
    blocks.append("\n".join(_grounds(findings, about, wording, width)))
    return "\n\n".join(blocks)


def _wrap(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent or "",
        break_long_words=False,
        break_on_hyphens=False,
    )


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


def table_lines(table: Table, wording: Wording, *, width: int = 100, limit: int = 20) -> list[str]:
    """Lay a table out: caption, heads on several lines where they are long, words left, numbers right.

    Columns without any value are left out. A table that is wider than the terminal goes on below, with its
    first column again.

    Parameters
    ----------
    table : Table
        Any table.
    wording : Wording
        Language, and labels of the choices.
    width : int
        Columns of the terminal.
    limit : int
        Rows to print.
    """
    shown = table.rows[:limit]
    kept = [i for i in range(len(table.columns)) if any(row[i] is not None for row in shown)]
    columns = [table.columns[i] for i in kept]
    cells = [
        [wording.bare(row[i], c.unit, c.digits) for i, c in zip(kept, columns, strict=True)] for row in shown
    ]
    left = [column.unit in WORDS for column in columns]
    heads, widths = _heads(table.name, columns, cells, wording)
    lines = [wording.table(table)]
    for block in _blocks(widths, left, width - 2):
        if len(lines) > 1:
            lines.append("")
        for line in (*heads, ["─" * w for w in widths], *cells):
            fitted = [_cut(line[i], widths[i]) for i in block]
            lines.append("  " + _line(fitted, [widths[i] for i in block], [left[i] for i in block]).rstrip())
    if len(table) > limit:
        lines.append("  " + wording.text("cli.more_rows", rows=len(table) - limit))
    return lines


def _blocks(widths: list[int], left: list[bool], width: int) -> list[list[int]]:
    """Share columns out to blocks that fit, each with the first column; words that are too long give way."""
    for i, is_words in enumerate(left):
        if is_words:
            widths[i] = min(widths[i], max(WORDIEST, width // 2 - 2))
    if not widths:
        return []
    blocks: list[list[int]] = [[0]]
    for i in range(1, len(widths)):
        if sum(widths[j] + 2 for j in (*blocks[-1], i)) - 2 > width and len(blocks[-1]) > 1:
            blocks.append([0])
        blocks[-1].append(i)
    return blocks


def _heads(
    name: str, columns: Sequence[Column], cells: list[list[str]], wording: Wording
) -> tuple[list[list[str]], list[int]]:
    """Break the heads into lines no wider than their column needs; give them and the widths."""
    broken, widths = [], []
    for i, column in enumerate(columns):
        base = wording.text(column.base) if column.base else ""
        sign = {"share": "%", "points": wording.text("unit.points")}.get(column.unit.value, "")
        extra = f" ({' '.join(part for part in (sign, base) if part)})" if sign or base else ""
        content = max((columns_of(row[i]) for row in cells), default=0)
        lines = textwrap.wrap(
            wording.column(column, name) + extra, max(content, SHORTEST_HEAD), break_long_words=False
        ) or [""]
        broken.append(lines)
        widths.append(max(content, *(columns_of(line) for line in lines)))
    height = max((len(lines) for lines in broken), default=0)
    padded = [[""] * (height - len(lines)) + lines for lines in broken]
    return [[lines[k] for lines in padded] for k in range(height)], widths


def _line(cells: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    return "  ".join(
        cell + " " * (w - columns_of(cell)) if is_words else " " * (w - columns_of(cell)) + cell
        for cell, w, is_words in zip(cells, widths, left, strict=True)
    )


def _cut(text: str, width: int) -> str:
    """Shorten a text in its middle: of the path of a place both ends tell."""
    if columns_of(text) <= width:
        return text
    keep = width - 1
    return f"{text[: keep // 2]}…{text[len(text) - (keep - keep // 2) :]}"


def columns_of(text: str) -> int:
    """Columns of a terminal that a text takes: wide letters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
