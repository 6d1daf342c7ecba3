"""An article on the way: whom and what its sentences name, and of which publication they speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.claims.around import Around
from veedor.claims.mentions import Named, NameIndex, SentenceNames
from veedor.claims.moments import FINAL
from veedor.model import ChoiceId
from veedor.press.article import LONGEST_STORY
from veedor.press.date_rules import clocks, dateline_end
from veedor.press.phrases import listed_words
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from veedor.claims.count_facts import CountFacts
    from veedor.press.article import Article
    from veedor.press.extract import Sentence
    from veedor.press.quantities import Quantity

UNNAMED = 4
"""Distance of a publication that nothing names."""
MANY_WORDS = 40
"""Words of an article, of which one and more are of elections, where all of it speaks of one."""
SPOKEN = 5
"""Words of elections with which an article that names one candidate is about this one."""


@dataclass
class ArticleContext:
    """Whom and what the sentences of an article name.

    Parameters
    ----------
    facts : CountFacts
        Of the count.
    names : NameIndex
        Of its choices and places.
    article : Article
        Which.
    day : date
        Of the election.
    published : date, optional
        When the article was published.
    """

    facts: CountFacts
    names: NameIndex
    article: Article
    day: date
    published: date | None
    said: SentenceNames = field(default_factory=SentenceNames)
    sentence: Sentence | None = None
    earlier: list[str] = field(default_factory=list)
    carried: dict[str, int] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    spoke: bool = False
    words: Mapping[str, Sequence[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with whom the title names."""
        if title := self.article.title_span:
            self.earlier = [n.of for n in self._settle(self._choices(title))][::-1]

    @property
    def entered(self) -> Sentence:
        """The sentence that is read."""
        assert self.sentence is not None  # noqa: S101 - entered
        return self.sentence

    @cached_property
    def _in_all(self) -> Mapping[str, Sequence[Span]]:
        text = self.article.text[:LONGEST_STORY]
        return listed_words(self.article.language, text, 0, len(text))

    @property
    def spoken(self) -> int:
        """Words of elections in the article."""
        return len(self._in_all.get("checkable", ()))

    @property
    def is_of_elections(self) -> bool:
        """Whether the article has a word that only elections have: a league has votes and winners, too."""
        return "telling" in self._in_all

    @cached_property
    def throughout(self) -> bool:
        """Whether all of the article speaks of elections."""
        return self.spoken * MANY_WORDS >= len(self.article.text.split())

    def is_about(self, sentences: Sequence[Sentence]) -> bool:
        """Say whether an article is about this election: it names a candidate, and speaks of an election."""
        if self.spoken < 2:
            return False
        text = self.article.text
        named = {one.of for s in sentences for one in self._choices(s.span)} | set(self.earlier)
        country = {w for w in re.findall(r"[^\W\d_]{4,}", self.names.title) if w[0].isupper()}
        of_title = any(re.search(rf"(?<!\w){re.escape(word)}", text) for word in country)
        return bool(named) and (of_title or len(named) > 1 or self.spoken >= SPOKEN)

    def _choices(self, span: Span) -> list[Named]:
        return [one for one in self.names.found(self.article.text, span) if not one.level]

    @property
    def is_before_the_election(self) -> bool:
        """Whether the article was published before there were votes."""
        return self.published is not None and self.published < self.day

    @property
    def is_of_polls(self) -> bool:
        """Whether the sentence speaks of what was asked, not of what was counted.

        A "quick count" is a sample, unless another word says that it is the preliminary count.
        """
        counts = set(self.words.get("preliminary", ()))
        asked = set(self.words.get("polls", ()))
        return bool(asked) and not (asked < counts)

    def has(self, key: str) -> bool:
        """Say whether a word of a list stands in the sentence."""
        return key in self.words

    @property
    def names_election(self) -> bool:
        """Whether the sentence has a word of elections."""
        return self.has("checkable")

    @property
    def speaks_of_election(self) -> bool:
        """Whether the sentence has a word of elections, or the one before it, or the whole article many."""
        return self.names_election or self.spoke or self.throughout

    @property
    def has_pronoun(self) -> bool:
        """Whether the sentence stands a pronoun for somebody: "she", "her", "su"."""
        return self.has("pronouns")

    def enter(self, sentence: Sentence) -> None:
        """Go on to a sentence."""
        last: tuple[str, ...] = self.said.last
        if self.sentence is not None:
            self.spoke = self.names_election
            for one in self.said.choices:
                if one.of in self.earlier:
                    self.earlier.remove(one.of)
                self.earlier.insert(0, one.of)
            if self.said.choices:
                last = (self.said.choices[-1].of, self.said.choices[0].of)
        self.sentence = sentence
        self.words = listed_words(
            self.article.language, self.article.text, sentence.span.start, sentence.span.end
        )
        found = list(self.names.found(self.article.text, sentence.span))
        choices = tuple(self._settle([one for one in found if not one.level]))
        choices = tuple(sorted((*choices, *self._by_office()), key=lambda one: one.span))
        dated = dateline_end(self.article.text, sentence.span)
        places = tuple(one for one in found if one.level and one.span.start >= dated)
        self.said = SentenceNames(choices, tuple(self.earlier), places, last=last)
        self.said.publications = self._publications(sentence)

    def _by_office(self) -> Iterator[Named]:
        """Find the winner by what a count made of them: "the president-elect"."""
        return (Named(span, self.facts.winner) for span in self.words.get("winner", ()) if self.facts.winner)

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
        """Return the one of some candidates who has most of their votes by far; empty where nobody has."""
        tally = self.facts.case.tally()
        votes = sorted(((tally.votes.get(ChoiceId(one), 0), one) for one in choices), reverse=True)
        return votes[0][1] if votes[0][0] > 4 * sum(number for number, _ in votes[1:]) else ""

    def _publications(self, sentence: Sentence) -> dict[str, int]:
        """Tell how far the words of a sentence are from naming each publication."""
        facts = self.facts
        named = dict.fromkeys((*self._at_shares(sentence), *self._at_sheets(sentence)), 0) | dict.fromkeys(
            self._at_times(sentence), 0
        )
        usual = dict.fromkeys(facts.usual, 2)
        usual[FINAL] = 2 if named else 0
        for key, ats in (("before", ("before",)), ("after", ("after",))):
            if self.has(key):
                usual |= {at: 0 for at in ats if at in usual}
                usual[FINAL] = max(usual[FINAL], 1)
        if self.has("preliminary"):
            usual |= {at: min(usual[at], 1) for at in usual if at != FINAL}
        if named or self.has("final"):
            self.carried = dict.fromkeys(named, 1)
        else:
            named = dict.fromkeys(self.carried, 0)
            usual[FINAL] = 1 if named else 0
        for at, distance in named.items():
            usual[at] = min(distance, usual.get(at, UNNAMED))
        return usual

    def _at_shares(self, sentence: Sentence) -> Iterator[str]:
        """Find publications by the share counted that the sentence prints."""
        for quantity in sentence.quantities:
            exact = quantity.unit == "percent" and quantity.step < 1 and not quantity.hedge
            if exact and (self.around(quantity).near("counted") or self.around(quantity).opens):
                yield from self.facts.at_share(quantity.printed)

    def _at_sheets(self, sentence: Sentence) -> Iterator[str]:
        """Find publications by the number of sheets that the sentence says were counted by then."""
        for quantity in sentence.quantities:
            if (
                quantity.value is None
                or quantity.value.denominator != 1
                or quantity.hedge
                or quantity.value < 2
            ):
                continue
            around = self.around(quantity)
            unit = quantity.unit or around.out_of
            if around.says(unit, "sheets") and not around.near("flip"):
                yield from self.facts.at_sheets(int(quantity.value))

    def _at_times(self, sentence: Sentence) -> Iterator[str]:
        """Find publications by a time of day on the day that the sentence names, or on election day."""
        days = [one.first for one in sentence.dates if one.first and one.first == one.last]
        for match in clocks(self.article.text, sentence.span.start, sentence.span.end):
            late = (match["half"] or "")[:1] in {"p", "P"}
            hour = int(match["hour"]) % 12 + 12 if late else int(match["hour"])
            day = days[0] if days else self.day
            yield f"{day.isoformat()}T{hour:02}:{match['minute']}"

    def around(self, quantity: Quantity) -> Around:
        """Return the words around a quantity."""
        others = [q.span for q in self.entered.quantities if q is not quantity]
        language = self.article.language
        return Around(self.article.text, self.entered.span, quantity.span, others, language, self.words)
