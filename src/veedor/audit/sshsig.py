"""Signatures that a party makes and checks with the OpenSSH that is on every machine.

``ssh-keygen -Y sign -f KEY -n veedor-audit FILE`` makes the same bytes as :func:`sign`, and ``ssh-keygen
-Y check-novalidate -n veedor-audit -s FILE.sig < FILE`` checks them. Ed25519 keys only: its signatures
are deterministic, so the same key and file always give the same signature.

Source: OpenSSH, PROTOCOL.sshsig.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor import keys
from veedor.errors import AuditError, KeyFileError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "veedor-audit"
"""Keeps a signature on an audit from being used for anything else."""

_MAGIC = b"SSHSIG"
_HEAD, _TAIL = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_KEY_TYPE = b"ssh-ed25519"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_LIMIT = 16_384
"""No honest signature is longer."""


@dataclass(frozen=True, slots=True)
class _Parts:
    key: bytes
    namespace: bytes
    reserved: bytes
    hash_name: bytes
    signature: bytes


def public_line(private_key: Ed25519PrivateKey, comment: str = "") -> str:
    """Return the public key as the line that stands in a ``.pub`` file."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    line = private_key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return f"{line} {comment}".strip()


def load_private(text: bytes, password: bytes | None = None) -> Ed25519PrivateKey:
    """Read a party's private key as :func:`veedor.keys.load_private` does.

    Raises
    ------
    AuditError
        Where it cannot be read; the remedy tells the way without it.
    """
    try:
        return keys.load_private(text, password)
    except KeyFileError as error:
        raise AuditError(
            error.message,
            remedy=sentence(
                "{remedy}, or sign outside with 'ssh-keygen -Y sign' -n {namespace} "
                "and hand in the .sig file.",
                remedy=error.remedy.rstrip("."),
                namespace=NAMESPACE,
            ),
        ) from None


def sign(message: bytes, private_key: Ed25519PrivateKey) -> str:
    """Sign a file as ``ssh-keygen -Y sign -n veedor-audit`` does.

    Parameters
    ----------
    message : bytes
        The file.
    private_key : Ed25519PrivateKey
        From :func:`load_private`.

    Returns
    -------
    str
        The armoured signature.
    """
    key = base64.b64decode(public_line(private_key).split()[1])
    signature = _text(_KEY_TYPE) + _text(private_key.sign(_to_sign(message, b"sha512")))
    blob = _MAGIC + (1).to_bytes(4, "big")
    blob += _text(key) + _text(NAMESPACE.encode()) + _text(b"") + _text(b"sha512") + _text(signature)
    body = base64.b64encode(blob).decode()
    lines = [body[i : i + 70] for i in range(0, len(body), 70)]
    return "\n".join([_HEAD, *lines, _TAIL, ""])


def verify(message: bytes, armoured: str, public_key: str) -> bool:
    """Check a signature.

    Parameters
    ----------
    message : bytes
        The file as it is now.
    armoured : str
        The signature as ``ssh-keygen`` writes it.
    public_key : str
        Line of a ``.pub`` file: ``ssh-ed25519 AAAA... comment``.

    Returns
    -------
    bool
        Whether it is a signature of this file, by this key, for the use of an audit.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        parts = _unpack(armoured)
        key = key_bytes(public_key)
        inner = _WireReader(parts.signature)
        algorithm, raw = inner.take(), inner.take()
    except AuditError:
        return False
    fits = parts.key == _text(_KEY_TYPE) + _text(key) and algorithm == _KEY_TYPE and not inner.rest
    if not fits or parts.namespace != NAMESPACE.encode() or parts.hash_name not in _HASHES or parts.reserved:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, _to_sign(message, parts.hash_name))
    except (InvalidSignature, ValueError):
        return False
    return True


def key_bytes(public_key: str) -> bytes:
    """Return the 32 bytes of an Ed25519 public key.

    Raises
    ------
    AuditError
        Where the line is no such key.
    """
    words = public_key.split()
    try:
        blob = base64.b64decode(words[1], validate=True) if words[:1] == [_KEY_TYPE.decode()] else b""
        reader = _WireReader(blob)
        kind, key, rest = reader.take(), reader.take(), reader.rest
    except (IndexError, ValueError, AuditError):
        kind, key, rest = b"", b"", b""
    if kind != _KEY_TYPE or len(key) != 32 or rest:
        raise AuditError(
            sentence("{public_key!r} is no Ed25519 public key.", public_key=public_key[:60]),
            remedy="Give the line of the .pub file: 'ssh-ed25519 AAAA... name'.",
        )
    if keys.is_of_small_order(key):
        raise AuditError(
            sentence(
                "{public_key!r} is a key that signs for everybody: signatures by it prove nothing.",
                public_key=public_key[:60],
            ),
            remedy="Ask the party for another key, made with 'ssh-keygen -t ed25519'.",
        )
    return key


def fingerprint(public_key: str) -> str:
    """Return the fingerprint as ``ssh-keygen -l`` prints it, for people to compare."""
    blob = _text(_KEY_TYPE) + _text(key_bytes(public_key))
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _to_sign(message: bytes, hash_name: bytes) -> bytes:
    digest = _HASHES[hash_name](message).digest()
    return _MAGIC + _text(NAMESPACE.encode()) + _text(b"") + _text(hash_name) + _text(digest)


def _text(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _unpack(armoured: str) -> _Parts:
    lines = armoured.removesuffix("\n").split("\n")
    if len(armoured) > _LIMIT or len(lines) < 3 or lines[0] != _HEAD or lines[-1] != _TAIL:
        raise AuditError("This is no SSH signature.")
    body = "".join(lines[1:-1])
    try:
        blob = base64.b64decode(body, validate=True)
    except ValueError:
        raise AuditError("This is no SSH signature.") from None
    if base64.b64encode(blob).decode() != body:
        raise AuditError("The signature is written in an unusual way.")
    if not blob.startswith(_MAGIC + (1).to_bytes(4, "big")):
        raise AuditError("This is no SSH signature of version 1.")
    reader = _WireReader(blob[len(_MAGIC) + 4 :])
    parts = _Parts(reader.take(), reader.take(), reader.take(), reader.take(), reader.take())
    if reader.rest:
        raise AuditError("Something follows the signature.")
    return parts


class _WireReader:
    """Takes length-prefixed texts off a block of bytes."""

    def __init__(self, block: bytes) -> None:
        self.rest = block

    def take(self) -> bytes:
        length = int.from_bytes(self.rest[:4], "big")
        if len(self.rest) < 4 or length > len(self.rest) - 4:
            raise AuditError("The signature is cut off.")
        value, self.rest = self.rest[4 : 4 + length], self.rest[4 + length :]
        return value
