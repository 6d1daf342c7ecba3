"""Lines of a stored page that are not the story, and the title: rules for pages in general.

A line is set apart where it is what a page puts around stories: sharing and cookie notices, credits and
dates that stand alone, a heading that repeats the title, headings inside the story (headlines of other
stories look the same), and, after its last paragraph, every short line that ends no sentence. What is set
apart stays in the text, with its offsets; it only takes no part in reuse and extraction.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.press.language import languages

if TYPE_CHECKING:
    from veedor.press.span import Span

SHORT = 160
"""Code points of the longest line that can be boilerplate or a title."""
HEADING = 12
"""Words of the longest heading inside a story."""
TITLE_LINES = 4
"""The title is among the first lines or nowhere."""

_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]{0,3}$")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=1)
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile what marks a line as the page's: what begins a line, and what may stand anywhere in it."""
    patterns = [pattern for language in languages() for pattern in language.boilerplate]
    return _either([p for p in patterns if p.startswith("^")]), _either([p for p in patterns if p[0] != "^"])


def _either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _is_page(line: str) -> bool:
    """Say whether a line is, or holds, a phrase that pages put around stories."""
    whole = " ".join(_WORD.findall(line.casefold()))
    if any(whole in language.page_lines for language in languages()):
        return True
    begins, anywhere = _phrases()
    return begins.match(line) is not None or anywhere.search(line) is not None


@lru_cache(maxsize=1)
def _dated() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for language in languages() for word in language.published)
    return re.compile(rf"^(?:{words})\b[\s:]", re.IGNORECASE)


def is_dated(line: str) -> bool:
    """Say whether a line only tells when the story was published."""
    return len(line) <= SHORT and _dated().match(line) is not None


def boilerplate(text: str, lines: tuple[Span, ...]) -> tuple[Span, ...]:
    """Find the lines that do not belong to the story.

    Parameters
    ----------
    text : str
        Of the article.
    lines : tuple of Span
        Its lines.
    """
    found: list[Span] = []
    if not lines:
        return ()
    last = _last_of_story(text, lines)
    seen: set[str] = set()
    headed = False  # whether the first line of the story, mostly its title, has been met
    for number, line in enumerate(lines):
        if line.end - line.start > SHORT:
            headed = True
            continue
        words = line.of(text)
        key = " ".join(_WORD.findall(words.casefold()))
        after = number > last and len(lines) > 1
        again = number < TITLE_LINES and key in seen
        if not key or after or again or is_dated(words) or _is_page(words) or (headed and _is_heading(words)):
            found.append(line)
        else:
            headed = True
        seen.add(key)
    return tuple(found)


def _last_of_story(text: str, lines: tuple[Span, ...]) -> int:
    """Find the last line that reads as a paragraph: it ends a sentence, or is too long for a headline."""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        words = text[line.start : line.end] if line.end - line.start <= SHORT else ""
        if not words:
            return number
        if _CLOSED.search(words) and not _is_page(words) and len(_WORD.findall(words)) >= 4:
            return number
    return len(lines) - 1


def _is_heading(line: str) -> bool:
    """Say whether a line is a heading: short, without the end of a sentence; lines with figures stay."""
    return len(_WORD.findall(line)) <= HEADING and not _CLOSED.search(line) and not _DIGIT.search(line)


def title_span(text: str, lines: tuple[Span, ...], apart: tuple[Span, ...]) -> Span | None:
    """Find the title in a text: the first of its first lines, boilerplate set apart, if it is a headline.

    A headline is short and does not end a sentence.
    """
    body = [line for line in lines[:TITLE_LINES] if line not in apart]
    if len(lines) < 2 or not body:
        return None
    first = body[0]
    words = first.of(text)
    if len(words) > SHORT or _CLOSED.search(words) or len(_WORD.findall(words)) < 2:
        return None
    return first
