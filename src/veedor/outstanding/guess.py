"""What is expected of the sheets that are out, by class, and whether what is counted can speak for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.coverage import coverage_of
from veedor.outstanding.replay import CLASSES, REPORTED, SILENT, UNREPORTED
from veedor.outstanding.silent import silent_leaves
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints
    from veedor.outstanding.counted_sheets import PlaceSums
    from veedor.outstanding.coverage import Coverage
    from veedor.outstanding.spread import Fitted, PlaceSpread
    from veedor.outstanding.tree import Tree


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
    """Give the class of each leaf: reported, not reported, or in a silent region."""
    classes = np.where(counted.sheets > 0, REPORTED, UNREPORTED)
    classes[silent_leaves(tree, counted.sheets, size)] = SILENT
    return classes
