"""Kitagawa's decomposition of a late shift: which places came late, and what changed within places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from veedor.arrays import Floats, Ints
    from veedor.outstanding.shift.lateness import Lateness


@dataclass(frozen=True, slots=True)
class Within:
    """The change within places that were matched at one level.

    Parameters
    ----------
    level : str
        Finest level at which the late sheets have early ones; empty where there are none at all.
    sheets : int
        Late sheets matched there.
    share : float
        Their share of the base of all late sheets.
    change : float
        What they add to the shift: late minus early value of the matched place, weighted by late base.
    """

    level: str
    sheets: int
    share: float
    change: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A late shift in terms that add up to it exactly.

    Parameters
    ----------
    early, late : float
        Value of the measure on either side.
    early_sheets, late_sheets : int
        Sheets on either side.
    late_share : float
        Share of the late side in the base of all.
    composition : float
        What the late places would have added had each voted as its own early sheets did.
    within : tuple of Within
        Change within places by the level of matching. The first is the change within the same polling place;
        the others compare late places with early neighbours, so place and change cannot be told apart.
    """

    early: float
    late: float
    early_sheets: int
    late_sheets: int
    late_share: float
    composition: float
    within: tuple[Within, ...]

    @property
    def shift(self) -> float:
        """Late minus early."""
        return self.late - self.early

    @property
    def matched(self) -> float:
        """Change within polling places that have both early and late sheets."""
        return self.within[0].change

    @property
    def unmatched(self) -> float:
        """Difference of places without any early sheet from their early neighbours."""
        return sum(part.change for part in self.within[1:])


def decompose(sheets: Lateness) -> Decomposition:
    """Split late minus early into composition, change within places, and what has no match.

    Notes
    -----
    With ``m_g`` the value of the finest place that has early votes, and ``w`` the late base:
    composition is ``sum(w m_g) / sum(w) - m_early``, and each level adds ``sum(top - w m_g) / sum(w)``. The
    interaction term of the three-way form belongs to the within-place part, as the late weights are used.

    References
    ----------
    Kitagawa, *Journal of the American Statistical Association* 50(272), 1955, 1168-1194, section 2.
    """
    tree, late = sheets.tree, sheets.late
    (top, _), (base, _) = sheets.sums(late)
    level = tree.finest(base)
    value = _matched(tree.up(top), tree.up(base), tree.ancestors, level)
    own, late_top, late_base = sheets.leaf[late], sheets.top[late], sheets.base[late]
    weight, overall = float(late_base.sum()), float(top.sum() / base.sum())
    excess = late_top - late_base * value[own]
    within = []
    for k, name in enumerate(tree.levels):
        here = level[own] == k
        share = float(late_base[here].sum()) / weight
        within.append(Within(name, int(here.sum()), share, float(excess[here].sum()) / weight))
    return Decomposition(
        early=overall,
        late=float(late_top.sum()) / weight,
        early_sheets=int((~late).sum()),
        late_sheets=int(late.sum()),
        late_share=weight / float(sheets.base.sum()),
        composition=float((late_base * value[own]).sum()) / weight - overall,
        within=tuple(within),
    )


def _matched(tops: list[Floats], bases: list[Floats], ancestors: tuple[Ints, ...], level: Ints) -> Floats:
    """Return the value of the place that each leaf is matched with."""
    value = np.full(len(level), np.nan)
    for k, node in enumerate(ancestors):
        here = level == k
        place = node[here]
        value[here] = tops[k][place] / bases[k][place]
    return value
