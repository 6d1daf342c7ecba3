"""``veedor log add``: what is published becomes leaves that can never be taken back."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.log_options import echo, key_option, log_argument, opened, show_published
from veedor.cli.telling import telling
from veedor.text_file import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FILE = 1 << 30
"""No honest file of sheets has more bytes."""


@click.command(epilog=output.EXIT_CODES)
@log_argument
@click.argument("file", required=False)
@key_option
@click.option("--count", default="", help="Of which count the sheets of a CSV file are: preliminary.")
@click.option("--correct", is_flag=True, help="A sheet that says something else is a correction of it.")
@click.option("--audit", type=NEW_FOLDER, help="Add the papers of an audit: the folder of 'veedor audit'.")
@click.option("--pause", metavar="REASON", help="Announce a pause, before it begins.")
@click.option("--from", "begins", default="", help="When the pause begins; by default now.")
@click.option("--until", "ends", default="", help="When the pause ends: 2027-10-20T06:00:00-04:00.")
@click.option("--publish", "publish_too", is_flag=True, help="Publish at once, as 'veedor log publish' does.")
@click.pass_context
@telling
def add(
    context: click.Context,
    log: Path,
    file: str | None,
    key: Path,
    *,
    count: str,
    correct: bool,
    audit: Path | None,
    pause: str | None,
    begins: str,
    ends: str,
    publish_too: bool,
    lang: str,
) -> None:
    r"""Add leaves to a log: sheets, publications, a pause, the papers of an audit.

    FILE is a CSV file of sheets (a column 'sheet', perhaps 'at', 'state', 'source' and 'sha256', and a column
    for each figure), or lines of JSON, one a leaf; - reads lines from standard input. What is in the log
    already keeps its place. When the command ends, the new leaves are on the disk.

    \b
    Examples:
      veedor log add LOG sheets.csv --count preliminary --key log.key
      veedor log add LOG leaves.jsonl --key log.key --publish
      veedor log add LOG --pause "Shift change" --until 2027-10-20T06:00:00-04:00 --key log.key
      veedor log add LOG --audit audit-2027 --key log.key
    """
    from veedor.ledger.handing_in import with_versions
    from veedor.ledger.own_leaves import beat
    from veedor.report.wording import Wording

    if (file is not None) + (audit is not None) + (pause is not None) != 1:
        raise click.UsageError("Give one of FILE, --audit and --pause.")
    wording = Wording(lang)
    files: Mapping[str, bytes] = {}
    if audit is not None:
        from veedor.audit import audit_leaves, audit_status

        leaves, files = audit_leaves(audit_status(audit, None))
    elif pause is not None:
        leaves = [_pause(pause, begins, ends)]
    else:
        leaves = _read(file or "", count)
    with opened(log, key, wording) as (writer, policy):
        before = writer.size
        if files:
            writer.write({f"blob/{name}": content for name, content in files.items()})
        more = [beat(writer)] if publish_too else []
        made = list(with_versions(leaves, writer.known, writer.size, correct=correct))
        places = writer.add([*made, *more])[: len(made)]
        new = len({place for place in places if place >= before})
        echo(wording, "ledger.did.added", new=new, old=len(made) - new, leaves=writer.size)
        if publish_too and not show_published(writer, policy, wording):
            context.exit(1)


def _pause(reason: str, begins: str, ends: str) -> dict[str, Any]:
    from veedor.ledger.leaves import time_of, utc

    if not ends:
        raise click.UsageError("A pause has an end: give --until.")
    now = time_of(time.time())
    made = {
        "kind": "pause",
        "at": now,
        "from": utc(begins) if begins else now,
        "until": utc(ends),
        "reason": reason,
    }
    if made["until"] <= made["from"]:
        raise click.UsageError("The pause ends before it begins.")
    return made


def _read(file: str, count: str) -> list[dict[str, Any]]:
    from veedor.ledger.handing_in import leaves_of_lines, leaves_of_sheets

    content = sys.stdin.buffer.read(LARGEST_FILE) if file == "-" else disk.read(Path(file), LARGEST_FILE)
    if not file.lower().endswith(".csv"):
        return leaves_of_lines(text_of(content, file), file)
    if not count:
        raise click.UsageError("Say of which count the sheets are: --count preliminary.")
    return leaves_of_sheets(content, file, count)
