"""An earlier election matched to today's sheets: by their ids, then by the names of their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN, rows_of
from veedor.outstanding.tree import add_up

if TYPE_CHECKING:
    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.count.earlier import EarlierElection
    from veedor.count.sheets import Places

SAME_PLACE = 0.9
"""Share of the sheets with equal ids that must lie in one widest place for ids to mean the same sheets."""
NOTABLE = 0.01
"""Share of all votes of then from which a choice is told apart."""
MOST = 2.0
"""Votes per voter of then at most: more is an error of one of both."""
NAMED = 10
"""Units that are named where nothing matches them."""
BETWEEN = "\x1f"
_OTHER = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, eq=False)
class EarlierMatch:
    """What an earlier election says of each of today's sheets.

    Parameters
    ----------
    name, title : str
        The source, and what it calls itself.
    features : float matrix, shape (n, n_features)
        Votes of then per registered voter (or per vote), by choice: of the sheet, of its place, or of the
        finest place above it that is matched.
    by_id, by_name : bool vectors, shape (n,)
        Sheets that are matched themselves, and those whose polling place is.
    unmatched : tuple of str
        Some of today's places (or sheets) that are not matched.
    places : int
        How many of them there are.
    left : int
        Units of the earlier election that match nothing of today.
    ids_differ : bool
        Whether equal ids were not believed, because they lie in other places.
    """

    name: str
    title: str
    features: Floats
    by_id: Flags
    by_name: Flags
    unmatched: tuple[str, ...]
    places: int
    left: int
    ids_differ: bool

    def __len__(self) -> int:
        return len(self.features)

    @property
    def matched(self) -> Flags:
        """Which sheets are matched, themselves or by their place, shape (n,)."""
        return self.by_id | self.by_name

    def take(self, rows: Ints) -> EarlierMatch:
        """Return the same for some sheets, in the order asked for."""
        return replace(self, features=self.features[rows], by_id=self.by_id[rows], by_name=self.by_name[rows])

    def of_leaves(self, leaf: Ints, size: Floats, leaves: int) -> tuple[Floats, Flags]:
        """Return the features of polling places, and which are matched for the larger part.

        Parameters
        ----------
        leaf, size : vectors, shape (n,)
            The polling place of each sheet, and its size.
        leaves : int
            How many polling places there are.
        """
        weight = np.maximum(size, 1e-9)
        whole = np.bincount(leaf, weight, leaves)
        features = add_up(leaf, self.features * weight[:, None], leaves) / whole[:, None]
        return features, np.bincount(leaf, weight * self.matched, leaves) > whole / 2


def plain_name(text: str) -> str:
    """Return the form in which names of places are compared: no accents, capitals, marks, or blanks."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return _OTHER.sub(" ", bare).strip() if bare.isascii() else " ".join(bare.split())


def match_earlier(earlier: EarlierElection, ids: Texts, places: Places) -> EarlierMatch:
    """Match an earlier election to today's sheets.

    Parameters
    ----------
    earlier : EarlierElection
        The earlier election.
    ids : text vector, shape (n,)
        Today's sheets.
    places : Places
        Where each lies.
    """
    rates = _Rates.of(earlier)
    levels = [level for level in places.levels_known if level in earlier.levels]
    then = _nested([_coded(earlier.levels[level]) for level in levels])
    now = _nested([_Named(np.array(places.names[level]), places.codes[level]) for level in levels])
    features = np.repeat(rates.by(np.zeros(len(earlier), dtype=np.int64), 1), len(ids), axis=0)
    by_id, by_name = np.zeros(len(ids), dtype=bool), np.zeros(len(ids), dtype=bool)
    used = np.zeros(len(earlier), dtype=bool)

    def take(before: _Named, after: _Named) -> Flags:
        at, there = before.find(after.names)
        same: Flags = there[after.code]
        features[same] = rates.by(before.code, len(before.names))[at[after.code[same]]]
        used[np.isin(before.code, at[there])] = True
        return same

    for before, after in zip(then, now, strict=True):
        used[:] = False  # whoever matches a region only matches nothing
        by_name = take(before, after)
    own, today = _coded(earlier.ids), _Named(ids, np.arange(len(ids)))
    ids_differ = bool(levels) and _elsewhere(own, then[0], today, now[0])
    if (earlier.ids != "").any() and not ids_differ:
        by_id = take(own, today)
    missing = ~(by_id | by_name)
    level = levels[-1] if levels else ""
    lacking = np.unique((places.ids_at(level) if level else ids)[missing])
    return EarlierMatch(
        earlier.name,
        earlier.title,
        features,
        by_id,
        by_name & ~by_id,
        tuple(lacking[:NAMED].tolist()),
        len(lacking),
        int((~used).sum()),
        ids_differ,
    )


