"""A synthetic election: who could vote where, how they voted, and what the two counts made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import datetime

    from veedor.arrays import Flags, Ints, Texts
    from veedor.synthetic.arrival import Clock
    from veedor.synthetic.geography import Land
    from veedor.synthetic.plan import Plan


@dataclass(frozen=True, eq=False)
class SyntheticElection:
    """A synthetic election.

    Parameters
    ----------
    plan : Plan
        What it was made from.
    land : Land
        Places and sheets.
    clock : Clock
        Times of the preliminary count.
    ids : text vector, shape (n_sheets,)
        Sheet ids, ascending.
    official, preliminary : int matrices, shape (n_sheets, n_candidates + 2)
        Votes of the candidates, blank, null. Preliminary rows of sheets that never arrived are without
        meaning: ``clock.verified_at`` is NaT there.
    stated_valid : int vector, shape (n_sheets,)
        Valid votes as stated in the verification log.
    planted : mapping of str to int vector
        Which sheets carry which defect.
    """

    plan: Plan
    land: Land
    clock: Clock
    ids: Texts
    official: Ints
    preliminary: Ints
    stated_valid: Ints
    planted: dict[str, Ints] = field(default_factory=dict)

    def verified_by(self, at: datetime) -> Flags:
        """Say which sheets were verified by a moment."""
        verified = self.clock.verified_at
        made: Flags = ~np.isnat(verified) & (verified <= np.datetime64(at, "s"))
        return made

    @property
    def choices(self) -> tuple[str, ...]:
        """Columns of the votes."""
        return (*self.plan.opinion.candidates, "blank", "null")

    @property
    def stratum(self) -> Texts:
        """``urban`` or ``rural`` for each sheet."""
        return np.where(self.land.urban[self.land.of_sheet], "urban", "rural")
