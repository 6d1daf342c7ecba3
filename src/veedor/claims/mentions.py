"""Choices and places of a count, found in a text by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.model import Kind
from veedor.press.language import languages
from veedor.press.names import folded
from veedor.press.phrases import PhraseIndex, PlacedWord, tied_words
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from veedor.model import Contest

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a choice or a place in a text.

    Parameters
    ----------
    span : Span
        Where.
    of : str
        Id of the choice, or name of the place.
    level : str
        Level of the place; empty for a choice.
    """

    span: Span
    of: str
    level: str = ""


@dataclass
class NameIndex:
    """Names by their folded words.

    Parameters
    ----------
    contest : Contest
        Its candidates have names: labels, parts of labels, surnames that only one of them has.
    called : mapping of str to str
        Further names of choices, as the press uses them.
    places : mapping of str to sequence of str
        By level, widest first, names of places.
    title : str
        Of the election: a name of its country is no name of a choice.
    """

    contest: Contest
    called: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: str = ""
    held: PhraseIndex[tuple[str, str]] = field(default_factory=PhraseIndex)
    """Of each name whom or what it names, and the level of a place."""

    def __post_init__(self) -> None:
        """Collect the names."""
        known = {_keys(word) for word in re.findall(r"\w+", self.title)}
        known |= {_keys(name) for names in self.places.values() for name in names}
        taken = set()
        for choice in self.contest.choices:
            if choice.kind is Kind.CANDIDATE:
                for name in _names_of(str(choice.choice_id), choice.label):
                    if _keys(name) not in known or " " in name.strip():
                        self.held.add(_keys(name), (str(choice.choice_id), ""))
                        taken.add(_keys(name))
        for name, called in self.called.items():
            self.held.add(_keys(name), (str(called), ""))
            taken.add(_keys(name))
        for level, names in self.places.items():
            for name in names:
                if len(name) > 2 and _keys(name) not in taken:
                    self.held.add(_keys(name), (name, level))

    def found(self, text: str, within: Span) -> Iterator[Named]:
        """Find names with a capital or a digit in their first two words, the longest, none inside another.

        A name that several choices have is given once for each.
        """
        words, at = _split(text, within.start, within.end), 0
        while at < len(words):
            step = 1
            if any(not text[one.start].islower() for one in words[at : at + 2]):
                for length, values in self.held.at(words, at):
                    span, step = Span(words[at].start, words[at + length - 1].end), length
                    yield from (Named(span, *value) for value in values)
                    break
            at += step


def _split(text: str, start: int, end: int) -> list[PlacedWord]:
    """Split a text into folded words, without what ends them: "Mesa's", "S."."""
    found = ((_bare(match[0]), *match.span()) for match in _WORD.finditer(text, start, end))
    return tied_words(text, (one for one in found if one[0]))


def _keys(name: str) -> tuple[str, ...]:
    return tuple(word.key for word in _split(name, 0, len(name)))


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    return folded(re.sub(r"[’']s$|[’']$|\.$", "", word))


def _names_of(choice: str, label: str) -> Iterable[str]:
    """Return the names of a choice: label, its parts, the surname."""
    common = {word for language in languages() for word in language.stop_words}
    bodies = {folded(word) for language in languages() for word in language.listed("names", "bodies")}
    parts = [label, *re.split(r"\s*[()/]\s*|\s+[-–—]\s+", label)]
    if re.fullmatch(r"[A-Z0-9Á-Ú][\w-]*", choice) and any(c.isupper() for c in choice[1:2] or choice):
        parts.append(choice)
    for part in dict.fromkeys(p.strip() for p in parts if p.strip()):
        if len(part) < 2 or folded(part) in common:
            continue
        yield part
        words = part.split()
        low = {folded(word) for word in words}
        person = 2 <= len(words) <= 5 and part == parts[1 if len(parts) > 1 else 0]
        if person and not low & bodies and all(w[0].isupper() or w in {"de", "del", "la"} for w in words):
            yield from _parts_of_person(words, common)


def _parts_of_person(words: Sequence[str], common: set[str]) -> Iterator[str]:
    """Return the surnames of a person, and the first name with the first of two surnames."""
    for first in range(1, len(words)):
        for part in (words[first:], words[first : first + 1]):
            surname = " ".join(part)
            if len(surname) > 2 and folded(surname) not in common:
                yield surname
    for length in range(2, len(words)):
        yield " ".join(words[:length])


@dataclass
class SentenceNames:
    """What a sentence names.

    Parameters
    ----------
    choices : tuple of Named
        Candidates in the sentence, in order.
    before : tuple of str
        Candidates that earlier sentences named, the last first.
    places : tuple of Named
        Places in the sentence.
    publications : dict of str to int
        Distance of each publication.
    last : tuple of str
        Of those before, whom the last sentence that named anybody named last and first.
    """

    choices: tuple[Named, ...] = ()
    before: tuple[str, ...] = ()
    places: tuple[Named, ...] = ()
    publications: dict[str, int] = field(default_factory=dict)
    last: tuple[str, ...] = ()

    @property
    def choice(self) -> str:
        """The one candidate that the sentence names, else the last one before it; empty without."""
        named = {one.of for one in self.choices}
        if len(named) == 1:
            return named.pop()
        return self.before[0] if not named and self.before else ""
