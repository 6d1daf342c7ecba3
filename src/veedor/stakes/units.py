"""What is annulled, moved or doubted as one piece: a sheet, a polling place, any level, a named group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.sentence import sentence
from veedor.stakes.exact import by_group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints, Texts
    from veedor.count.sheets import Sheets
    from veedor.stakes.exact import Amounts

SHEET = "sheet"
"""The unit of a single tally sheet."""
PLACE = "place"
"""The unit of a polling place: the finest level of the case."""
STRATUM = "stratum"
"""The unit of a stratum (urban, rural, abroad)."""
GROUP = "group"
"""The unit of a group named by the user."""


@dataclass(frozen=True, eq=False)
class Units:
    """Sheets put together into units.

    Parameters
    ----------
    name : str
        ``sheet``, a level of place, a division, ``stratum`` or ``group``.
    codes : int vector, shape (n_sheets,)
        The unit of each sheet; -1 where it belongs to none and so cannot be touched.
    ids : text vector, shape (n_units,)
        Ids of the units, ascending, so that position breaks ties reproducibly.
    single : bool
        Whether each unit is one sheet, in the order of the sheets.
    """

    name: str
    codes: Ints
    ids: Texts
    single: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def sums(self, amounts: Amounts) -> Amounts:
        """Sum amounts by sheet to amounts by unit, shape (n_units,)."""
        return amounts if self.single else by_group(amounts, self.codes, len(self))

    def rows(self, chosen: Ints) -> Ints:
        """Return the sheets of some units, ascending."""
        if self.single:
            return np.sort(chosen)
        member = np.zeros(len(self) + 1, dtype=np.bool_)  # the last one stands for code -1
        member[chosen] = True
        return np.flatnonzero(member[self.codes]).astype(np.int64)

    def names(self, chosen: Ints) -> tuple[str, ...]:
        """Return the ids of some units, in the order given."""
        return tuple(self.ids[chosen].tolist())


def units_of(sheets: Sheets, unit: str | Units = SHEET) -> Units:
    """Put sheets together by a level of place, a division or their stratum.

    Parameters
    ----------
    sheets : Sheets
        The count.
    unit : str
        ``sheet``; ``place`` (the polling place); any level or division of the case; ``stratum``.

    Raises
    ------
    QuestionError
        Where the case has no such level or division; the message names those that it has.
    MissingDataError
        Where the unit is the place, and the files name none.
    """
    if isinstance(unit, Units):
        return unit
    if unit == SHEET:
        return Units(SHEET, np.arange(len(sheets), dtype=np.int64), sheets.ids, single=True)
    if unit == STRATUM:
        return _coded(STRATUM, sheets.stratum)
    if unit == PLACE:
        if not sheets.places.comparable:
            raise MissingDataError(
                "The files name no places, so no place can be in doubt.",
                remedy="Ask of single sheets, or name the columns of the places under [source.<name>.place].",
            )
        unit = sheets.places.comparable
    if unit in sheets.areas:
        return _coded(unit, sheets.areas[unit])
    if unit in sheets.places.levels_known:
        return _level(sheets, unit)
    known = [SHEET, PLACE, STRATUM, *sheets.places.levels_known, *sheets.areas]
    raise QuestionError(
        sentence("There is no unit {unit!r} in this case.", unit=unit), remedy=nearest(unit, known)
    )


def named_units(sheets: Sheets, groups: Mapping[str, str]) -> Units:
    """Put sheets together by groups that the user names.

    Parameters
    ----------
    sheets : Sheets
        The count.
    groups : mapping of str to str
        The group of each sheet id. Sheets left out belong to no group and are never touched.

    Raises
    ------
    QuestionError
        Where there is no group, or a sheet is not in the count.
    """
    if not groups:
        raise QuestionError("No sheet was put into any group.", remedy="Give sheet ids with their groups.")
    unknown = sorted(set(groups) - sheets.row.keys())
    if unknown:
        raise QuestionError(
            sentence(
                "{number_of_unknown} {number_of_unknown:sheet of the groups is|sheets of the groups are} "
                "not in the count, the first: {unknown!r}.",
                number_of_unknown=len(unknown),
                unknown=unknown[0],
            ),
            remedy=nearest(unknown[0], sheets.row),
        )
    names = sorted(set(groups.values()))
    code = {name: i for i, name in enumerate(names)}
    codes = np.full(len(sheets), -1, dtype=np.int64)
    for sheet_id, group in groups.items():
        codes[sheets.row[sheet_id]] = code[group]
    return Units(GROUP, codes, np.array(names))


def _level(sheets: Sheets, level: str) -> Units:
    """Use the codes of the places: comparing tens of thousands of long paths would take most of the time.

    A sheet without a place is a unit of its own, under its own id.
    """
    where = sheets.places.apart(level)
    present, first, codes = np.unique(where, return_index=True, return_inverse=True)
    named = present < len(sheets.places.ids[level])
    paths = np.array(sheets.places.ids[level])[np.where(named, present, 0)]
    ids = np.where(named, paths, sheets.ids[first])
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Units(level, place[codes], ids[order])


def _coded(name: str, member: Texts) -> Units:
    ids, codes = np.unique(member, return_inverse=True)
    return Units(name, codes.astype(np.int64), ids)
