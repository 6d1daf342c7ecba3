"""The seats that a rule shares out: by area, above a threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, QuestionError
from veedor.model import Kind, Result
from veedor.rules.allocation import Allocation, allocate
from veedor.rules.parts import Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.model import AreaId, ChoiceId, Tally, Votes
    from veedor.rules.parts import SeatRule, Threshold
    from veedor.rules.rule import Rule


@dataclass(frozen=True)
class Seats(Result):
    """The seats of all areas under one rule of seats.

    Parameters
    ----------
    rule : SeatRule
        Which.
    areas : tuple of Allocation
        One an area, or one for the whole country.
    votes : mapping of AreaId (or None) to Votes
        Votes of the lists in each.
    """

    rule: SeatRule
    areas: tuple[Allocation, ...]
    votes: Mapping[AreaId | None, Votes]

    @property
    def total(self) -> dict[ChoiceId, int]:
        """Seats that are certain, of all areas, most first."""
        sums: dict[ChoiceId, int] = {}
        for allocation in self.areas:
            for choice, n in allocation.seats.items():
                sums[choice] = sums.get(choice, 0) + n
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    @property
    def open_seats(self) -> int:
        """Seats that equal claims leave open."""
        return sum(allocation.open_seats for allocation in self.areas)


def seats(rule: Rule, tally: Tally, name: str | None = None) -> Seats:
    """Share out the seats that a rule names.

    Parameters
    ----------
    rule : Rule
        A rule with ``[[seats]]``.
    tally : Tally
        Votes, by area where the rule shares out by area.
    name : str, optional
        Which seats; the first ones if absent.

    Raises
    ------
    QuestionError
        Where the rule shares out no such seats.
    MissingDataError
        Where areas are missing.
    """
    if not rule.seats:
        raise QuestionError(f"{rule.rule_id} shares out no seats.", remedy="Add [[seats]] to the rule.")
    part = rule.seats[0] if name is None else rule.seat_rule(name)
    return share_out(part, tally, rule.bases)


def share_out(part: SeatRule, tally: Tally, bases: Mapping[str, tuple[Kind, ...]]) -> Seats:
    """Share out seats under a rule of seats that need not stand in a rule file.

    Parameters
    ----------
    part : SeatRule
        Method, areas, numbers of seats, threshold.
    tally : Tally
        Votes, by area where the seats are shared out by area.
    bases : mapping of str to tuple of Kind
        What the base of the threshold holds.

    Raises
    ------
    MissingDataError
        Where areas, or the registered voters of the threshold, are missing.
    QuestionError
        Where nobody has a vote in an area with seats, or a lump of several lists would win some as one.
    """
    kept = _above_threshold(bases, tally, part.threshold) if part.threshold_in == "nation" else None
    areas = _areas(tally, part)
    return Seats(
        part,
        tuple(_area(bases, part, area, of, n, kept) for area, of, n in areas),
        {area: of.votes for area, of, _ in areas},
    )


def _areas(tally: Tally, part: SeatRule) -> list[tuple[AreaId | None, Tally, int]]:
    if part.level is None:
        return [(None, tally, part.seats if isinstance(part.seats, int) else sum(part.seats.values()))]
    if part.level not in tally.areas:
        raise MissingDataError(
            f"The {part.name} are shared out by {part.level}, and the count has no such totals."
        )
    areas = tally.areas[part.level]
    if isinstance(part.seats, int):
        return [(area, of, part.seats) for area, of in areas.items()]
    if missing := [area for area in part.seats if area not in areas]:
        raise MissingDataError(f"The count has no {part.level} {missing[0]!r}, where there are {part.name}.")
    return [(area, areas[area], n) for area, n in part.seats.items()]


def _area(
    bases: Mapping[str, tuple[Kind, ...]],
    part: SeatRule,
    area: AreaId | None,
    tally: Tally,
    number: int,
    kept: Iterable[ChoiceId] | None,
) -> Allocation:
    admitted = set(_above_threshold(bases, tally, part.threshold) if kept is None else kept)
    votes = {choice: tally.of(choice) for choice in _lists(tally)}
    found = allocate({c: n for c, n in votes.items() if c in admitted}, number, part.method, area=area)
    for lump in tally.contest.of_kind(Kind.OTHERS):
        if found.seats.get(lump) or lump in found.tied:
            raise QuestionError(
                f"{lump!r} is one figure for several lists, and {tally.of(lump):,} votes could win a seat.",
                remedy="Give the votes of each of its lists.",
            )
    out = tuple(choice for choice, n in votes.items() if n and choice not in admitted)
    return replace(found, excluded=out)


def _above_threshold(
    bases: Mapping[str, tuple[Kind, ...]], tally: Tally, threshold: Threshold | None
) -> tuple[ChoiceId, ...]:
    """Give the lists that reach a threshold; one that has exactly the share reaches ``>=``."""
    if threshold is None:
        return _lists(tally)
    if threshold.base == "registered":
        if tally.registered is None:
            raise MissingDataError("The threshold is of registered voters, and the count has none.")
        whole = tally.registered
    else:
        whole = tally.total(bases[threshold.base])
    line = threshold.of * whole
    return tuple(
        c for c in _lists(tally) if (tally.of(c) > line if threshold.op is Op.GT else tally.of(c) >= line)
    )


def _lists(tally: Tally) -> tuple[ChoiceId, ...]:
    """Give the lists, and lumps of several of them, which no seat may go to."""
    return (*tally.contest.candidates, *tally.contest.of_kind(Kind.OTHERS))
