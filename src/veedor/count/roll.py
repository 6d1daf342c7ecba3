"""The roll: the tally sheets that should exist, and where each of them lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.columns import codes, degrees, integers, read, row_index, row_mask, texts
from veedor.count.sheets import Places
from veedor.errors import MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from veedor.count.sheets import IntVector, TextVector
    from veedor.engine.store import Store


@dataclass(frozen=True, eq=False)
class Roll:
    """The tally sheets that should exist, whatever a count has of them.

    Parameters
    ----------
    ids : text vector, shape (n,)
        Sheet ids, unique, in ascending text order.
    keys : Arrow array of text
        The same, as the tables hold them.
    places : Places
        Where each lies. Codes are those of the whole roll, so they are the same in every count of the case.
    registered : int vector, shape (n,)
        Registered voters, ``UNKNOWN`` where not published.
    stratum : text vector, shape (n,)
        Empty where not published.
    areas : mapping of str to text vector, shape (n,)
        Divisions that are no level of the tree of places.
    """

    ids: TextVector
    keys: pa.Array
    places: Places
    registered: IntVector
    stratum: TextVector
    areas: Mapping[str, TextVector] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


def load_roll(store: Store, levels: Sequence[str]) -> Roll:
    """Read the roll of an imported case.

    Parameters
    ----------
    store : Store
        Its tables.
    levels : sequence of str
        Levels of place from the widest to the polling place; none where the case has no places.
    """
    table = read(store, "sheet", ["sheet_id", "place_id", "registered", "stratum"])
    ids = texts(table["sheet_id"])
    order = ascending(ids)
    if order is not None:
        table, ids = table.take(row_index(order)), ids[order]
    places = _places(store, levels, table["place_id"])
    return Roll(
        ids,
        table["sheet_id"].combine_chunks(),
        places,
        integers(table["registered"]),
        texts(table["stratum"]),
        _areas(store, places),
    )


def ascending(ids: NDArray[Any]) -> IntVector | None:
    """Give the order that sorts some ids; None where they are in order already, as an import writes them."""
    if bool((ids[1:] >= ids[:-1]).all()):
        return None
    return np.argsort(ids, kind="stable")


def _places(store: Store, levels: Sequence[str], place_of_sheet: pa.ChunkedArray) -> Places:
    """Follow each sheet's polling place up the tree, as codes."""
    if not levels:
        ids, finest = np.unique(texts(place_of_sheet), return_inverse=True)
        names = tuple(ids.tolist())
        return Places(("place",), {"place": finest.astype(np.int64)}, {"place": names}, {"place": names})
    table = read(store, "place", ["place_id", "level", "name", "parent_id", "lat", "lon"])
    rows: dict[str, pa.Table] = {}
    of_level, named = codes(table["level"])
    for level in levels:
        if level not in named:
            raise MissingDataError(f"The imported case has no places of the level {level!r}.", remedy=_AGAIN)
        part = table.filter(row_mask(of_level == named.index(level)))
        order = ascending(texts(part["place_id"]))
        rows[level] = part if order is None else part.take(row_index(order))
    code: dict[str, IntVector] = {}
    below = place_of_sheet
    for level in reversed(levels):
        # the first step looks up the sheets' own places, every further one the few parents
        step = _index(below, rows[level]["place_id"])
        code[level] = step if not code else step[code[levels[levels.index(level) + 1]]]
        below = rows[level]["parent_id"]
    polling = rows[levels[-1]]
    return Places(
        tuple(levels),
        {level: code[level] for level in levels},
        {level: tuple(rows[level]["place_id"].to_pylist()) for level in levels},
        {level: tuple(rows[level]["name"].to_pylist()) for level in levels},
        _degrees(polling["lat"]),
        _degrees(polling["lon"]),
    )


_AGAIN = "Import the case again: `veedor import CASE`."


def _index(values: pa.ChunkedArray, known: pa.ChunkedArray) -> IntVector:
    """Give the row of each value in a column of ids."""
    import pyarrow.compute as pc

    found = pc.index_in(values, value_set=known.combine_chunks())
    if found.null_count:
        missing = values.filter(pc.is_null(found))[0].as_py()
        raise MissingDataError(f"The imported tables have no place {missing!r}.", remedy=_AGAIN)
    return integers(found)


def _degrees(column: pa.ChunkedArray) -> NDArray[np.float64] | None:
    """Coordinates, NaN where not published; None where nobody published any."""
    return None if column.null_count == len(column) else degrees(column)


def _areas(store: Store, places: Places) -> dict[str, TextVector]:
    """Give the area of each sheet in the divisions that are no level of the tree."""
    if not store.has("area"):
        return {}
    table = read(store, "area", ["place_id", "division", "area_id"])
    position = {place: i for i, place in enumerate(places.ids[places.finest])}
    of_place: dict[str, list[str]] = {}
    for row in table.to_pylist():
        areas = of_place.setdefault(row["division"], [""] * len(position))
        if row["place_id"] in position:
            areas[position[row["place_id"]]] = row["area_id"]
    codes_of_sheets = places.codes[places.finest]
    return {division: np.array(areas)[codes_of_sheets] for division, areas in of_place.items()}
