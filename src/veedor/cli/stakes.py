"""``veedor stakes``: whether what is in doubt could change the outcome."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.files import FILE, named_files
from veedor.cli.main import EXIT_DIFFERS

if TYPE_CHECKING:
    from veedor.engine import Engine
    from veedor.stakes import Flips, InDoubt, NamedSet


@click.command(epilog=output.EXIT_CODES)
@click.argument("case")
@click.option(
    "--sheets",
    "sheets_file",
    type=FILE,
    help="A file of sheet ids: one a line, or the first column of a CSV.",
)
@click.option(
    "--selected", metavar="QUESTION",
    help='The sheets that `veedor sheets` lists, in the words of its address: "turnout=95..&late=yes".',
)  # fmt: skip
@click.option("--where", "condition", help="A condition on places, stratum, ids or figures of the sheets.")
@click.option("--outside", metavar="PUBLICATION", help="The sheets that a publication lacks: COUNT@SNAPSHOT.")
@click.option("--count", "number", type=int, metavar="K", help="So many units are in doubt.")
@click.option(
    "--share",
    metavar="SHARE",
    help="Such a share of the tally sheets (or places) is in doubt: 0.22% or 1/500.",
)
@click.option(
    "--treatment",
    "treatments",
    multiple=True,
    metavar="NAME",
    help="annul, strike, move, swap, blanks, nulls, abstainers, replace, refill-valid, refill-cast, "
    "anything; may be repeated. By default all that the data allow.",
)
@click.option("--unit", default="sheet", show_default=True, help="sheet, place, a level or stratum.")
@click.option("--groups", type=FILE, help="A CSV of sheet id and group: these groups are the units.")
@click.option("--seats", metavar="NAME", help="Ask about these seats of the rule instead of the outcome.")
@click.option("--assertion", metavar="ID", help="Ask about one assertion instead of the outcome.")
@click.option("--donor", metavar="CHOICE", help="Whose votes are struck or moved.")
@click.option("--receiver", metavar="CHOICE", help="Who gets them.")
@click.option("--of", "of_count", metavar="COUNT", help="Which count; by default the last official one.")
@click.option("--snapshot", help="As this published file had the count.")
@output.contest_option
@click.option("--variant", help="Another reading of the rule.")
@click.option("--prove", "solver", is_flag=True, help="Have an integer program confirm the smallest numbers.")
@click.option("--seed", type=int, default=20191020, show_default=True, help="Of the random case.")
@click.option(
    "--runs",
    type=click.IntRange(100, 1_000_000),
    default=2000,
    show_default=True,
    help="Random sets that are drawn for the random case.",
)
@output.limit_option
@click.option("--expect", type=click.Choice(["cannot", "could", "would"]), help="Else exit with 1.")
@output.engine_option
@output.shared_options
def command(
    case: str,
    sheets_file: Path | None,
    groups: Path | None,
    of_count: str | None,
    snapshot: str | None,
    contest: str | None,
    variant: str | None,
    *,
    limit: int,
    expect: str | None,
    engine: Engine,
    lang: str,
    as_json: bool,
    share: str | None,
    selected: str | None,
    **question: object,
) -> None:
    r"""Whether what is in doubt could change the outcome.

    *cannot*: no set of so many units changes it under that treatment; *could*: some set does; *would*: this
    set does. Without a set or a number, the smallest numbers that can are given.

    \b
    Examples:
      veedor stakes cases/bolivia-2019
      veedor stakes cases/bolivia-2019 --unit place --treatment annul
      veedor stakes cases/bolivia-2019 --share 0.22% --treatment annul --treatment anything
      veedor stakes cases/bolivia-2019 --sheets burnt.txt
      veedor stakes cases/bolivia-2019 --selected "late=yes&winner=MAS" --treatment annul
      veedor stakes cases/georgia-2024 --seats Parliament --treatment annul
      veedor stakes cases/bolivia-2019 --where "department = Potosí and stratum = rural"
      veedor stakes cases/bolivia-2019 --outside preliminary@2019-10-20T19:40:57 --lang es
      veedor stakes cases/bolivia-2019 --prove --json
    """
    from veedor.case.forms import selection_of
    from veedor.stakes import StakesRequest, read_ids

    opened = output.open_case(case, quiet=as_json, engine=engine)
    ids = None if sheets_file is None else tuple(read_ids(sheets_file))
    members = None if groups is None else read_groups(groups)
    asked = StakesRequest(
        sheets=ids,
        groups=members,
        share=output.with_point(share, lang),
        **question,  # type: ignore[arg-type]
    )
    words = named_files(("--sheets", sheets_file), ("--groups", groups))
    result = opened.stakes(
        asked, of_count, contest=contest, snapshot=snapshot, variant=variant, words=words,
        selected=None if selected is None else selection_of(selected),
    )  # fmt: skip
    tables = [table for table in result.tables if table.name not in {"stakes_curve", "stakes_set_sheets"}]
    output.show(result, opened, lang=lang, as_json=as_json, tables=tables, limit=limit)
    if expect is not None and set(words_of(result)) != {expect}:
        raise SystemExit(EXIT_DIFFERS)


def read_groups(path: Path) -> dict[str, str]:
    """Read a CSV of sheet id and group.

    Raises
    ------
    InputError
        Where a row has no group, or a sheet is in two of them.
    """
    from veedor.errors import InputError
    from veedor.small_tables import separator_of
    from veedor.stakes.select import HEADS, read_ids

    read_ids(path)  # refuses what is no text or too large
    groups: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        separator = separator_of(lines.readline())
        lines.seek(0)
        for number, row in enumerate(csv.reader(lines, delimiter=separator), start=1):
            if not row or (number == 1 and row[0].strip().lower() in HEADS):
                continue
            if len(row) < 2 or not row[1].strip():
                raise InputError("names no group.", file=str(path), row=number, expected="sheet id, group")
            if groups.setdefault(row[0].strip(), row[1].strip()) != row[1].strip():
                raise InputError(
                    "puts a sheet into two groups.", file=str(path), row=number, value=row[0].strip()
                )
    return groups


def words_of(result: Flips | InDoubt | NamedSet) -> list[str]:
    """Return the words of a result: one a treatment."""
    from veedor.stakes import InDoubt, NamedSet

    if isinstance(result, InDoubt):
        return [answer.word.value for answer in result.answers]
    if isinstance(result, NamedSet):
        return [effect.word.value for effect in result.effects]
    return ["cannot" if flip.lower is None else "could" for flip in result.flips]
