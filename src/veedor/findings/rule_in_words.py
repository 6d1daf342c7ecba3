"""A rule in words: message keys with figures, which the catalogues put in English and Spanish."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from veedor.findings.words import base_key, exact_figure, level_term, op_key, threshold_figure, way_key
from veedor.model import Figure, Kind, Unit
from veedor.rules.rule_parts import TieRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Otherwise, Round, Spread, Threshold, Void, Way
    from veedor.rules.seat_rule import SeatRule


class Line(NamedTuple):
    """A sentence of a rule in words.

    Parameters
    ----------
    depth : int
        0 for a heading, 1 for what stands under it, and so on.
    says : str
        Message key; its ``{names}`` are names of figures.
    figures : tuple of Figure
        What they stand for.
    """

    depth: int
    says: str
    figures: tuple[Figure, ...] = ()


def in_words(rule: Rule) -> tuple[Line, ...]:
    """Say what a rule asks for, in its reading: rounds, ways to win, what follows otherwise, bases, seats."""
    lines: list[Line] = []
    for round_ in rule.rounds:
        lines += _round(round_)
    for name, kinds in rule.bases.items():
        if name in _used(rule):
            terms = tuple(f"rules.kind.{kind}" for kind in kinds if kind is not Kind.OTHERS)
            figures = (Figure("base", f"rules.base.{name}", Unit.TERM), Figure("kinds", terms, Unit.TERM))
            lines.append(Line(0, "rules.text.base", figures))
    for part in rule.seats:
        lines += _seats(part)
    return tuple(lines)


def _round(round_: Round) -> Iterator[Line]:
    yield Line(0, "rules.text.round", (Figure("round", f"rules.round.{round_.name}", Unit.TERM),))
    for ground in round_.voids:
        yield Line(1, *_void(ground))
    if round_.elect is not None:
        yield Line(1, "rules.text.elect", (Figure("number", round_.elect, Unit.NUMBER),))
    else:
        who = "elected" if round_.approve is None else "approved"
        one_of = "" if len(round_.ways) == 1 else "_one_of"
        yield Line(1, f"rules.text.{who}{one_of}", (Figure("yes", round_.approve, Unit.TEXT),))
    for way in round_.ways:
        if len(round_.ways) > 1:
            yield Line(2, "rules.text.way", (Figure("way", way_key(way.name), Unit.TERM),))
        for says, figures in _way(way):
            yield Line(3 if len(round_.ways) > 1 else 2, says, figures)
    for says, figures in _otherwise(round_.otherwise):
        yield Line(1, says, figures)


def _way(way: Way) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    for limit, number in (("min", way.min_candidates), ("max", way.max_candidates)):
        if number is not None:
            yield f"rules.text.{limit}_candidates", (Figure("number", number, Unit.NUMBER),)
    yield from _predicates(way)
    if way.tie is not None:
        yield "rules.text.tie_of_way", (Figure("tie", f"rules.reason.{way.tie}", Unit.TERM),)


def _predicates(way: Way) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    if way.share is not None:
        yield "rules.text.share", _threshold(way.share, Unit.SHARE, "share")
    if way.lead is not None:
        yield "rules.text.lead", _threshold(way.lead, Unit.POINTS, "lead")
    if way.first:
        yield "rules.text.first", ()
    if way.turnout is not None:
        yield "rules.text.turnout", _threshold(way.turnout, Unit.SHARE, "share")
    if way.spread is not None:
        yield from _spread(way.spread)
    if way.weights is not None:
        yield (
            "rules.text.weights",
            (
                Figure("need", way.weights.need, Unit.NUMBER),
                Figure("total", way.weights.total, Unit.NUMBER),
                Figure("levels", tuple(way.weights.points), Unit.TEXT),
            ),
        )
    if way.ranked is not None:
        yield "rules.text.ranked", (Figure("keep", way.ranked.keep, Unit.NUMBER),)


def _threshold(threshold: Threshold, unit: Unit, predicate: str) -> tuple[Figure, ...]:
    return (
        Figure("op", op_key(predicate, threshold.op), Unit.TERM),
        threshold_figure("of", threshold, unit),
        Figure("base", base_key(threshold.base), Unit.TERM),
    )


def _spread(part: Spread) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    level = Figure("level", part.level, Unit.TEXT)
    figures = (*_threshold(part.share, Unit.SHARE, "share"), level)
    if isinstance(part.need, Fraction):
        need = exact_figure("need", part.need, Unit.SHARE)
        yield (
            "rules.text.spread_share",
            (*figures, need, Figure("need_op", op_key("share", part.op), Unit.TERM)),
        )
    else:
        yield "rules.text.spread_number", (*figures, Figure("need", part.need, Unit.NUMBER))
    if part.total is not None:
        yield "rules.text.spread_total", (level, Figure("total", part.total, Unit.NUMBER))
    if part.must:
        yield "rules.text.spread_must", (level, Figure("areas", tuple(part.must), Unit.TEXT))
    if part.excluded:
        yield "rules.text.spread_except", (level, Figure("areas", tuple(part.excluded), Unit.TEXT))


def _void(ground: Void) -> tuple[str, tuple[Figure, ...]]:
    reason = Figure("reason", f"rules.reason.{ground.reason}", Unit.TERM)
    if ground.turnout is not None:
        return "rules.text.void_turnout", (*_threshold(ground.turnout, Unit.SHARE, "share"), reason)
    kinds = Figure("kinds", tuple(f"rules.kind.{kind}" for kind in ground.kinds), Unit.TERM)
    share = _threshold(ground.share, Unit.SHARE, "share") if ground.share is not None else ()
    return "rules.text.void_share", (*share, kinds, reason)


def _otherwise(rest: Otherwise) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    body = Figure("body", f"rules.body.{rest.body}", Unit.TERM)
    if rest.advance is not None:
        number = Figure("number", rest.advance, Unit.NUMBER)
        if rest.within_days is None:
            yield "rules.text.advance", (number,)
        else:
            yield "rules.text.advance_within", (number, Figure("days", rest.within_days, Unit.NUMBER))
    if rest.void is not None:
        yield "rules.text.void", (Figure("reason", f"rules.reason.{rest.void}", Unit.TERM),)
    if rest.tie is TieRule.BODY:
        yield "rules.text.tie_body", (body,)
    elif rest.body is not None:
        yield "rules.text.body", (body,)
    elif rest.tie is not TieRule.UNSTATED:
        yield "rules.text.tie", (Figure("tie", f"rules.reason.{rest.tie}", Unit.TERM),)


def _used(rule: Rule) -> set[str]:
    """Bases that the words of a rule name."""
    found: set[str] = set()
    for round_ in rule.rounds:
        for way in round_.ways:
            parts = (way.share, way.lead, way.turnout, way.spread.share if way.spread is not None else None)
            found |= {part.base for part in parts if part is not None}
        grounds = [part for ground in round_.voids for part in (ground.turnout, ground.share)]
        found |= {part.base for part in grounds if part is not None}
    return found | {part.threshold.base for part in rule.seats if part.threshold is not None}


def _seats(part: SeatRule) -> Iterator[Line]:
    method = Figure("method", f"rules.seats.{part.method}", Unit.TERM)
    level = Figure("level", None if part.level is None else level_term(part.level), Unit.TERM)
    table = None if isinstance(part.seats, int) else part.seats
    number = part.seats if isinstance(part.seats, int) else sum(part.seats.values())
    where = "table" if table is not None else "country" if part.level is None else "each"
    areas = 0 if table is None else len(table)
    figures = (Figure("name", part.name, Unit.TEXT), Figure("number", number, Unit.SEATS), method, level)
    yield Line(0, f"rules.text.seats.{where}", (*figures, Figure("areas", areas, Unit.NUMBER, digits=0)))
    if part.threshold is not None:
        yield Line(
            1,
            f"rules.text.seats.threshold.{part.threshold_in}",
            _threshold(part.threshold, Unit.SHARE, "share"),
        )
    if part.exempt is not None and part.exempt.lists:
        yield Line(1, "rules.text.seats.exempt", (Figure("lists", part.exempt.lists, Unit.TEXT),))
    if part.exempt is not None and part.exempt.first_in is not None:
        first_in = Figure("first_in", part.exempt.first_in, Unit.NUMBER, digits=0)
        of = Figure("level", level_term(part.exempt.level or ""), Unit.TERM)
        yield Line(1, "rules.text.seats.first_in", (first_in, of))
    if part.excluded:
        yield Line(1, "rules.text.seats.except", (Figure("areas", part.excluded, Unit.TEXT),))
    if part.majorities:
        parts = Figure("parts", tuple(str(one) for one in part.majorities), Unit.TEXT)
        yield Line(1, "rules.text.seats.majorities", (parts,))
    if part.tie is not TieRule.UNSTATED:
        yield Line(1, "rules.text.seats.tie", (Figure("tie", f"rules.reason.{part.tie}", Unit.TERM),))
