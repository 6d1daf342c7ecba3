"""Identifiers. Each is text with a type of its own, so that a sheet is never passed as a place."""

from dataclasses import dataclass
from typing import NewType

ContestId = NewType("ContestId", str)
"""What is voted on: ``president``, ``deputies``."""

ChoiceId = NewType("ChoiceId", str)
"""What a ballot can count for: ``MAS``, ``blank``."""

CountId = NewType("CountId", str)
"""One count of a contest: ``preliminary``, ``official``."""

SnapshotId = NewType("SnapshotId", str)
"""One publication of a whole count as a file."""

AreaId = NewType("AreaId", str)
"""A member of a division (county, state, electoral district)."""

PATH = " / "
"""Between the names of a place, the widest first: a law names ``Beni``, a count ``Bolivia / Beni``."""


def nameless(area: str) -> bool:
    """Whether an area stands for none: of sheets that name no area of a level, though perhaps a wider one.

    >>> [nameless(area) for area in ("", "Bolivia / ", "Bolivia / Beni")]
    [True, True, False]
    """
    return not area or area.endswith(PATH)


def own_name(area: str) -> str:
    """Return the name of an area without those of the places that it lies in.

    >>> own_name("Bolivia / Beni")
    'Beni'
    """
    return area.rpartition(PATH)[2]


RuleId = NewType("RuleId", str)
"""A rule that decides a contest: ``bo-president-2009``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the electorate that an assertion sums over.

    Parameters
    ----------
    division : str
        Level of place or division (``county``, ``state``).
    area : AreaId
        Which one.
    """

    division: str
    area: AreaId
