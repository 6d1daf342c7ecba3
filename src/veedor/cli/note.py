"""``veedor note``: keys of notes, signing and checking."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.files import FILE, LARGEST_KEY, NEW_FILE
from veedor.cli.language import error_text
from veedor.cli.layout import harmless, print_lines
from veedor.cli.log_options import echo, names_option, read_note_key
from veedor.cli.telling import tell_text, telling
from veedor.sentence import sentence

LARGEST_TEXT = 900_000


@click.group(name="note", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Make keys, sign notes and check them (C2SP signed-note): a text, and under it who signed it.

    \b
    Examples:
      veedor note keygen example.org/count-2027 --to log.key
      veedor note keygen party-a.example/witness --witness --to witness.key
      veedor note sign statement.txt --key log.key --to statement.note
      veedor note verify statement.note --key log.key.vkey
    """


@command.command()
@click.argument("name")
@click.option(
    "--to", type=NEW_FILE, required=True, help="File of the private key; .vkey beside it is public."
)
@click.option("--witness", is_flag=True, help="A key for cosignatures, which state the time.")
@telling
def keygen(name: str, to: Path, witness: bool, lang: str) -> None:
    r"""Make a key: NAME is an address of yours, without http:// and spaces.

    \b
    Examples:
      veedor note keygen example.org/count-2027 --to log.key
      veedor note keygen party-a.example/witness --witness --to witness.key
    """
    from veedor.ledger.note_keys import COSIGNATURE, NOTE, new_key
    from veedor.report.wording import Wording

    key = new_key(name, COSIGNATURE if witness else NOTE)
    public = to.with_name(f"{to.name}.vkey")
    try:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.BadParameter(
            sentence("{to} is there already; keys are not replaced", to=to), param_hint="--to"
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(f"{key}\n".encode())
        disk.settle(file)
    disk.write(public, f"{key.public}\n")
    echo(Wording(lang), "ledger.did.key", file=str(to), public=str(public))
    tell_text(str(key.public), key=key.public)


@command.command()
@click.argument("text", type=FILE)
@click.option("--key", type=FILE, required=True, help="Private key: of 'note keygen', or ssh-ed25519.")
@names_option
@click.option("--to", type=NEW_FILE, help="The signed note; by default TEXT.note, or the note itself.")
@telling
def sign(text: Path, key: Path, name: str, to: Path | None, lang: str) -> None:
    r"""Sign a text, or add a signature to a signed note (a file that ends in .note).

    \b
    Examples:
      veedor note sign statement.txt --key log.key --to statement.note
      veedor note sign statement.note --key other.key
    """
    from veedor.ledger.note_keys import NOTE
    from veedor.ledger.notes import LARGEST_NOTE, SignedNote, read_lines, read_note
    from veedor.report.wording import Wording

    content = disk.read(text, LARGEST_NOTE)
    note = read_note(content, str(text)) if text.suffix == ".note" else SignedNote(content, ())
    if not note.text.endswith(b"\n") or len(note.text) > LARGEST_TEXT:
        raise click.BadParameter("end the text with a line break; it has 900,000 bytes at most")
    own = read_note_key(key, name, NOTE)
    if own.kind != NOTE:
        raise click.UsageError(
            "A key of a witness signs what 'veedor witness' has checked, and nothing else."
        )
    line = read_lines(own.sign(note.text, int(time.time())), str(key))
    made = bytes(SignedNote(note.text, (*note.lines, *line)))
    read_note(made, str(text))
    place = to or (text if text.suffix == ".note" else text.with_name(f"{text.name}.note"))
    disk.write(place, made)
    echo(Wording(lang), "ledger.did.signed", name=own.name, file=str(place))


@command.command(epilog=output.EXIT_CODES)
@click.argument("note", type=FILE)
@click.option(
    "--key", "keys", type=FILE, multiple=True, required=True, help="A .vkey file; several if need be."
)
@click.pass_context
@telling
def verify(context: click.Context, note: Path, keys: tuple[Path, ...], lang: str) -> None:
    r"""Check that each of these keys has signed a note, and print its text; exit code 1 otherwise.

    \b
    Examples:
      veedor note verify statement.note --key log.key.vkey
    """
    from veedor.errors import TamperError
    from veedor.ledger.note_keys import read_vkey
    from veedor.ledger.notes import LARGEST_NOTE, read_note, signers
    from veedor.report.wording import Wording

    found = read_note(disk.read(note, LARGEST_NOTE), str(note))
    known = [read_vkey(disk.read(path, LARGEST_KEY).decode(errors="replace")) for path in keys]
    try:
        good = signers(found, known, str(note))
    except TamperError as error:
        print_lines(f"✗ {error_text(error)}", err=True)
        context.exit(1)
    wording = Wording(lang)
    for key in known:
        if key not in good:
            echo(wording, "ledger.did.missing", name=key.name)
        elif good[key]:
            echo(
                wording, "ledger.did.good_at", name=key.name, time=str(datetime.fromtimestamp(good[key], UTC))
            )
        else:
            echo(wording, "ledger.did.good", name=key.name)
    if len(good) < len(set(known)):
        context.exit(1)
    for row in found.text.decode().split("\n")[:-1]:
        tell_text(f"  {harmless(row)}", line=row)
