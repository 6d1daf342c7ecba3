"""``veedor publish``: the pages of the desk as files, for any host."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict
from pathlib import Path

import click

from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.language import translated
from veedor.cli.layout import print_lines
from veedor.cli.progress import steps
from veedor.errors import QuestionError, nearest
from veedor.report.catalogue import shipped
from veedor.sentence import sentence

_ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?(/[\w./~-]*)?")


@click.command(epilog=output.EXIT_CODES)
@click.argument("paths", metavar="CASE...", nargs=-1, required=True, type=NEW_FOLDER)
@click.option(
    "--to",
    "folder",
    required=True,
    type=NEW_FOLDER,
    help="Folder for the pages: empty, not there yet, or an earlier publication.",
)
@click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="LANG",
    help="Write the pages in this language; may be given several times. By default in all.",
)
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where they will be found: for search engines, and for who shares a page.",
)
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written.")
@output.debug_option
def command(
    paths: tuple[Path, ...],
    folder: Path,
    languages: tuple[str, ...],
    *,
    address: str,
    as_json: bool,
) -> None:
    r"""Write the pages of `veedor serve` as files, for any host or CDN: no server is needed.

    CASE is a case, or a folder that holds cases. Publishing again into the same folder writes what changed
    and removes what is gone; `sha256sum -c SHA256SUMS` in the folder proves that every file is as it was
    written.

    \b
    Examples:
      veedor publish demo --to site
      veedor publish cases/bolivia-2019 --to site --lang es --lang en
      veedor publish cases --to site --address https://example.org/count
    """
    chosen = _languages(languages)
    if address and not _ADDRESS.fullmatch(address):
        raise click.UsageError("--address is a whole address: https://example.org/count")
    output.need_desk()
    from veedor.desk.library import Library, find_cases
    from veedor.desk.publish.whole import publish
    from veedor.desk.settings import HERE, Desk, set_up

    began = time.monotonic()
    library = Library(find_cases(paths), patience=86_400, hidden=True)
    set_up(Desk(library, public=True, hosts=HERE))
    with steps(translated("publishing"), quiet=as_json) as told:
        done = publish(folder, chosen, address, told)
    seconds = round(time.monotonic() - began, 2)
    if as_json:
        said = {"folder": str(folder), "pages": done.pages, "cases": done.cases, **asdict(done.changes)}
        click.echo(json.dumps({**said, "seconds": seconds}, ensure_ascii=False, indent=2))
        return
    print_lines(str(folder / "index.html"))
    click.echo(
        translated(
            "{pages:,} pages; {written:,} files written, {kept:,} kept, {removed:,} removed; {size:,} bytes",
            pages=done.pages, written=done.changes.written, kept=done.changes.kept,
            removed=done.changes.removed, size=done.changes.size,
        )
    )  # fmt: skip


def _languages(named: tuple[str, ...]) -> tuple[str, ...]:
    """Give the languages to write; all of them where none is named.

    Raises
    ------
    QuestionError
        Where there are no texts in one.
    """
    known = shipped()
    for code in named:
        if code not in known:
            raise QuestionError(
                sentence("There are no texts in {code!r}.", code=code[:20]), remedy=nearest(code[:20], known)
            )
    return tuple(dict.fromkeys(named or known))
