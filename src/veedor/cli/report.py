"""``veedor report``: write the report of a case."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import click

from veedor.cli import output, report_diff
from veedor.cli.files import NEW_FOLDER
from veedor.cli.language import translated
from veedor.cli.layout import print_lines
from veedor.cli.main import EXIT_INSIDE


class ReportOrDiff(click.Command):
    """Writes the report of a case; `diff` as its first word compares two reports instead."""

    commands: ClassVar[dict[str, click.Command]] = {"diff": report_diff.command}

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as Click has it
    ) -> click.Context:
        """Give the context of the command that the first word names."""
        if args and args[0] in self.commands:
            return self.commands[args[0]].make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(cls=ReportOrDiff, epilog=output.EXIT_CODES)
@click.argument("case")
@click.option("--out", type=NEW_FOLDER, help="Folder for the files; by default reports/NAME-OF-THE-CASE.")
@click.option(
    "--only", multiple=True, metavar="SECTION", help="Write this section only; may be given several times."
)
@click.option("--images", is_flag=True, help="Write each picture as SVG and PNG too.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@output.debug_option
@output.shared_options
def command(
    case: str, out: Path | None, only: tuple[str, ...], *, images: bool, show: bool, lang: str, as_json: bool
) -> None:
    r"""Write the report of a case: one HTML file that opens offline, and findings.json.

    \b
    Examples:
      veedor report cases/bolivia-2019
      veedor report cases/bolivia-2019 --lang es --open
      veedor report cases/bolivia-2019 --out /tmp/bolivia --images
      veedor report cases/bolivia-2019 --only outcome --only timeline
      veedor report cases/bolivia-2019 --json | jq -r .page
      veedor report diff monday/ tuesday/

    The page is always written when the case can be imported: a section that cannot be had says why.
    `veedor report diff EARLIER LATER` compares two reports; a case in a folder `diff` is `./diff`.
    Exit code 1 says that a part met an error inside Veedor; the page names it, and --debug shows where.
    """
    from veedor.report.write import write_report

    began = time.monotonic()
    opened = output.open_case(case, quiet=as_json)
    folder = out if out is not None else Path("reports") / opened.election.file.name
    bar = _OneLine(hidden=as_json)
    try:
        written = write_report(opened, folder, lang=lang, images=images, only=only, progress=bar)
    finally:
        bar.close()
    seconds = round(time.monotonic() - began, 2)
    if as_json:
        files = {
            "page": str(written.page),
            "findings": str(written.findings),
            "images": [str(image) for image in written.images],
            "faults": list(written.faults),
        }
        click.echo(json.dumps(files | {"bytes": written.page.stat().st_size, "seconds": seconds}, indent=2))
    else:
        click.echo(f"{written.page.resolve().as_uri()}")
        print_lines(f"{written.findings}")
        for image in written.images:
            print_lines(f"{image}")
    for fault in written.faults:
        click.echo(
            translated(
                "error inside Veedor: {fault}; please report it (--debug shows where it is)", fault=fault
            ),
            err=True,
        )
    if show:
        click.launch(written.page.resolve().as_uri())
    if written.faults:
        sys.exit(EXIT_INSIDE)


class _OneLine:
    """Shows on a terminal what is being done, on one line that is wiped in the end.

    Parameters
    ----------
    hidden : bool
        Show nothing.
    """

    def __init__(self, *, hidden: bool) -> None:
        self.hidden = hidden or not sys.stderr.isatty()

    def __call__(self, what: str) -> None:
        if not self.hidden:
            click.echo(f"\r\x1b[2K{what} ...", err=True, nl=False)

    def close(self) -> None:
        if not self.hidden:
            click.echo("\r\x1b[2K", err=True, nl=False)
