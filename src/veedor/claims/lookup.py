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
from math import log10
from typing import TYPE_CHECKING

from veedor.claims.article_context import ArticleContext
from veedor.claims.count_facts import CountFacts
from veedor.claims.mentions import NameIndex
from veedor.claims.nearness import Nearness
from veedor.claims.reading import FactReading, asked_as, chance, numeral_of, read_as
from veedor.claims.statements import statements
from veedor.press.extract import published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.claims.fact import Fact
    from veedor.press.article import Article
    from veedor.press.extract import Sentence
    from veedor.press.quantities import Quantity
    from veedor.press.span import Span

FARTHEST = 4
"""Distances beyond are not looked at."""
BY_CHANCE = (1.0, 0.05, 0.02, 0.005, 0.002)
"""By distance, how many facts up to there may read so by chance; those that the words name always count."""
MANY_DIGITS = 5
"""Digits of a number that needs no word of an election in its sentence."""
EVIDENCE = 6.0
"""Powers of ten by which the numbers of an article must speak for this election where its words do not."""
HIT = 0.5
"""Share of the numbers of an article about the election that facts of it read as."""


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
    odds : float
        How many facts as near would read so by chance.
    """

    sentence: Sentence
    span: Span
    quantity: Quantity | None
    readings: tuple[FactReading, ...]
    nearest: FactReading | None = None
    odds: float = 1.0

    @property
    def evidence(self) -> float:
        """How much it speaks for this count, in powers of ten; below zero against it."""
        if self.quantity is None:
            return 0.0
        return log10(HIT / min(HIT, max(self.odds, 1e-9))) if self.readings else log10(1 - HIT)

    @property
    def is_long(self) -> bool:
        """Whether it is a number of many digits."""
        digits = re.sub(r"\D", "", numeral_of(self.quantity)).strip("0") if self.quantity else ""
        return len(digits) >= MANY_DIGITS


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

        An article that names nobody of the contest, or has no word that only elections have, is about the
        election where its numbers are.

        Parameters
        ----------
        article : Article
            Which.
        sentences : sequence of Sentence
            Its sentences, with what rules see in them.
        """
        context = ArticleContext(self.facts, self.names, article, self.day, published(article, self.day))
        if context.is_before_the_election or not context.spoken:
            return
        about = context.is_of_elections and context.is_about(sentences)
        found: list[LookedUp] = []
        for sentence in sentences:
            context.enter(sentence)
            if not context.is_of_polls:
                found += self._in_sentence(context, sentence)
        if about or sum(one.evidence for one in found) >= EVIDENCE:
            yield from found

    def _in_sentence(self, context: ArticleContext, sentence: Sentence) -> Iterator[LookedUp]:
        """Look up the quantities of a sentence, then what it says without one."""
        speaks = context.speaks_of_election
        found = [one for one in _numbers(context, sentence) if speaks or (one.is_long and one.readings)]
        yield from found
        taken = [one.span for one in found if one.readings]
        for span, checks, fact in statements(context):
            if not any(span.meets(other) for other in taken):
                yield LookedUp(sentence, span, None, tuple(FactReading(one, fact) for one in checks))


def _numbers(context: ArticleContext, sentence: Sentence) -> Iterator[LookedUp]:
    """Look up the quantities of a sentence."""
    for quantity in sentence.quantities:
        if quantity.hedge != "vague" and numeral_of(quantity):
            found = look_up(context, quantity)
            if found.readings or found.nearest:
                yield found


def look_up(context: ArticleContext, quantity: Quantity) -> LookedUp:
    """Look up a quantity of the sentence that is read.

    Parameters
    ----------
    context : ArticleContext
        The article, at its sentence.
    quantity : Quantity
        With a number.
    """
    sentence = context.entered
    ranked: dict[int, list[Fact]] = {}
    for distance, fact in Nearness(context, quantity).candidates():
        if distance <= FARTHEST:
            ranked.setdefault(distance, []).append(fact)
    odds, named = 0.0, 0.0
    for distance in sorted(ranked):
        here = sum(chance(quantity, fact) for fact in ranked[distance])
        odds, named = (odds + here, named) if distance else (odds, here)
        if odds > BY_CHANCE[distance]:
            break
        read = (read_as(quantity, fact, exact=not distance) for fact in ranked[distance])
        readings = [r for r in read if r and not (distance and r.check.startswith("truncates"))]
        if readings:
            return LookedUp(sentence, quantity.span, quantity, _distinct(readings), odds=odds + named)
    nearest = None
    if 0 in ranked:
        value = quantity.value or 0
        fact = min(ranked[0], key=lambda f: abs(f.value - value))
        nearest = FactReading(asked_as(quantity, fact), fact)
    return LookedUp(sentence, quantity.span, quantity, (), nearest)


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
