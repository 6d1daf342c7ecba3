"""``veedor press``: what was reported, and what is copied from what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor.case.press import CAP, open_press
from veedor.cli import output
from veedor.cli.files import FOLDER, NEW_FILE, NEW_FOLDER
from veedor.cli.language import translated
from veedor.cli.layout import print_lines
from veedor.cli.progress import steps
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from veedor.case.press import PressQuestions
    from veedor.engine import Engine
    from veedor.model import Result

LONG = frozenset({"press_passages"})
"""Tables that are printed only on request."""


@click.group(name="press", epilog=output.EXIT_CODES)
def command() -> None:
    r"""What was reported, and what is copied from what.

    Articles are .txt and .html files in the folder press of the case, or of its data. They are read
    where they are; nothing of them is kept but hashes, offsets and short quotations.

    \b
    Examples:
      veedor press reuse cases/bolivia-2019
      veedor press reuse cases/bolivia-2019 --articles ~/clippings --passages
      veedor press propose cases/bolivia-2019 --name Morales=MAS --name Mesa=CC
      veedor press differences cases/bolivia-2019 --lang es
    """


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its case, its articles and their encoding."""
    function = click.option(
        "--encoding", help="Encoding of the articles that are not UTF-8 and do not say so: windows-1252."
    )(function)
    function = click.option(
        "--articles",
        "folder",
        type=FOLDER,
        help="Folder of the articles; by default press in the case, or in its data.",
    )(function)
    return click.argument("case")(output.shared_options(function))


@command.command(epilog=output.EXIT_CODES)
@shared
@click.option("--passages", is_flag=True, help="Print every shared passage with its offsets.")
@click.option(
    "--cap", type=click.IntRange(2), default=CAP, show_default=True, help="Texts that may share a passage."
)
@click.option(
    "--prints", type=NEW_FOLDER, help="Keep the tables that the SQL of the findings names in this folder."
)
@output.engine_option
def reuse(
    case: str,
    folder: Path | None,
    encoding: str | None,
    *,
    passages: bool,
    cap: int,
    prints: Path | None,
    engine: Engine,
    lang: str,
    as_json: bool,
) -> None:
    r"""Which articles share which passages.

    Articles that share twelve words of the narrator and more are one cluster: they have one origin. Words
    that both only quote from somebody do not make a cluster.

    \b
    Examples:
      veedor press reuse cases/bolivia-2019
      veedor press reuse cases/bolivia-2019 --passages
      veedor press reuse cases/bolivia-2019 --json | jq '.tables[] | select(.name == "press_pairs")'
    """
    asked = open_press(case)
    with steps(translated("articles")) as told:
        result = asked.reuse(folder, encoding=encoding, cap=cap, progress=told, engine=engine, prints=prints)
    hidden = frozenset() if passages else LONG
    _show(result, asked, lang, as_json=as_json, hidden=hidden, limit=100_000 if passages else 20)


published_option = click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which the articles were published that do not say so: 2019-11-10.",
)


@command.command(epilog=output.EXIT_CODES)
@shared
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME=CHOICE",
    help="By which name the press calls a choice; may be given several times.",
)
@published_option
@click.option("--to", type=NEW_FILE, help="Where to write the proposals.")
def propose(
    case: str,
    folder: Path | None,
    encoding: str | None,
    *,
    names: tuple[str, ...],
    published: datetime | None,
    to: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    r"""Look the numbers of articles up in the count, and propose checks in claims.proposed.toml.

    One fact that reads so is a proposed check, several are its readings; where none does, the nearest is
    named. Nothing in that file has a verdict: `veedor claims accept` moves what is right to claims.toml.

    \b
    Examples:
      veedor press propose cases/bolivia-2019
      veedor press propose cases/bolivia-2019 --name Morales=MAS --name Mesa=CC
      veedor press propose cases/bolivia-2019 --articles ~/clippings --published 2019-11-10
    """
    from veedor.claims.propose import FILE, write_proposals

    asked = open_press(case)
    with steps(translated("reading")) as told:
        result = asked.proposals(
            folder, encoding=encoding, names=_names(names), published=_day(published), progress=told
        )
    target = to or asked.folder / FILE
    write_proposals(result, target)
    _show(result, asked, lang, as_json=as_json)
    if not as_json:
        print_lines(f"\n{target}")


@command.command(epilog=output.EXIT_CODES)
@shared
@published_option
def differences(
    case: str,
    folder: Path | None,
    encoding: str | None,
    *,
    published: datetime | None,
    lang: str,
    as_json: bool,
) -> None:
    r"""Where articles differ: names, speakers, numbers. Candidates, not findings.

    \b
    Examples:
      veedor press differences cases/bolivia-2019
      veedor press differences cases/bolivia-2019 --articles ~/clippings --json
    """
    asked = open_press(case)
    with steps(translated("articles")) as told:
        result = asked.differences(folder, encoding=encoding, published=_day(published), progress=told)
    _show(result, asked, lang, as_json=as_json)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _names(given: tuple[str, ...]) -> dict[str, str]:
    """Read by which names the press calls the choices."""
    found = {}
    for text in given:
        name, _, choice = text.rpartition("=")
        if not name:
            raise click.BadParameter(sentence("{text!r}: write NAME=CHOICE", text=text), param_hint="--name")
        found[name] = choice
    return found


def _show(
    result: Result,
    asked: PressQuestions,
    lang: str,
    *,
    as_json: bool,
    hidden: frozenset[str] = frozenset(),
    limit: int = 20,
) -> None:
    """Print a result; a case without a count has a title and articles only."""
    from veedor.report.wording import Wording

    wording, file = Wording(lang), asked.file
    title = file.election.title if file else wording.text("section.press")
    name = file.name if file else ""
    about = {"name": name, "title": title, "data": wording.text("press.data"), "synthetic": False}
    tables = [table for table in result.tables if table.name not in hidden and table.rows]
    output.write(result, about, wording, as_json=as_json, tables=tables, limit=limit)
