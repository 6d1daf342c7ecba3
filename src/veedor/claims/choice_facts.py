"""Votes, shares and leads of the choices, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.fact import Fact, call, known
from veedor.claims.moments import FINAL
from veedor.claims.types import ValueType

if TYPE_CHECKING:
    from veedor.model import Tally

PAIRS = 5
"""First choices between which every lead is a fact; of the others it is that over the next best."""


@dataclass(frozen=True)
class FactScope:
    """Of which publication and place facts are.

    Parameters
    ----------
    at, level, place, where : str
        The publication; level and name of the place, and its condition; empty for all.
    """

    at: str
    level: str
    place: str
    where: str

    @property
    def scope(self) -> str:
        """The arguments of a call that say so."""
        given = {"at": "" if self.at == FINAL else self.at, "where": self.where}
        return ", ".join(f'{name}="{value}"' for name, value in given.items() if value)

    def fact(
        self,
        kind: str,
        value: Fraction,
        of_type: ValueType,
        check: str,
        *,
        choice: str = "",
        rival: str = "",
        base: str = "",
        next_best: bool = False,
    ) -> Fact:
        """Make a fact of it."""
        where = self.at, self.place, self.level
        return Fact(kind, value, of_type, check, choice, rival, base, *where, next_best=next_best)

    def call(self, function: str, *arguments: str, **named: str) -> str:
        """Write a call of the check language for it."""
        return call(function, *arguments, at=self.at, where=self.where, **named)


def facts_of_choices(tally: Tally, made: FactScope) -> Iterator[Fact]:
    """Return votes, shares and leads of the choices whose votes are known."""
    bases = {
        base: whole for base in ("valid", "cast", "registered") if (whole := known(getattr, tally, base))
    }
    counted = [c for c in tally.contest.candidates if known(tally.of, c) is not None]
    order = sorted(counted, key=lambda c: -tally.of(c))
    for choice in counted:
        yield made.fact(
            "votes", Fraction(tally.of(choice)), ValueType.VOTES, made.call("votes", choice), choice=choice
        )
        for base, whole in bases.items():
            named = {} if base == "valid" else {"base": base}
            check = made.call("share", choice, **named)
            value = Fraction(100 * tally.of(choice), whole)
            yield made.fact("share", value, ValueType.PERCENT, check, choice=choice, base=base)
    whole = bases.get("valid")
    for k, choice in enumerate(order):
        for rival in order[k + 1 : PAIRS if k < PAIRS else k + 2]:
            ahead = Fraction(tally.of(choice) - tally.of(rival))
            over = [] if k == 0 and rival == order[1] else [rival]
            both = {"choice": str(choice), "rival": str(rival)}
            votes = f"{made.call('votes', choice)} - {made.call('votes', rival)}"
            yield made.fact("votes_ahead", ahead, ValueType.VOTES, votes, **both, next_best=not over)
            if whole:
                lead = made.call("lead", choice, *over)
                yield made.fact(
                    "lead",
                    100 * ahead / whole,
                    ValueType.POINTS,
                    lead,
                    base="valid",
                    **both,
                    next_best=not over,
                )
