"""``veedor demo``: make a synthetic election, publish it as a case, and report on it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.language import translated
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.report.write import Written
    from veedor.synthetic import SyntheticElection

FEWEST_SHEETS = 500
"""With fewer there is hardly a place of several sheets, and the defects would be the election."""
MOST_SHEETS = 200_000
MARK = "README.md"
MARK_LINE = "This folder was written by `veedor demo`."


@click.command(epilog=output.EXIT_CODES)
@click.option(
    "--to",
    "folder",
    type=NEW_FOLDER,
    default=Path("demo"),
    show_default=True,
    help="Folder that becomes the case. An earlier demo in it is replaced; any other folder is refused.",
)
@click.option("--seed", type=click.IntRange(0), help="Another seed gives another election.")
@click.option(
    "--sheets",
    type=click.IntRange(FEWEST_SHEETS, MOST_SHEETS),
    default=12_000,
    show_default=True,
    help="Tally sheets in the country.",
)
@click.option("--images", is_flag=True, help="Write each picture as SVG and PNG too.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@output.shared_options
def command(
    folder: Path, seed: int | None, sheets: int, *, images: bool, show: bool, lang: str, as_json: bool
) -> None:
    r"""Make a synthetic election, publish it as files with a case.toml, and write the report on it.

    The country does not exist. Its preliminary count stops for most of a day; its rule asks for more than
    half of the votes, or 40 % and a lead of 10 points. A few defects are planted: planted.csv says on which
    sheets, so that you can see what Veedor finds. The same seed gives the same files.

    \b
    Examples:
      veedor demo --open
      veedor demo --to /tmp/another --seed 7 --sheets 3000 --lang es
      veedor outcome demo
      veedor check demo
    """
    from veedor.report.write import write_report

    began = time.monotonic()
    refuse_foreign(folder)
    tell = _Progress(hidden=as_json)
    tell(translated("making an election of {sheets:,} {sheets:sheet|sheets}", sheets=sheets))
    election = make(folder, sheets, seed)
    tell(translated("published in {folder}; reading it", folder=folder))
    case = output.open_case(str(folder), quiet=as_json)
    tell(translated("writing the report"))
    written = write_report(case, folder / "report", lang=lang, images=images, progress=tell)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        click.echo(json.dumps(_record(folder, election, written) | {"seconds": seconds}, indent=2))
    else:
        click.echo(_told(folder, election, written, seconds))
    if show:
        click.launch(written.page.resolve().as_uri())


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that has something in it which no demo has written.

    Raises
    ------
    QuestionError
        With the folder and what to do.
    """
    from veedor.errors import QuestionError

    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    mark = folder / MARK
    if mark.is_file() and MARK_LINE in mark.read_text(encoding="utf-8", errors="replace"):
        return
    raise QuestionError(
        sentence("The folder {folder} is not empty and was not written by veedor demo.", folder=folder),
        remedy="Name another with --to; nothing was changed.",
    )


def make(folder: Path, sheets: int, seed: int | None) -> SyntheticElection:
    """Make the election and publish it, with the list of what was planted.

    Parameters
    ----------
    folder : Path
        Becomes the case.
    sheets : int
        Tally sheets.
    seed : int or None
        By default that of the plan.
    """
    from dataclasses import replace

    from veedor.synthetic import Geography, Plan, make_election, publish, write_planted

    plan = Plan(geography=Geography(sheets=sheets))
    election = make_election(plan if seed is None else replace(plan, seed=seed))
    folder.mkdir(parents=True, exist_ok=True)
    # first, so that a demo that was broken off can be made again
    disk.write(folder / MARK, _mark(election))
    with disk.aside(folder, last=("case.toml",)) as new:
        publish(election, new)
        write_planted(election, new)
    return election


def _mark(election: SyntheticElection) -> str:
    return f"""# A synthetic election (seed {election.plan.seed})

{MARK_LINE} The country, its places, its candidates and their votes do not exist.
The next `veedor demo` into this folder replaces these files.

| file | what it is |
|---|---|
| `case.toml` | the case: which file is what, column by column, and the control totals |
| `rule.toml` | the rule: change a number, and ask `veedor outcome {{this folder}}` again |
| `data/official.csv` | the official count, one tally sheet a row |
| `data/preliminary-1.csv`, `-2.csv` | the preliminary count as it was before and after it stopped |
| `data/publications.csv` | the log of publications of the preliminary count |
| `data/verifications.csv` | the log of single sheets, with the time at which each was verified |
| `planted.csv` | which sheet carries which planted defect; no analysis reads it |
| `report/` | the report |
"""


class _Progress:
    """Says on standard error what is being done, so that a pipe gets the answer only."""

    def __init__(self, *, hidden: bool) -> None:
        self.hidden = hidden

    def __call__(self, what: str) -> None:
        if not self.hidden:
            click.echo(f"  {what} …", err=True)


def _record(folder: Path, election: SyntheticElection, written: Written) -> dict[str, Any]:
    return {
        "synthetic": True,
        "case": str(folder),
        "seed": election.plan.seed,
        "sheets": len(election.ids),
        "planted": {defect: len(rows) for defect, rows in election.planted.items()},
        "page": str(written.page),
        "findings": str(written.findings),
        "images": [str(image) for image in written.images],
    }


def _told(folder: Path, election: SyntheticElection, written: Written, seconds: float) -> str:
    planted = sum(len(rows) for rows in election.planted.values())
    return "\n".join(
        (
            translated(
                "Synthetic election of {sheets:,} sheets (seed {seed}), with its report, in {seconds} s.",
                sheets=len(election.ids),
                seed=str(election.plan.seed),
                seconds=seconds,
            ),
            translated(
                "Case:     {folder} (ask on: veedor outcome {folder}; veedor timeline {folder}; "
                "veedor check {folder})",
                folder=folder,
            ),
            translated(
                "Planted:  {planted} {planted:sheet|sheets} with a defect, listed in {file}",
                planted=planted,
                file=folder / "planted.csv",
            ),
            translated("Page:     {address}", address=written.page.resolve().as_uri()),
        )
    )
