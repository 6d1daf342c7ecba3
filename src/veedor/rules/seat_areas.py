"""The areas of a rule of seats, found among those of a count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, QuestionError
from veedor.model import own_name
from veedor.rules.named_areas import fitting, listed, several
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.model import AreaId, Tally
    from veedor.rules.seat_rule import SeatRule


def located(part: SeatRule, tally: Tally) -> tuple[SeatRule, dict[AreaId | None, int]]:
    """Find the areas of a rule of seats, and how many seats each of them has.

    Returns
    -------
    SeatRule
        Its areas named as the tally names them.
    dict of AreaId (or None) to int
        Seats of each; None for the whole country.

    Raises
    ------
    MissingDataError
        Where the tally has no such totals, or lacks areas.
    QuestionError
        Where a name fits several areas.
    """
    if part.level is None:
        return part, {None: part.seats if isinstance(part.seats, int) else sum(part.seats.values())}
    if part.level not in tally.areas:
        known = sentence(" It has: {areas}.", areas=", ".join(tally.areas)) if tally.areas else ""
        raise MissingDataError(
            sentence(
                "The seats ({part}) go by {level}, and the count has no such totals.{known}",
                part=part.name,
                level=part.level,
                known=known,
            ),
            remedy="Name that level of place or division in the case, or another level in the rule.",
        )
    areas = tally.areas[part.level]
    excluded = _found(part, part.excluded, areas)
    if isinstance(part.seats, int):
        given = {area: part.seats for area in areas if area not in excluded.values()}
    else:
        known_as = _found(part, part.seats, areas)
        given = {known_as[name]: n for name, n in part.seats.items()}
    numbers: dict[AreaId | None, int] = {area: n for area, n in given.items() if n}
    return replace(part, seats=given, excluded=tuple(excluded.values())), numbers


def _found(part: SeatRule, names: Iterable[AreaId], areas: Mapping[AreaId, Tally]) -> dict[AreaId, AreaId]:
    """Find each name among the areas: as it stands, or as the last part of one path."""
    found: dict[AreaId, AreaId] = {}
    missing: list[AreaId] = []
    for name, fits in fitting(names, areas).items():
        if len(fits) > 1:
            told = sentence(
                "The seats ({part}) name {level} {name!r}", part=part.name, level=part.level, name=name
            )
            raise several(told, fits)
        if fits:
            (found[name],) = fits
        else:
            missing.append(name)
    if missing:
        here = sorted({own_name(area) for area in areas} - {""})
        raise MissingDataError(
            sentence(
                "The count has no {level} {missing}, where there are seats ({part}).",
                level=part.level,
                missing=listed(missing),
                part=part.name,
            ),
            remedy=sentence("Name the areas in the rule as the count does: {here}.", here=listed(here)),
        )
    if len(set(found.values())) < len(found):
        twice = [area for area in found.values() if list(found.values()).count(area) > 1]
        raise QuestionError(
            sentence(
                "The seats ({part}) name the {level} {twice!r} twice.",
                part=part.name,
                level=part.level,
                twice=twice[0],
            ),
            remedy="Name it once.",
        )
    return found


def named(areas: Iterable[AreaId]) -> dict[AreaId | None, str]:
    """Give the own name of each area, or its whole path where another has the same name."""
    own = {area: own_name(area) for area in areas}
    several = Counter(own.values())
    return {area: name if several[name] == 1 else str(area) for area, name in own.items()}
