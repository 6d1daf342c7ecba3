"""A count as tables of text: one row a sheet, or one row a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from field.publish.count import COUNTED, OTHER, OUTSTANDING, Count, Sheet
from field.publish.written import figure, moment, noisy, number_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from field.publish.layout import Layout

Row = dict[str, str]

GRAND = "TOTAL GENERAL"


def names(choice: str, layout: Layout, count: Count) -> tuple[str, ...]:
    """Give the columns, or the names, under which a choice is published."""
    if choice == count.choices[0] and layout.coalition > 1:
        return tuple(f"{choice.title()} {part}" for part in ("(A)", "(B)", "(C)")[: layout.coalition])
    return (choice.title(),)


def rows(rng: random.Random, count: Count, layout: Layout, choices: tuple[str, ...]) -> list[tuple[str, Row]]:
    """Write a count down: pairs of a region and a row, in the order of the publication."""
    sheets = [s for s in count.sheets if s.state != OUTSTANDING or layout.absent == "row"]
    if layout.shuffle:
        rng.shuffle(sheets)
    else:
        sheets.sort(key=lambda s: (s.region, s.number))
    made: list[tuple[str, Row]] = []
    for region in dict.fromkeys(s.region for s in sheets) if not layout.shuffle else [""]:
        here = [s for s in sheets if not region or s.region == region]
        for sheet in here:
            made += [(sheet.region, row) for row in _sheet(rng, sheet, layout, count, choices)]
        if region and layout.subtotals in {"region", "both"} and len(here) > 1:
            made += [(region, row) for row in _total(here, f"TOTAL {region}", region, layout, count, choices)]
    if layout.subtotals in {"grand", "both"} and layout.parts == "one" and len(sheets) > 1:
        made += [("", row) for row in _total(sheets, GRAND, "", layout, count, choices)]
    return made


def _sheet(
    rng: random.Random, sheet: Sheet, layout: Layout, count: Count, choices: tuple[str, ...]
) -> Iterator[Row]:
    """Write one sheet, after older or equal rows of it."""
    if layout.repeated != "none" and sheet.state == COUNTED and rng.random() < 0.2:
        held = list(_lines(rng, sheet, layout, count, choices, noise=False))
        if layout.repeated == "identical":
            yield from held
        else:
            votes: dict[str, int | None] = {c: (v or 0) + rng.randint(0, 9) for c, v in sheet.votes.items()}
            older = replace(sheet, votes=votes, at=sheet.at - timedelta(seconds=rng.randint(1, 900)))
            yield from _lines(rng, older, layout, count, choices, noise=False)
        yield from held
    else:
        yield from _lines(rng, sheet, layout, count, choices, noise=True)


def _lines(
    rng: random.Random, sheet: Sheet, layout: Layout, count: Count, choices: tuple[str, ...], *, noise: bool
) -> Iterator[Row]:
    if layout.modes:
        for mode, part in _by_mode(rng, sheet):
            for row in _about(rng, part, layout, count, choices, noise=noise):
                yield {"Modo": mode} | row
    else:
        yield from _about(rng, sheet, layout, count, choices, noise=noise)


def _by_mode(rng: random.Random, sheet: Sheet) -> Iterator[tuple[str, Sheet]]:
    """Part the votes of a sheet by how they were given."""
    early: dict[str, int | None] = {
        c: None if v is None else rng.randint(0, v) for c, v in sheet.votes.items()
    }
    late = {c: None if v is None else v - (early[c] or 0) for c, v in sheet.votes.items()}
    ballots = None if sheet.ballots is None else sheet.ballots // 2
    rest = None if ballots is None else (sheet.ballots or 0) - ballots
    yield "Anticipado", replace(sheet, votes=early, ballots=ballots)
    yield "En la mesa", replace(sheet, votes=late, ballots=rest)


def _about(
    rng: random.Random, sheet: Sheet, layout: Layout, count: Count, choices: tuple[str, ...], *, noise: bool
) -> Iterator[Row]:
    number = number_of(sheet.number, layout)
    about: Row = {"Mesa": noisy(rng, number, layout) if noise else number}
    about |= {"Región": sheet.region, "Recinto": sheet.place}
    if layout.registered == "column":
        about["Inscritos"] = figure(sheet.registered, layout)
    if layout.registered == "place":
        about["Inscritos"] = figure(sheet.place_registered, layout)
    if layout.registered == "two columns":
        voted = min(sheet.cast, sheet.registered)
        about |= {"Votaron": figure(voted, layout), "No votaron": figure(sheet.registered - voted, layout)}
    if layout.status:
        about["Estado"] = dict(layout.words)[sheet.state]
    about |= (
        moment(sheet.at, layout)
        if sheet.state != OUTSTANDING
        else dict.fromkeys(moment(sheet.at, layout), "")
    )
    if layout.extra_columns:
        about["Nota"] = rng.choice(("", "revisada", "a mano; ilegible", 'dice "nulo"'))
    yield from _figures(rng, about, sheet, layout, count, choices)


def _figures(
    rng: random.Random, about: Row, sheet: Sheet, layout: Layout, count: Count, choices: tuple[str, ...]
) -> Iterator[Row]:
    written: Row = {}
    for choice in choices:
        wanted = names(choice, layout, count)
        for name, votes in zip(wanted, _parted(rng, sheet.votes.get(choice), len(wanted)), strict=True):
            written[name] = figure(votes, layout)
    for name, votes in printed(sheet, layout, count).items():
        written[name] = figure(votes, layout)
    if layout.form == "wide":
        yield about | written
        return
    for name, text in written.items():
        if layout.zeros != "left out" or text != figure(0, layout) or name in printed(sheet, layout, count):
            yield about | {"Opción": name, "Votos": text}


def printed(sheet: Sheet, layout: Layout, count: Count) -> dict[str, int | None]:
    """Give the totals that a sheet prints of itself."""
    if not layout.printed:
        return {}
    if layout.votes_allowed > 1:
        return {"Emitidos": None if sheet.state == OUTSTANDING else sheet.cast}
    if sheet.state == OUTSTANDING:
        return {"Válidos": None, "Emitidos": None}
    valid = sum(sheet.votes[c] or 0 for c in count.candidates)
    return {"Válidos": valid, "Emitidos": sheet.cast}


def _parted(rng: random.Random, votes: int | None, parts: int) -> list[int | None]:
    """Share the votes of a choice out over its columns."""
    if votes is None or parts == 1:
        return [votes] * parts
    first = rng.randint(0, votes)
    second = rng.randint(0, votes - first) if parts == 3 else votes - first
    shared: list[int | None] = [first, second, votes - first - second]
    return shared[:parts]


def _registers(sheets: tuple[Sheet, ...], layout: Layout) -> Row:
    """Add the registers of some sheets up, as a row of totals does."""
    match layout.registered:
        case "column":
            return {"Inscritos": figure(sum(s.registered for s in sheets), layout)}
        case "place":
            places = {s.where: s.place_registered for s in sheets}
            return {"Inscritos": figure(sum(places.values()), layout)}
        case "two columns":
            return {"Votaron": figure(sum(s.cast for s in sheets), layout), "No votaron": ""}
        case _:
            return {}


def _total(
    sheets: Iterable[Sheet], name: str, region: str, layout: Layout, count: Count, choices: tuple[str, ...]
) -> Iterator[Row]:
    """Write a row that adds others up."""
    summed = [sheet for sheet in sheets if sheet.votes]
    votes: dict[str, int | None] = dict(count.votes(summed))
    if layout.subtotals_off:
        votes[choices[0]] = (votes[choices[0]] or 0) + 1
    about: Row = {"Mesa": name, "Región": region, "Recinto": ""}
    about |= _registers(tuple(sheets), layout)
    if layout.status:
        about["Estado"] = dict(layout.words)[COUNTED]
    about |= dict.fromkeys(moment(summed[0].at, layout), "")
    if layout.extra_columns:
        about["Nota"] = ""
    written: Row = {}
    for choice in choices:
        wanted = names(choice, layout, count)
        written |= dict(zip(wanted, [figure(votes[choice], layout), *["-"] * 2], strict=False))
        written |= dict.fromkeys(wanted[1:], figure(0, layout))
    if layout.printed and layout.votes_allowed > 1:
        written["Emitidos"] = figure(sum(sheet.cast for sheet in summed), layout)
    elif layout.printed:
        valid = sum(votes[c] or 0 for c in count.candidates)
        written |= {
            "Válidos": figure(valid, layout),
            "Emitidos": figure(sum(v or 0 for v in votes.values()), layout),
        }
    if layout.form == "wide":
        yield about | written
    else:
        yield from (about | {"Opción": option, "Votos": text} for option, text in written.items())


def split_choices(count: Count, layout: Layout) -> tuple[tuple[str, ...], ...]:
    """Give the choices of each joined file; of one file otherwise."""
    rest = tuple(c for c in count.choices if c in OTHER)
    return (count.candidates, rest) if layout.parts == "joined" and rest else (count.choices,)
