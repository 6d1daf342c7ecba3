"""Seats that outstanding votes may still change, in words and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.projection_record import ASSUMES, CANNOT
from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, threshold_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.outstanding.seats.outlook import NoChances

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.model import ChoiceId, Value
    from veedor.outstanding.projection import Projection
    from veedor.outstanding.seats.outlook import SeatOutlook

DRAWN = Method(
    "outstanding.method.seats",
    "joint t-distributed draws of all areas from the errors of the projection; the seats of each draw",
)
BOUNDED = Method(
    "outstanding.method.seat_bounds", "the worst and the best content of the open votes, in whole numbers"
)
WORTH_NAMING = 0.01
"""Probability from which a number of seats has a row."""
TOLD = 0.0005
"""Probability below which nobody is named beside a majority."""


def seats_findings(result: Projection) -> tuple[Finding, ...]:
    """Say of all seats that the rule shares out how many each list gets, and who may have a majority."""
    found = [one for outlook in result.seats for one in _of(result, outlook)]
    if result.without_seats:
        figures = (Figure("why", result.without_seats, Unit.TEXT),)
        found.append(Finding("outstanding.seats", "rules.seats.refused", figures, BOUNDED))
    return tuple(found)


def _of(result: Projection, outlook: SeatOutlook) -> Iterator[Finding]:
    name = outlook.shared.rule.name
    yield _shared(result, outlook)
    for number, (part, seats) in enumerate(outlook.majorities, start=1):
        yield from _majority(result, outlook, f"{number}:{name}", None if part is None else str(part), seats)
    yield from _threshold(result, outlook)


def _finding(outlook: SeatOutlook, name: str, says: str, *figures: Figure) -> Finding:
    named = (*figures, Figure("assembly", outlook.shared.rule.name, Unit.TEXT))
    drawn = outlook.is_drawn
    return Finding(
        f"outstanding.seats.{name}",
        f"outstanding.seats.{says}",
        named,
        DRAWN if drawn else BOUNDED,
        ASSUMES if drawn else ASSUMES[1:],
        CANNOT,
    )


def _shared(result: Projection, outlook: SeatOutlook) -> Finding:
    """Return the seats of each list between which numbers."""
    shared = outlook.shared
    figures = [
        Figure("seats", shared.number, Unit.SEATS),
        Figure("areas", len(shared.areas), Unit.NUMBER, digits=0),
        Figure("settled_areas", outlook.settled_areas, Unit.NUMBER, digits=0),
        Figure(
            "counted_lists", named_ranges(outlook, {c: (n, n) for c, n in shared.total.items()}), Unit.TEXT
        ),
    ]
    where = "" if len(shared.areas) == 1 else ".areas"
    if outlook.settled:
        says = "settled"
    elif outlook.is_drawn:
        says = f"drawn{where}"
        ranges = {choice: outlook.interval(choice) for choice in standing(outlook)}
        figures += [
            Figure("lists", named_ranges(outlook, ranges), Unit.TEXT),
            Figure("draws", result.draws, Unit.NUMBER, digits=0),
            Figure("seed", result.seed, Unit.NUMBER, digits=0),
        ]
    else:
        tied = outlook.why is NoChances.NOTHING_OPEN
        says = "tied" if tied else f"bounds{where}"
        figures += [
            Figure("lists", named_ranges(outlook, outlook.bounds), Unit.TEXT),
            Figure("why", f"outstanding.seats.why.{outlook.why}", Unit.TERM),
        ]
    return _finding(outlook, f"shared:{shared.rule.name}", says, *figures)


def named_ranges(outlook: SeatOutlook, ranges: Mapping[ChoiceId, tuple[int, int]]) -> tuple[str, ...] | None:
    """Return each list with the seats that it may have: "A 3–5"."""
    labels = {choice.choice_id: choice.label for choice in outlook.shared.contest.choices}
    ranked = sorted(ranges.items(), key=lambda item: (-sum(item[1]), list(labels).index(item[0])))
    texts = (
        f"{labels[choice]} {low}" if low == high else f"{labels[choice]} {low}–{high}"
        for choice, (low, high) in ranked
        if high
    )
    return tuple(texts) or None


def standing(outlook: SeatOutlook) -> tuple[ChoiceId, ...]:
    """Return the lists that have or may have a seat, those with most first."""
    drawn = outlook.is_drawn
    may = [
        choice
        for choice, (_, most) in outlook.bounds.items()
        if outlook.counted(choice) or (outlook.interval(choice)[1] if drawn else most)
    ]
    return tuple(sorted(may, key=lambda c: (-(outlook.expected(c) or 0), -outlook.counted(c))))


def _majority(
    result: Projection, outlook: SeatOutlook, name: str, part: str | None, seats: int
) -> Iterator[Finding]:
    """Say who may have a majority, and how probable that is."""
    chances = {choice: outlook.at_least(seats, choice) for choice in outlook.bounds}
    first = max(chances, key=lambda c: (chances[c][0] or 0, outlook.counted(c)), default=None)
    if first is None:
        return
    probability, settled = chances[first]
    figures = [
        Figure("needed", seats, Unit.SEATS),
        Figure("part", part or "", Unit.TEXT),
        Figure("choice", first, Unit.CHOICE),
    ]
    of = "half" if part is None else "part"
    if settled and probability:
        says = f"majority.{of}.sure"
    elif all(known and not p for p, known in chances.values()):
        says = f"majority.{of}.nobody"
    elif probability is None:
        return
    else:
        says = f"majority.{of}"
        figures.append(Figure("probability", result.no_surer(probability), Unit.PROBABILITY, "", 3))
    yield _finding(outlook, f"majority.{name}", says, *figures)


def _threshold(result: Projection, outlook: SeatOutlook) -> Iterator[Finding]:
    """Say of which list it is least certain whether it passes a threshold over the whole country."""
    asked = outlook.shared.rule.threshold
    if asked is None or outlook.shared.rule.threshold_in == "area":
        return
    chances = {choice: outlook.passes_with(choice) for choice in outlook.bounds}
    open_lists = [choice for choice, (_, known) in chances.items() if not known]
    figures = [
        threshold_figure("of", asked, Unit.SHARE),
        Figure("base", base_key(asked.base), Unit.TERM),
        Figure("open_lists", len(open_lists), Unit.NUMBER, digits=0),
        Figure("passing", sum(bool(p) for p, known in chances.values() if known), Unit.NUMBER, digits=0),
    ]
    name = f"threshold:{outlook.shared.rule.name}"
    if not open_lists:
        yield _finding(outlook, name, "threshold.settled", *figures)
    elif outlook.is_drawn:
        nearest = min(open_lists, key=lambda c: abs((chances[c][0] or 0) - 0.5))
        probability = result.no_surer(chances[nearest][0] or 0)
        figures += [
            Figure("choice", nearest, Unit.CHOICE),
            Figure("probability", probability, Unit.PROBABILITY, "", 3),
        ]
        yield _finding(outlook, name, "threshold", *figures)


def seats_tables(result: Projection) -> tuple[Table, ...]:
    """Return the seats of each list, each number of them, majorities, thresholds and areas."""
    made = (_lists, _numbers, _majorities, _thresholds, _areas)
    several = len(result.seats) > 1
    found = []
    for parts in ([make(result, outlook) for outlook in result.seats] for make in made if result.seats):
        name, columns, _ = parts[0]
        rows = [
            (outlook.shared.rule.name, *row) if several else row
            for outlook, (_, _, here) in zip(result.seats, parts, strict=True)
            for row in here
        ]
        head = (Column("assembly", Unit.TEXT),) if several else ()
        found.append(Table(name, (*head, *columns), tuple(rows)))
    return tuple(found)


Made = tuple[str, tuple[Column, ...], "list[tuple[Value, ...]]"]


def _lists(result: Projection, outlook: SeatOutlook) -> Made:
    """Return seats of each list: counted, at least and at most, projected; and its chance of a majority."""
    needed = outlook.majorities[0][1]
    rows: list[tuple[Value, ...]] = []
    for choice in standing(outlook):
        least, most = outlook.bounds[choice]
        low, high = outlook.interval(choice) if outlook.is_drawn else (None, None)
        probability, known = outlook.at_least(needed, choice)
        chance = _chance(result, probability, known=known)
        rows.append(
            (choice, outlook.counted(choice), least, most, low, outlook.expected(choice), high, chance)
        )
    columns = (
        Column("choice", Unit.CHOICE),
        *columns_in(Unit.SEATS, "counted", "least", "most", "low"),
        Column("expected", Unit.NUMBER, digits=1),
        Column("high", Unit.SEATS),
        Column("majority", Unit.PROBABILITY, digits=3),
    )
    return "outstanding_seats", columns, rows


def _chance(result: Projection, probability: float | None, *, known: bool) -> float | None:
    """Return a probability, and one that is not settled as no surer than the draws can say."""
    return probability if known or probability is None else result.no_surer(probability)


def _numbers(result: Projection, outlook: SeatOutlook) -> Made:
    """Return the probability of each number of seats worth naming."""
    rows: list[tuple[Value, ...]] = []
    for choice in standing(outlook) if outlook.is_drawn else ():
        low, high = outlook.bounds[choice]
        named = {n: p for n, p in outlook.distribution(choice).items() if p >= WORTH_NAMING}
        # one number that all draws give is no surer than anything else that is not settled
        rows += [(choice, n, min(p, result.no_surer(1.0))) for n, p in named.items() if low < high]
    columns = (
        Column("choice", Unit.CHOICE),
        Column("seats", Unit.SEATS),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return "outstanding_seat_numbers", columns, rows


def _majorities(result: Projection, outlook: SeatOutlook) -> Made:
    """Return the probability of each majority that the rule names beside more than half."""
    rows: list[tuple[Value, ...]] = []
    for part, seats in outlook.majorities[1:]:
        for choice in standing(outlook):
            probability, known = outlook.at_least(seats, choice)
            if probability is not None and (probability >= TOLD or outlook.counted(choice) >= seats):
                rows.append((part, seats, choice, _chance(result, probability, known=known)))
    columns = (
        Column("part", Unit.SHARE, "base.seats"),
        Column("seats", Unit.SEATS),
        Column("choice", Unit.CHOICE),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return "outstanding_seat_majorities", columns, rows


def _thresholds(result: Projection, outlook: SeatOutlook) -> Made:
    """Return the probability that each list passes a threshold over the whole country."""
    shared = outlook.shared
    rows: list[tuple[Value, ...]] = []
    base = "" if shared.rule.threshold is None else base_key(shared.rule.threshold.base)
    for row in shared.passes:
        probability, known = outlook.passes_with(row.choice)
        chance = _chance(result, probability, known=known)
        if known or probability is not None or row.slack >= 0 or outlook.bounds[row.choice][1]:
            rows.append((row.choice, row.share, row.slack >= 0, known, chance))
    columns = (
        Column("choice", Unit.CHOICE),
        Column("share", Unit.SHARE, base),
        *columns_in(Unit.TERM, "passes", "settled"),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return "outstanding_seat_thresholds", columns, rows


def _areas(result: Projection, outlook: SeatOutlook) -> Made:
    """Return each area: its seats by what is counted, whether they are settled, and how probable they are."""
    shared = outlook.shared
    rows: list[tuple[Value, ...]] = []
    unsure = set(shared.undetermined)
    labels = {choice.choice_id: choice.label for choice in shared.contest.choices}
    for k, found in enumerate(shared.areas if len(shared.areas) > 1 else ()):
        held = sorted(((n, c) for c, n in found.seats.items() if n), key=lambda pair: -pair[0])
        now = tuple(f"{labels[choice]} {n}" for n, choice in held) or None
        settled = found.area not in unsure and not found.open_seats
        state = "open" if found.tied else "stands" if settled else "could"
        chance = 1.0 if settled else result.no_surer(outlook.kept[k]) if outlook.is_drawn else None
        rows.append((shared.names.get(found.area), found.number, now, f"rules.seats.state.{state}", chance))
    columns = (
        Column("area", Unit.PLACE),
        Column("seats", Unit.SEATS),
        Column("counted", Unit.TEXT),
        Column("state", Unit.TERM),
        Column("probability", Unit.PROBABILITY, digits=3),
    )
    return "outstanding_seat_areas", columns, rows
