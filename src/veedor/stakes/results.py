"""What the questions of stakes give: frozen results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.model import Result
from veedor.stakes.curve import worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count.vectors import IntVector
    from veedor.model import Contest
    from veedor.stakes.chance import Chance
    from veedor.stakes.curve import Point
    from veedor.stakes.flip import Flip, Word
    from veedor.stakes.sets import Block, Effect, Lost
    from veedor.stakes.stake import Stake


@dataclass(frozen=True, eq=False)
class OfStake:
    """What is said of something at stake.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    """

    stake: Stake

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.stake.sheets.contest


@dataclass(frozen=True, eq=False)
class Flips(OfStake, Result):
    """The smallest number of units that can change an outcome, by treatment.

    Parameters
    ----------
    flips : tuple of Flip
        One a treatment.
    left_out : tuple of str
        Treatments that the case has no data for.
    areas : tuple of (str, Flip)
        Of seats that are shared out by area: what changes those of each area.
    curve : tuple of Point
        What is left when the k heaviest units are treated, one line a treatment.
    used : mapping of str to int
        For ``replace``: how many of the sheets found (of all, if none are) took the pattern of which level.
    """

    flips: tuple[Flip, ...]
    left_out: tuple[str, ...] = ()
    areas: tuple[tuple[str, Flip], ...] = ()
    curve: tuple[Point, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Answer:
    """What k units can do under one treatment.

    Parameters
    ----------
    flip : Flip
        The smallest number that changes the outcome.
    k : int
        How many are in doubt.
    chance : Chance
        What k units drawn at random do.
    """

    flip: Flip
    k: int
    chance: Chance

    @property
    def word(self) -> Word:
        """*cannot* or *could*; *open* where the bracket does not settle it."""
        return self.flip.word(self.k)

    @property
    def worst(self) -> Point:
        """What the k heaviest units leave."""
        (point,) = worst(self.flip.problem, [self.k])
        return point


@dataclass(frozen=True, eq=False)
class InDoubt(OfStake, Result):
    """What k units can do, by treatment.

    Parameters
    ----------
    k : int
        How many units are in doubt.
    answers : tuple of Answer
        One a treatment.
    left_out : tuple of str
        Treatments that the case has no data for.
    used : mapping of str to int
        For ``replace``: how many sheets of all took the pattern of which level.
    """

    k: int
    answers: tuple[Answer, ...]
    left_out: tuple[str, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class NamedSet(OfStake, Result):
    """What a named set of sheets means for the outcome.

    Parameters
    ----------
    rows : int vector, shape (k,)
        The sheets.
    effects : tuple of Effect
        One a treatment.
    block : Block, optional
        The lead or share that they must have; None where nothing bounds what is open besides.
    lost : Lost, optional
        What is left when nothing on them can be relied on; None where nothing bounds them, or what is open.
    used : mapping of str to int
        For ``replace``: how many sheets took the pattern of which level.
    left_out : tuple of str
        Treatments that the case has no data for.
    """

    rows: IntVector
    effects: tuple[Effect, ...]
    block: Block | None
    lost: Lost | None
    used: Mapping[str, int]
    left_out: tuple[str, ...] = ()
