"""What the verbs of an audit share: who signs, with which key, and what is told afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli import output
from veedor.cli.audit_options import now
from veedor.cli.files import FILE, LARGEST_KEY, NEW_FOLDER, password_of
from veedor.cli.telling import tell_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit import AuditFolder, Signed
    from veedor.audit.signed_papers import AnyContent

LARGEST_FIGURES = 1 << 30
"""No honest file of committed figures has more bytes."""

folder_argument = click.argument("folder", type=NEW_FOLDER)
figures_option = click.option(
    "--figures", type=FILE, help="The committed figures, where the folder has their hash only."
)


def signing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb who signs: with a key here, or outside."""
    return output.with_options(
        command,
        click.option("--party", default="", help="Name in the plan; needed without --key."),
        click.option("--key", type=FILE, help="The party's private key (ssh-ed25519)."),
        click.option("--paper", type=click.Path(path_type=Path), help="Write it here, to be signed outside."),
    )


def ranks_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb which drawn sheets are meant, and the case that says where they lie."""
    return output.with_options(
        command,
        click.option("--first", type=click.IntRange(1), default=1, show_default=True, help="First rank."),
        click.option("--last", type=click.IntRange(1), default=100, show_default=True, help="Last rank."),
        click.option("--case", help="The case, to say where each sheet lies."),
    )


def hand(
    folder: Path,
    party: str,
    key: Path | None,
    paper: Path | None,
    content: Callable[[AuditFolder, str], AnyContent],
) -> None:
    """Sign what a party says and enter it, or write it to be signed outside.

    Parameters
    ----------
    folder : Path
        Folder of the audit.
    party : str
        Who signs; may be empty where there is a key.
    key : Path or None
        Private key.
    paper : Path or None
        Where to write the paper instead.
    content : callable
        Gives what is said, of the audit and the name of the party.
    """
    from veedor.audit import AuditFolder, enter, party_of, prepare
    from veedor.audit.canonical import to_bytes

    if (key is None) == (paper is None):
        raise click.UsageError("Give either --key, or --paper and --party to sign outside.")
    audit = AuditFolder(folder)
    audit.need("plan")
    if key is not None:
        private = read_key(key)
        name = party_of(audit.plan, private, party)
        for signed in enter(folder, private, content(audit, name), party=name, at=now(audit)):
            told(folder, signed)
        return
    if not party:
        raise click.UsageError("Give --party with --paper.")
    audit.plan.party(party)
    place = paper or Path()
    disk.write(place, to_bytes(prepare(audit, party, content(audit, party), at=now(audit))))
    tell_sentence("Sign it: ssh-keygen -Y sign -f KEY -n veedor-audit {file}", file=place)
    tell_sentence("Then: veedor audit hand-in {folder} {file}", folder=folder, file=place)


def told(folder: Path, signed: Signed) -> None:
    """Say what was entered, and what its party should keep."""
    paper = signed.paper
    tell_sentence(
        "{party}, paper {number} ({step}): {hash}",
        party=paper.party,
        number=paper.number,
        step=paper.step,
        hash=signed.sha256,
    )
    tell_sentence(
        "Keep a copy of {file} and its .sig: with it 'verify --copy' shows if it is gone.",
        file=folder / signed.file,
    )


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key; ask for its password on the terminal where it has one."""
    from veedor.audit import load_private
    from veedor.errors import AuditError
    from veedor.keys import needs_password

    text = disk.read(path, LARGEST_KEY)
    try:
        return load_private(text)
    except AuditError:
        if not needs_password(text):
            raise
        return load_private(text, password_of(path))


def read_figures(path: Path | None) -> bytes | None:
    """Read committed figures that the folder does not hold."""
    return None if path is None else disk.read(path, LARGEST_FIGURES)
