"""The areas of a rule of seats, found among those of a count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from veedor.model import AreaId, Tally
    from veedor.rules.seat_rule import SeatRule

PATH = " / "
"""Between the names of a place, the widest first: a law names ``Beni``, a count ``Bolivia / Beni``."""

MOST_NAMED = 20
"""Areas that an error names."""


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
    by_name: dict[str, list[AreaId]] = {}
    for area in areas:
        by_name.setdefault(area.rpartition(PATH)[2], []).append(area)
    found: dict[AreaId, AreaId] = {}
    missing: list[AreaId] = []
    for name in names:
        fits = [name] if name in areas else by_name.get(name, [])
        if len(fits) > 1:
            raise _several(part, name, fits)
        if fits:
            (found[name],) = fits
        else:
            missing.append(name)
    if missing:
        here = sorted(name for name in by_name if name)
        raise MissingDataError(
            sentence(
                "The count has no {level} {missing}, where there are seats ({part}).",
                level=part.level,
                missing=_listed(missing),
                part=part.name,
            ),
            remedy=sentence("Name the areas in the rule as the count does: {here}.", here=_listed(here)),
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


def _several(part: SeatRule, name: AreaId, fits: Sequence[AreaId]) -> QuestionError:
    """Say that several areas of the count have a name of the rule."""
    return QuestionError(
        sentence(
            "The seats ({part}) name {level} {name!r}, and the count has {number_of_fits} such.",
            part=part.name,
            level=part.level,
            name=name,
            number_of_fits=len(fits),
        ),
        remedy=sentence("Write the whole path in the rule: {fits}.", fits=_listed(fits)),
    )


def _listed(names: Iterable[str]) -> str:
    every = [repr(str(name)) for name in names]
    more = (
        sentence(" and {number_of_every} more", number_of_every=len(every) - MOST_NAMED)
        if len(every) > MOST_NAMED
        else ""
    )
    return ", ".join(every[:MOST_NAMED]) + more


def named(areas: Iterable[AreaId]) -> dict[AreaId | None, str]:
    """Return the own name of each area, or its whole path where another has the same name."""
    own = {area: area.rpartition(PATH)[2] for area in areas}
    several = Counter(own.values())
    return {area: name if several[name] == 1 else str(area) for area, name in own.items()}
