"""Statements that a count answers without a number: who won, who came second, a runoff, a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.claims.around import words_for
from veedor.claims.fact import Fact, call, condition
from veedor.claims.moments import FINAL
from veedor.claims.time_functions import DAYS
from veedor.claims.types import ValueType
from veedor.press.numerals import any_of
from veedor.press.span import Span

if TYPE_CHECKING:
    from datetime import date

    from veedor.claims.count_facts import CountFacts
    from veedor.claims.mentions import Named, SentenceNames
    from veedor.press.extract import Sentence
    from veedor.press.language import Language

Statement = tuple[Span, tuple[str, ...], Fact]
"""Where it stands, the checks that say it (several: readings), and the fact that it is about."""
PLACES = ("first", "second", "third", "fourth", "fifth")
NEAR = 40
"""Code points between words that belong together."""
ABOUT = 10
"""Days around the election within which a date beside the word may be meant for it."""


def other_election(sentence: Sentence, day: date, clause: Span | None = None) -> bool:
    """Say whether a sentence, or a clause of it, is about the year of another election.

    A sentence is where it opens with the year ("In 2014 ...") or has it beside a word of elections ("the 2014
    vote"); a clause is wherever it has it.

    Parameters
    ----------
    sentence : Sentence
        With its dates.
    day : date
        Of the election.
    clause : Span, optional
        The clause.
    """
    text, within = sentence.article.text, clause or sentence.span
    words = words_for(sentence.article.language, "lookup", "election")
    years = [
        one
        for one in sentence.dates
        if (one.year or (one.how == "ago" and one.first)) and one.span.meets(within)
    ]
    if any((one.year or (one.first.year if one.first else 0)) in {day.year, day.year + 1} for one in years):
        return False
    return any(
        clause is not None
        or one.span.start - within.start < NEAR // 3
        or words.search(text, max(within.start, one.span.start - NEAR // 2), one.span.end + NEAR // 2)
        for one in years
    )


def year_of(sentence: Sentence, within: Span) -> int | None:
    """Return the year of another election that a clause, or else its sentence, names; None without."""
    days = [one for one in sentence.dates if one.year or (one.how == "ago" and one.first)]
    near = [one for one in days if one.span.meets(within)] or days
    return (near[0].year or (near[0].first.year if near[0].first else None)) if near else None


def statements(
    said: SentenceNames, sentence: Sentence, facts: CountFacts, day: date, *, speaks: bool = True
) -> Iterator[Statement]:
    """Find statements that a count answers.

    Parameters
    ----------
    said : SentenceNames
        Whom and what the sentence names.
    sentence : Sentence
        The sentence.
    facts : CountFacts
        Of the case.
    day : date
        Of the election.
    speaks : bool
        Whether it speaks of an election; else places alone are looked at.
    """
    here = _Statements(said, sentence, facts, day)
    yield from here.places()
    if not speaks:
        return
    yield from here.days()
    yield from here.irregularities()
    if not other_election(sentence, day):
        yield from here.outcomes()
        yield from here.ranks()


@lru_cache(maxsize=4)
def _ordinals(language: Language) -> dict[str, int]:
    """Give the words for ranks: "third" is 3, "tercer" too."""
    return {word: n for n, key in enumerate(PLACES, start=1) for word in language.listed("lookup", key)}


@lru_cache(maxsize=4)
def _ranked(language: Language) -> re.Pattern[str]:
    """Compile the phrases in which a rank stands, in words and in figures."""
    words = any_of([*_ordinals(language)])
    number = rf"({words}|\d{{1,2}}(?:st|nd|rd|th|\.?(?:er|ero|era|do|da|to|ta|º|ª|°|o|a)))"
    forms = [re.escape(form).replace(r"\{\}", number) for form in language.listed("lookup", "ranked")]
    plain = [re.escape(f).replace(r"\{\}", r"(\d{1,2})") for f in language.listed("lookup", "ranked_figure")]
    return re.compile(rf"(?<!\w)(?:{'|'.join((*forms, *plain))})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class _Statements:
    said: SentenceNames
    sentence: Sentence
    facts: CountFacts
    day: date

    @property
    def text(self) -> str:
        return self.sentence.article.text

    def found(self, *path: str) -> Iterator[re.Match[str]]:
        """Find the words of a list in the sentence."""
        words = words_for(self.sentence.article.language, "lookup", *path)
        return words.finditer(self.text, self.sentence.span.start, self.sentence.span.end)

    def has(self, *path: str) -> bool:
        return next(self.found(*path), None) is not None

    def subject(self, at: int) -> str:
        """Give the candidate that is named last before an offset, or else before the sentence."""
        before = [one.of for one in self.said.choices if one.span.end <= at]
        return before[-1] if before else "" if self.said.choices else self.said.choice

    def outcomes(self) -> Iterator[Statement]:
        """Find who won, who beat whom, and whether there is a runoff."""
        decided = False
        for match in self.found("no_runoff"):
            if not decided and self.facts.case.final.ruled:
                who = self.subject(match.start())
                check = 'outcome() == "elected"' + (f' and winner() == "{who}"' if who else "")
                yield self._made(match, "outcome", check, choice=who)
                decided = True
        for match in self.found("runoff"):
            at = "before" if self.has("seemed") and "before" in self.facts.usual else FINAL
            if not decided and self.facts.case.final.ruled:
                yield self._made(match, "outcome", call("heads_for_runoff", at=at), at=at)
                decided = True
        for match in self.found("won_election"):
            who = self.subject(match.start())
            if not decided and who and not self.has("claimed"):
                yield self._made(match, "outcome", f'winner() == "{who}"', choice=who)
                decided = True
        for key, sign in (("lost_to", "<"), ("beat", ">")):
            for match in self.found(key):
                behind = [one for one in self.said.choices if 0 <= one.span.start - match.end() < NEAR // 4]
                who = self.subject(match.start())
                if behind and who and who != behind[0].of:
                    check = f"{call('votes', who)} {sign} {call('votes', behind[0].of)}"
                    yield self._made(match, "rank", check, choice=who)

    def ranks(self) -> Iterator[Statement]:
        """Find "finished second", "en tercer lugar", "3rd place", "puesto 3"; in a place that is named."""
        language = self.sentence.article.language
        where = {one.of: one for one in self.said.places}
        place = next(iter(where.values())) if len(where) == 1 else None
        found: set[tuple[str, int]] = set()
        for match in _ranked(language).finditer(self.text, self.sentence.span.start, self.sentence.span.end):
            word = next(filter(None, match.groups())).casefold()
            digits = re.match(r"\d+", word)
            number = int(digits[0]) if digits else _ordinals(language)[word]
            who = self.subject(match.start()) or self._behind(match.end())
            if who and number <= len(self.facts.case.contest.candidates) and (who, number) not in found:
                found.add((who, number))
                checks = [f"{call('rank', who)} == {number}"]
                if place is not None and (there := condition(place.level, place.of)):
                    checks.insert(0, f"{call('rank', who, where=there)} == {number}")
                yield self._made(match, "rank", *checks, choice=who)

    def _behind(self, at: int) -> str:
        """Give the candidate who is named right behind an offset: "Tercera llegó Huerta"."""
        close = [one.of for one in self.said.choices if 0 <= one.span.start - at < NEAR]
        return close[0] if close else ""

    def days(self) -> Iterator[Statement]:
        """Find the day of the election, and days with the name of the weekday."""
        near = words_for(self.sentence.article.language, "lookup", "election")
        for one in self.sentence.dates:
            if one.month is None or one.day is None:
                continue
            day = self._full(one.year, one.month, one.day)
            if day is None or abs((day - self.day).days) > ABOUT:
                continue
            low, high = max(self.sentence.span.start, one.span.start - NEAR), one.span.end + NEAR // 2
            if near.search(self.text, low, min(high, self.sentence.span.end)) and day == self.day:
                yield self._made(one.span, "day", f"election_day() == @{day}")
        for one, other in pairwise(self.sentence.dates):
            if one.how == "weekday" and other.month and other.day and other.span.start - one.span.end <= 4:
                day = self._full(other.year, other.month, other.day)
                names = self.sentence.article.language.weekdays
                word = re.findall(r"\w+", one.span.of(self.text).casefold())[-1]
                if day is not None and word in names:
                    check = f'weekday(@{day}) == "{DAYS[names[word]]}"'
                    yield self._made(Span(one.span.start, other.span.end), "day", check)

    def _full(self, year: int | None, month: int, day: int) -> date | None:
        try:
            return self.day.replace(year=year or self.day.year, month=month, day=day)
        except ValueError:
            return None

    def places(self) -> Iterator[Statement]:
        """Find the largest place, and strongholds of the opposition."""
        for match in self.found("populous"):
            named = self._beside(match, behind=True) or self._beside(match)
            for level in self.facts.levels if named else ():
                language = self.sentence.article.language
                after = self.text[match.end() : match.end() + NEAR // 2]
                if language.listed("lookup", "levels", level) and words_for(
                    language, "lookup", "levels", level
                ).match(after.lstrip()):
                    name = self._largest(level, named[0].of)
                    yield self._made(match, "largest", f'largest("{level}") == "{name}"')
                    break
        for match in self.found("stronghold"):
            named = self._beside(match)
            window = self.text[max(0, match.start() - NEAR) : match.end() + NEAR]
            opposed = words_for(self.sentence.article.language, "lookup", "opposition").search(window)
            order = self.facts.case.tally().ranking()
            if named and opposed and len(order) > 1:
                checks = []
                for one in named:
                    where = condition(one.level, one.of)
                    ahead = call("votes", order[1], where=where), call("votes", order[0], where=where)
                    checks.append(f"{ahead[0]} > {ahead[1]}")
                yield self._made(match, "rank", *checks, choice=str(order[1]), place=named[0].of)

    def _largest(self, level: str, name: str) -> str:
        """Give the largest place of a level where its name begins as the one that is printed."""
        found = self.facts.largest(level)
        return found if found.casefold().startswith(name.casefold()) else name

    def _beside(self, match: re.Match[str], *, behind: bool = False) -> list[Named]:
        """Give the places whose name stands beside some words; one name at several levels is several."""
        close = [
            one
            for one in self.said.places
            if min(abs(one.span.start - match.end()), abs(match.start() - one.span.end)) < NEAR
            and not (behind and one.span.start < match.end())
        ]
        first = min(close, key=lambda one: abs(one.span.start - match.start()), default=None)
        return [one for one in close if first is not None and one.span == first.span]

    def irregularities(self) -> Iterator[Statement]:
        """Find "irregularities in 0.22 % of the sheets would not change the outcome", and "1 in 500"."""
        for quantity in self.sentence.quantities:
            if quantity.unit == "percent" and quantity.printed and self.has("irregular"):
                behind = self.text[quantity.span.end : quantity.span.end + 200]
                changed = words_for(self.sentence.article.language, "lookup", "changed_outcome").search(
                    behind
                )
                if changed is None:
                    continue
                denied = re.search(r"n[’']t\b|\bnot\b|\bno\b|\bni\b", behind[: changed.end()], re.IGNORECASE)
                yield self._made(quantity.span, "flip", *_flips(quantity.printed, denied=denied is not None))
            if quantity.unit == "ratio" and quantity.value and quantity.value.numerator == 1:
                before = re.findall(
                    r"(\d+\.\d+)\s?(?:%|percent|per cent)",
                    self.text[max(0, quantity.span.start - 160) : quantity.span.start],
                )
                if before:
                    check = f'round_figure(100 / {before[-1]}, "{quantity.value.denominator}")'
                    yield self._made(quantity.span, "arithmetic", check)

    def _made(
        self,
        found: re.Match[str] | Span,
        kind: str,
        *checks: str,
        choice: str = "",
        place: str = "",
        at: str = FINAL,
    ) -> Statement:
        span = found if isinstance(found, Span) else Span(*found.span())
        return span, checks, Fact(kind, Fraction(0), ValueType.TRUTH, checks[0], choice, place=place, at=at)


def _flips(percent: str, *, denied: bool) -> tuple[str, ...]:
    """Write what it can mean that so many units could, or could not, have changed the outcome."""
    word = "not " if denied else ""
    found = [
        f'{word}can_flip(share_of({percent}%), unit="sheet", change="{change}")'
        for change in ("annul", "move", "anything")
    ]
    place = f'{word}can_flip(share_of({percent}%, unit="precinct"), unit="precinct", change="annul")'
    return (*found, place)
