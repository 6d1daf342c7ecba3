"""When an outcome falls: a list of grounds, each a list of conditions that must all be broken.

An elected candidate stays elected while one alternative of the rule holds for him; the outcome falls when
every alternative has lost one of its conditions. A runoff stays a runoff while nobody satisfies an
alternative, nothing makes the round void, and the same candidates lead; it falls when one alternative of
one candidate comes true (the negations of all its conditions are broken), or another candidate gets among
those who advance. Both are the same kind of formula, and everything else in this package asks only for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Assertion, Quorum
from veedor.rules.conditions import negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from veedor.model import Alternative, Condition, Tally

MAX_GROUNDS = 20_000
"""Above so many combinations of conditions a rule is refused, before memory is."""


@dataclass(frozen=True)
class Ground:
    """One way for an outcome to fall.

    Parameters
    ----------
    conditions : tuple of Assertion or Quorum
        None of them may hold.
    """

    conditions: tuple[Condition, ...]

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """The conditions that are single assertions."""
        return tuple(c for c in self.conditions if isinstance(c, Assertion))

    @property
    def quorums(self) -> tuple[Quorum, ...]:
        """The conditions that are points of areas."""
        return tuple(c for c in self.conditions if isinstance(c, Quorum))

    def happened(self, tally: Tally) -> bool:
        """Whether none of the conditions holds on some totals, whatever the open votes are."""
        return not any(stands(condition, tally) for condition in self.conditions)


def stands(condition: Condition, tally: Tally) -> bool:
    """Whether a condition holds on some totals, and does whatever the open votes are."""
    return condition.survives(tally) if tally.open else condition.holds(tally)


def grounds_against(alternatives: Sequence[Alternative]) -> tuple[Ground, ...]:
    """Say how a win falls: every alternative loses a condition.

    Parameters
    ----------
    alternatives : sequence of Alternative
        All ways in which the winner could be elected, satisfied or not.

    Raises
    ------
    QuestionError
        Where the alternatives have too many combinations of conditions.
    """
    return unique(_capped(product(*(alternative.conditions for alternative in alternatives))))


def ground_of(alternative: Alternative) -> Ground:
    """Say how an alternative that does not hold comes true: the negations of its conditions are broken."""
    return Ground(tuple(negated(condition) for condition in alternative.conditions))


def unique(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    """Give each ground once, whatever the order and repetition of its conditions."""
    seen: dict[frozenset[str], Ground] = {}
    for ground in grounds:
        conditions = {_name(c): c for c in ground.conditions}
        seen.setdefault(frozenset(conditions), Ground(tuple(conditions.values())))
    return tuple(seen.values())


def _capped(combinations: Iterable[tuple[Condition, ...]]) -> Iterator[Ground]:
    for number, conditions in enumerate(combinations):
        if number == MAX_GROUNDS:
            raise QuestionError(
                f"More than {MAX_GROUNDS:,} combinations of conditions would undo this outcome.",
                remedy="Ask about one assertion of it.",
            )
        yield Ground(conditions)


def _name(condition: Condition) -> str:
    return condition.assertion_id if isinstance(condition, Assertion) else condition.name
