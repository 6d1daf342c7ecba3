"""How far the words around a number are from naming a fact: whose it is, where, when, and of which base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.claims.statements import other_election, year_of
from veedor.claims.units import kinds_of
from veedor.press.phrases import list_of_level
from veedor.press.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.claims.article_context import ArticleContext
    from veedor.claims.fact import Fact
    from veedor.claims.mentions import Named
    from veedor.claims.units import Kinds
    from veedor.press.quantities import Quantity

LONG_AGO = 400
"""Days from the election after which an article more likely speaks of another one."""
BEFORE_OWNER = 12
"""Code points before a name in which "for" or "de" ties a number to it."""
_SUPPOSED = frozenset(("flip_sheets", "flip_places", "flip_votes", "to_threshold"))


@dataclass
class Nearness:
    """The facts that a quantity can be, with their distances.

    Parameters
    ----------
    context : ArticleContext
        The sentence that is read, and what it names.
    quantity : Quantity
        A number in it.
    """

    context: ArticleContext
    quantity: Quantity

    def __post_init__(self) -> None:
        """Look at the words around the number."""
        self.around = self.context.around(self.quantity)

    def candidates(self) -> Iterator[tuple[int, Fact]]:
        """Return every fact that the unit allows, with its distance from the words around the number."""
        facts = self.context.facts
        kinds = kinds_of(self.quantity, self.around, facts.levels)
        if not kinds:
            return
        general = self._of_article()
        for fact in (
            *facts.general,
            *(facts.supposed if any(kind in _SUPPOSED for kind, _ in kinds) else ()),
        ):
            kind, whose = kinds.get((fact.kind, "")), self._supposed(fact)
            if kind is not None and whose is not None:
                yield kind + whose + general, fact
        yield from self._compared(kinds)
        for distance, fact in self._published(kinds):
            yield distance + general, fact

    def _published(self, kinds: Kinds) -> Iterator[tuple[int, Fact]]:
        """Return the facts of each publication, in all and of the places of the sentence."""
        said = self.context.said
        for at, when in said.publications.items():
            for where, held in self._in_places(at, {kind for kind, _ in kinds}, named=when < 2):
                for fact in held:
                    kind = kinds.get((fact.kind, fact.level if not fact.place else ""))
                    if kind is None or not fact.value:
                        continue
                    whose = self.whose(fact)
                    if whose is not None:
                        there = where if fact.place or not fact.level else 0  # areas are of no place
                        yield kind + when + there + whose + self._base(fact), fact

    def _compared(self, kinds: Kinds) -> Iterator[tuple[int, Fact]]:
        """Return the facts of an earlier election where its year is named, and what changed since."""
        facts = self.context.facts
        if not facts.case.others:
            return
        year = year_of(self.context.entered, self.around.clause)
        for fact in facts.compared:
            kind, whose = kinds.get((fact.kind, "")), self.whose(fact)
            if kind is None or whose is None:
                continue
            named = year == facts.case.others[fact.case].election.file.election.date.year
            changed = fact.kind.startswith("change")
            if named or changed:
                yield kind + whose + (0 if changed else self._base(fact)), fact

    def _supposed(self, fact: Fact) -> int | None:
        """Tell how far what is supposed of sheets or votes is from the words: annulled, moved, anything."""
        if not fact.kind.startswith("flip_"):
            return self.whose(fact) if fact.kind == "to_threshold" else 0
        return 0 if self.around.anywhere(f"flip_{fact.base}") else 1

    def _of_article(self) -> int:
        """Return how far the words and the article are from this election: another year, long ago."""
        context = self.context
        other = other_election(context) or other_election(context, self.around.clause)
        late = context.published is not None and (context.published - context.day).days > LONG_AGO
        speaks = (
            context.names_election or context.throughout or (context.spoke and self.around.anywhere("won"))
        )
        return (3 if other else 0) + (1 if late else 0) + (0 if speaks else 1)

    # where

    def _in_places(self, at: str, kinds: set[str], *, named: bool) -> Iterator[tuple[int, tuple[Fact, ...]]]:
        """Return the facts of a publication in all, and, where it is named, of the places of the sentence."""
        facts = self.context.facts
        by_name: dict[Span, list[Named]] = {}
        for one in self.context.said.places:
            by_name.setdefault(one.span, []).append(one)
        close = False
        for span, held in by_name.items():
            here = self._is_close(span) and not any(one.of in facts.home for one in held)
            close |= here
            stated = self._level_before(span, [one.level for one in held])
            for k, one in enumerate(held):
                of_level = 0 if one.level == stated or (not stated and k == 0) else 1
                if named:
                    yield (0 if here else 1) + of_level, facts.at(at, one.level, one.of, kinds)
        yield (1 if close else 0), facts.at(at, kinds=kinds)

    def _is_close(self, span: Span) -> bool:
        """Say whether a place stands at the number, and not between other numbers."""
        low, high = sorted((span, self.quantity.span))
        between = self.around.text[low.end : high.start]
        return len(between) < 80 and not any(low.end <= o.start < high.start for o in self.around.others)

    def _level_before(self, span: Span, levels: Sequence[str]) -> str:
        """Return the level that a word before a name states: "the city of La Paz"."""
        around = Span(span.start - 24, span.start)
        for level in levels:
            if any(around.covers(word) for word in self.context.words.get(list_of_level(level), ())):
                return level
        return ""

    # whose

    def whose(self, fact: Fact) -> int | None:
        """Tell how far a fact is from the candidates that are named; None where it is of somebody else."""
        said = self.context.said
        if not fact.choice:
            return 0
        named = {one.of for one in said.choices}
        if fact.rival:
            return self._whose_lead(fact, named)
        if fact.choice == self.owner:
            return 0 if fact.choice in named else 1
        if fact.choice in named:
            return 1
        if fact.choice not in said.before:
            return None
        if named:
            others = [one for one in said.before if one not in named]
            return 1 if others[:1] == [fact.choice] and self._is_of_another() else 3
        if fact.choice == said.before[0]:
            return 0 if self.context.has_pronoun else 1
        return 1 if fact.choice in said.last else 2

    def _whose_lead(self, fact: Fact, named: set[str]) -> int:
        """Tell how far a lead is from whom the sentence names, and whom those before it named."""
        both, before = {fact.choice, fact.rival}, set(self.context.said.before[:2])
        if both <= named:
            return 0
        if both & named:
            if both <= named | before:
                return 0 if fact.next_best and len(named) == 1 else 1
            return (0 if len(named) == 1 else 1) if fact.next_best else 3
        first = self.context.said.before[:1]
        if first and first[0] in both and fact.next_best:
            return 0 if self.context.has_pronoun or self.around.near("margin") else 1
        if both <= before:
            return 1
        return 2 if fact.next_best else 3

    def _is_of_another(self) -> bool:
        """Say whether the number is of somebody else than who is named: "50 percent to his 42 percent"."""
        head = self.around.text[self.around.sentence.start : self.quantity.span.start]
        return re.search(r"\b(?:his|her|his rival['’]s|su|sus|su rival)\s+$", head, re.IGNORECASE) is not None

    @cached_property
    def owner(self) -> str:
        """Tell whose a number is: "47 % for Morales", "Mesa (36 %)", else who was named last before it.

        Whom somebody beat with it is not who has it: "superó a Godoy con 30 %".
        """
        around, span = self.around, self.quantity.span
        text, choices = around.text, self.context.said.choices
        after = [one for one in choices if one.span.start >= span.end]
        before = [one for one in choices if one.span.end <= span.start]
        limit = min((o.start for o in around.others if o.start >= span.end), default=around.sentence.end)
        if after and after[0].span.start < limit:
            between = text[span.end : after[0].span.start]
            at = after[0].span.start
            close = Span(max(span.end, at - BEFORE_OWNER), at)
            to = any(close.covers(word) for word in self.context.words.get("to", ()))
            tied = re.search(r"\(\s*$", between) or (to and "," not in between and ";" not in between)
            opened = before and re.search(r"\w\s*\(\s*$", text[before[-1].span.end : span.start])
            if tied and not opened:
                return after[0].of
        if before and self._is_beaten(before[-1]):
            others = [one.of for one in before[:-1] if one.of != before[-1].of] or [
                one for one in self.context.said.before if one != before[-1].of
            ]
            return others[-1] if len(before) > 1 else others[0] if others else ""
        return before[-1].of if before else after[0].of if after else ""

    def _is_beaten(self, one: Named) -> bool:
        """Say whether a candidate is named as whom somebody beat."""
        return any(0 <= one.span.start - word.end <= 1 for word in self.context.words.get("beat", ()))

    def _base(self, fact: Fact) -> int:
        """Tell how far a share is from the base that the words name."""
        if fact.kind == "share":
            around = self.around
            wanted = (
                "registered" if around.behind("registered") else "cast" if around.behind("cast") else "valid"
            )
            return 0 if fact.base == wanted else {"valid": 1, "cast": 1, "registered": 2}[fact.base]
        if fact.kind.endswith("_share"):
            return 0 if fact.base == "cast" else 1
        return 0
