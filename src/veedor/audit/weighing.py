"""How a plan weighs what was found: sizes of the draw, the bet, and what a draw can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import named_bet, shrink_truncate
from veedor.audit.design import fraction_of

if TYPE_CHECKING:
    from veedor.arrays import Floats
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.design import Design
    from veedor.audit.population import Population
    from veedor.audit.risk import Bet

_STRENGTH = 100.0
"""Ballots for which the reported mean counts where ballots are polled (Stark 2023, section 2.5.2)."""


def bet_of(design: Design, member: SheetBounds) -> Bet:
    """Return the bet on an assertion: of polled ballots ALPHA, which starts from the reported mean.

    Parameters
    ----------
    design : Design
        From the plan.
    member : SheetBounds
        The assertion.
    """
    if design.method == "polling":
        return shrink_truncate(1.0, member.most_shown, _STRENGTH)
    return named_bet(design.rule, float(fraction_of("bet", design.bet)))


def shown(design: Design, x: Floats) -> Floats:
    """Return what draws show, of ``1 - taint``: at least 0; of tally sheets at most 1.

    A ballot that was recorded against the winner and is for it shows more than one that is as recorded, and
    takes back what another overstated; it is never cut off.
    """
    x = np.maximum(x, 0.0)
    return x if design.of_ballots else np.minimum(x, 1.0)


def sizes_of(design: Design, population: Population, member: SheetBounds) -> Floats:
    """Return size of each sheet, in 1/scale votes: its own where drawn in proportion, else one for all."""
    proportional = design.draw == "proportional"
    of = population.sizes_for(member) if proportional else population.equal_sizes(member)
    return of / member.parts
