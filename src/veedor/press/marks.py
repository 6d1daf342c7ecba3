"""Quotation marks: which pieces of a line stand between them. Apostrophes are not quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CURLY = {"“": "”", "«": "»", "„": "“"}
_DOUBLE = re.compile(r'[“«„"]')
_SINGLE = re.compile(r"(?<![\w'’])['‘](?=[^\s'’])")
_SINGLE_END = re.compile(r"(?<=[\w.,!?…])['’](?=[\s.,;:!?)\]—–-]|$)")
LONGEST = 3_000
"""Code points of the longest quotation in one line; a mark that is not closed within is no mark."""


def quoted(text: str, line: Span) -> tuple[Span, ...]:
    """Return what stands between quotation marks, without the marks.

    Parameters
    ----------
    text : str
        Of the article.
    line : Span
        A paragraph: marks are matched within it. A last curly mark that is not closed holds the rest of
        the paragraph, as is the custom where a quotation goes on in the next.
    """
    found = list(_doubles(text, line))
    at = line.start
    for gap_end, resume in [*((span.start - 1, span.end + 1) for span in found), (line.end, line.end)]:
        found += _singles(text, at, gap_end)
        at = resume
    return tuple(sorted(found))


def _doubles(text: str, line: Span) -> Iterator[Span]:
    at = line.start
    while match := _DOUBLE.search(text, at, line.end):
        start = match.end()
        close = _CURLY.get(match[0], '"')
        end = text.find(close, start, min(line.end, start + LONGEST))
        if end < 0 and close == "”":
            end = text.find('"', start, min(line.end, start + LONGEST))
        if end < 0:
            if match[0] in _CURLY and line.end - start <= LONGEST and line.end - start > 20:
                yield Span(start, line.end)
                return
            at = start
            continue
        if end > start:
            yield Span(start, end)
        at = end + 1


def _singles(text: str, start: int, end: int) -> Iterator[Span]:
    """Find quotations between single marks, in text that stands between no others."""
    at = start
    while match := _SINGLE.search(text, at, end):
        close = _SINGLE_END.search(text, match.end(), min(end, match.end() + LONGEST))
        if close is None:
            return
        if " " in text[match.end() : close.start()] or close.start() - match.end() > 3:
            yield Span(match.end(), close.start())
        at = close.end()
