"""``veedor log``: a public log of what is published, as files on any server."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import FILE, NEW_FILE
from veedor.cli.log_add import add
from veedor.cli.log_options import (
    Seconds,
    echo,
    key_option,
    log_argument,
    names_option,
    opened,
    policy_option,
    read_note_key,
    read_own_policy,
    read_whole,
    show_published,
    source_of,
    tampering,
)
from veedor.cli.telling import tell_text, telling
from veedor.sentence import sentence


@click.group(name="log", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Keep a public log: what is in it can be neither rewritten nor withheld unnoticed.

    A log is a folder of small files (C2SP tlog-tiles) that any server of static files can show. It is signed
    with one key; witnesses that others run sign that it only grows, and when they saw it.

    \b
    Examples:
      veedor note keygen example.org/count-2027 --to log.key
      veedor log init LOG --key log.key --title "Presidency 2027, preliminary count" --period 3m
      veedor log add LOG sheets.csv --count preliminary --key log.key
      veedor log publish LOG --key log.key
      veedor log prove LOG --sheet 20456 --to 20456.tlog-proof
      veedor log fsck LOG
      veedor log close LOG --key log.key
    """


command.add_command(add)


@command.command()
@log_argument
@key_option
@names_option
@click.option("--title", required=True, help="What is counted, for people.")
@click.option(
    "--period",
    type=Seconds(),
    default="3m",
    show_default=True,
    help="Something is published at least so often.",
)
@click.option(
    "--grace", type=Seconds(), default="3m", show_default=True, help="It is dark after period and grace."
)
@click.option("--sheet-silence", type=Seconds(), help="Longest time without a new sheet.")
@click.option("--policy", type=FILE, help="Whose signatures it needs to be published; by default nobody's.")
@telling
def init(
    log: Path,
    key: Path,
    name: str,
    *,
    title: str,
    period: int,
    grace: int,
    sheet_silence: int | None,
    policy: Path | None,
    lang: str,
) -> None:
    r"""Begin a log: its first leaf, the charter, says how often something is published.

    \b
    Examples:
      veedor log init LOG --key log.key --title "Presidency 2027, preliminary count" --period 3m
    """
    from veedor.ledger.note_keys import NOTE
    from veedor.ledger.opening import begin_log
    from veedor.ledger.own_leaves import charter
    from veedor.ledger.policies import LARGEST_POLICY, read_policy
    from veedor.report.wording import Wording

    own = read_note_key(key, name, NOTE)
    rules = b"quorum none\n" if policy is None else disk.read(policy, LARGEST_POLICY)
    if own.public not in read_policy(rules, str(policy or "policy")).logs:
        rules = f"log {own.public}\n".encode() + rules
    read_policy(rules, str(policy or "policy"))
    begin_log(log, own, rules, charter(own, rules, title, period, grace, sheet_silence or 0))
    echo(Wording(lang), "ledger.did.begun", origin=own.name, folder=str(log), key=str(key))
    tell_text(str(own.public), key=own.public)


@command.command()
@log_argument
@key_option
@click.pass_context
@telling
def publish(context: click.Context, log: Path, key: Path, lang: str) -> None:
    r"""Show a log to its witnesses, and publish what enough of them have signed.

    Do so at least once a period, also when nothing is new: each time adds a beat, which keeps the times of
    the witnesses for good. Exit code 1 where too few witnesses have signed.

    \b
    Examples:
      veedor log publish LOG --key log.key
    """
    from veedor.ledger.own_leaves import beat
    from veedor.report.wording import Wording

    wording = Wording(lang)
    with opened(log, key, wording) as (writer, policy):
        if ("close",) not in writer.known:
            writer.add([beat(writer)])
        if not show_published(writer, policy, wording):
            context.exit(1)


