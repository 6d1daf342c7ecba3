"""Answers that came packed although nobody asked for that."""

from __future__ import annotations

import zlib

from veedor.errors import VeedorError
from veedor.sentence import sentence


def unpacked(content: bytes, encoding: str, name: str, most: int) -> bytes:
    """Unpack what came packed although nobody asked for that.

    Raises
    ------
    VeedorError
        Where it cannot be unpacked, or has more bytes than it may.
    """
    kind = encoding.strip().lower()
    if kind in {"", "identity"}:
        return content
    if kind not in {"gzip", "x-gzip", "deflate"}:
        raise VeedorError(
            sentence(
                "{name} came in the encoding {encoding!r}, which is not read; it is kept as it came.",
                name=name,
                encoding=encoding[:40],
            )
        )
    parts: list[bytes] = []
    size, left, whole = 0, content, True
    try:
        while left and size <= most:
            member = zlib.decompressobj(wbits=47)
            parts.append(member.decompress(left, most + 1 - size))
            size += len(parts[-1])
            left, whole = member.unused_data, member.eof
    except zlib.error as error:
        raise VeedorError(
            sentence(
                "{name} says that it is packed with {kind}, and is not: {error}.",
                name=name,
                kind=kind,
                error=str(error),
            )
        ) from error
    if size > most:
        raise VeedorError(
            sentence(
                "{name} has more than {most:,} bytes when it is unpacked; it is kept and not read.",
                name=name,
                most=most,
            )
        )
    if not whole:
        raise VeedorError(sentence("{name} is packed, and breaks off before its end.", name=name))
    return b"".join(parts)
