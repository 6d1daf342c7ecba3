"""Phrases found in a text by its words, however many lists are asked: nothing is compiled, each word is read once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from veedor.press.span import Span

if TYPE_CHECKING:
    from veedor.press.language import Language

T = TypeVar("T")
_WORD = re.compile(r"\d{1,2}\.?[ºª°]|\w+")
_RANK = re.compile(r"(\d{1,2})(?:\.?[ºª°]|st|nd|rd|th|er|ero|era|do|da|to|ta|o|a)")
_TIES = frozenset(("", "-", "–", "'", "’"))
RANKS = ("first", "second", "third", "fourth", "fifth")


class Word(NamedTuple):
    """A word of a text: what it is compared by, where it stands, whether it goes on from the word before it."""

    key: str
    start: int
    end: int
    tied: bool


@dataclass
class Phrases(Generic[T]):
    """Values by phrases."""

    held: dict[tuple[str, ...], list[T]] = field(default_factory=lambda: defaultdict(list))
    lengths: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By first word the numbers of words of phrases."""

    def add(self, keys: Sequence[str], value: T) -> None:
        """Hold a value under the words of a phrase."""
        if keys and value not in self.held[tuple(keys)]:
            self.held[tuple(keys)].append(value)
            self.lengths[keys[0]].add(len(keys))

    def at(self, words: Sequence[Word], place: int) -> Iterator[tuple[int, list[T]]]:
        """Give the number of words and the values of the phrases that begin at a word, the longest first."""
        for length in sorted(self.lengths.get(words[place].key, ()), reverse=True):
            piece = words[place : place + length]
            if len(piece) == length and all(word.tied for word in piece[1:]):
                values = self.held.get(tuple(word.key for word in piece))
                if values:
                    yield length, values


def tied_words(text: str, found: Iterator[tuple[str, int, int]]) -> list[Word]:
    """Make words of keys with their offsets."""
    made: list[Word] = []
    for key, start, end in found:
        last = made[-1].end if made else start
        made.append(Word(key, start, end, start - last <= 3 and text[last:start].strip() in _TIES))
    return made


@lru_cache(maxsize=2)
def _ranks(language: Language) -> dict[str, str]:
    return {word: f"#{n}" for n, key in enumerate(RANKS, start=1) for word in language.listed("lookup", key)}


def _split(language: Language, text: str, start: int, end: int) -> list[Word]:
    """Split a text into words in small letters; ranks in words and figures are one: "third", "3rd", "3.º"."""
    ranks = _ranks(language)

    def key(word: str) -> str:
        rank = _RANK.fullmatch(word)
        return f"#{rank[1]}" if rank else ranks.get(word, word)

    matches = _WORD.finditer(text, start, end)
    return tied_words(text, ((key(m[0].casefold()), m.start(), m.end()) for m in matches))


@lru_cache(maxsize=2)
def _lists(language: Language) -> Phrases[str]:
    """Hold every list of the look-up by its phrases; ``levels`` by level, ``checkable``, ``ranked`` by rank."""
    found: Phrases[str] = Phrases()
    lists = {key: words for key, words in language.table("lookup").items() if key not in {"levels", "ranked"}}
    lists |= {f"levels {level}": words for level, words in language.table("lookup", "levels").items()}
    lists["checkable"] = language.listed("checkable", "words")
    for key, phrases in lists.items():
        for phrase in phrases:
            found.add([word.key for word in _split(language, phrase, 0, len(phrase))], key)
    forms = [(form, "#") for form in language.listed("lookup", "ranked")]
    forms += [(form, "") for form in language.listed("lookup", "ranked_figure")]
    for form, mark in forms:
        for number in range(1, 10):
            written = form.replace("{}", f" {number}º " if mark else f" {number} ")
            found.add([word.key for word in _split(language, written, 0, len(written))], f"ranked {number}")
    return found


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


@lru_cache(maxsize=1024)
def lists_of(language: Language, words: str) -> Mapping[str, Sequence[Span]]:
    """Return :func:`listed_words` of a few words, kept for the next time."""
    return listed_words(language, words, 0, len(words))
