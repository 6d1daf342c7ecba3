"""The roll: the tally sheets that should exist, and where each of them lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.columns import (
    as_codes,
    as_column,
    codes,
    degrees,
    integers,
    only,
    read,
    rows_where,
    texts,
)
from veedor.count.sheets import Places
from veedor.count.vectors import UNKNOWN, rows_of, total, total_of
from veedor.errors import MissingDataError, QuestionError
from veedor.model import Brief
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.engine.store import Store
    from veedor.model import ContestId


@dataclass(frozen=True, eq=False)
class Roll(Brief):
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
    unit : int vector, shape (n,)
        Which shared register each sheet's voters stand in; -1 where the sheet has its own.
    unit_registered : int vector, shape (n_units,)
        Registered voters of each shared register, ``UNKNOWN`` where not published.
    unlisted : text vector
        Ids of the sheets that a file names and the list of expected sheets does not; none without a list.
    """

    ids: Texts
    keys: pa.Array
    places: Places
    registered: Ints
    stratum: Texts
    areas: Mapping[str, Texts] = field(default_factory=dict)
    unit: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unit_registered: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unlisted: Texts = field(default_factory=lambda: np.empty(0, dtype=np.str_))

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: Texts) -> Ints:
        """Return the row of each of some sheets; ``UNKNOWN`` (-1) where one is not on the roll."""
        return rows_of(ids, self.ids)

    def member_of(self, division: str) -> Texts:
        """Return the area of each sheet in a level of place or a further division, shape (n,)."""
        if division in self.areas:
            return self.areas[division]
        return self.places.ids_at(division)

    def voters(self, rows: Flags) -> int | None:
        """Sum the voters of some sheets, each shared register once; None where not all are known."""
        own = self.registered[rows & (self.unit < 0)]
        shared = self.unit_registered[np.unique(self.unit[rows & (self.unit >= 0)])]
        return total_of((total(own), total(shared)))


def load_roll(store: Store, levels: Sequence[str], contest_id: ContestId) -> Roll:
    """Read the sheets that should exist in a contest of an imported case.

    Parameters
    ----------
    store : Store
        Its tables.
    levels : sequence of str
        Levels of place from the widest to the polling place; none where the case has no places.
    contest_id : ContestId
        Which contest.
    """
    columns = ["contest_id", "sheet_id", "place_id", "registered", "unit_id", "stratum", "listed"]
    table = read(store, "sheet", columns)
    table = only(table, contest_id=contest_id)
    ids = texts(table["sheet_id"])
    order = ascending(ids)
    if order is not None:
        table, ids = table.take(as_column(order)), ids[order]
    places = places_of(store, levels, table["place_id"])
    return Roll(
        ids,
        table["sheet_id"].combine_chunks(),
        places,
        integers(table["registered"]),
        texts(table["stratum"]),
        divisions_of(store, places),
        *_units(store, contest_id, table["unit_id"]),
        _unlisted(table),
    )


def _unlisted(table: pa.Table) -> Texts:
    """Return the sheets that the list does not name; without a list the column is empty."""
    import pyarrow.compute as pc

    return texts(table.filter(pc.invert(table["listed"]))["sheet_id"])


def _units(store: Store, contest_id: ContestId, unit_of_sheet: pa.ChunkedArray) -> tuple[Ints, Ints]:
    """Return which shared register each sheet's voters stand in, and how many each holds."""
    if unit_of_sheet.null_count == len(unit_of_sheet):
        return np.full(len(unit_of_sheet), -1, dtype=np.int64), np.empty(0, dtype=np.int64)
    import pyarrow.compute as pc

    table = read(store, "unit", ["contest_id", "unit_id", "registered"])
    table = only(table, contest_id=contest_id)
    found = pc.index_in(unit_of_sheet, value_set=table["unit_id"].combine_chunks())
    return integers(found, -1), integers(table["registered"])


def ascending(ids: NDArray[Any]) -> Ints | None:
    """Return order that sorts some ids; None where they are in order already, as an import writes them."""
    if bool((ids[1:] >= ids[:-1]).all()):
        return None
    return np.argsort(ids, kind="stable")


