"""``veedor verify``: the one command with which a citizen checks a public log."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import FILE, NEW_FOLDER
from veedor.cli.log_options import policy_option, read_own_policy, read_whole, tampering
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.comparing import LogComparison
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.proofs import ProofReport
    from veedor.ledger.reading import LogCopy
    from veedor.ledger.verifying import LogReport

LISTED = 200
"""Rows of a table that are printed."""


@click.command(
    epilog="Exit codes: 0 nothing contradicts anything; 1 something was changed, taken away or contradicts; "
    "2 it could not be checked, and the message says why."
)
@click.argument("target", metavar="URL|FOLDER|PROOF")
@click.option("--sheet", default="", help="Show a sheet: what it says, and since when the log holds it.")
@click.option("--count", default="", help="Of which count, where several have the sheet.")
@policy_option
@click.option(
    "--seen", "seen", multiple=True, type=FILE,
    help="A checkpoint of the log that you or others have kept; may be given several times.",
)  # fmt: skip
@click.option(
    "--keep", type=NEW_FOLDER,
    help="Ask the witnesses to sign again, keep what they sign in this folder, and use all that is in it.",
)  # fmt: skip
@output.shared_options
@click.pass_context
def command(
    context: click.Context,
    target: str,
    sheet: str,
    count: str,
    policy: Path | None,
    seen: tuple[Path, ...],
    keep: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    r"""Check a public log, or a proof from one, and trust nobody who serves it.

    A log is read whole, and every entry hashed again up to the root that the log and its witnesses have
    signed. Then its leaves are read in their order, and what contradicts what is named with its leaf. --keep,
    called every minute or two on election night, makes each silence signed evidence.

    \b
    Examples:
      veedor verify https://example.org/count-2027 --policy policy
      veedor verify https://example.org/count-2027 --policy policy --sheet 20456
      veedor verify 20456.tlog-proof --policy policy
      veedor verify https://example.org/count-2027 --policy policy --keep seen
    """
    own = read_own_policy(policy)
    asked = (
        f"verify {target}"
        + (f" --policy {policy}" if policy else "")
        + (f" --sheet {sheet}" if sheet else "")
    )
    with tampering(context):
        if Path(target).is_file():
            result: LogReport | ProofReport | LogComparison = _of_file(Path(target), own)
        else:
            result = _of_log(target, own, sheet, count, seen, keep, lang)
    show(context, result, asked, lang, as_json=as_json)


def _of_file(path: Path, policy: LogPolicy | None) -> ProofReport | LogComparison:
    """Check a proof."""
    from veedor.errors import LedgerError
    from veedor.ledger.comparing import LogComparison
    from veedor.ledger.proofs import (
        HEAD,
        LARGEST_PROOF,
        check_two_histories,
        read_proof,
        read_two_histories,
        verify_proof,
    )

    content = disk.read(path, LARGEST_PROOF)
    if policy is None:
        raise LedgerError(
            "A proof is checked against a policy of your own.",
            remedy="Name it with --policy: the file 'policy' beside the log, from a source that you trust.",
        )
    if content.startswith(b"{"):
        first, second = check_two_histories(read_two_histories(content, str(path)), policy)
        return LogComparison(first.checkpoint.origin, first, second, "split", None, "root")
    if not content.startswith(HEAD.encode()):
        raise LedgerError(
            sentence("{path} is no proof.", path=path),
            remedy="Name a .tlog-proof, a folder or an address of a log.",
        )
    found = verify_proof(read_proof(content, str(path)), policy, str(path))
    if not found.shown.quorum:
        who = ", ".join(found.shown.times) or "nobody"
        raise LedgerError(
            sentence("Too few witnesses have signed {path} for this policy: {who}.", path=path, who=who)
        )
    return found


def _of_log(
    target: str,
    policy: LogPolicy | None,
    sheet: str,
    count: str,
    seen: tuple[Path, ...],
    keep: Path | None,
    lang: str,
) -> LogReport:
    """Check a whole log, beside what was kept of it."""
    from veedor.ledger.notes import LARGEST_NOTE
    from veedor.ledger.sources import is_address
    from veedor.ledger.verifying import verify_log

    log = read_whole(target, policy)
    places = list(seen)
    if keep is not None:
        _keep(log, keep, lang)
        places += sorted(keep.glob("*.note"))
    kept = [(str(place), disk.read(place, LARGEST_NOTE)) for place in places]
    return verify_log(log, kept, sheet, count, int(time.time()) if is_address(target) else None)


def _keep(log: LogCopy, folder: Path, lang: str) -> None:
    """Keep the checkpoint of now, with fresh signatures of the witnesses where they give them."""
    from veedor.ledger.publishing import ask_again
    from veedor.report.wording import Wording

    disk.make_folder(folder)
    note = ask_again(log)
    place = folder / f"{time.time_ns()}.note"
    disk.write(place, bytes(log.shown.note) if note is None else note)
    key = "ledger.did.kept_alone" if note is None else "ledger.did.kept"
    click.echo(Wording(lang).text(key, file=str(place)), err=True)


def show(
    context: click.Context,
    result: LogReport | ProofReport | LogComparison,
    command: str,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Print what was found; leave with 1 where something contradicts."""
    from dataclasses import replace

    from veedor.case.command_line import command_line
    from veedor.report.wording import Wording

    verb, *rest = command.split(" ")
    result = replace(result, command=command_line(verb, *rest))
    shown = getattr(result, "shown", None) or result.later  # type: ignore[union-attr] # a comparison has it
    about = {
        "name": shown.checkpoint.origin,
        "title": getattr(result, "title", "") or shown.checkpoint.origin,
        "data": shown.checkpoint.root.hex(),
        "synthetic": False,
    }
    output.write(result, about, Wording(lang), as_json=as_json, limit=LISTED)
    if not getattr(result, "good", True):
        context.exit(1)
