"""What the verbs of public logs share: keys, durations, reading a log wherever it lies."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor import disk
from veedor.cli.files import FILE, LARGEST_KEY, NEW_FOLDER, password_of
from veedor.cli.language import error_text
from veedor.cli.layout import filled, harmless, print_lines, terminal_width
from veedor.cli.telling import tell_text
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from veedor.ledger.note_keys import SigningKey
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.reading import LogCopy
    from veedor.ledger.sources import Source
    from veedor.ledger.writing import LogWriter
    from veedor.report.wording import Wording


log_argument = click.argument("log", type=NEW_FOLDER)
key_option = click.option(
    "--key", type=FILE, required=True, help="Private key of the log: of 'note keygen', or ssh-ed25519."
)
policy_option = click.option(
    "--policy", type=FILE, help="Whom you believe: a C2SP policy from a source that you trust."
)


class Seconds(click.ParamType):  # type: ignore[type-arg] # no type argument before Click 8.4
    """A time such as 180, 3m or 2h."""

    name = "time"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return seconds; refuse a text that is not a length of time."""
        from veedor.intake.instants import read_seconds

        found = value if isinstance(value, int) else read_seconds(value)
        return found or self.fail("write it as 180s, 3m or 2h", param, ctx)


def echo(wording: Wording, message: str, /, **figures: Any) -> None:  # noqa: ANN401 - as the catalogue takes them
    """Say something in the reader's language; what others have written is made harmless."""
    tell_text(filled(harmless(wording.text(message, **figures)), terminal_width()), **figures)


def read_note_key(path: Path, name: str, kind: int) -> SigningKey:
    """Read a private key of notes, or an OpenSSH key and give it a name.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        For an OpenSSH key; may be empty for the others.
    kind : int
        Type of the signatures of an OpenSSH key.
    """
    from veedor.errors import KeyFileError
    from veedor.keys import load_private, needs_password
    from veedor.ledger.note_keys import named_key, read_signing_key

    text = disk.read(path, LARGEST_KEY)
    if not text.startswith(b"-----BEGIN"):
        return read_signing_key(text.decode(errors="replace"))
    password = password_of(path) if needs_password(text) else None
    if not name:
        raise KeyFileError(
            sentence("The OpenSSH key {path} has no name for notes.", path=path),
            remedy="Give it one with --name.",
        )
    return named_key(name, kind, load_private(text, password))


def read_log_key(log: Path, key: Path) -> SigningKey:
    """Read the private key of a log; an OpenSSH key takes the name that the policy of the log has for it."""
    from veedor.ledger.note_keys import NOTE
    from veedor.ledger.policies import LARGEST_POLICY, read_policy
    from veedor.ledger.sources import folder_source
    from veedor.ledger.writing import POLICY

    rules = read_policy(folder_source(log)(POLICY, LARGEST_POLICY), str(log / POLICY))
    return read_note_key(key, rules.logs[0].name if rules.logs else "", NOTE)


def read_own_policy(path: Path | None) -> LogPolicy | None:
    """Read the policy of the one who asks."""
    from veedor.ledger.policies import LARGEST_POLICY, read_policy

    return None if path is None else read_policy(disk.read(path, LARGEST_POLICY), str(path))


def source_of(target: str) -> Source:
    """Return what reads the files of a log from a folder or an address."""
    from veedor.errors import LedgerError
    from veedor.ledger.sources import folder_source, is_address, web_source

    if is_address(target):
        return web_source(target)
    if not Path(target).is_dir():
        raise LedgerError(
            sentence("{target} is no folder and no address of a log.", target=target),
            remedy="Name the folder in which 'checkpoint' lies, or its address with https://.",
        )
    return folder_source(Path(target))


def read_whole(target: str, policy: LogPolicy | None) -> LogCopy:
    """Read a log and refuse one that fewer witnesses have signed than the policy asks for."""
    from veedor.errors import LedgerError
    from veedor.ledger.reading import read_log

    found = read_log(source_of(target), target, policy)
    if not found.shown.quorum:
        who = ", ".join(found.shown.times) or "nobody"
        raise LedgerError(
            sentence(
                "Too few witnesses have signed {target} for this policy: {who}.", target=target, who=who
            ),
            remedy="Ask again later, or take another policy: nothing of this log can be believed under it.",
        )
    return found


@contextmanager
def tampering(context: click.Context) -> Iterator[None]:
    """Leave with 1 where a log contradicts itself, its signatures or its witnesses."""
    from veedor.errors import TamperError

    try:
        yield
    except TamperError as error:
        print_lines(f"✗ {error_text(error)}", err=True)
        context.exit(1)


@contextmanager
def opened(log: Path, key: Path, wording: Wording) -> Iterator[tuple[LogWriter, LogPolicy]]:
    """Open a log for adding, and ask its witnesses whether it is the newest copy."""
    from veedor.ledger.opening import open_log
    from veedor.ledger.publishing import check_witnesses

    with open_log(log, read_log_key(log, key)) as writer:
        policy = writer.policy
        for witness, reason in check_witnesses(writer, policy).items():
            _say_silent(witness, reason, wording)
        yield writer, policy


def _say_silent(witness: str, reason: str, wording: Wording) -> None:
    """Say on standard error that a witness did not sign, and why."""
    said = harmless(wording.said(reason))
    click.echo(wording.text("ledger.did.silent", witness=witness, reason=said), err=True)


def show_published(writer: LogWriter, policy: LogPolicy, wording: Wording) -> bool:
    """Publish a log, say what came of it, and say whether enough witnesses have signed."""
    from veedor.ledger.publishing import publish

    done = publish(writer, policy)
    for witness, reason in done.silent.items():
        _say_silent(witness, reason, wording)
    if not done.shown.quorum:
        echo(wording, "ledger.did.uncosigned", leaves=writer.size)
    elif done.shown.times:
        echo(wording, "ledger.did.published", leaves=writer.size, witnesses=tuple(done.shown.times))
    else:
        echo(wording, "ledger.did.published_alone", leaves=writer.size)
    return done.shown.quorum


def names_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the name for an OpenSSH key."""
    return click.option("--name", default="", help="Name in the note, where the key is an OpenSSH key.")(
        command
    )
