"""Statements that a count answers without a number: who won, who came second, a runoff, a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.claims.fact import Fact, call, condition
from veedor.claims.moments import FINAL
from veedor.claims.time_functions import DAYS
from veedor.claims.types import ValueType
from veedor.press.dates import day_of
from veedor.press.phrases import list_of_level, listed_words
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from veedor.claims.article_context import ArticleContext
    from veedor.claims.count_facts import CountFacts
    from veedor.claims.mentions import Named, SentenceNames
    from veedor.press.dates import Mention
    from veedor.press.extract import Sentence

Statement = tuple[Span, tuple[str, ...], Fact]
"""Where it stands, the checks that say it (several: readings), and the fact that it is about."""
_NOT = re.compile(r"n[’']t\b|\bnot\b|\bno\b|\bni\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=\w )[A-ZÀ-Þ][a-zß-ÿ]+ [A-ZÀ-Þ][a-zß-ÿ]+")
"""Two large words inside a sentence: somebody's name."""
NEAR = 40
"""Code points between words that belong together."""
ABOUT = 10
"""Days around the election within which a date beside the word may be meant for it."""


def other_election(context: ArticleContext, clause: Span | None = None) -> bool:
    """Say whether a sentence, or a clause of it, is about the year of another election.

    A sentence is where it opens with the year ("In 2014 ...") or has it beside a word of elections ("the 2014
    vote"); a clause is wherever it has it.

    Parameters
    ----------
    context : ArticleContext
        At the sentence.
    clause : Span, optional
        The clause.
    """
    within, day = clause or context.entered.span, context.day
    years = [one for one in _years(context.entered) if one.span.meets(within)]
    if any(_year(one) in {day.year, day.year + 1} for one in years):
        return False
    return any(
        clause is not None
        or one.span.start - within.start < NEAR // 3
        or _close(context.words.get("election", ()), one.span, NEAR // 2)
        for one in years
    )


def _years(sentence: Sentence) -> list[Mention]:
    """Return the dates of a sentence that are years: "in 2014", "five years ago"."""
    return [one for one in sentence.dates if one.year or (one.how == "ago" and one.first)]


def _year(one: Mention) -> int:
    return one.year or (one.first.year if one.first else 0)


def _close(words: Sequence[Span], span: Span, reach: int) -> bool:
    """Say whether one of some words stands at a piece of a text."""
    low, high = span.start - reach, span.end + reach
    return any(low <= word.start and word.end <= high for word in words)


def year_of(sentence: Sentence, within: Span) -> int | None:
    """Return the year of another election that a clause, or else its sentence, names; None without."""
    days = _years(sentence)
    near = [one for one in days if one.span.meets(within)] or days
    return _year(near[0]) if near else None


def statements(context: ArticleContext) -> Iterator[Statement]:
    """Find statements that a count answers; where no election is spoken of, places alone are looked at.

    Parameters
    ----------
    context : ArticleContext
        At the sentence.
    """
    here = _Statements(context)
    yield from here.places()
    if not context.speaks_of_election:
        return
    yield from here.days()
    yield from here.irregularities()
    if not other_election(context):
        yield from here.outcomes()
        yield from here.ranks()


@dataclass(frozen=True)
class _Statements:
    context: ArticleContext

    @property
    def said(self) -> SentenceNames:
        return self.context.said

    @property
    def sentence(self) -> Sentence:
        return self.context.entered

    @property
    def facts(self) -> CountFacts:
        return self.context.facts

    @property
    def day(self) -> date:
        return self.context.day

    @property
    def text(self) -> str:
        return self.sentence.article.text

    def found(self, key: str) -> Sequence[Span]:
        """Find the words of a list in the sentence."""
        return self.context.words.get(key, ())

    def subject(self, at: int) -> str:
        """Return the candidate that is named last before an offset, or else before the sentence.

        A name inside the sentence that is nobody's of the contest is the subject instead.
        """
        before = [one.of for one in self.said.choices if one.span.end <= at]
        if before or self.said.choices:
            return before[-1] if before else ""
        places = [one.span for one in self.said.places]
        names = (Span(*m.span()) for m in _NAME.finditer(self.text, self.sentence.span.start, at))
        other = any(not any(place.meets(name) for place in places) for name in names)
        return "" if other else self.said.choice

    def outcomes(self) -> Iterator[Statement]:
        """Find who won, who beat whom, and whether there is a runoff."""
        decided = False
        for match in self.found("no_runoff"):
            if not decided and self.facts.case.final.ruled:
                who = self.subject(match.start) if self.said.choices else ""
                check = 'outcome() == "elected"' + (f' and winner() == "{who}"' if who else "")
                yield self._made(match, "outcome", check, choice=who)
                decided = True
        for match in self.found("runoff"):
            at = "before" if self.context.has("seemed") and "before" in self.facts.usual else FINAL
            if not decided and self.facts.case.final.ruled:
                yield self._made(match, "outcome", call("heads_for_runoff", at=at), at=at)
                decided = True
        for match in self.found("won_election"):
            who = self.subject(match.start)
            if not decided and who and not self.context.has("claimed"):
                yield self._made(match, "outcome", f'winner() == "{who}"', choice=who)
                decided = True
        for key, sign in (("lost_to", "<"), ("beat", ">")):
            for match in self.found(key):
                behind = [one for one in self.said.choices if 0 <= one.span.start - match.end < NEAR // 4]
                who = self.subject(match.start)
                if behind and who and who != behind[0].of:
                    check = f"{call('votes', who)} {sign} {call('votes', behind[0].of)}"
                    yield self._made(match, "rank", check, choice=who)

    def ranks(self) -> Iterator[Statement]:
        """Find "finished second", "en tercer lugar", "3rd place", "puesto 3"; in a place that is named."""
        where = {one.of: one for one in self.said.places}
        place = next(iter(where.values())) if len(where) == 1 else None
        there = condition(place.level, place.of) if place is not None else ""
        found: set[tuple[str, int]] = set()
        for number in range(1, len(self.facts.case.contest.candidates) + 1):
            for match in self.found(f"ranked {number}"):
                who = self.subject(match.start) or self._behind(match.end)
                if who and (who, number) not in found:
                    found.add((who, number))
                    checks = [call("rank", who, where=at) for at in ((there, "") if there else ("",))]
                    yield self._made(match, "rank", *(f"{one} == {number}" for one in checks), choice=who)

    def _behind(self, at: int) -> str:
        """Return the candidate who is named right behind an offset: "Tercera llegó Huerta"."""
        close = [one.of for one in self.said.choices if 0 <= one.span.start - at < NEAR]
        return close[0] if close else ""

    def days(self) -> Iterator[Statement]:
        """Find the day of the election, and days with the name of the weekday."""
        for one in self.sentence.dates:
            if one.month is None or one.day is None:
                continue
            day = day_of(one.year or self.day.year, one.month, one.day)
            if day is None or abs((day - self.day).days) > ABOUT:
                continue
            if day == self.day and _close(self.found("election"), one.span, NEAR):
                yield self._made(one.span, "day", f"election_day() == @{day}")
        for one, other in pairwise(self.sentence.dates):
            if one.how == "weekday" and other.month and other.day and other.span.start - one.span.end <= 4:
                day = day_of(other.year or self.day.year, other.month, other.day)
                names = self.sentence.article.language.weekdays
                word = re.findall(r"\w+", one.span.of(self.text).casefold())[-1]
                if day is not None and word in names:
                    check = f'weekday(@{day}) == "{DAYS[names[word]]}"'
                    yield self._made(Span(one.span.start, other.span.end), "day", check)

    def places(self) -> Iterator[Statement]:
        """Find the largest place, and strongholds of the opposition."""
        for match in self.found("populous"):
            named = self._beside(match, behind=True) or self._beside(match)
            for level in self.facts.levels if named else ():
                if any(0 <= word.start - match.end <= 1 for word in self.found(list_of_level(level))):
                    name = self._largest(level, named[0].of)
                    yield self._made(match, "largest", f'largest("{level}") == "{name}"')
                    break
        for match in self.found("stronghold"):
            named = self._beside(match)
            opposed = _close(self.found("opposition"), match, NEAR)
            order = self.facts.case.tally().ranking()
            if named and opposed and len(order) > 1:
                checks = []
                for one in named:
                    where = condition(one.level, one.of)
                    ahead = call("votes", order[1], where=where), call("votes", order[0], where=where)
                    checks.append(f"{ahead[0]} > {ahead[1]}")
                yield self._made(match, "rank", *checks, choice=str(order[1]), place=named[0].of)

    def _largest(self, level: str, name: str) -> str:
        """Return the largest place of a level where its name begins as the one that is printed."""
        found = self.facts.largest(level)
        return found if found.casefold().startswith(name.casefold()) else name

    def _beside(self, match: Span, *, behind: bool = False) -> list[Named]:
        """Return the places whose name stands beside some words; one name at several levels is several."""
        close = [
            one
            for one in self.said.places
            if min(abs(one.span.start - match.end), abs(match.start - one.span.end)) < NEAR
            and not (behind and one.span.start < match.end)
        ]
        first = min(close, key=lambda one: abs(one.span.start - match.start), default=None)
        return [one for one in close if first is not None and one.span == first.span]

    def irregularities(self) -> Iterator[Statement]:
        """Find "irregularities in 0.22 % of the sheets would not change the outcome", and "1 in 500"."""
        for quantity in self.sentence.quantities:
            if quantity.unit == "percent" and quantity.printed and self.context.has("irregular"):
                end = quantity.span.end
                language = self.sentence.article.language  # the next sentence may say it
                behind = listed_words(language, self.text, end, end + 200)
                changed = next(iter(behind.get("changed_outcome", ())), None)
                if changed is None:
                    continue
                denied = _NOT.search(self.text, end, changed.end)
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
        span: Span,
        kind: str,
        *checks: str,
        choice: str = "",
        place: str = "",
        at: str = FINAL,
    ) -> Statement:
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
