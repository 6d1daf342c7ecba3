"""Canonical JSON, whose bytes are hashed and signed: the same content always has the same hash."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Write plain data as canonical JSON: keys sorted, no spaces, one line feed at the end."""
    return (to_line(content) + "\n").encode()


def to_line(content: Mapping[str, Any]) -> str:
    """Write plain data as canonical JSON without the line feed, as text."""
    return _WRITER.encode(content)


def sha256(content: bytes) -> str:
    """Return the hash of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def is_hash(text: str) -> bool:
    """Say whether a text is 64 hexadecimal digits in small letters."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
