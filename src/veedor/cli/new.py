"""``veedor new``: from a published file to a case, by what the file itself proves."""

from __future__ import annotations

import json
import re
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from veedor.guess.draft import Election
    from veedor.guess.given import Given
    from veedor.guess.tried_proposal import TriedProposal
    from veedor.intake.case import Fetch
    from veedor.report.phrases import Phrases


@click.command(
    "new", epilog="Exit codes: 0 written or shown; 2 the file cannot be read, and the message says why."
)
@click.argument("file")
@click.option("--to", type=NEW_FOLDER, help="Folder of the case; by default named after the file.")
@click.option("--yes", is_flag=True, help="Ask nothing: what cannot be known is left as a question mark.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print proposal and evidence as JSON; writes with --to alone."
)
@click.option("--report", is_flag=True, help="Go on to the page, where nothing is left to be answered.")
@click.option("--title", help="What was held.")
@click.option("--date", help="The day of the election: 2025-02-09.")
@click.option("--country", help="ISO 3166 code: EC.")
@click.option("--tz", help="Zone of the times in the file; by default that of the country.")
@click.option("--contest", help="What was voted on: President.")
@click.option("--office", help="The office: president.")
@click.option("--rule", help="Id of a rule (`veedor rules list`), or a rule file.")
@click.option("--skip", type=click.IntRange(0), help="Lines above the header.")
@click.option("--header-rows", type=click.IntRange(1, 9), help="Rows of the header.")
@click.option("--encoding", default="", help="Encoding of a text file that is not UTF-8.")
@click.option("--delimiter", default="", help="What parts the cells of a text file.")
@click.option("--sheet", "sheets", multiple=True, help="Worksheet; may be given several times.")
@click.option("--member", default="", help="File within an archive.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of the figures.")
@click.option("--choice", default="", help="Column that names the choice, where a row is one figure.")
@click.option(
    "--state",
    "further",
    multiple=True,
    metavar="KEY=VALUE",
    help="A further key of the file as a case has it: 'short_rows = \"pad\"'; may be given several times.",
)
@output.language_option
@output.debug_option
def command(
    file: str,
    *,
    to: Path | None,
    yes: bool,
    as_json: bool,
    report: bool,
    lang: str,
    **said: Any,  # noqa: ANN401 - options of several kinds
) -> None:
    r"""Make a case of a published file of results: FILE is a file, a folder, an archive or an address.

    Says what it found and how sure it is. What the figures prove is not asked; what nobody can know from the
    file is: in a terminal one question at a time, each with a default. The proposal is imported before it
    is written, and what the import would refuse is said with what to do. Questions, what is said, and the
    comments of the case are in the language of --lang.

    \b
    Examples:
      veedor new results.csv
      veedor new results.xlsx --yes --to quito --title "Mayor" --date 2025-02-09 --country EC
      veedor new folder-of-regions --report
      veedor new resultados.csv --lang es
      veedor new https://example.org/results.zip --member tables.csv
      veedor new results.csv --json | jq '.doubts'
    """
    from veedor.cli import new_questions, new_words
    from veedor.guess.tried_proposal import propose_and_try
    from veedor.intake.address import whence
    from veedor.report.phrases import Phrases
    from veedor.report.wording import Wording

    words, given = Phrases(Wording(lang)), _given(said)
    election = new_questions.stated(said)
    asks = not yes and not as_json and asks_here()
    with disk.temporary() as folder:
        path, fetch = whence(file, folder)
        target = to or (None if as_json else _target(path))
        if target is not None:
            _refuse_existing(target)
        with propose_and_try(path, given) as found:
            _tell(found, words, as_json=as_json)
            if asks:
                election = new_questions.about_election(election, path, found.proposal, words)
                found = new_questions.about_doubts(found, words)  # noqa: PLW2901 - as it was answered
            if target is not None:
                _write(target, found, election, fetch, words)
                if not as_json:
                    click.echo(new_words.written(target, found, election, words))
    if report:
        _report(to or _target(path), lang)


