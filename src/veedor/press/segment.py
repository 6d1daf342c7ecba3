"""Lines and sentences with their offsets. Linear in the length of the text, however it is written."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.press.span import Span

if TYPE_CHECKING:
    from veedor.press.language import Language

_END = re.compile(r"[.!?…]{1,6}[\"'”’»)\]]{0,3}[,;]?(?=\s)|[!?…]{1,6}[\"'”’»)\]]{0,3}$")
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]{1,24}$")
_NEXT = re.compile(r"\s{1,40}([\"'“‘«(\[¿¡—–-]{0,3}\s?)(\w)?")

WIDEST = 100
"""Code points of the longest line of a text that was broken to a width."""
LONGEST_SENTENCE = 3_000
"""What is longer is cut: no sentence of a story is, and rules must not run over megabytes."""


def lines(text: str) -> tuple[Span, ...]:
    """Return the lines that are not blank, without the space around them.

    Where the text is wrapped (no line is long, and blank lines part the paragraphs), lines that follow one
    another are given as one.

    Parameters
    ----------
    text : str
        Of the article.
    """
    found = []
    at = 0
    for piece in text.split("\n"):
        bare = piece.strip()
        if bare:
            start = at + len(piece) - len(piece.lstrip())
            found.append(Span(start, start + len(bare)))
        at += len(piece) + 1
    return _unwrapped(text, found) if _is_wrapped(text, found) else tuple(found)


def _follows(text: str, one: Span, two: Span) -> bool:
    """Say whether no blank line stands between two lines."""
    return text.count("\n", one.end, two.start) < 2


def _is_wrapped(text: str, found: list[Span]) -> bool:
    """Say whether lines were broken to a width."""
    if len(found) < 4 or max(line.end - line.start for line in found) > WIDEST:
        return False
    follow = sum(_follows(text, one, two) for one, two in pairwise(found))
    blank = len(found) - 1 - follow
    long = sum(line.end - line.start > WIDEST // 2 for line in found)
    return blank > 0 and 2 * follow > len(found) and 2 * long >= len(found)


def _unwrapped(text: str, found: list[Span]) -> tuple[Span, ...]:
    """Join lines that follow one another."""
    joined: list[Span] = []
    for line in found:
        if joined and _follows(text, joined[-1], line):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return tuple(joined)


def sentences(text: str, within: Span, language: Language) -> tuple[Span, ...]:
    """Split a paragraph into sentences.

    A full stop ends a sentence unless it follows an abbreviation of the language, an initial or a number
    that goes on, or the next word starts small. A quotation's closing mark belongs to its sentence.

    Parameters
    ----------
    text : str
        Of the article.
    within : Span
        A paragraph.
    language : Language
        For its abbreviations.
    """
    found: list[Span] = []
    start = within.start
    for match in _END.finditer(text, within.start, within.end):
        if match.end() - start <= LONGEST_SENTENCE and not _ends(text, match, language):
            continue
        found += _cut(Span(start, match.end()))
        start = _skip(text, match.end(), within.end)
    if start < within.end:
        found += _cut(Span(start, within.end))
    return tuple(found)


def _skip(text: str, start: int, end: int) -> int:
    """Return the first offset that is no space."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _ends(text: str, match: re.Match[str], language: Language) -> bool:
    """Say whether a mark of punctuation ends its sentence."""
    mark = match[0]
    following = _NEXT.match(text, match.end(), match.end() + 60)
    first = following[2] if following and following[2] else ""
    if mark.rstrip(",;") != mark:  # '… resume", he said': the sentence goes on after the comma
        return False
    if first and first.islower():
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 30), match.start())
    word = before[0].casefold() if before else ""
    if len(word) == 1 and word.isalpha() and word != "i":
        return False  # an initial
    if "." in word and all(len(part) <= 1 for part in word.split(".")):
        # "U.S." and its like end a sentence only before a word that can only begin one.
        return bool(first) and _opens(text, match.end(), language)
    if word in language.abbreviations:
        return bool(first) and word in language.may_end and _opens(text, match.end(), language)
    return True


def _opens(text: str, at: int, language: Language) -> bool:
    """Say whether the next word is one that begins sentences ("The", "He", "But")."""
    word = re.match(r"[\s\"'“‘«(]{0,6}(\w{1,20})", text[at : at + 40])
    return bool(word) and word[1].casefold() in language.openers if word else False


def _cut(span: Span) -> list[Span]:
    """Cut what is too long to be a sentence."""
    return [
        Span(start, min(start + LONGEST_SENTENCE, span.end))
        for start in range(span.start, span.end, LONGEST_SENTENCE)
    ]
