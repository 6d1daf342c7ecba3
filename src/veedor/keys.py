"""Ed25519 keys as OpenSSH keeps them, and keys that prove nothing."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from veedor.errors import KeyFileError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PRIVATE = b"openssh-key-v1\0"
_OPEN = b"\0\0\0\4none"
"""What stands behind that mark where a key is not encrypted: the name of its cipher."""
_PRIME = 2**255 - 19
_EIGHTH = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
_SMALL = frozenset({0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH})


def load_private(text: bytes, password: bytes | None = None) -> Ed25519PrivateKey:
    """Read an OpenSSH private key.

    Parameters
    ----------
    text : bytes
        The key file.
    password : bytes, optional
        Where the key is encrypted.

    Raises
    ------
    KeyFileError
        Where it is no Ed25519 key, or the password is wrong or missing.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    remedy = sentence("Make one with 'ssh-keygen -t ed25519'.")
    if text.lstrip().startswith((b"ssh-", b"ecdsa-")):
        raise KeyFileError(
            "This is the public half of a key.",
            remedy="Name the file beside it, which has the same name without .pub.",
        )
    try:
        key = load_ssh_private_key(text, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(
            sentence("The private key cannot be read: {error}.", error=error), remedy=remedy
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError("The private key is no Ed25519 key.", remedy=remedy)
    return key


def needs_password(text: bytes) -> bool:
    """Say whether an OpenSSH private key is encrypted: it names its cipher behind its first mark."""
    body = b"".join(line for line in text.splitlines() if not line.startswith(b"-----"))
    try:
        blob = base64.b64decode(body, validate=True)
    except ValueError:
        return False
    rest = blob.removeprefix(_PRIVATE)
    return rest != blob and len(rest) > len(_OPEN) and not rest.startswith(_OPEN)


def is_of_small_order(key: bytes) -> bool:
    """Say whether eight times the point of a key is nothing: anybody can then make its signatures.

    The heights of such points: 0, 1, -1 and the two of order 8, each also as it is written above the prime
    (RFC 8032, section 5.1, gives the group law).
    """
    height = int.from_bytes(key, "little") & ((1 << 255) - 1)
    return height % _PRIME in _SMALL
