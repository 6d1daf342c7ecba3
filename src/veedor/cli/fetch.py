"""``veedor fetch``: download the sources that a case names, or the images of its sheets."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from veedor.cli import output
from veedor.cli.language import translated
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.download import Fetched


@click.command()
@click.argument("case")
@click.argument("sheets", metavar="[SHEET]...", nargs=-1)
@click.option(
    "--max-size", type=click.IntRange(1), default=2048, show_default=True, help="Megabytes of one file."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds of silence."
)
@click.option(
    "--pause",
    type=click.FloatRange(0),
    default=0.5,
    show_default=True,
    help="Seconds between two pages of one address.",
)
@click.option("--images", is_flag=True, help="Fetch the images of the tally sheets instead.")
@click.option("--again", is_flag=True, help="Images: ask for those that are there too.")
@click.option("--dry-run", "dry", is_flag=True, help="Images: say how many and how large, and fetch none.")
@click.option("--count", help="Images: of the sheets in this count; by default the final one.")
@output.contest_option
@output.which_sheets
@click.option("--json", "as_json", is_flag=True, help="Print what was fetched as JSON.")
@output.language_option
def command(
    case: str,
    sheets: tuple[str, ...],
    *,
    max_size: int,
    timeout: float,
    pause: float,
    images: bool,
    again: bool,
    dry: bool,
    count: str | None,
    contest: str | None,
    region: str | None,
    as_json: bool,
    lang: str,
    **said: str | None,
) -> None:
    r"""Download the sources that a case names into CASE/data.

    A file that is there already is left alone; one that was cut off is resumed. Each must have the SHA-256
    that the case names; another file is kept aside as NAME.refused and never read. A file that cannot be had
    does not keep the others from being fetched.

    With --images it fetches the images of tally sheets into CASE/data/images, each under its hash, one after
    the other and as the server's robots.txt allows: of the SHEETs that are named, of those that the options
    mean (as for `veedor sheets`), or of all. What is missing is named with the reason.

    \b
    Examples:
      veedor fetch cases/bolivia-2019
      veedor fetch cases/bolivia-2019 --timeout 120 && veedor import cases/bolivia-2019
      veedor fetch my-count --images --dry-run
      veedor fetch my-count --images --check any
      veedor fetch my-count --images 10071 10072 --again

    Exit codes: 0 everything is there; 2 files could not be had, and the message says which and why.
    """
    del lang  # it is that of all that is said
    question = {name: value for name, value in {**said, "in": region}.items() if value}
    if images:
        if sheets and question:
            raise click.UsageError("Name sheets, or say which are meant, not both.")
        from veedor.cli.fetch_images import WantedImages, run

        wanted = WantedImages(sheets, question, contest, count, again)
        run(case, wanted, pause=pause, timeout=timeout, dry=dry, as_json=as_json)
        return
    if sheets or question or again or dry or count or contest:
        raise click.UsageError("Sheets have images, and sources have none: add --images.")
    _sources(case, max_size=max_size, timeout=timeout, pause=pause, as_json=as_json)


def _sources(case: str, *, max_size: int, timeout: float, pause: float, as_json: bool) -> None:
    from veedor.intake import load_case
    from veedor.intake.fetch import fetch_case
    from veedor.intake.transfer import Limits

    fetched: list[Fetched] = []
    limits = Limits(size=max_size * 1024**2, timeout=timeout, pause=pause)
    try:
        with _Bar(hidden=as_json) as bar:
            fetch_case(load_case(case), bar, limits=limits, done=fetched.append)
    finally:  # what is there is said, whatever else could not be had
        _print(fetched, as_json=as_json)


def _print(fetched: list[Fetched], *, as_json: bool) -> None:
    if as_json:
        files = [asdict(file) | {"path": str(file.path)} for file in fetched]
        click.echo(json.dumps(files, ensure_ascii=False, indent=2))
        return
    for file in fetched:
        word = sentence("fetched") if file.downloaded else sentence("there already")
        click.echo(
            translated(
                "{file}  {size:,} bytes  sha256 {hash}  {word}",
                file=file.path,
                size=file.size,
                hash=file.sha256,
                word=word,
            )
        )


class _Bar:
    """A bar for each file on a terminal, nothing elsewhere."""

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden or not sys.stderr.isatty()
        self._name = ""
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        return self

    def __call__(self, name: str, have: int, total: int | None) -> None:
        if self._hidden:
            return
        if name != self._name:
            self._end()
            self._name = name
            self._bar = click.progressbar(length=total or 0, label=name, file=sys.stderr, show_pos=True)
        self._bar.update(have - self._bar.pos)

    def __exit__(self, *error: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
