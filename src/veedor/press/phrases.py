"""PhraseIndex found in a text by its words, however many lists are asked: nothing is compiled."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from veedor.press.language import languages
from veedor.press.span import Span

if TYPE_CHECKING:
    from veedor.press.language import Language

T = TypeVar("T")
LONGEST = 300_000
"""Code points of a text of which words are looked at: what rules read, with its longest paragraph."""
_WORD = re.compile(r"\d{1,2}\.?[ºª°]|\w+")
_RANK = re.compile(r"(\d{1,2})(?:\.?[ºª°]|st|nd|rd|th|er|ero|era|do|da|to|ta|o|a)")
_TIES = frozenset(("", "-", "–", "'", "’"))
RANKS = ("first", "second", "third", "fourth", "fifth")


class PlacedWord(NamedTuple):
    """A word of a text: what it is compared by, where it stands, whether it follows the one before it."""

    key: str
    start: int
    end: int
    tied: bool


@dataclass
class PhraseIndex(Generic[T]):
    """Values by phrases."""

    held: dict[tuple[str, ...], list[T]] = field(default_factory=lambda: defaultdict(list))
    lengths: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By first word the numbers of words of phrases."""

    def add(self, keys: Sequence[str], value: T) -> None:
        """Hold a value under the words of a phrase."""
        if keys and value not in self.held[tuple(keys)]:
            self.held[tuple(keys)].append(value)
            self.lengths[keys[0]].add(len(keys))

    def at(self, words: Sequence[PlacedWord], place: int) -> Iterator[tuple[int, list[T]]]:
        """Return number of words and the values of the phrases that begin at a word, the longest first."""
        for length in sorted(self.lengths.get(words[place].key, ()), reverse=True):
            piece = words[place : place + length]
            if len(piece) == length and all(word.tied for word in piece[1:]):
                values = self.held.get(tuple(word.key for word in piece))
                if values:
                    yield length, values


def tied_words(text: str, found: Iterator[tuple[str, int, int]]) -> list[PlacedWord]:
    """Make words of keys with their offsets."""
    made: list[PlacedWord] = []
    for key, start, end in found:
        last = made[-1].end if made else start
        made.append(PlacedWord(key, start, end, start - last <= 3 and text[last:start].strip() in _TIES))
    return made


@lru_cache(maxsize=2)
def _ranks(language: Language) -> dict[str, str]:
    return {word: f"#{n}" for n, key in enumerate(RANKS, start=1) for word in language.listed("lookup", key)}


def _split(language: Language, text: str, start: int, end: int) -> list[PlacedWord]:
    """Split a text into words in small letters; ranks in words and figures are one: "third", "3rd", "3.º"."""
    words, starts = _words(language, text)
    return words[bisect_left(starts, start) : bisect_left(starts, end)]


@lru_cache(maxsize=4)
def _words(language: Language, text: str) -> tuple[list[PlacedWord], list[int]]:
    """Split a whole text, once for all its sentences."""
    ranks, matches = _ranks(language), _WORD.finditer(text, 0, LONGEST)
    words = tied_words(text, ((_key(m[0].casefold(), ranks), m.start(), m.end()) for m in matches))
    return words, [word.start for word in words]


def _key(word: str, ranks: Mapping[str, str]) -> str:
    rank = _RANK.fullmatch(word) if word[0].isdigit() else None
    return f"#{rank[1]}" if rank else ranks.get(word, word)


def _keys(language: Language, phrase: str) -> list[str]:
    ranks, low = _ranks(language), phrase.casefold()
    words = low.split() if low.replace(" ", "").isalpha() else _WORD.findall(low)
    return [_key(word, ranks) for word in words]


@lru_cache(maxsize=2)
def _lists(language: Language) -> PhraseIndex[str]:
    """Hold every list of the look-up by its phrases; levels by level, ranks by rank."""
    found: PhraseIndex[str] = PhraseIndex()
    lists = {key: words for key, words in language.table("lookup").items() if key not in {"levels", "ranked"}}
    lists |= {f"levels {level}": words for level, words in language.table("lookup", "levels").items()}
    lists["checkable"], lists["telling"] = (language.listed("checkable", k) for k in ("words", "telling"))
    for key, phrases in lists.items():
        for phrase in phrases:
            found.add(_keys(language, phrase), key)
    forms = [(form, "#") for form in language.listed("lookup", "ranked")]
    forms += [(form, "") for form in language.listed("lookup", "ranked_figure")]
    for form, mark in forms:
        for number in range(1, 10):
            written = form.replace("{}", f" {number}º " if mark else f" {number} ")
            found.add(_keys(language, written), f"ranked {number}")
    return found


@lru_cache(maxsize=64)
def list_of_level(level: str) -> str:
    """Name the list of words for a level of place, in whichever language a case names it: "departamento"."""
    word = level.casefold()
    held = ((key, words) for one in languages() for key, words in one.table("lookup", "levels").items())
    return f"levels {next((key for key, words in held if word in words), level)}"


def listed_words(language: Language, text: str, start: int, end: int) -> Mapping[str, Sequence[Span]]:
    """Return where words of the lists of the look-up stand in a piece of a text.

    Parameters
    ----------
    language : Language
        Its lists.
    text : str
        Of the article.
    start, end : int
        Where to look, in code points.

    Returns
    -------
    mapping of str to sequence of Span
        By list; none of one list inside another of it, the longest first to be found.
    """
    lists, words = _lists(language), _split(language, text, start, end)
    found: dict[str, list[Span]] = defaultdict(list)
    for place in range(len(words)):
        for length, keys in lists.at(words, place):
            span = Span(words[place].start, words[place + length - 1].end)
            for key in keys:
                if not found[key] or found[key][-1].end <= span.start:
                    found[key].append(span)
    return {key: spans for key, spans in found.items() if spans}


@lru_cache(maxsize=16)
def _speech(language: Language, key: str) -> PhraseIndex[str]:
    found: PhraseIndex[str] = PhraseIndex()
    for phrase in language.listed("speech", key):
        found.add(_keys(language, phrase), key)
    return found


def words_of_speech(language: Language, key: str, text: str, start: int, end: int) -> Iterator[Span]:
    """Find words of a list of speech in a piece of a text: the longest, none inside another.

    Parameters
    ----------
    language : Language
        Its lists.
    key : str
        ``verbs``, ``indirect``, ``according``.
    text : str
        Of the article.
    start, end : int
        Where to look, in code points.
    """
    phrases, words, at = _speech(language, key), _split(language, text, start, end), 0
    while at < len(words):
        length = next((length for length, _ in phrases.at(words, at)), 0)
        span = Span(words[at].start, words[at + max(length, 1) - 1].end)
        if length and "-" not in {text[span.start - 1 : span.start], text[span.end : span.end + 1]}:
            yield span
        at += max(length, 1)


@lru_cache(maxsize=1024)
def lists_of(language: Language, words: str) -> Mapping[str, Sequence[Span]]:
    """Return :func:`listed_words` of a few words, kept for the next time."""
    return listed_words(language, words, 0, len(words))
