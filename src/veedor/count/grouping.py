"""Sums by group, exactly: by place, by moment, by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from veedor.arrays import Ints


def sums_of(group: Ints, amounts: Ints | Ints, groups: int) -> Ints:
    """Sum rows by group in whole numbers.

    Parameters
    ----------
    group : int vector, shape (n,)
        The group of each row, from 0.
    amounts : int matrix, shape (n, k), or int vector, shape (n,)
        What is summed.
    groups : int
        How many groups there are.

    Returns
    -------
    int matrix, shape (groups, k), or int vector, shape (groups,)
    """
    sums: Ints = np.zeros((groups, *amounts.shape[1:]), dtype=np.int64)
    ascending = bool((group[1:] >= group[:-1]).all())
    order = slice(None) if ascending else np.argsort(group, kind="stable")
    ranked = group[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)])
    if len(starts):
        for into, column in zip(np.atleast_2d(sums.T), np.atleast_2d(amounts.T), strict=True):
            into[ranked[starts]] = np.add.reduceat(column[order], starts, dtype=np.int64)
    return sums


def dense(code: Ints) -> Ints:
    """Number some codes anew, in their order: from 0 and without a gap."""
    found: Ints = (np.cumsum(np.bincount(code) > 0) - 1)[code]
    return found


class Areas(NamedTuple):
    """Sums of some sheets by area, the areas without a sheet left out.

    Parameters
    ----------
    codes : int vector, shape (m,)
        The areas, ascending.
    sheets, registered : int vectors, shape (m,)
        Sheets, and their voters: ``UNKNOWN`` where they are not published for every one of them.
    votes : int matrix, shape (m, n_choices)
        Votes.
    """

    codes: Ints
    sheets: Ints
    registered: Ints
    votes: Ints


def sums_of_areas(code: Ints, areas: int, votes: Ints, registered: Ints) -> Areas:
    """Sum sheets by their area.

    Parameters
    ----------
    code : int vector, shape (n,)
        The area of each sheet, from 0.
    areas : int
        How many areas there are.
    votes, registered : int matrix, int vector
        Of each sheet.
    """
    sheets: Ints = np.bincount(code, minlength=areas)
    unknown = registered == UNKNOWN
    voters = sums_of(code, np.where(unknown, 0, registered), areas)
    voters[np.bincount(code[unknown], minlength=areas) > 0] = UNKNOWN
    present: Ints = np.flatnonzero(sheets)
    return Areas(present, sheets[present], voters[present], sums_of(code, votes, areas)[present])
