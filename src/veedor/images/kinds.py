"""What an image is, by its own bytes: never by its name, nor by what a server calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.images.reasons import no_image

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 30 * 1024**2
"""Bytes of one image, or of one PDF."""
MOST_PIXELS = 120_000_000
"""A sheet of A3 at 600 dots an inch has 70 million; a browser holds four bytes of each."""
LONGEST_SIDE = 30_000

KINDS = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
"""Every kind that is kept and shown, with its content type; no other one ever leaves the desk."""
SUFFIXES = {"jpeg": ".jpg", "png": ".png", "webp": ".webp", "pdf": ".pdf"}

_PNG = b"\x89PNG\r\n\x1a\n"
_MISTAKEN = (
    ("web_page", re.compile(rb"(?is).*?(?:<!doctype html|<html|<head|<body)")),
    ("svg", re.compile(rb"(?is).*?<svg")),
    ("tiff", re.compile(rb"II\x2a\x00|MM\x00\x2a")),
)
"""How files begin that are taken for images by mistake."""


@dataclass(frozen=True)
class ImageFacts:
    """What is known of an image by its first bytes.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    width, height : int
        Pixels; 0 for a PDF.
    """

    kind: str
    width: int = 0
    height: int = 0

    @property
    def content_type(self) -> str:
        """What it is served as."""
        return KINDS[self.kind]


def examine(content: bytes) -> ImageFacts:
    """Say what an image is, or why it is not to be shown.

    Parameters
    ----------
    content : bytes
        All of it.

    Raises
    ------
    NoImageError
        Where it is not one, is cut off before it says how large it is, or would unfold beyond all measure.
    """
    if len(content) > LARGEST:
        raise no_image("large", f"{len(content):,}")
    if content.startswith(b"%PDF-"):
        return ImageFacts("pdf")
    for kind, (begins, measure) in _MEASURES.items():
        if begins(content):
            width, height = measure(content)
            _refuse_size(width, height)
            return ImageFacts(kind, width, height)
    raise no_image(_mistaken(content))


def _refuse_size(width: int, height: int) -> None:
    if not width or not height:
        raise no_image("damaged")
    if width > LONGEST_SIDE or height > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise no_image("unfolds", f"{width:,} x {height:,}")


def _mistaken(content: bytes) -> str:
    """Name a file that is not an image that may be shown."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    return next((name for name, pattern in _MISTAKEN if pattern.match(head)), "other")


# how large each kind is


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Marks of JPEG that say how large the picture is."""
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Marks without a length."""


def _jpeg(content: bytes) -> tuple[int, int]:
    """Go from mark to mark until one says how large the picture is."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # filled up
            at += 1
        elif mark in _BARE:
            at += 2
        elif mark in _FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0, 0


def _webp(content: bytes) -> tuple[int, int]:
    """Read the first chunk, which every WebP begins with: lossy, lossless, or extended."""
    chunk, data = content[12:16], content[20:30]
    if len(data) < 10:
        return 0, 0
    if chunk == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    if chunk == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    return 0, 0


_MEASURES: dict[str, tuple[Callable[[bytes], bool], Callable[[bytes], tuple[int, int]]]] = {
    "jpeg": (lambda content: content.startswith(b"\xff\xd8\xff"), _jpeg),
    "png": (lambda content: content.startswith(_PNG), _png),
    "webp": (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", _webp),
}
"""How each kind begins, and where it says how large it is."""
