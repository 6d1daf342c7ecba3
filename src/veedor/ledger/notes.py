"""Signed notes: a text, and under it a line for each key that signed it.

Source: C2SP, signed-note. Lines of unknown types and keys are left aside, as it asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import LedgerError, TamperError
from veedor.ledger.note_keys import DASH, decode64, encode64, is_name
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.ledger.note_keys import VerifierKey

LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature as it stands in a note: whose it says it is, the id of the key, and the rest."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {encode64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text with its signatures; nothing of it is to be believed before :func:`signers` has checked it."""

    text: bytes
    lines: tuple[SignatureLine, ...]

    def __bytes__(self) -> bytes:
        return self.text + b"\n" + "".join(map(str, self.lines)).encode()


def read_note(content: bytes, name: str = "The note") -> SignedNote:
    """Read a signed note.

    Parameters
    ----------
    content : bytes
        The note.
    name : str
        What it is called in messages.

    Raises
    ------
    LedgerError
        Where it is not one: other bytes than UTF-8, control characters, no signature, a line of another form.
    """
    if len(content) > LARGEST_NOTE:
        raise LedgerError(
            sentence(
                "{name} is larger than any honest note ({number_of_content} bytes).",
                name=name,
                number_of_content=len(content),
            )
        )
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise LedgerError(sentence("{name} is no signed note: it is not UTF-8.", name=name)) from None
    if any(c < " " and c != "\n" for c in text):
        raise LedgerError(sentence("{name} is no signed note: it has control characters.", name=name))
    body, gap, signatures = text.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise LedgerError(
            sentence("{name} is no signed note: a blank line and signatures stand under its text.", name=name)
        )
    return SignedNote((body + "\n").encode(), read_lines(signatures, name))


def read_lines(text: str, name: str) -> tuple[SignatureLine, ...]:
    """Read signature lines.

    Raises
    ------
    LedgerError
        Where a line is not one, or there are too many.
    """
    rows = text.removesuffix("\n").split("\n")
    if len(rows) > MOST_SIGNATURES:
        raise LedgerError(
            sentence(
                "{name} has more than {most_signatures} signatures.",
                name=name,
                most_signatures=MOST_SIGNATURES,
            )
        )
    found = []
    for row in rows:
        who, space, blob = row.removeprefix(DASH).partition(" ")
        raw = decode64(blob) or b""
        if not row.startswith(DASH) or not space or not is_name(who) or len(raw) < 5:
            raise LedgerError(
                sentence("{name} has a line that is no signature: {row!r}.", name=name, row=row[:80])
            )
        found.append(SignatureLine(who, raw[:4], raw[4:]))
    return tuple(found)


def signers(note: SignedNote, keys: Iterable[VerifierKey], name: str = "The note") -> dict[VerifierKey, int]:
    """Check the signatures of known keys; those of others are left aside.

    Parameters
    ----------
    note : SignedNote
        What was signed.
    keys : iterable of VerifierKey
        Known keys.
    name : str
        What the note is called in messages.

    Returns
    -------
    dict of VerifierKey to int
        Who signed, with the time that the signature states (0 where its type has none). Where one key has
        signed several times, its latest time.

    Raises
    ------
    TamperError
        Where the signature of a known key is bad.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[VerifierKey, int] = {}
    for line in note.lines:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        time = key.check(note.text, line.signature)
        if time is None:
            raise TamperError(
                sentence("{name}: the signature of {key} is not good for this text.", name=name, key=key.name)
            )
        found[key] = max(time, found.get(key, 0))
    return found
