"""Keys of signed notes: a name, a type and an Ed25519 key.

Source: C2SP, signed-note and tlog-cosignature. Type 1 signs the text, type 4 signs the text with the time at
which a witness saw it.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import KeyFileError
from veedor.keys import is_of_small_order
from veedor.sentence import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOTE, COSIGNATURE = 1, 4
"""Types of signatures: of a text, and of a text at a time."""
DASH = "\u2014 "
"""How a signature line begins."""
_SECRET = "PRIVATE+KEY+"  # noqa: S105 - how a file of a private key begins
_LATEST = 2**63 - 1


def decode64(text: str) -> bytes | None:
    """Read base64 that is written in the one canonical way, or give None."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return found if encode64(found) == text else None


def encode64(content: bytes) -> str:
    """Write bytes as base64."""
    return base64.b64encode(content).decode()


def is_name(text: str) -> bool:
    """Say whether a text may name a key: not empty, no spaces, no plus, no control characters."""
    return bool(text) and not any(
        c.isspace() or c == "+" or c < " " or "\ud800" <= c <= "\udfff" for c in text
    )


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name and the type of its signatures.

    Parameters
    ----------
    name : str
        As it stands in signature lines.
    kind : int
        :data:`NOTE` or :data:`COSIGNATURE`.
    public : bytes
        Its 32 bytes.
    """

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that begin its signatures."""
        return _key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode64(bytes([self.kind]) + self.public)}"

    def check(self, text: bytes, signature: bytes) -> int | None:
        """Check a signature, without the key id before it.

        Returns
        -------
        int or None
            The time that it states, in seconds since 1970; 0 for a type without time; None where it is bad.
        """
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        time, signed = 0, text
        if self.kind == COSIGNATURE:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            signed = _cosigned(text, time)
        if len(signature) != 64 or time > _LATEST:
            return None
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return None
        return time


def _cosigned(text: bytes, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + text


def read_vkey(text: str) -> VerifierKey:
    """Read a verifier key: ``name+id+key``.

    Raises
    ------
    KeyFileError
        Where it is not one, its id is not that of its name and key, or its signatures would prove nothing.
    """
    name, key_id, blob = (*text.strip().split("+", 2), "", "")[:3]
    raw = decode64(blob) or b""
    remedy = sentence("Copy the whole line of the .vkey file: name+id+key.")
    if not is_name(name) or len(raw) < 2:
        raise KeyFileError(sentence("{text!r} is no verifier key.", text=text[:80]), remedy=remedy)
    if _key_id(name, raw[0], raw[1:]).hex() != key_id:
        raise KeyFileError(
            sentence("The id of the key {name} is not that of its name and key.", name=name), remedy=remedy
        )
    if raw[0] not in {NOTE, COSIGNATURE} or len(raw) != 33:
        raise KeyFileError(
            sentence(
                "The key {name} is of the type {raw}, and this program reads the types 1 and 4 (Ed25519).",
                name=name,
                raw=raw[0],
            ),
            remedy="Ask for an Ed25519 key: those of type 6 may stand beside it in the same log.",
        )
    if is_of_small_order(raw[1:]):
        raise KeyFileError(
            sentence("The key {name} signs for everybody: signatures by it prove nothing.", name=name),
            remedy="Ask its owner for another one, made with 'veedor note keygen'.",
        )
    return VerifierKey(name, raw[0], raw[1:])


@dataclass(frozen=True)
class SigningKey:
    """A private key with its name and the type of its signatures."""

    name: str
    kind: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> VerifierKey:
        """The key that checks its signatures."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def __str__(self) -> str:
        raw = bytes([self.kind]) + self.private.private_bytes_raw()
        return f"{_SECRET}{self.name}+{self.public.key_id.hex()}+{encode64(raw)}"

    def sign(self, text: bytes, time: int = 0) -> str:
        """Return the line of a signature.

        Parameters
        ----------
        text : bytes
            The text of the note, with its last line feed.
        time : int
            Seconds since 1970, for a cosignature.
        """
        signed = _cosigned(text, time) if self.kind == COSIGNATURE else text
        stamp = time.to_bytes(8, "big") if self.kind == COSIGNATURE else b""
        return f"{DASH}{self.name} {encode64(self.public.key_id + stamp + self.private.sign(signed))}\n"


def new_key(name: str, kind: int = NOTE) -> SigningKey:
    """Make a key.

    Raises
    ------
    KeyFileError
        Where the name cannot stand in a signature line.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return named_key(name, kind, Ed25519PrivateKey.generate())


def named_key(name: str, kind: int, private: Ed25519PrivateKey) -> SigningKey:
    """Return a private key a name.

    Raises
    ------
    KeyFileError
        Where the name cannot stand in a signature line.
    """
    if not is_name(name):
        raise KeyFileError(
            sentence("{name!r} cannot name a key.", name=name[:80]),
            remedy="Use an address without spaces and plus signs: example.org/count-2027.",
        )
    return SigningKey(name, kind, private)


def read_signing_key(text: str) -> SigningKey:
    """Read a private key as ``veedor note keygen`` writes it (and golang.org/x/mod/sumdb/note).

    Raises
    ------
    KeyFileError
        Where it is not one, or its id is not that of its name and key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    name, key_id, blob = (*text.strip().removeprefix(_SECRET).split("+", 2), "", "")[:3]
    raw = decode64(blob) or b""
    if not text.startswith(_SECRET) or len(raw) != 33 or raw[0] not in {NOTE, COSIGNATURE}:
        raise KeyFileError(
            "This is no private key of notes.",
            remedy="Make one with 'veedor note keygen NAME --to FILE', or name an OpenSSH key with --name.",
        )
    key = named_key(name, raw[0], Ed25519PrivateKey.from_private_bytes(raw[1:]))
    if key.public.key_id.hex() != key_id:
        raise KeyFileError(sentence("The id of the key {name} is not that of its name and key.", name=name))
    return key
