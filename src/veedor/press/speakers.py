"""Words of a piece of a text, which of them are names, and what before a name is no part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.language import Language

_TOKEN = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?\.?|\d[\d.,]*|[^\w\s]")
REACH = 400
"""Code points that are looked at on either side of a verb."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Parameters
    ----------
    text : str
        As it stands.
    start, end : int
        Offsets in code points.
    """

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in small letters without its full stop."""
        return self.text.casefold().rstrip(".")

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalpha()

    @property
    def is_large(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def tokens(text: str, start: int, end: int, language: Language) -> list[Token]:
    """Split a piece of a text into words and marks; a full stop stays with an abbreviation."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        stop = match.end()
        if len(word) > 2 and word.endswith(".") and word[:-1].casefold() not in language.abbreviations:
            found += [Token(word[:-1], match.start(), stop - 1), Token(".", stop - 1, stop)]
        else:
            found.append(Token(word, match.start(), stop))
    return found


def is_name(token: Token, language: Language) -> bool:
    """Say whether a word can be a part of a name: large, and none that is so for another reason."""
    if token.low in language.stop_words and not (token.text.isupper() and len(token.text) > 1):
        return False
    return (
        token.is_large and token.is_word and token.low not in language.words("names", "not_names")
        and token.low not in language.words("speech", "determiners")
        and token.low not in language.words("speech", "pronouns")
        and token.low not in language.words("speech", "prepositions")
    )  # fmt: skip


def is_passive(text: str, start: int, verb: int, language: Language) -> bool:
    """Say whether a word of speech is passive or nobody says it: "was told", "fue informado", "se dijo".

    Parameters
    ----------
    text : str
        Of the article.
    start, verb : int
        From where to look, and where the word begins.
    language : Language
        Its word lists.
    """
    for token in reversed(tokens(text, max(start, verb - REACH // 4), verb, language)):
        if token.low in language.words("speech", "passive"):
            return True
        if not (token.low.endswith(("ly", "mente")) or token.low in language.words("speech", "between")):
            return False
    return False


def bare(text: str, span: Span, language: Language) -> Span:
    """Leave out adjectives before a person's name: "jubilant Evo Morales", "the Peruvian Keiko Fujimori".

    Titles stay, and so do words where no name follows.

    Parameters
    ----------
    text : str
        Of the article.
    span : Span
        A speaker.
    language : Language
        Its word lists.
    """
    found = tokens(text, span.start, span.end, language)
    kept = language.words("speech", "titles") | language.words("speech", "roles")
    adjectives = language.words("speech", "adjectives")
    at = _before_name(found, kept, language)
    while at < len(found) - 1:
        token, rest = found[at], found[at + 1 :]
        named = sum(is_name(one, language) and one.low not in kept for one in rest)
        determiner = token.low in language.words("speech", "determiners") and _describes(rest[0], language)
        small = not token.is_large and token.low not in kept | language.words("speech", "prepositions")
        describes = token.low in adjectives or _describes(token, language) or (small and not determiner)
        if token.low in language.words("speech", "determiners") and not determiner:
            break
        if not named or not (determiner or describes):
            break
        at += 1
    return Span(found[at].start, span.end) if found else span


def _before_name(found: Sequence[Token], kept: frozenset[str], language: Language) -> int:
    """Return where a name begins behind a determiner and words that are no role: "a visibly tired Ana"."""
    if not found or found[0].low not in language.words("speech", "determiners"):
        return 0
    first = next((k for k, token in enumerate(found) if k and is_name(token, language)), 0)
    held = kept | language.words("speech", "prepositions")
    small = all(token.is_word and token.low not in held for token in found[1:first])
    return first if first > 1 and small else 0


def _describes(token: Token, language: Language) -> bool:
    """Say whether a word is an adjective of a list, or of a country by its ending."""
    ends = language.listed("speech", "adjective_ends")
    return token.low in language.words("speech", "adjectives") or (
        len(token.low) > 5 and token.low.endswith(tuple(ends))
    )
