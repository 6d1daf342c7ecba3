"""Printed numbers, looked up among the facts of a count: by digits first, by the words around them second.

Every fact that the unit of a number allows has a distance: how far the words around the number are from
naming it (another candidate, another place, another publication, no word for its kind). The nearest
distance at which a fact reads as the number is what the number can mean. A farther one counts only where so
many facts would hardly read so by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.claims.around import Around, words_for
from veedor.claims.count_facts import CountFacts, Fact
from veedor.claims.mentions import Named, NameIndex, SentenceNames
from veedor.claims.moments import FINAL
from veedor.claims.reading import FactReading, asked_as, chance, numeral_of, read_as
from veedor.claims.statements import other_election, statements
from veedor.claims.units import kinds_of
from veedor.model import ChoiceId
from veedor.press.extract import published
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.press.article import Article
    from veedor.press.extract import Sentence
    from veedor.press.quantities import Quantity

FARTHEST = 4
"""Distances beyond are not looked at."""
BY_CHANCE = (1.0, 0.05, 0.02, 0.005, 0.002)
"""By distance, how many facts up to there may read so by chance; those that the words name always count."""
LONG_AGO = 400
"""Days from the election after which an article more likely speaks of another one."""
MANY_WORDS = 40
"""Words of an article, of which one and more are of elections, where all of it speaks of one."""
MANY_DIGITS = 5
"""Digits of a number that needs no word of an election in its sentence."""
NEAR_WORDS = 5
"""Words between a number and whose it is: "43 % de la candidata ..."."""
_PARTED = re.compile(r"[,;:]|\b(?:and|y|e|but|pero|while|mientras|que|who)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d%])\s*(p\.?\s?m\.?|a\.?\s?m\.?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class LookedUp:
    """What a number, or a statement without one, can mean.

    Parameters
    ----------
    sentence : Sentence
        Where it stands.
    span : Span
        The number or the words.
    quantity : Quantity, optional
        The number.
    readings : tuple of FactReading
        One: a check to propose; several: readings; none: no fact of this count reads so.
    nearest : FactReading, optional
        Where none does: what the words name, with the value that it has.
    """

    sentence: Sentence
    span: Span
    quantity: Quantity | None
    readings: tuple[FactReading, ...]
    nearest: FactReading | None = None


@dataclass
class Lookup:
    """Looks up what articles say in the facts of a count.

    Parameters
    ----------
    facts : CountFacts
        The facts.
    called : mapping of str to str
        By which names the press calls the choices.
    """

    facts: CountFacts
    called: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> NameIndex:
        """Names of choices and places."""
        case = self.facts.case
        return NameIndex(case.contest, self.called, self.facts.places, case.election.title)

    @cached_property
    def day(self) -> date:
        """Day of the election."""
        return self.facts.case.election.file.election.date

    def look_up(self, article: Article, sentences: Sequence[Sentence]) -> Iterator[LookedUp]:
        """Look up what an article says.

        Parameters
        ----------
        article : Article
            Which.
        sentences : sequence of Sentence
            Its sentences, with what rules see in them.
        """
        context = _Context(self, article, published(article, self.day))
        if not context.is_about(sentences):
            return
        for sentence in sentences:
            context.enter(sentence)
            if context.is_of_polls or context.is_before_the_election:
                continue
            found = list(context.numbers()) if context.speaks_of_election else list(context.long_numbers())
            yield from found
            taken = [one.span for one in found if one.readings]
            speaks = context.speaks_of_election
            for span, checks, fact in statements(context.said, sentence, self.facts, self.day, speaks=speaks):
                if not any(span.meets(other) for other in taken):
                    yield LookedUp(sentence, span, None, tuple(FactReading(one, fact) for one in checks))


@dataclass
class _Context:
    """An article on the way: who was named last, and at which publication."""

    lookup: Lookup
    article: Article
    published: date | None
    said: SentenceNames = field(default_factory=SentenceNames)
    sentence: Sentence | None = None
    earlier: list[str] = field(default_factory=list)
    carried: dict[str, int] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    spoke: bool = False
    throughout: bool = False

    def is_about(self, sentences: Sequence[Sentence]) -> bool:
        """Say whether an article is about this election: it names a candidate, and speaks of an election."""
        text, language = self.article.text, self.article.language
        spoken = words_for(language, "checkable", "words").findall(text)
        self.throughout = len(spoken) * MANY_WORDS >= len(text.split())
        if len(spoken) < 2:
            return False
        names = self.lookup.names
        named = {n.of for s in sentences for n in names.found(text, s.span) if not n.level}
        country = {w for w in re.findall(r"[^\W\d_]{4,}", names.title) if w[0].isupper()}
        of_title = any(re.search(rf"(?<!\w){re.escape(word)}", text) for word in country)
        return bool(named) and (of_title or len(named) > 1 or len(spoken) >= MANY_DIGITS)

    @property
    def is_before_the_election(self) -> bool:
        """Whether the article was published before there were votes."""
        return self.published is not None and self.published < self.lookup.day

    @property
    def is_of_polls(self) -> bool:
        """Whether the sentence speaks of what was asked, not of what was counted."""
        return self._has("polls")

    def _has(self, key: str) -> bool:
        assert self.sentence is not None  # noqa: S101 - entered
        span = self.sentence.span
        return (
            words_for(self.article.language, "lookup", key).search(self.article.text, span.start, span.end)
            is not None
        )

    @property
    def names_election(self) -> bool:
        """Whether the sentence has a word of elections."""
        assert self.sentence is not None  # noqa: S101 - entered
        span = self.sentence.span
        words = words_for(self.article.language, "checkable", "words")
        return words.search(self.article.text, span.start, span.end) is not None

    @property
    def speaks_of_election(self) -> bool:
        """Whether the sentence has a word of elections, or the one before it, or the whole article many."""
        return self.names_election or self.spoke or self.throughout

    def enter(self, sentence: Sentence) -> None:
        """Go on to a sentence."""
        if self.sentence is not None:
            self.spoke = self.names_election
            for one in self.said.choices:
                if one.of in self.earlier:
                    self.earlier.remove(one.of)
                self.earlier.insert(0, one.of)
        self.sentence = sentence
        found = list(self.lookup.names.found(self.article.text, sentence.span))
        choices = tuple(self._settle([one for one in found if not one.level]))
        places = tuple(one for one in found if one.level)
        self.said = SentenceNames(choices, tuple(self.earlier), places)
        self.said.publications = self._publications(sentence)

    def _settle(self, found: Sequence[Named]) -> Iterator[Named]:
        """Settle whom a surname means that several have: who was first named in full, else the foremost."""
        by_span: dict[Span, list[Named]] = {}
        for one in found:
            by_span.setdefault(one.span, []).append(one)
        for span, held in by_span.items():
            key = span.of(self.article.text).casefold()
            if len(held) == 1:
                for word in key.split():
                    self.settled.setdefault(word, held[0].of)
                yield held[0]
            else:
                known = self.settled.get(key) or self._foremost([one.of for one in held])
                yield from (one for one in held if one.of == known)

    def _foremost(self, choices: Sequence[str]) -> str:
        """Give the one of some candidates who has most of their votes by far; empty where nobody has."""
        tally = self.lookup.facts.case.tally()
        votes = sorted(((tally.votes.get(ChoiceId(one), 0), one) for one in choices), reverse=True)
        return votes[0][1] if votes[0][0] > 4 * sum(number for number, _ in votes[1:]) else ""

    def _publications(self, sentence: Sentence) -> dict[str, int]:
        """Tell how far the words of a sentence are from naming each publication."""
        facts = self.lookup.facts
        named = dict.fromkeys(self._at_shares(sentence), 0) | dict.fromkeys(self._at_times(sentence), 0)
        usual = dict.fromkeys(facts.usual, 2)
        usual[FINAL] = 2 if named else 0
        for key, ats in (("before", ("before",)), ("after", ("after",))):
            if self._has(key):
                usual |= {at: 0 for at in ats if at in usual}
                usual[FINAL] = max(usual[FINAL], 1)
        if self._has("preliminary"):
            usual |= {at: min(usual[at], 1) for at in usual if at != FINAL}
        if not named:
            named = dict.fromkeys(self.carried, 1)
        else:
            self.carried = dict.fromkeys(named, 1)
        for at, distance in named.items():
            usual[at] = min(distance, usual.get(at, FARTHEST))
        return usual

    def _at_shares(self, sentence: Sentence) -> Iterator[str]:
        """Find publications by the share counted that the sentence prints."""
        for quantity in sentence.quantities:
            exact = quantity.unit == "percent" and quantity.step < 1 and not quantity.hedge
            if exact and (self.around(quantity).near("counted") or self.around(quantity).opens):
                yield from self.lookup.facts.at_share(quantity.printed)

    def _at_times(self, sentence: Sentence) -> Iterator[str]:
        """Find publications by a time of day on the day that the sentence names, or on election day."""
        days = [one.first for one in sentence.dates if one.first and one.first == one.last]
        for match in _CLOCK.finditer(self.article.text, sentence.span.start, sentence.span.end):
            late = (match[3] or "")[:1] in {"p", "P"}
            hour = int(match[1]) % 12 + 12 if late else int(match[1])
            day = days[0] if days else self.lookup.day
            yield f"{day.isoformat()}T{hour:02}:{match[2]}"

    def around(self, quantity: Quantity) -> Around:
        """Give the words around a quantity."""
        assert self.sentence is not None  # noqa: S101 - entered
        others = [q.span for q in self.sentence.quantities if q is not quantity]
        return Around(self.article.text, self.sentence.span, quantity.span, others, self.article.language)

    # numbers

    def numbers(self) -> Iterator[LookedUp]:
        """Look up the quantities of the sentence."""
        assert self.sentence is not None  # noqa: S101 - entered
        for quantity in self.sentence.quantities:
            if quantity.hedge == "vague" or not numeral_of(quantity):
                continue
            found = self._number(quantity)
            if found.readings or found.nearest:
                yield found

    def long_numbers(self) -> Iterator[LookedUp]:
        """Look up the quantities of a sentence that does not speak of elections: long ones, that read so."""
        for found in self.numbers():
            digits = re.sub(r"\D", "", numeral_of(found.quantity)).strip("0") if found.quantity else ""
            if len(digits) >= MANY_DIGITS and found.readings:
                yield found

    def _number(self, quantity: Quantity) -> LookedUp:
        assert self.sentence is not None  # noqa: S101 - entered
        ranked: dict[int, list[Fact]] = {}
        for distance, fact in self._candidates(quantity):
            if distance <= FARTHEST:
                ranked.setdefault(distance, []).append(fact)
        lowest, odds = min(ranked, default=0), 0.0
        for distance in sorted(ranked):
            if distance:
                odds += sum(chance(quantity, fact) for fact in ranked[distance])
                if odds > BY_CHANCE[distance]:
                    break
            read = (read_as(quantity, fact) for fact in ranked[distance])
            readings = [r for r in read if r and not (distance and r.check.startswith("truncates"))]
            if readings:
                return LookedUp(self.sentence, quantity.span, quantity, _distinct(readings))
        nearest = None
        if lowest == 0 and ranked:
            value = quantity.value or 0
            fact = min(ranked[0], key=lambda f: abs(f.value - value))
            nearest = FactReading(asked_as(quantity, fact), fact)
        return LookedUp(self.sentence, quantity.span, quantity, (), nearest)

    def _candidates(self, quantity: Quantity) -> Iterator[tuple[int, Fact]]:
        """Give every fact that the unit allows, with its distance from the words around the number."""
        around = self.around(quantity)
        kinds = kinds_of(quantity, around, self.lookup.facts.levels)
        if not kinds:
            return
        general = self._distance_of_article(around)
        for fact in self.lookup.facts.general:
            if (kind := kinds.get((fact.kind, ""))) is not None:
                yield kind + general, fact
        for at, when in self.said.publications.items():
            for where, facts in self._in_places(at, around, named=when < 2):
                for fact in facts:
                    kind = kinds.get((fact.kind, fact.level if not fact.place else ""))
                    if kind is None or not fact.value:
                        continue
                    whose = self._whose(fact, around)
                    if whose is not None:
                        yield kind + when + where + whose + _base(fact, around) + general, fact

    def _distance_of_article(self, around: Around) -> int:
        """Return how far the words and the article are from this election: another year, long ago."""
        assert self.sentence is not None  # noqa: S101 - entered
        day = self.lookup.day
        other = other_election(self.sentence, day) or other_election(self.sentence, day, around.clause)
        late = self.published is not None and (self.published - day).days > LONG_AGO
        speaks = self.names_election or (self.spoke and self.throughout)
        return (3 if other else 0) + (1 if late else 0) + (0 if speaks else 1)

    def _in_places(self, at: str, around: Around, *, named: bool) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """Give the facts of a publication in all, and, where it is named, of the places of the sentence."""
        facts, places = self.lookup.facts, self.said.places
        by_name: dict[Span, list[Named]] = {}
        for one in places:
            by_name.setdefault(one.span, []).append(one)
        close = False
        for span, held in by_name.items():
            here = _is_close(span, around)
            close |= here
            stated = _level_before(around, span, [one.level for one in held])
            for k, one in enumerate(held):
                of_level = 0 if one.level == stated or (not stated and k == 0) else 1
                if named:
                    yield (0 if here else 1) + of_level, facts.at(at, one.level, one.of)
        yield (1 if close else 0), facts.at(at)

    def _whose(self, fact: Fact, around: Around) -> int | None:
        """Tell how far a fact is from the candidates that are named; None where it is of somebody else."""
        if not fact.choice:
            return 0
        named = [one.of for one in self.said.choices]
        if fact.rival:
            both = fact.choice in named and fact.rival in named
            if both or not {fact.choice, fact.rival} & set(named):
                return 0 if both else self._unnamed_lead(fact)
            if f'"{fact.rival}"' in fact.check:  # over somebody who is neither named nor the next best
                return 3
            return 0 if fact.choice in named and len(set(named)) == 1 else 1
        if fact.choice in named:
            return 0 if fact.choice == self._owner(around) else 1
        if named or fact.choice not in self.said.before:
            return 3 if fact.choice in self.said.before else None
        return 1 if fact.choice == self.said.before[0] else 2

    def _unnamed_lead(self, fact: Fact) -> int:
        """Tell how far a lead is from a sentence that names neither side: near where they stood before."""
        before = self.said.before
        if fact.choice in before[:2]:
            return 1 if fact.rival in before[:2] or f'"{fact.rival}"' not in fact.check else 3
        return 2 if f'"{fact.rival}"' not in fact.check else 3

    def _owner(self, around: Around) -> str:
        """Tell whose a number is: "47 % for Morales", "Mesa (36 %)", else who was named last before it."""
        text, span = self.article.text, around.quantity
        after = [one for one in self.said.choices if one.span.start >= span.end]
        before = [one for one in self.said.choices if one.span.end <= span.start]
        limit = min((o.start for o in around.others if o.start >= span.end), default=around.sentence.end)
        if after and after[0].span.start < limit:
            between = text[span.end : after[0].span.start]
            to = words_for(self.article.language, "lookup", "to")
            tied = re.search(r"\(\s*$", between) or (
                to.search(between[-12:]) and "," not in between and ";" not in between
            )
            if tied and not (
                before and re.search(r"\w\s*\(\s*$", text[before[-1].span.end : span.start + 0])
            ):
                return after[0].of
        if before:
            return before[-1].of
        return after[0].of if after else ""


def _base(fact: Fact, around: Around) -> int:
    """Tell how far a share is from the base that the words name."""
    if fact.kind == "share":
        wanted = "registered" if around.behind("registered") else "cast" if around.behind("cast") else "valid"
        return 0 if fact.base == wanted else {"valid": 1, "cast": 1, "registered": 2}[fact.base]
    if fact.kind.endswith("_share"):
        return 0 if fact.base == "cast" else 1
    return 0


def _distinct(readings: Sequence[FactReading]) -> tuple[FactReading, ...]:
    """Leave out what says the same by another name, and roundabout readings beside plain ones."""
    plain = [one for one in readings if not one.difference] or list(readings)
    strict = [one for one in plain if one.check.startswith(("reads(", "just_"))] or plain
    found: dict[tuple[object, ...], FactReading] = {}
    for one in strict:
        fact = one.fact
        key = (one.check,) if fact is None else (fact.kind, fact.value, fact.choice, fact.place)
        found.setdefault(key, one)
    return tuple(found.values())


def _is_close(span: Span, around: Around) -> bool:
    """Say whether a place stands at a number, and not between other numbers."""
    low, high = sorted((span, around.quantity))
    between = around.text[low.end : high.start]
    return len(between) < 80 and not any(low.end <= o.start < high.start for o in around.others)


def _level_before(around: Around, span: Span, levels: Sequence[str]) -> str:
    """Give the level that a word before a name states: "the city of La Paz"."""
    before = around.text[max(0, span.start - 24) : span.start]
    for level in levels:
        if words_for(around.language, "lookup", "levels", level).search(before):
            return level
    return ""
