"""Lines and sentences with their offsets. Linear in the length of the text, however it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.press.article import Span

if TYPE_CHECKING:
    from veedor.press.language import Language

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_END = re.compile(r"[.!?…]{1,6}[\"'”’»)\]]{0,3}[,;]?(?=\s)|[!?…]{1,6}[\"'”’»)\]]{0,3}$")
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]{1,24}$")
_NEXT = re.compile(r"\s{1,40}([\"'“‘«(\[¿¡—–-]{0,3}\s?)(\w)?")

LONGEST_SENTENCE = 3_000
"""What is longer is cut: no sentence of a story is, and rules must not run over megabytes."""


def lines(text: str) -> tuple[Span, ...]:
    """Give the lines that are not blank, without the space around them.

    Parameters
    ----------
    text : str
        Of the article.
    """
    found = []
    for match in _LINE.finditer(text):
        piece = match[0]
        start = match.start() + len(piece) - len(piece.lstrip())
        end = match.start() + len(piece.rstrip())
        if end > start:
            found.append(Span(start, end))
    return tuple(found)


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
    """Give the first offset that is no space."""
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
