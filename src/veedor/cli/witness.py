"""``veedor witness``: sign that a log only grows, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import FILE, LARGEST_KEY, NEW_FOLDER
from veedor.cli.log_options import echo, names_option, read_note_key

if TYPE_CHECKING:
    from veedor.ledger.note_keys import VerifierKey


@click.command(epilog=output.EXIT_CODES)
@click.argument("folder", type=NEW_FOLDER)
@click.option("--key", type=FILE, required=True, help="Private key of the witness: 'note keygen --witness'.")
@names_option
@click.option(
    "--log", "logs", multiple=True, required=True, type=FILE,
    help="The .vkey file of a log, or a policy that names it; may be given several times.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8060, show_default=True, help="Port.")
@output.language_option
def command(
    folder: Path, key: Path, name: str, logs: tuple[Path, ...], host: str, port: int, lang: str
) -> None:
    r"""Run a witness (C2SP tlog-witness): it signs that a log only grows, and when it saw it.

    FOLDER keeps what it has last seen of each log; whoever loses it can be shown another history. It answers
    'add-checkpoint', and shows the last checkpoint of each log. Put a server with TLS in front of it.

    \b
    Examples:
      veedor note keygen party-a.example/witness --witness --to witness.key
      veedor witness seen --key witness.key --log log.key.vkey --port 8060
    """
    from veedor.ledger.note_keys import COSIGNATURE, read_vkey
    from veedor.ledger.policies import read_policy
    from veedor.ledger.serving import witness_server
    from veedor.ledger.witness import LogWitness
    from veedor.report.wording import Wording

    own = read_note_key(key, name, COSIGNATURE)
    if own.kind != COSIGNATURE:
        raise click.UsageError("This is no key of a witness: make one with 'veedor note keygen --witness'.")
    known: list[VerifierKey] = []
    for path in logs:
        content = disk.read(path, LARGEST_KEY)
        is_policy = content.lstrip().startswith((b"#", b"log ", b"log\t", b"witness", b"quorum"))
        known += (
            read_policy(content, str(path)).logs
            if is_policy
            else [read_vkey(content.decode(errors="replace"))]
        )
    server = witness_server(LogWitness(folder, own, known), host, port)
    with server:
        address = f"http://{host}:{server.server_address[1]}"
        echo(Wording(lang), "ledger.did.watching", witness=own.name, address=address)
        click.echo(str(own.public))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