def places_of(store: Store, levels: Sequence[str], place_of_sheet: pa.ChunkedArray) -> Places:
    """Follow each sheet's polling place up the tree, as codes.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    levels : sequence of str
        From the widest level to that of the places.
    place_of_sheet : Arrow array of text
        Their ids; missing where a sheet has none.
    """
    if not levels:
        ids, finest = np.unique(texts(place_of_sheet), return_inverse=True)
        names = tuple(ids.tolist())
        return Places(("place",), {"place": finest.astype(np.int64)}, {"place": names}, {"place": names})
    table = read(store, "place", ["place_id", "level", "name", "parent_id", "lat", "lon"])
    rows: dict[str, pa.Table] = {}
    of_level, named = codes(table["level"])
    for level in levels:
        mine = named.index(level) if level in named else UNKNOWN - 1
        part = rows_where(table, of_level == mine)
        order = ascending(texts(part["place_id"]))
        rows[level] = part if order is None else part.take(as_column(order))
    code: dict[str, Ints] = {}
    below = place_of_sheet
    for level in reversed(levels):
        # the first step looks up the sheets' own places, every further one the few parents; a sheet without a
        # place is nowhere at every level
        step = np.r_[_index(below, rows[level]["place_id"]), UNKNOWN]
        code[level] = step[:-1] if not code else step[code[levels[levels.index(level) + 1]]]
        below = rows[level]["parent_id"]
    polling = rows[levels[-1]]
    nowhere = bool((code[levels[-1]] == UNKNOWN).any())
    lat, lon = _degrees(polling["lat"]), _degrees(polling["lon"])
    return Places(
        tuple(levels),
        {level: _behind(code[level], len(rows[level]), nowhere) for level in levels},
        {level: _with_nowhere(rows[level]["place_id"].to_pylist(), nowhere) for level in levels},
        {level: _with_nowhere(rows[level]["name"].to_pylist(), nowhere) for level in levels},
        None if lat is None else np.r_[lat, np.nan] if nowhere else lat,
        None if lon is None else np.r_[lon, np.nan] if nowhere else lon,
    )


def _behind(code: Ints, known: int, nowhere: bool) -> Ints:
    """Put what is nowhere behind the known places."""
    return np.where(code == UNKNOWN, known, code) if nowhere else code


def _with_nowhere(names: list[str], nowhere: bool) -> tuple[str, ...]:
    return (*names, "") if nowhere else tuple(names)


_AGAIN = sentence("Import the case again: `veedor import CASE`.")


def _index(values: pa.ChunkedArray, known: pa.ChunkedArray) -> Ints:
    """Return the row of each value in a column of ids; ``UNKNOWN`` for a missing one."""
    import pyarrow.compute as pc

    encoded = as_codes(values)
    code = integers(encoded.indices)
    of_text = integers(pc.index_in(encoded.dictionary, value_set=known.combine_chunks()))
    found: Ints = np.r_[of_text, UNKNOWN][code]
    lost = (found == UNKNOWN) & (code != UNKNOWN)
    if lost.any():
        missing = encoded.dictionary[int(code[lost][0])].as_py()
        raise MissingDataError(
            sentence("The imported tables have no place {missing!r}.", missing=missing), remedy=_AGAIN
        )
    return found


def _degrees(column: pa.ChunkedArray) -> Floats | None:
    """Coordinates, NaN where not published; None where nobody published any."""
    return None if column.null_count == len(column) else degrees(column)


def divisions_of(store: Store, places: Places) -> dict[str, Texts]:
    """Return the area of each sheet in the divisions that are no level of the tree.

    Parameters
    ----------
    store : Store
        Tables of the imported case.
    places : Places
        Where each sheet lies.

    Raises
    ------
    QuestionError
        Where a place lies in two areas of one division: which sheets are of which is in no table.
    """
    if not store.has("area"):
        return {}
    table = read(store, "area", ["place_id", "division", "area_id"])
    position = {place: i for i, place in enumerate(places.ids[places.finest])}
    of_place: dict[str, list[str]] = {}
    for row in table.to_pylist():
        areas = of_place.setdefault(row["division"], [""] * len(position))
        place, area = row["place_id"], row["area_id"]
        if place not in position:
            continue
        before = areas[position[place]]
        if before and before != area:
            division = row["division"]
            raise QuestionError(
                sentence(
                    "The sheets of the place {place!r} name two areas of the division "
                    "{division!r}: {before!r} and {area!r}.",
                    place=place,
                    division=division,
                    before=before,
                    area=area,
                ),
                remedy=sentence(
                    "Make {division} a level: write it into [election] levels before "
                    "{finest!r}, and in the sources from divisions into levels; then the "
                    "sheets of each area are a place.",
                    division=division,
                    finest=places.finest,
                ),
            )
        areas[position[place]] = area
    codes_of_sheets = places.codes[places.finest]
    return {division: np.array(areas)[codes_of_sheets] for division, areas in of_place.items()}
