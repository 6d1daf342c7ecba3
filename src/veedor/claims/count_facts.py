"""The facts of a count, each with a name and the expression that gives it: what a printed number can be.

Votes, shares of every base, leads, turnout, registered voters, sheets counted and outstanding, areas won,
interruptions; of the final count, at either end of the interruption, of other counts, at any publication that
a text names, and of places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.claims.choice_facts import PAIRS, FactScope, facts_of_choices
from veedor.claims.evaluate import answer_of
from veedor.claims.fact import Fact, call, condition, known
from veedor.claims.functions import functions
from veedor.claims.further_facts import as_other_case, changes, flips, to_thresholds
from veedor.claims.moments import FINAL, LogEntry
from veedor.claims.types import ValueType
from veedor.count.logs import moment
from veedor.intake.instants import shown_twice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from veedor.claims.case_facts import CaseFacts
    from veedor.claims.signatures import Function
    from veedor.model import Tally

MOST_PLACES = 2_500
"""Places of the finest level of which there are facts; finer ones are no news."""
MOST_AREAS = 400
"""Areas of the finest level of which those won are counted."""


@dataclass
class CountFacts:
    """The facts of a case, computed when they are first asked for and kept.

    Parameters
    ----------
    case : CaseFacts
        The case.
    """

    case: CaseFacts
    _at: dict[tuple[str, str, str, str], tuple[Fact, ...]] = field(default_factory=dict, repr=False)
    _rows: dict[int, str] = field(default_factory=dict, repr=False)

    @cached_property
    def usual(self) -> tuple[str, ...]:
        """Publications that a text means without naming them: final, either end of the gap, other counts."""
        found = [FINAL]
        final = self.case.final
        if known(self.case.publication, "before") is not None:
            found += ["before", "after"]
        for count in self.case.election.counts(final.contest_id):
            if count != final.count_id and self.case.election.file.counts[count].kind != "partial":
                found.append(str(count))
        return tuple(at for at in found if known(self.case.publication, at) is not None)

    def at(
        self, at: str = FINAL, level: str = "", place: str = "", kinds: Collection[str] | None = None
    ) -> tuple[Fact, ...]:
        """Return the facts of a publication, in all or of a place; those of some kinds, at least, or all."""
        found: tuple[Fact, ...] = ()
        for group, has in _GROUPS.items():
            if kinds is None or not has.isdisjoint(kinds):
                key = (at, level, place, group)
                if key not in self._at:
                    self._at[key] = tuple(self._of(at, level, place, group))
                found += self._at[key]
        return found

    def _of(self, at: str, level: str, place: str, group: str) -> Iterator[Fact]:
        where = condition(level, place) if place else ""
        tally = known(self.case.tally, at, where) if where or not place else None
        if tally is None:
            return
        made = FactScope(at, level, place, where)
        logged = isinstance(self.case.publication(at), LogEntry)
        if group == "choices":
            yield from facts_of_choices(tally, made)
        elif group != "areas":
            if not logged or group in _LOGGED:
                yield from self._asked([one for one in _WHOLE if one[0] == group], made)
        elif not place and not logged:
            yield from self._areas(tally, at)

    def _asked(self, what: Sequence[tuple[str, str, ValueType, str]], made: FactScope) -> Iterator[Fact]:
        """Ask the functions of the language; what is not known is no fact."""
        for kind, pattern, of_type, base in what:
            scope = made.scope
            check = pattern.replace("(SCOPE", f"({scope}").replace(", SCOPE", f", {scope}" if scope else "")
            value = known(answer_of, check, self._functions)
            if isinstance(value, Fraction):
                yield made.fact(kind, value, of_type, check, base=base)

    @cached_property
    def _functions(self) -> Mapping[str, Function]:
        return functions(self.case)

    def _areas(self, tally: Tally, at: str) -> Iterator[Fact]:
        """Count the areas that each of the first choices won, at every level that has not too many."""
        leading = [c for c in tally.ranking()[:PAIRS] if tally.of(c)]
        for level in self.levels:
            if (known(self.case.areas.number, level, at) or 0) > MOST_AREAS:
                break  # finer ones are more
            sums = known(self.case.areas.of, level, at)
            if sums is None or len(sums.names) < 2:
                continue
            count = Fraction(len(sums.names))
            yield Fact("areas", count, ValueType.COUNT, call("areas", level, at=at), at=at, level=level)
            for choice in leading:
                won = Fraction(sum(leader == choice for leader in sums.leaders))
                check = call("areas_won", choice, level, at=at)
                yield Fact("areas_won", won, ValueType.COUNT, check, choice, at=at, level=level)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels of place, widest first."""
        return self.case.final.states.roll.places.levels_known

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Names of the places of each level of which there are facts, without names that stand twice."""
        roll = self.case.final.states.roll.places
        found: dict[str, tuple[str, ...]] = {}
        for level in roll.levels_known:
            if len(roll.names[level]) > MOST_PLACES or (found and level == roll.finest):
                break
            names: dict[str, int] = {}
            for name in roll.names[level]:
                names[name] = names.get(name, 0) + 1
            found[level] = tuple(name for name, number in names.items() if name and number == 1)
        return found

    @cached_property
    def home(self) -> frozenset[str]:
        """Names of the country itself among the places: who names it mostly means the whole count."""
        abroad = self.case.election.file.election.abroad
        return frozenset(() if abroad is None else abroad.home)

    @cached_property
    def general(self) -> tuple[Fact, ...]:
        """Facts of no publication: candidates, interruptions."""
        found = []
        for kind, check, of_type, base in _GENERAL:
            value = known(answer_of, check, self._functions)
            if isinstance(value, Fraction):
                found.append(Fact(kind, value, of_type, check, base=base))
        day = self.case.election.file.election.date
        for name, fact in self.case.attested.items():  # "13 years in office"
            year = fact.value
            if isinstance(year, Fraction) and year.denominator == 1 and 1800 <= year <= day.year:
                check = f'{day.year} - attested_number("{name}")'
                found.append(Fact("years", day.year - year, ValueType.COUNT, check, name))
        return tuple(found)

    @cached_property
    def winner(self) -> str:
        """Who is elected, where one is."""
        elected = known(lambda: self.case.outcome().elected) or ()
        return str(elected[0]) if len(elected) == 1 else ""

    @cached_property
    def supposed(self) -> tuple[Fact, ...]:
        """What would change the outcome, and how far it is from the thresholds of the law."""
        return (*flips(self.case, self._functions), *to_thresholds(self.case, self._functions))

    @cached_property
    def compared(self) -> tuple[Fact, ...]:
        """Facts of the other cases that the claims file names, and what changed since."""
        found: list[Fact] = []
        for name, case in self.case.others.items():
            then = tuple(as_other_case(CountFacts(case).at(), name))
            found += [*then, *changes(self.at(), then)]
        return tuple(found)

    def largest(self, level: str) -> str:
        """Name the place of a level with the most registered voters; empty where that is not known."""
        return known(self.case.largest, level) or ""

    def at_share(self, printed: str) -> tuple[str, ...]:
        """Return the publications at which a share of the sheets reads as printed, as ``at`` names them."""
        rows = known(self.case.moments.at_share, printed) or []
        return tuple(dict.fromkeys(self._named(row) for row in rows[:3]))

    def at_sheets(self, number: int) -> tuple[str, ...]:
        """Return the publications that have so many sheets, as ``at`` names them."""
        moments = known(lambda: self.case.moments.log)
        rows = [] if moments is None else np.flatnonzero(moments.sheets == number).tolist()
        return tuple(dict.fromkeys(self._named(row) for row in rows[:3]))

    def _named(self, row: int) -> str:
        """Name a publication: an end of the interruption by that, any other by its time."""
        if row not in self._rows:
            moments = self.case.moments
            gap, at = known(lambda: moments.longest_interruption), moments.log.published_at[row]
            ends = {} if gap is None else {gap.start: "before", gap.end: "after"}
            self._rows[row] = ends.get(at) or self._time(at)
        return self._rows[row]

    def _time(self, at: np.datetime64) -> str:
        local = moment(at, self.case.election.zone)
        return local.isoformat() if shown_twice(local) else local.replace(tzinfo=None).isoformat()


_WHOLE = (
    ("valid", "valid(SCOPE)", ValueType.VOTES, ""),
    ("cast", "cast(SCOPE)", ValueType.VOTES, ""),
    ("registered", "registered(SCOPE)", ValueType.VOTES, ""),
    ("turnout", "turnout(SCOPE)", ValueType.PERCENT, ""),
    ("abstention", "100 - turnout(SCOPE)", ValueType.PERCENT, ""),
    ("sheets", "sheets(SCOPE)", ValueType.SHEETS, ""),
    ("open_sheets", 'sheets(state="outstanding", SCOPE)', ValueType.SHEETS, ""),
    ("expected_sheets", 'sheets(state="expected", SCOPE)', ValueType.SHEETS, ""),
    ("annulled_sheets", 'sheets(state="annulled", SCOPE)', ValueType.SHEETS, ""),
    ("aside_sheets", 'sheets(state="set aside", SCOPE)', ValueType.SHEETS, ""),
    ("counted", "counted(SCOPE)", ValueType.PERCENT, ""),
    ("outstanding", "outstanding(SCOPE)", ValueType.PERCENT, ""),
    ("places", "places(SCOPE)", ValueType.PLACES, ""),
    ("blank", "blank(SCOPE)", ValueType.VOTES, ""),
    ("null", "null(SCOPE)", ValueType.VOTES, ""),
    ("invalid", "blank(SCOPE) + null(SCOPE)", ValueType.VOTES, ""),
    ("blank_share", "blank_share(SCOPE)", ValueType.PERCENT, "cast"),
    ("null_share", "null_share(SCOPE)", ValueType.PERCENT, "cast"),
    ("invalid_share", "invalid_share(SCOPE)", ValueType.PERCENT, "cast"),
    ("blank_share", 'blank_share(base="valid", SCOPE)', ValueType.PERCENT, "valid"),
    ("null_share", 'null_share(base="valid", SCOPE)', ValueType.PERCENT, "valid"),
)
"""Kind of a fact, the expression that gives it, what it counts, its base."""
_GROUPS = {
    "choices": frozenset(("votes", "share", "votes_ahead", "lead")),
    **{kind: frozenset([kind]) for kind, *_ in _WHOLE},
    "areas": frozenset(("areas", "areas_won")),
}
"""Kinds of facts that are computed together."""
_LOGGED = frozenset(("valid", "counted", "outstanding"))
"""Kinds that a log alone gives."""
_GENERAL = (
    ("parties", "parties()", ValueType.COUNT, ""),
    ("other_parties", "parties() - 1", ValueType.COUNT, ""),
    ("interruption", 'interruption("publication")', ValueType.HOURS, "publication"),
    ("interruption", 'interruption("verification")', ValueType.HOURS, "verification"),
    ("interruption", 'interruption("news")', ValueType.HOURS, "news"),
    ("interruptions", "interruptions()", ValueType.COUNT, ""),
)
