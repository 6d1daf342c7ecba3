"""``veedor map``: propose a mapping for a file of results."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("map")
@click.option(
    "--guess",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of results: CSV, workbook or Parquet, also within a zip.",
)
@click.option("--member", default="", help="File within a zip that holds several.")
@click.option("--sheet", "sheets", multiple=True, help="Sheet of a workbook; may be given several times.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Lines above the header.")
@click.option("--encoding", default="", help="Encoding of a CSV file that is not UTF-8.")
@click.option("--to", type=click.Path(path_type=Path), help="Write case.toml there instead of printing it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was guessed as JSON.")
def command(
    file: Path,
    member: str,
    sheets: tuple[str, ...],
    skip: int,
    encoding: str,
    to: Path | None,
    *,
    as_json: bool,
) -> None:
    r"""Propose a case.toml for a file of results, to be edited.

    The proposal says in comments what is a guess and what could not be told. No mapping is right because a
    program proposed it: control totals decide, and you state them.

    \b
    Examples:
      veedor map --guess results.csv
      veedor map --guess results.xlsx --sheet "Mesa por mesa" --skip 4
      veedor map --guess results.zip --member mesas.csv --to cases/my-case/case.toml

    Exit codes: 0 proposed; 2 the file cannot be read, and the message says why.
    """
    import json
    from dataclasses import asdict

    from veedor.errors import QuestionError
    from veedor.guess.draft import write_case
    from veedor.guess.old import guess
    from veedor.intake.case import FileForm

    form = FileForm(file.name, member=member, sheets=sheets, skip=skip, encoding=encoding)
    proposal, raw = guess(file, form)
    if as_json:
        made = asdict(proposal) | {"settings": raw.settings, "columns": list(raw.header)}
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    text = write_case(proposal, raw, file, member, sheets)
    if to is None:
        click.echo(text, nl=False)
        return
    if to.exists():
        raise QuestionError(f"{to} is there already.", remedy="Move it away, or print the proposal instead.")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, encoding="utf-8")
    click.echo(f"Written to {to}; now edit every line that is marked with a question mark.")
