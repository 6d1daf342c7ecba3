"""``veedor compare-logs``: rivals who kept a log lay their records side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import NEW_FILE
from veedor.cli.log_options import echo, policy_option, read_own_policy, source_of, tampering

if TYPE_CHECKING:
    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.reading import LogCopy


@click.command(
    epilog="Exit codes: 0 the later record continues the earlier one; 1 it does not; 2 it cannot be checked."
)
@click.argument("earlier", metavar="EARLIER")
@click.argument("later", metavar="LATER")
@policy_option
@click.option(
    "--evidence", type=NEW_FILE, help="Write the proof of two histories here, for anybody to check."
)
@output.shared_options
@click.pass_context
def command(
    context: click.Context,
    earlier: str,
    later: str,
    policy: Path | None,
    evidence: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    r"""Lay two records of one log side by side: the later one has to continue the earlier one.

    A record is a folder, an address, or a checkpoint that somebody kept (a signed note). What differs is
    named with its leaf. Where the log has signed two histories, --evidence writes the proof of it.

    \b
    Examples:
      veedor compare-logs copy-of-party-a https://example.org/count-2027
      veedor compare-logs kept.note https://example.org/count-2027 --policy policy
      veedor compare-logs copy-of-party-a copy-of-party-b --evidence two.json
    """
    from veedor.cli.verify import show
    from veedor.ledger.comparing import compare_logs
    from veedor.report.wording import Wording

    own = read_own_policy(policy)
    with tampering(context):
        second_note, second = _record(later, own, None)
        first_note, first = _record(earlier, own, second)
        if second is None and second_note is None:
            second_note, second = _record(later, own, first)
    if first_note is None or second_note is None:
        raise click.UsageError("Two checkpoints alone need --policy.")
    result = compare_logs(first_note, second_note, first, second)
    if evidence is not None and result.evidence is not None:
        disk.write(evidence, bytes(result.evidence))
        echo(Wording(lang), "ledger.did.evidence", file=str(evidence))
    show(context, result, f"compare-logs {earlier} {later}", lang, as_json=as_json)


def _record(
    target: str, policy: LogPolicy | None, other: LogCopy | None
) -> tuple[Witnessed | None, LogCopy | None]:
    """Read a record: a whole log, or a checkpoint, for which a policy has to be known."""
    from veedor.ledger.checkpoints import witnessed
    from veedor.ledger.notes import LARGEST_NOTE
    from veedor.ledger.reading import read_log

    if not Path(target).is_file():
        found = read_log(source_of(target), target, policy)
        return found.shown, found
    rules = policy or (other.policy if other is not None else None)
    if rules is None:
        return None, None
    return witnessed(disk.read(Path(target), LARGEST_NOTE), rules, target), None