@command.command()
@click.argument("log")
@click.option("--leaf", type=click.IntRange(0), help="Which leaf, from 0.")
@click.option("--sheet", help="Which sheet: its latest version.")
@click.option("--count", default="", help="Of which count, where several have the sheet.")
@click.option("--to", type=NEW_FILE, required=True, help="File of the proof: NAME.tlog-proof.")
@policy_option
@telling
def prove(
    log: str, leaf: int | None, sheet: str | None, count: str, to: Path, policy: Path | None, lang: str
) -> None:
    r"""Write the proof of one leaf of a published log (a folder or an address), to be checked anywhere.

    \b
    Examples:
      veedor log prove LOG --sheet 20456 --to 20456.tlog-proof
      veedor log prove https://example.org/count-2027 --leaf 12 --to 12.tlog-proof --policy policy
    """
    from veedor.ledger.hashing import inclusion_proof
    from veedor.ledger.proofs import InclusionProof
    from veedor.ledger.verifying import verify_log
    from veedor.report.wording import Wording

    if (leaf is None) == (sheet is None):
        raise click.UsageError("Give either --leaf or --sheet.")
    found = read_whole(log, read_own_policy(policy))
    if sheet is not None:
        leaf = verify_log(found, sheet=sheet, count=count).sheet[-1].version.leaf
    size = found.shown.checkpoint.size
    if leaf is None or leaf >= size:
        raise click.BadParameter(
            sentence("the log has {size} leaves, from 0", size=size), param_hint="--leaf"
        )
    hashes = inclusion_proof(leaf, size, found.tree.perfect)
    proof = InclusionProof(leaf, tuple(hashes), bytes(found.shown.note), found.entries[leaf])
    disk.write(to, bytes(proof))
    echo(Wording(lang), "ledger.did.proved", leaf=leaf, file=str(to))


@command.command(epilog=output.EXIT_CODES)
@log_argument
@policy_option
@output.shared_options
@click.pass_context
def fsck(context: click.Context, log: Path, policy: Path | None, lang: str, *, as_json: bool) -> None:
    r"""Check every file of a log in a folder, up to what is committed: entries, tiles, roots, signatures.

    \b
    Examples:
      veedor log fsck LOG
      veedor log fsck LOG --policy policy
    """
    from veedor.cli.verify import show
    from veedor.ledger.checkpoints import witnessed
    from veedor.ledger.notes import LARGEST_NOTE
    from veedor.ledger.reading import check_files, read_log
    from veedor.ledger.verifying import verify_log
    from veedor.ledger.writing import CHECKPOINT, HEAD

    read = source_of(str(log))
    head = HEAD if os.path.lexists(log / HEAD) else CHECKPOINT
    with tampering(context):
        found = read_log(read, str(log), read_own_policy(policy), head)
        check_files(log, read, found)
        seen = []
        if os.path.lexists(log / CHECKPOINT):
            note = read(CHECKPOINT, LARGEST_NOTE)
            seen.append((str(log / CHECKPOINT), note))
            published = witnessed(note, found.policy, str(log / CHECKPOINT))
            if published.checkpoint == found.shown.checkpoint:  # the head has the signature of the log alone
                found = replace(found, shown=published)
        result = verify_log(found, seen)
    show(context, result, f"log fsck {log}", lang, as_json=as_json)


@command.command()
@log_argument
@key_option
@click.pass_context
@telling
def close(context: click.Context, log: Path, key: Path, lang: str) -> None:
    r"""Close a log: its last leaf states how many leaves and sheets it has; nothing can follow.

    \b
    Examples:
      veedor log close LOG --key log.key
    """
    from veedor.ledger.own_leaves import beat, end
    from veedor.report.wording import Wording

    wording = Wording(lang)
    with opened(log, key, wording) as (writer, policy):
        if ("close",) not in writer.known:
            writer.add([beat(writer)])
            writer.add([end(writer)])
        if not show_published(writer, policy, wording):
            context.exit(1)
        echo(wording, "ledger.did.closed", leaves=writer.size)
