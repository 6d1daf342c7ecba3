"""What was published as whole files: the snapshots of the counts of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.count.columns import integers, read, texts, times
from veedor.model import SnapshotId

if TYPE_CHECKING:
    import numpy as np

    from veedor.engine import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication of a whole count as a file.

    Parameters
    ----------
    snapshot_id : SnapshotId
        Its short name.
    taken_at : datetime64
        When it was published, in UTC; NaT where unknown.
    source : str
        The file it was read from.
    """

    snapshot_id: SnapshotId
    taken_at: np.datetime64
    source: str


def read_snapshots(store: Store) -> list[tuple[str, str, Snapshot]]:
    """Read contest, count and snapshot of every published file, each count's in the order of publication."""
    names = ["contest_id", "count_id", "snapshot_id", "source"]
    table = read(store, "snapshot", [*names, "taken_at", "position"])
    order = integers(table["position"]).argsort(kind="stable")
    columns = [texts(table[name])[order].tolist() for name in names]
    moments = times(table["taken_at"])[order]
    return [
        (contest, count, Snapshot(SnapshotId(name), at, source))
        for contest, count, name, source, at in zip(*columns, moments, strict=True)
    ]
