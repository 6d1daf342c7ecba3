"""Images by hand, byte by byte, and a case that names some."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from veedor.synthetic import Geography, Plan, make_election, publish

WEBP = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
"""Lossy, of one pixel."""
HTML = b"<!DOCTYPE html><html><body>Not found<script>document.title = 'ran'</script></body></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(40)


def png(width: int = 40, height: int = 60, shade: int = 200, behind: bytes = b"") -> bytes:
    """A grey PNG with a black frame at its top, and whatever else behind it."""
    rows = [bytes([0 if y < 3 or x < 2 else shade for x in range(width)]) for y in range(height)]
    return _png(width, height, b"".join(b"\x00" + row for row in rows)) + behind


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of few bytes that says it has very many pixels."""
    return _png(width, height, bytes(1000))


def _png(width: int, height: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def jpeg(width: int = 800, height: int = 600, comment: bytes = b"") -> bytes:
    """The marks of a JPEG up to its size; no browser draws it."""
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00" + bytes(9) + said + frame + b"\xff\xd9"


def pdf(script: str = "", pages: int = 1) -> bytes:
    """A PDF with a black bar on each page; with a script that runs as it is opened, where any runs."""
    drawn = b"0 0 0 rg 20 20 100 60 re f"
    action = b" /OpenAction << /S /JavaScript /JS (%s) >>" % script.encode() if script else b""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % action,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
    ]
    for number in range(pages):
        contents = 4 + 2 * number
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents %d 0 R >>" % contents,
            _stream(b"", drawn),
        ]
    return _pdf(objects)


def scanned_pdf() -> bytes:
    """A PDF of one black image, packed by JBIG2 as scanners do: a black page with a white region."""
    page = struct.pack(">IIIIBH", 64, 96, 0, 0, 4, 0)
    region = struct.pack(">IIIIBB", 64, 96, 0, 0, 0, 1) + b"\xff" * 12 + b"\x00\x10\x01"
    parts = ((0, 48, page), (1, 38, region))
    packed = b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(data)) + data for n, kind, data in parts)
    drawn = b"q 200 0 0 300 0 0 cm /I Do Q"
    resources = b"/Resources << /XObject << /I 5 0 R >> >>"
    image = b"/Subtype /Image /Width 64 /Height 96 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    return _pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R %s >>" % resources,
            _stream(b"", drawn),
            _stream(b"/Type /XObject " + image + b" /Filter /JBIG2Decode", packed),
        ]
    )


def _stream(says: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (says, len(data), data)


def _pdf(objects: list[bytes]) -> bytes:
    made, places = b"%PDF-1.7\n", b""
    for number, content in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return made + end % (size, places, size, len(made))


def case_with_images(folder: Path, image: str, sheets: int = 60, more: str = "") -> Path:
    """A synthetic case whose contest names images: ``image`` as TOML."""
    publish(make_election(Plan(geography=Geography(sheets=sheets))), folder)
    name_images(folder, image, more)
    return folder


def name_images(folder: Path, image: str, more: str = "") -> None:
    """Name images in a case, in place of what it names."""
    file = folder / "case.toml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("image = ")]
    at = lines.index('office = "President"')
    file.write_text("\n".join([*lines[:at], f"image = {image}", *lines[at:], more, ""]), "utf-8")