@dataclass(frozen=True, eq=False)
class _Rates:
    """Votes of then by unit, and what they are put against."""

    votes: Floats
    base: Floats

    @classmethod
    def of(cls, earlier: EarlierElection) -> _Rates:
        """Take the choices that are more than a trifle; voters only where nearly all are known."""
        votes = earlier.votes.astype(np.float64)
        known = bool((earlier.registered > 0).mean() > SAME_PLACE)
        told = votes.sum(axis=0) >= NOTABLE * votes.sum()
        whole = votes.sum(axis=1)
        if known:
            return cls(votes[:, told], np.maximum(earlier.registered, 0).astype(np.float64))
        return cls(votes[:, told], whole)

    def by(self, group: Ints, groups: int) -> Floats:
        """Return votes per voter of groups of units, shape (n_groups, n_features)."""
        base = np.bincount(group, self.base, groups)
        found: Floats = add_up(group, self.votes, groups) / np.maximum(base, 1)[:, None]
        return np.minimum(found, MOST)


@dataclass(frozen=True, eq=False)
class _Named:
    """Rows by the name of what they lie in: names, and which of them each row has; empty names have none."""

    names: Texts
    code: Ints

    def find(self, wanted: Texts) -> tuple[Ints, Flags]:
        """Return where some names stand among these, which ascend, and which do."""
        at = rows_of(wanted, self.names)
        return at, (at != UNKNOWN) & (wanted != "")

    @property
    def of_rows(self) -> Texts:
        """The name of each row."""
        found: Texts = self.names[self.code]
        return found


def _coded(column: Texts) -> _Named:
    names, code = np.unique(column, return_inverse=True)
    return _Named(names, code.astype(np.int64))


def _nested(levels: list[_Named]) -> list[_Named]:
    """Return the path of plain names down to each level; empty where a name is missing."""
    found: list[_Named] = []
    for level in levels:
        plain = _coded(np.array([plain_name(name) for name in level.names.tolist()]))
        code = plain.code[level.code]
        if not found:
            found.append(_Named(plain.names, code))
            continue
        above = found[-1]
        pair, node = np.unique(above.code * len(plain.names) + code, return_inverse=True)
        outer, own = above.names[pair // len(plain.names)], plain.names[pair % len(plain.names)]
        path = np.char.add(np.char.add(outer, BETWEEN), own)
        whole = _coded(np.where((outer == "") | (own == ""), "", path))
        found.append(_Named(whole.names, whole.code[node]))
    return found


def _elsewhere(before: _Named, place_then: _Named, after: _Named, place_now: _Named) -> bool:
    """Say whether sheets of the same id lie in other places than then: ids that are given out anew."""
    at, there = before.find(after.names)
    if not there.any():
        return False
    first = np.zeros(len(before.names), dtype=np.int64)
    first[before.code[::-1]] = np.arange(len(before.code))[::-1]
    same = there[after.code]
    rows = first[at[after.code[same]]]
    return bool((place_then.of_rows[rows] == place_now.of_rows[same]).mean() < SAME_PLACE)
