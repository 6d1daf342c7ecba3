"""What could change the outcome of a case: each answer computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.claims.types import of_claim
from veedor.stakes import Stake, Word, at_stake, can_flip, smallest_flip

if TYPE_CHECKING:
    from veedor.count.selection import Selection
    from veedor.stakes import Flip


@dataclass
class CaseStakes:
    """Answers about what is at stake.

    Parameters
    ----------
    final : Selection
        The count that counts in the end.
    """

    final: Selection
    _flips: dict[tuple[str, str], Flip] = field(default_factory=dict, repr=False)

    @cached_property
    def stake(self) -> Stake:
        """What would undo the outcome."""
        return at_stake(self.final)

    def flip(self, unit: str, treatment: str) -> Flip:
        """Give the smallest number of units that can change the outcome under a treatment."""
        key = (unit, treatment)
        if key not in self._flips:
            self._flips[key] = of_claim(lambda: smallest_flip(self.stake, treatment, unit))
        return self._flips[key]

    def word(self, k: int, unit: str, treatment: str) -> Word:
        """Say whether k units can change the outcome."""
        return of_claim(lambda: can_flip(self.stake, k, treatment, unit))
