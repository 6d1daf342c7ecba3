"""``veedor report diff``: two reports side by side."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.layout import filled, harmless, terminal_width
from veedor.cli.main import EXIT_DIFFERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.findings.document_diff import DocumentDiff
    from veedor.report.wording import Wording


@click.command(epilog=output.EXIT_CODES)
@click.argument("before", metavar="EARLIER")
@click.argument("after", metavar="LATER")
@click.option("--out", type=NEW_FOLDER, help="Write the comparison as a page too, into this folder.")
@click.option("--fail-on-change", is_flag=True, help="Exit code 1 where any finding differs.")
@output.shared_options
def command(
    before: str, after: str, out: Path | None, *, fail_on_change: bool, lang: str, as_json: bool
) -> None:
    r"""Say which findings appeared, went or changed between two reports, and why.

    Each is a findings.json, the folder of a report, or its page beside findings.json. What the two rest on
    is compared too: files by their hashes, the text of the law, the version of Veedor, seeds and questions.

    \b
    Examples:
      veedor report diff monday/ tuesday/
      veedor report diff monday/findings.json tuesday/findings.json --json
      veedor report diff monday/report-en.html tuesday/report-en.html --lang es --out changes
    """
    from veedor import disk
    from veedor.findings.document_diff import compare_documents
    from veedor.findings.kept_document import read_document
    from veedor.report.wording import Wording

    line = shlex.join(["veedor", "report", "diff", before, after])
    result = compare_documents(read_document(before), read_document(after), line)
    wording = Wording(lang)
    page = None
    if out is not None:
        from veedor.report.diff_page import diff_page

        disk.make_folder(out)
        page = out / f"diff-{lang}.html"
        disk.write(page, diff_page(result, wording))
    if as_json:
        output.write(result, result.after.case, wording, as_json=True)
    else:
        click.echo("\n".join(_lines(result, wording)))
        if page is not None:
            click.echo(f"\n{page.resolve().as_uri()}")
    if fail_on_change and result.differs:
        sys.exit(EXIT_DIFFERS)


def _lines(result: DocumentDiff, wording: Wording) -> Iterator[str]:
    """Lay the comparison out for a terminal."""
    from veedor.report.diff_page import listed, told

    width = terminal_width()
    yield harmless(str(result.after.case["title"]))
    for finding in result.findings:
        yield "\n" + filled(harmless(wording.say(finding)), width)
    if result.changed:
        yield f"\n{wording.text('diff.changed')}"
    for change in (told(one, result, wording) for one in result.changed):
        yield f"\n{harmless(change.name)}"
        if change.before != change.after:
            yield filled(harmless(change.before), width, 2, "- ")
        yield filled(harmless(change.after), width, 2, "+ " if change.before != change.after else "  ")
        for label, before, after in change.figures:
            yield filled(harmless(f"{label}: {before} → {after}"), width, 4)
        yield filled(f"{wording.text('diff.may_be')}: {change.why}", width, 4)
    appeared = listed(result.appeared, result.after, wording)
    went = listed(result.went, result.before, wording)
    yield from _listed("diff.appeared", "+ ", appeared, wording, width)
    yield from _listed("diff.went", "- ", went, wording, width)
    yield "\n" + filled(wording.text("diff.cannot.why"), width)


def _listed(
    heading: str, mark: str, kept: tuple[tuple[str, str], ...], wording: Wording, width: int
) -> Iterator[str]:
    if kept:
        yield f"\n{wording.text(heading)}"
    for says, name in kept:
        yield filled(harmless(f"{name}: {says}"), width, 2, mark)
