"""A file as what it takes from another one: what changes little between two publications costs little.

The pieces that are compared end at a line feed, ``}`` or ``>``: rows of tables, objects of JSON, tags of web
pages. What is packed already (ZIP, XLSX) changes everywhere; nothing is saved of it.
"""

from __future__ import annotations

import json
import re
import zlib

from veedor.errors import VeedorError
from veedor.sentence import sentence

_PIECE = re.compile(rb"[^\n}>]*[\n}>]|[^\n}>]+\Z")
_LEVEL = 6


def difference(base: bytes, new: bytes) -> bytes:
    """Give what makes one file of another.

    Parameters
    ----------
    base, new : bytes
        The file that is there, and the other one.

    Returns
    -------
    bytes
        For :func:`restored`: copies of the base and what stands between them, packed.
    """
    old = _PIECE.findall(base)
    starts, place = [], 0
    first: dict[bytes, int] = {}
    for number, piece in enumerate(old):
        first.setdefault(piece, number)
        starts.append(place)
        place += len(piece)
    starts.append(place)
    copies: list[list[int]] = []
    between: list[bytes] = []
    since = next_up = 0  # bytes that stand before the next copy; the piece of the base that is expected next
    following = False
    for piece in _PIECE.findall(new):
        at = next_up if next_up < len(old) and old[next_up] == piece else first.get(piece, -1)
        if at < 0:
            between.append(piece)
            since += len(piece)
            following, next_up = False, next_up + 1  # most often one piece stands in place of another
            continue
        if following and at == next_up:
            copies[-1][2] += len(piece)
        else:
            copies.append([since, starts[at], len(piece)])
            since = 0
        following, next_up = True, at + 1
    head = json.dumps(copies, separators=(",", ":")).encode()
    return zlib.compress(head + b"\n" + b"".join(between), _LEVEL)


def restored(base: bytes, packed: bytes) -> bytes:
    """Make a file of its base and its difference.

    Raises
    ------
    VeedorError
        Where the difference is damaged.
    """
    try:
        head, _, between = zlib.decompress(packed).partition(b"\n")
        parts: list[bytes] = []
        at = 0
        for since, start, length in json.loads(head):
            parts += [between[at : at + since], base[start : start + length]]
            at += since
    except (ValueError, TypeError, zlib.error) as error:
        raise VeedorError(
            sentence("What was kept of an answer is damaged: {error}.", error=str(error))
        ) from error
    return b"".join([*parts, between[at:]])
