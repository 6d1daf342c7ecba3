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
    action = f" /OpenAction << /S /JavaScript /JS ({script}) >>" if script else ""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(pages))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R{action} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
    ]
    for number in range(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents {4 + 2 * number} 0 R >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn.decode()}\nendstream",
        ]
    made, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + end.encode()


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
