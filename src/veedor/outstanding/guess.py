"""What is expected of the sheets that are out, by class, and whether what is counted can speak for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.replay import CLASSES, REPORTED, SILENT, UNREPORTED
from veedor.outstanding.silent import silent_leaves
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.area_spread import Fitted, PlaceSpread
    from veedor.outstanding.counted_sheets import PlaceSums
    from veedor.outstanding.tree import Tree

REFUSE_BELOW = 0.33
"""Share of the outstanding size in places that have reported, below which no projection is given."""
WARN_BELOW = 0.60
"""The same, below which a projection carries a warning."""
SMALL = 0.05
"""Share of all voters in places that have not reported, up to which it does not matter where they are."""
SILENT_AT_MOST = 0.10
"""Share of all voters in regions of which nothing is counted, from which no projection is given."""


class CoverageVerdict(StrEnum):
    """Whether a projection may be given, and why not."""

    OPEN = "open"
    WARNING = "warning"
    REFUSED = "refused"
    NOTHING_COUNTED = "nothing_counted"
    ALL_COUNTED = "all_counted"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is outstanding lies in places that have reported, and what follows.

    Parameters
    ----------
    share : float
        Share of the outstanding size (registered voters, where they are known) that lies in polling places
        with at least one counted sheet; NaN where nothing is outstanding.
    silent : float
        Share of all voters in regions and classes of which nothing is counted.
    verdict : CoverageVerdict
        Whether a projection may be given.
    """

    share: float
    silent: float
    verdict: CoverageVerdict

    @property
    def passes(self) -> bool:
        """Whether a projection may be given."""
        return self.verdict in {CoverageVerdict.OPEN, CoverageVerdict.WARNING}


def coverage_of(counted: Floats, outstanding: Floats, whole: float, silent: float = 0.0) -> Coverage:
    """Judge whether what is counted can speak for what is outstanding.

    Parameters
    ----------
    counted : float vector, shape (n_leaves,)
        Counted sheets of each polling place.
    outstanding : float vector, shape (n_leaves,)
        Outstanding size of each.
    whole, silent : float
        Size of all sheets, and of those in regions of which nothing is counted.
    """
    rest = float(outstanding.sum())
    if not counted.any():
        return Coverage(0.0 if rest else float("nan"), 1.0, CoverageVerdict.NOTHING_COUNTED)
    if rest <= 0:
        return Coverage(float("nan"), 0.0, CoverageVerdict.ALL_COUNTED)
    heard = float(outstanding[counted > 0].sum())
    share, quiet, small = heard / rest, silent / whole, rest - heard <= SMALL * whole
    if quiet >= SILENT_AT_MOST or (share < REFUSE_BELOW and not small):
        verdict = CoverageVerdict.REFUSED
    elif quiet > 0 or (share < WARN_BELOW and not small):
        verdict = CoverageVerdict.WARNING
    else:
        verdict = CoverageVerdict.OPEN
    return Coverage(share, quiet, verdict)


@dataclass(frozen=True, eq=False)
class Guess:
    """What is expected of the sheets that are out, by class.

    Parameters
    ----------
    expected : float matrix, shape (3, m)
        Votes.
    size : float vector, shape (3,)
        Size.
    spread : PlaceSpread
        How far off all of it may be, drift apart.
    classes : int vector, shape (n_leaves,)
        The class of each leaf.
    whole : float
        Size of all sheets, counted or not.
    """

    expected: Floats
    size: Floats
    spread: PlaceSpread
    classes: Ints
    whole: float

    @property
    def total(self) -> Floats:
        """Expected votes of all, shape (m,)."""
        total: Floats = self.expected.sum(axis=0)
        return total


def guess(model: Fitted, counted: PlaceSums, tree: Tree, leaf: Ints, size: Floats) -> Guess:
    """Say what is expected of some sheets.

    Parameters
    ----------
    model : Fitted
        What the counted sheets lead one to expect.
    counted, tree : PlaceSums, Tree
        The counted sheets, and places.
    leaf, size : vectors, shape (k,)
        Leaf and size of the sheets that are out.
    """
    out = add_up(leaf, size, tree.leaves)
    classes = classes_of(tree, counted, counted.size + out)
    expected = add_up(classes, model.rates * out[:, None], CLASSES)
    spread = model.spread(out, float(size @ size))
    whole = float((counted.size + out).sum())
    return Guess(expected, add_up(classes, out, CLASSES), spread, classes, whole)


def judged(tree: Tree, counted: PlaceSums, size: Floats, matched: Flags | None = None) -> Coverage:
    """Judge whether what is counted can speak for the rest of a size, shape (n_leaves,).

    Places that an earlier election knows (``matched``) speak for themselves, once anything is counted.
    """
    sheets = counted.sheets
    if matched is not None and sheets.any():
        sheets = np.where(matched, np.maximum(sheets, 1), sheets)
    silent = float(size[silent_leaves(tree, sheets, size)].sum())
    return coverage_of(sheets, size - counted.size, float(size.sum()), silent)


def classes_of(tree: Tree, counted: PlaceSums, size: Floats) -> Ints:
    """Return the class of each leaf: reported, not reported, or in a silent region."""
    classes = np.where(counted.sheets > 0, REPORTED, UNREPORTED)
    classes[silent_leaves(tree, counted.sheets, size)] = SILENT
    return classes
