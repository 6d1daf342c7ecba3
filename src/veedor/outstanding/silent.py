"""Silent parts of a count: regions and classes of which nothing at all is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.tree import STRATUM

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.count import Places
    from veedor.outstanding.tree import Tree


NOTABLE = 0.01
"""Share of all voters from which a part of which nothing is counted is a silent one."""


@dataclass(frozen=True, slots=True)
class SilentPart:
    """A region or class of which nothing is counted.

    Parameters
    ----------
    level, name : str
        Level of place (or ``stratum``), and its name as published.
    sheets : int
        Its sheets, all outstanding.
    share : float
        Its share of the size of all sheets.
    siblings : int
        Regions like it of which something is counted. A further one is unlike all of them once in so many
        times, whatever they are like.
    """

    level: str
    name: str
    sheets: int
    share: float
    siblings: int


@dataclass(frozen=True, eq=False)
class Regions:
    """The places of the widest level that tells regions apart: none of it has half of the sheets.

    Parameters
    ----------
    level : str
        The level; empty where no places are known.
    codes : int vector, shape (n,)
        The region of each sheet: an index into ``names``.
    names : tuple of str
        Names as published; empty for sheets without one.
    """

    level: str
    codes: Ints
    names: tuple[str, ...]


def regions_of(places: Places) -> Regions:
    """Return the regions of some sheets; one without a name where no places are known.

    A count with sheets from abroad has one country with nearly all of them: its regions are the next level.
    """
    n = len(places.codes[places.finest])
    for level in places.levels_known:
        if int(np.bincount(places.codes[level]).max(initial=0)) * 2 < n:
            return Regions(level, places.codes[level], _told_apart(places, level))
    return Regions("", np.zeros(n, dtype=np.int64), ("",))


def _told_apart(places: Places, level: str) -> tuple[str, ...]:
    """Name the places of a level: two that bear one name by their whole path."""
    named = Counter(places.names[level])
    both = zip(places.names[level], places.ids[level], strict=True)
    return tuple(path if named[name] > 1 else name for name, path in both)


def silent_leaves(tree: Tree, counted: Floats, size: Floats) -> Flags:
    """Say which leaves lie in a silent region or class, shape (n_leaves,).

    Parameters
    ----------
    tree : Tree
        Places.
    counted : float vector, shape (n_leaves,)
        Counted sheets.
    size : float vector, shape (n_leaves,)
        Size of all sheets, counted or not.
    """
    found = np.zeros(tree.leaves, dtype=bool)
    whole = float(size.sum())
    # regions are the places of the widest level of which none has half of everything
    wide = (nodes for nodes in reversed(tree.ancestors[:-1]) if np.bincount(nodes, size).max() * 2 < whole)
    for nodes in (next(wide, None), tree.classes):
        if nodes is not None:
            found |= _silent(nodes, counted, size, NOTABLE * whole)[nodes]
    return found


def _silent(nodes: Ints, counted: Floats, size: Floats, least: float) -> Flags:
    """Say which nodes have nothing counted and a notable size."""
    number = int(nodes.max(initial=0)) + 1
    silent: Flags = (np.bincount(nodes, counted, number) == 0) & (np.bincount(nodes, size, number) >= least)
    return silent


def silent_parts(places: Places, stratum: Texts, counted: Flags, size: Floats) -> tuple[SilentPart, ...]:
    """Name the regions and classes of which nothing is counted, each by the widest level; largest first.

    Parameters
    ----------
    places : Places
        Where each sheet lies.
    stratum : text vector, shape (n,)
        Of which class each is; empty where not published.
    counted : bool vector, shape (n,)
        Which sheets are counted.
    size : float vector, shape (n,)
        Their sizes.
    """
    whole = float(size.sum())
    if not counted.any() or not whole > 0:
        return ()
    names, code = np.unique(stratum, return_inverse=True)
    regions = regions_of(places)
    levels = [(STRATUM, code.astype(np.int64), tuple(names.tolist()))]
    levels += [(regions.level, regions.codes, regions.names)] if regions.level else []
    # classes are few, and what regions differ by stands for what they do
    siblings = len(np.unique(regions.codes[counted]))
    found: list[SilentPart] = []
    free = ~counted
    for level, codes, named in levels:
        silent = _silent(codes, counted.astype(np.float64), size, NOTABLE * whole)
        for node in np.flatnonzero(silent).tolist():
            rows = free & (codes == node)
            if named[node] and rows.any():
                share = float(size[rows].sum()) / whole
                found.append(SilentPart(level, named[node], int(rows.sum()), share, siblings))
                free = free & ~rows
    return tuple(sorted(found, key=lambda part: -part.share))
