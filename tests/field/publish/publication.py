"""A whole publication in a folder: files, rule and case file."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import tomli_w

from field.publish.answer import Answer, answer
from field.publish.casefile import RULE, Toml, document, source
from field.publish.count import COUNTED, Count, make
from field.publish.files import write_book, write_csv
from field.publish.layout import Layout, draw, reconcile
from field.publish.tables import Row, rows, split_choices
from field.publish.written import figure, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Publication:
    """A count and how it is published."""

    seed: int
    layout: Layout
    count: Count
    truth: Answer


def publication(seed: int, **given: object) -> Publication:
    """Make a publication from a seed; some decisions may be given.

    Parameters
    ----------
    seed : int
        The same gives the same.
    **given : object
        Values of :class:`Layout` in place of those that are drawn.
    """
    rng = random.Random(seed)  # noqa: S311 - a count that is made up
    layout = reconcile(replace(draw(rng), **given))  # type: ignore[arg-type]
    count = _blanked(rng, make(rng, close=rng.random() < 0.5, decided=layout.status), layout)
    return Publication(seed, layout, count, answer(count, layout))


def _blanked(rng: random.Random, count: Count, layout: Layout) -> Count:
    """Leave some cells of counted sheets blank."""
    sheets = list(count.sheets)
    for _ in range(layout.blank_cells):
        at = rng.choice([i for i, s in enumerate(sheets) if s.state == COUNTED])
        choice = rng.choice(count.choices)
        others = [v for c, v in sheets[at].votes.items() if c != choice]
        if any(v is not None for v in others):
            sheets[at] = replace(sheets[at], votes=sheets[at].votes | {choice: None})
    return replace(count, sheets=tuple(sheets))


def publish(made: Publication, folder: Path) -> None:
    """Write it into a new folder."""
    rng = random.Random(made.seed + 1)  # noqa: S311 - a count that is made up
    data = folder / "data"
    data.mkdir(parents=True)
    sources = dict(_sources(rng, made, data))
    if made.layout.absent == "list":
        sources["roll"] = _roll(made, data)
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    written = tomli_w.dumps(document(made.count, made.layout, sources))
    written = written.replace('date = "2030-05-05"', "date = 2030-05-05")
    (folder / "case.toml").write_text(written, encoding="utf-8")


def _sources(rng: random.Random, made: Publication, data: Path) -> Iterator[tuple[str, Toml]]:
    count, layout = made.count, made.layout
    wanted = split_choices(count, layout)
    for number, choices in enumerate(wanted):
        state = rng.getstate()
        table = rows(rng, count, layout, choices)
        if len(wanted) > 1:
            rng.setstate(state)
        parts = _parts(table, layout)
        files = [_file(data, f"part{number}", region, part, layout) for region, part in parts.items()]
        if layout.parts == "worksheets":
            files = (
                [_book(data, parts, layout)]
                if layout.region_from == "column"
                else _books(data, parts, layout)
            )
        if layout.parts == "sources" and len(files) > 1:
            for position, file in enumerate(files):
                yield f"source{position}", source(count, layout, [file], choices, several=True)
        else:
            yield f"source{number}", source(count, layout, files, choices, several=len(wanted) > 1)


def _parts(table: list[tuple[str, Row]], layout: Layout) -> dict[str, list[Row]]:
    """Part a table into those of its files."""
    if layout.parts in {"one", "joined"}:
        return {"": [row for _, row in table]}
    parts: dict[str, list[Row]] = {}
    for region, row in table:
        parts.setdefault(region, []).append(row)
    return parts


def _file(data: Path, stem: str, region: str, table: list[Row], layout: Layout) -> Toml:
    name = f"{stem}-{region}" if region else stem
    if layout.region_from != "column":
        table = [{k: v for k, v in row.items() if k != "Región"} for row in table]
    file: Toml = {"name": f"{name}.xlsx" if layout.workbook else f"{name}.csv"}
    if layout.parts == "worksheets":
        return file
    if layout.workbook:
        write_book(data / file["name"], {"Hoja 1": table})
    else:
        write_csv(data / file["name"], table, layout)
        file |= {"delimiter": layout.delimiter}
        if layout.encoding == "latin-1":
            file["encoding"] = "latin-1"
    if layout.region_from == "constants":
        file["constants"] = {"region": region}
    if layout.region_from == "name":
        file["named"] = r"^part\d+-(?P<region>[^.]*)\."
    return file


def _book(data: Path, parts: dict[str, list[Row]], layout: Layout) -> Toml:
    """Write one workbook with a worksheet a region."""
    del layout
    write_book(data / "book.xlsx", parts)
    return {"name": "book.xlsx", "sheets": list(parts)}


def _books(data: Path, parts: dict[str, list[Row]], layout: Layout) -> list[Toml]:
    """Write one workbook, and name its worksheets as parts with what they are of."""
    del layout
    bare = {
        region: [{k: v for k, v in row.items() if k != "Región"} for row in table]
        for region, table in parts.items()
    }
    write_book(data / "book.xlsx", bare)
    return [{"name": "book.xlsx", "sheets": [region], "constants": {"region": region}} for region in bare]


def _roll(made: Publication, data: Path) -> Toml:
    """Write the list of expected sheets."""
    layout = made.layout
    table = [
        {"Mesa": number_of(s.number, layout), "Región": s.region, "Recinto": s.place}
        | ({"Inscritos": figure(s.registered, layout)} if layout.registered != "none" else {})
        for s in made.count.sheets
    ]
    write_csv(data / "roll.csv", table, layout)
    file: Toml = {"name": "roll.csv", "delimiter": layout.delimiter}
    if layout.encoding == "latin-1":
        file["encoding"] = "latin-1"
    numbers: Toml = {} if layout.registered == "none" else {"registered": "Inscritos"}
    if numbers and layout.mark:
        numbers["thousands"] = layout.mark
    if numbers and layout.mark == ".":
        numbers["decimal"] = ","
    roll: Toml = {
        "layout": "attributes",
        "files": [file],
        "control": "none known",
        "sheet": {"id": "{Región}/{Mesa}" if layout.template else "Mesa"},
        "place": {"levels": {"region": "Región", "place": "Recinto"}},
    }
    return roll | ({"numbers": numbers} if numbers else {})
