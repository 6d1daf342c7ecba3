"""What is known of drawn sheets before they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.outstanding.sample.data import Traits

if TYPE_CHECKING:
    from veedor.count.roll import Roll
    from veedor.outstanding.arrays import Floats, Ints

MOST_KINDS = 12
"""Kinds of place (urban, rural, abroad) above which they are no traits."""


def traits_of(roll: Roll, stratum: Ints, arrived: Ints, missing: Ints) -> Traits | None:
    """Give the kind of place and the size of drawn sheets.

    Parameters
    ----------
    roll : Roll
        The sheets that should exist.
    stratum : int vector, shape (len(roll),)
        Within what each was drawn.
    arrived, missing : int vectors
        Rows of the drawn sheets that have arrived, and of those that have not.

    Returns
    -------
    Traits, optional
        None where nothing is known that differs within strata.
    """
    rows = np.concatenate((arrived, missing))
    columns: list[Floats] = []
    kinds = np.unique(roll.stratum[rows])
    if 1 < len(kinds) <= MOST_KINDS:
        columns += [(roll.stratum[rows] == kind).astype(np.float64) for kind in kinds[1:].tolist()]
    if bool((roll.registered[rows] > 0).all()):
        columns.append(np.log(roll.registered[rows].astype(np.float64)))
    if not columns:
        return None
    table = np.stack(columns, axis=1)
    return Traits(table[: len(arrived)], stratum[missing], table[len(arrived) :])