def _given(said: dict[str, Any]) -> Given:
    """Return what the command line says of how the file is opened."""
    from veedor.guess.given import Given, file_keys

    delimiter = "\t" if said["delimiter"] in {"tab", "\\t"} else said["delimiter"]
    further = file_keys("\n".join(said["further"]))
    own = {key: said[key] for key in ("skip", "header_rows", "encoding", "sheets", "member")}
    return Given(
        **own, delimiter=delimiter, decimal=said["decimal"] or "", choice=said["choice"], further=further
    )


def _tell(found: TriedProposal, words: Phrases, *, as_json: bool) -> None:
    """Print what was found."""
    from veedor.cli import new_words

    if as_json:
        click.echo(json.dumps(new_words.record(found, words), ensure_ascii=False, indent=2))
    else:
        click.echo(new_words.told(found, words))


def asks_here() -> bool:
    """Whether there is somebody at a terminal who can be asked."""
    return sys.stdin.isatty()


def _target(path: Path) -> Path:
    """Name the folder of a case after its file; what is published in a folder stays apart from it."""
    made = Path(re.sub(r"[^\w.+-]+", "-", path.resolve().name.split(".")[0]).strip("-") or "case")
    return made.with_name(f"{made.name}-case") if path.is_dir() and made.resolve() == path.resolve() else made


def _refuse_existing(target: Path) -> None:
    from veedor.errors import QuestionError

    if (target / "case.toml").exists() or (target / "data").exists():
        raise QuestionError(
            sentence("{target} holds a case already.", target=target),
            remedy="Name another folder with --to; nothing was changed.",
        )
    if (target.exists() or target.is_symlink()) and not target.is_dir():
        raise QuestionError(
            sentence("{target} is there, and is no folder.", target=target), remedy="Name a folder with --to."
        )


def _write(
    target: Path, found: TriedProposal, election: Election, fetch: Fetch | None, words: Phrases
) -> None:
    """Write the case and copy its data: the case file last, so that none stands without its data."""
    from veedor.guess.draft import write_case
    from veedor.report.proposed import seen

    published = found.published
    own = Path(election.rule)
    if own.suffix in {".toml", ".json"}:  # a rule file of one's own lies beside the case
        election = replace(election, rule=own.name)
    forms = (
        published.forms if fetch is None else tuple(replace(form, fetch=fetch) for form in published.forms)
    )
    left = [words.said(one) for one in found.trial.refused]
    text = write_case(found.proposal, forms, election, words=words, seen=seen(found, words), left=left)
    copies = {target / "data" / file.name: file for file in published.files}
    if own.suffix in {".toml", ".json"} and own.resolve() != (target / own.name).resolve():
        copies[target / own.name] = own
    _write_whole(target, copies, text)


def _write_whole(target: Path, copies: dict[Path, Path], text: str) -> None:
    """Write the copies and the case file, or nothing: what stops half-way leaves no half of a case."""
    from veedor.errors import QuestionError

    made: list[Path] = []
    try:
        (target / "data").mkdir(parents=True)
        for place, file in copies.items():
            with place.open("xb") as copy, file.open("rb") as published:
                made.append(place)
                shutil.copyfileobj(published, copy)
        with (target / "case.toml").open("x", encoding="utf-8") as written:
            made.append(target / "case.toml")
            written.write(text)
    except BaseException as error:
        for place in made:
            place.unlink(missing_ok=True)
        if made or not isinstance(error, FileExistsError):
            for folder in (target / "data", target):
                with suppress(OSError):  # it holds what is not ours, or was never made
                    folder.rmdir()
        if isinstance(error, OSError):
            there = error.filename if isinstance(error, FileExistsError) else target
            raise QuestionError(
                sentence(
                    "The case cannot be written: {there}: {strerror}.",
                    there=there,
                    strerror=whole(error.strerror or ""),
                ),
                remedy="Name with --to another folder, in a place with room that may be written; "
                "nothing was left behind.",
            ) from error
        raise


def _report(target: Path, lang: str) -> None:
    """Go on to the page."""
    from veedor.cli.report import command as report

    report.main([str(target), "--lang", lang], standalone_mode=False)
