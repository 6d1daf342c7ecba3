"""Choices and places of a count, found in a text by their names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.model import Kind
from veedor.press.language import languages
from veedor.press.names import folded
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from veedor.model import Contest

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*\.?")
LONGEST_NAME = 7
"""Words."""
_ORGANISATION = frozenset(
    [
        "party",
        "partido",
        "union",
        "unión",
        "unity",
        "alliance",
        "alianza",
        "coalition",
        "coalición",
        "front",
        "frente",
        "movement",
        "movimiento",
        "democratic",
        "national",
        "nacional",
        "popular",
        "socialist",
        "liberal",
        "labour",
        "dream",
        "congress",
        "council",
        "citizens",
        "list",
        "republican",
        "democracia",
        "revolution",
        "revolución",
        "patriotic",
        "people",
    ]
)
"""Words that make a label the name of a body: its last word alone is no surname."""


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
    choices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: set[str] = field(default_factory=set)
    """Names that are a whole label: they settle whom a shared surname means."""
    levels: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Collect the names."""
        known = {_key(word) for word in _WORD.findall(self.title)}
        known |= {_key(name) for names in self.places.values() for name in names}
        for choice in self.contest.choices:
            if choice.kind is not Kind.CANDIDATE:
                continue
            for name, is_whole in _names_of(str(choice.choice_id), choice.label):
                if _key(name) not in known or " " in name.strip():
                    self._add(name, str(choice.choice_id), whole=is_whole)
        for name, called in self.called.items():
            self._add(name, str(called), whole=True)
        taken = set(self.choices)
        for level, names in self.places.items():
            for name in names:
                if len(name) > 2 and _key(name) not in taken:
                    self.levels[_key(name)].append((level, name))

    def _add(self, name: str, choice: str, *, whole: bool) -> None:
        key = _key(name)
        if key:
            self.choices[key].add(choice)
            if whole:
                self.whole.add(key)

    def found(self, text: str, within: Span) -> Iterator[Named]:
        """Find names with a capital or a digit in their first two words, the longest, none inside another.

        A name that several choices have is given once for each.
        """
        words = list(_WORD.finditer(text, within.start, within.end))
        at = 0
        while at < len(words):
            step = 1
            if any(not text[one.start()].islower() for one in words[at : at + 2]):
                for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
                    last = words[at + length - 1]
                    if length > 1 and not _joined(text, words[at : at + length]):
                        continue
                    key = _key(text[words[at].start() : last.end()])
                    held = [
                        Named(Span(words[at].start(), last.end()), one) for one in self.choices.get(key, ())
                    ]
                    held += [
                        Named(Span(words[at].start(), last.end()), n, v) for v, n in self.levels.get(key, ())
                    ]
                    if held:
                        yield from held
                        step = length
                        break
            at += step


def _joined(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Say whether words stand side by side, spaces or a hyphen between them."""
    return all(
        text[one.end() : other.start()].strip() in {"", "-", "–"} and other.start() - one.end() <= 3
        for one, other in pairwise(words)
    )


def _key(name: str) -> str:
    words = (re.sub(r"[’']s$|[’']$|\.$", "", word) for word in _WORD.findall(name))
    return " ".join(folded(word) for word in words if word)


def _names_of(choice: str, label: str) -> Iterable[tuple[str, bool]]:
    """Give the names of a choice: label, its parts, the surname; whether each is a whole name."""
    common = {word for language in languages() for word in language.stop_words}
    parts = [label, *re.split(r"\s*[()/]\s*|\s+[-–—]\s+", label)]
    if re.fullmatch(r"[A-Z0-9Á-Ú][\w-]*", choice) and any(c.isupper() for c in choice[1:2] or choice):
        parts.append(choice)
    for part in dict.fromkeys(p.strip() for p in parts if p.strip()):
        if len(part) < 2 or folded(part) in common:
            continue
        yield part, True
        words = part.split()
        low = {folded(word) for word in words}
        person = 2 <= len(words) <= 5 and part == parts[1 if len(parts) > 1 else 0]
        if (
            person
            and not low & _ORGANISATION
            and all(w[0].isupper() or w in {"de", "del", "la"} for w in words)
        ):
            yield from _parts_of_person(words, common)


def _parts_of_person(words: Sequence[str], common: set[str]) -> Iterator[tuple[str, bool]]:
    """Give the surnames of a person, and the first name with the first of two surnames."""
    for first in range(1, len(words)):
        for part in (words[first:], words[first : first + 1]):
            surname = " ".join(part)
            if len(surname) > 2 and folded(surname) not in common:
                yield surname, False
    for length in range(2, len(words)):
        yield " ".join(words[:length]), True


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
