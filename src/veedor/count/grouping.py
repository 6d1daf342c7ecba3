"""Sums by group, exactly: by place, by moment, by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veedor.count.vectors import UNKNOWN

if TYPE_CHECKING:
    from veedor.count.vectors import IntMatrix, IntVector


def sums_of(group: IntVector, amounts: IntMatrix | IntVector, groups: int) -> IntMatrix:
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
    order = np.argsort(group, kind="stable")
    running = amounts[order].cumsum(axis=0, dtype=np.int64)
    running = np.concatenate([np.zeros((1, *amounts.shape[1:]), dtype=np.int64), running])
    ends = np.searchsorted(group[order], np.arange(groups), side="right")
    sums: IntMatrix = np.diff(running[ends], axis=0, prepend=0)
    return sums


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

    codes: IntVector
    sheets: IntVector
    registered: IntVector
    votes: IntMatrix


def sums_of_areas(code: IntVector, areas: int, votes: IntMatrix, registered: IntVector) -> Areas:
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
    sheets: IntVector = np.bincount(code, minlength=areas)
    unknown = registered == UNKNOWN
    voters = sums_of(code, np.where(unknown, 0, registered), areas)
    voters[np.bincount(code[unknown], minlength=areas) > 0] = UNKNOWN
    present: IntVector = np.flatnonzero(sheets)
    return Areas(present, sheets[present], voters[present], sums_of(code, votes, areas)[present])
