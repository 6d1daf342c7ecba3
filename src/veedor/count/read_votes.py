"""Read the votes of versions of sheets: the one join of the table of votes by (sheet, seq)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import as_codes, blanks, holds, integers, open_table
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError

if TYPE_CHECKING:
    import pyarrow as pa

    from veedor.arrays import Flags, Ints
    from veedor.engine.store import Store
    from veedor.model import Contest, CountId


def read_votes(store: Store, contest: Contest, count_id: CountId, version: pa.Table) -> tuple[Ints, Flags]:
    """Read the votes of some versions of a count, in their order.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    version : Arrow table
        The versions, with ``sheet_id`` and ``seq``; each once.

    Returns
    -------
    votes : int matrix, shape (n, n_choices)
        Column by column in memory; a blank cell is 0.
    blank : bool matrix, shape (n, n_choices)
        Cells that were left blank.

    Raises
    ------
    MissingDataError
        Where the table of votes lacks one.
    """
    choices = [str(choice.choice_id) for choice in contest.choices]
    votes: Ints = np.empty((version.num_rows, len(choices)), dtype=np.int64, order="F")
    blank: Flags = np.zeros(votes.shape, dtype=np.bool_, order="F")
    keys = ["count_id", "sheet_id", "seq"]
    with open_table(store, f"votes-{contest.contest_id}", keys) as file:
        rows = _rows_of(file.read(keys), count_id, version)
        for j, choice in enumerate(choices):  # one at a time: no second copy of the whole
            column = file.read([choice])[choice]
            votes[:, j] = integers(column, 0)[rows]
            if column.null_count:
                blank[:, j] = blanks(column)[rows]
    return votes, blank


def _rows_of(table: pa.Table, count_id: CountId, version: pa.Table) -> Ints | slice:
    """Find the rows of some versions; all of them, in order, is the common case."""
    own = holds(table, count_id=count_id)
    if own.all() and all(table[name].equals(version[name]) for name in ("sheet_id", "seq")):
        return slice(None)
    import pyarrow.compute as pc

    sheets = as_codes(table["sheet_id"])
    wanted = pc.index_in(version["sheet_id"], value_set=sheets.dictionary)
    seq, wanted_seq = (integers(t["seq"]) for t in (table, version))
    width = int(max(seq.max(initial=0), wanted_seq.max(initial=0))) + 1
    here = np.flatnonzero(own)
    keys = (integers(sheets.indices) * width + seq)[here]
    sought = np.where(integers(wanted) == UNKNOWN, UNKNOWN, integers(wanted) * width + wanted_seq)
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys[order], sought), len(keys) - 1)] if len(keys) else order
    if len(at) != len(sought) or bool((keys[at] != sought).any()):
        raise MissingDataError(
            "The imported tables have a version without votes.",
            remedy="Import the case again: `veedor import CASE`.",
        )
    rows: Ints = here[at]
    return rows
