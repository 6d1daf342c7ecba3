"""What an image is, by its own bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from images.build_images import HTML, SVG, TIFF, WEBP, bomb, jpeg, pdf, png
from veedor.images.kinds import KINDS, LARGEST, MOST_PIXELS, ImageFacts, examine
from veedor.images.reasons import NoImageError


def webp(chunk: bytes, data: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + chunk + struct.pack("<I", len(data)) + data


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (png(40, 60), ImageFacts("png", 40, 60)),
        (jpeg(2480, 3508), ImageFacts("jpeg", 2480, 3508)),
        (WEBP, ImageFacts("webp", 1, 1)),
        (webp(b"VP8L", b"\x2f" + struct.pack("<I", 99 | 49 << 14) + bytes(9)), ImageFacts("webp", 100, 50)),
        (webp(b"VP8X", bytes(4) + b"\x63\x00\x00\x31\x00\x00"), ImageFacts("webp", 100, 50)),
        (pdf(), ImageFacts("pdf")),
        (pdf(script="app.alert(1)"), ImageFacts("pdf")),
        # polyglots are what they begin as, and are served as nothing else
        (png(behind=HTML), ImageFacts("png", 40, 60)),
        (jpeg(comment=b"*/<script>alert(1)</script>/*"), ImageFacts("jpeg", 800, 600)),
        (pdf() + HTML, ImageFacts("pdf")),
    ],
)  # fmt: skip
def test_images_are_known_by_their_bytes(content: bytes, facts: ImageFacts) -> None:
    assert examine(content) == facts
    assert facts.content_type == KINDS[facts.kind]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (HTML, "web_page"),
        (b"\xef\xbb\xbf\n " + HTML, "web_page"),
        (b"<?xml version='1.0'?>" + SVG, "svg"),
        (SVG, "svg"),
        (TIFF, "tiff"),
        (b"GIF89a" + bytes(20), "other"),
        (b"", "empty"),
        (b"Rate limit exceeded", "other"),
        (b"\n%PDF-1.7", "other"),
        (png()[:20], "damaged"),
        (jpeg()[:12], "damaged"),
        (jpeg(height=0), "damaged"),
        (WEBP[:20], "damaged"),
        (bomb(), "unfolds"),
        (bomb(30_001, 1), "unfolds"),
        (jpeg(65_535, 65_535), "unfolds"),
        (bomb(2**32 - 1, 2**32 - 1), "unfolds"),
        (png() + bytes(LARGEST), "large"),
    ],
)
def test_what_is_no_image_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(NoImageError) as caught:
        examine(content)
    assert caught.value.fault == fault


@given(
    st.one_of(st.binary(max_size=60), st.sampled_from([png(), jpeg(), WEBP, pdf()])), st.binary(max_size=40)
)
def test_whatever_comes_is_bounded_or_refused(begin: bytes, cut: bytes) -> None:
    content = begin[: len(begin) - len(cut)] + cut
    try:
        facts = examine(content)
    except NoImageError:
        return
    assert facts.kind == "pdf" or 0 < facts.width * facts.height <= MOST_PIXELS
