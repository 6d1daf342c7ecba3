"""The areas that a law names or counts, found among those of a count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, QuestionError
from veedor.model import nameless, own_name
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from veedor.model import AreaId
    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Round, Way

    Areas = Mapping[str, Collection[AreaId]]
    """By level, the areas of a count."""

MOST_NAMED = 20
"""Areas that an error names."""


def fitting(names: Iterable[AreaId], areas: Collection[AreaId]) -> dict[AreaId, list[AreaId]]:
    """Find each name among areas: as it stands, else as an own name, else so but for capitals.

    >>> fitting(["Beni", "PANDO", "Oruro"], ["Bolivia / Beni", "Bolivia / Pando"])
    {'Beni': ['Bolivia / Beni'], 'PANDO': ['Bolivia / Pando'], 'Oruro': []}
    """
    own: dict[str, list[AreaId]] = {}
    alike: dict[str, list[AreaId]] = {}
    for area in areas:
        name = own_name(area)
        own.setdefault(name, []).append(area)
        alike.setdefault(name.casefold(), []).append(area)
    return {n: [n] if n in areas else own.get(n) or alike.get(n.casefold(), []) for n in names}


def listed(names: Iterable[str]) -> str:
    """Name areas, of very many the first."""
    every = [repr(str(name)) for name in names]
    if len(every) <= MOST_NAMED:
        return ", ".join(every)
    more = sentence(" and {number_of_every} more", number_of_every=len(every) - MOST_NAMED)
    return ", ".join(every[:MOST_NAMED]) + more


def named_as(rule: Rule, areas: Areas) -> Rule:
    """Return a rule whose areas are named as a count names them; those that the count lacks stay.

    Parameters
    ----------
    rule : Rule
        In the reading that is asked for.
    areas : mapping of str to areas
        Those of the count, by level.

    Raises
    ------
    QuestionError
        Where a name fits several areas.
    """
    asked = {name for part in rule.rounds for name in _names(part)}
    if all(area in areas.get(level, ()) for level, area in asked):
        return rule
    known = {
        (level, area): _the_one(level, area, fits)
        for level in {level for level, _ in asked}
        for area, fits in fitting([a for of, a in asked if of == level], areas.get(level, ())).items()
    }
    rounds = (replace(part, ways=tuple(_renamed(way, known) for way in part.ways)) for part in rule.rounds)
    return replace(rule, rounds=tuple(rounds))


def _names(part: Round) -> Iterator[tuple[str, AreaId]]:
    """Return the areas that a round names, each with its level."""
    for way in part.ways:
        if way.weights is not None:
            yield from ((level, area) for level, worth in way.weights.points.items() for area in worth)
        if way.spread is not None:
            yield from ((way.spread.level, area) for area in (*way.spread.must, *way.spread.excluded))


def _the_one(level: str, name: AreaId, fits: list[AreaId]) -> AreaId:
    if len(fits) > 1:
        raise several(sentence("The rule names {level} {name!r}", level=level, name=name), fits)
    return fits[0] if fits else name


def _renamed(way: Way, known: Mapping[tuple[str, AreaId], AreaId]) -> Way:
    if way.weights is not None:
        points = {
            level: {known[level, area]: n for area, n in worth.items()}
            for level, worth in way.weights.points.items()
        }
        way = replace(way, weights=way.weights._replace(points=points))
    if way.spread is not None:
        level, must, excluded = way.spread.level, way.spread.must, way.spread.excluded
        spread = way.spread._replace(
            must=tuple(known[level, area] for area in must),
            excluded=tuple(known[level, area] for area in excluded),
        )
        way = replace(way, spread=spread)
    return way


def need_areas(rule: Rule, round_: str | None, areas: Areas) -> None:
    """Refuse a count that lacks areas which a round of a law names or counts: what they hold is not known.

    Parameters
    ----------
    rule : Rule
        The rule, its areas named as the count names them.
    round_ : str or None
        Name of the round; None for the first.
    areas : mapping of str to areas
        Those of the count, by level: the areas of all expected sheets, counted or not.

    Raises
    ------
    MissingDataError
        With the areas that the count has.
    """
    own = sentence(
        "write them in a copy of the rule as the count does (`veedor rules new --like {rule} --to "
        'rule.toml`, and rule = "rule.toml" in the contest)',
        rule=rule.rule_id,
    )
    part = rule.round(round_)
    asked: dict[str, list[AreaId]] = {}
    for level, area in _names(part):
        asked.setdefault(level, []).append(area)
    for level, names in asked.items():
        needless = {a for way in part.ways if way.spread is not None for a in way.spread.excluded}
        missing = [area for area in names if area not in areas[level] and area not in needless]
        if missing:
            here = sorted(own_name(area) for area in areas[level] if not nameless(area))
            raise MissingDataError(
                sentence(
                    "The law counts {level} {missing}, and the count has no such area. It has: {here}.",
                    level=level,
                    missing=listed(missing),
                    here=listed(here),
                ),
                remedy=sentence("If they are called otherwise, {own}. {out}", own=own, out=_OUT),
            )
    for spread in (way.spread for way in part.ways if way.spread is not None):
        counted = sum(spread.counts(area) for area in areas[spread.level])
        if spread.total is not None and counted < spread.total:
            raise MissingDataError(
                sentence(
                    "The law counts {total} areas of level {level}, and the count has {counted}.",
                    total=spread.total,
                    level=spread.level,
                    counted=counted,
                ),
                remedy=_OUT,
            )


_OUT = template(
    'If their sheets are still out, name them in a source with layout = "attributes": a row for each, with '
    "its id and its places."
)


def several(told: str, fits: Collection[AreaId]) -> QuestionError:
    """Refuse a name that fits several areas; ``told`` says who names what."""
    return QuestionError(
        sentence("{told}, and the count has {number_of_fits} such.", told=told, number_of_fits=len(fits)),
        remedy=sentence("Write the whole path in the rule: {fits}.", fits=listed(fits)),
    )
