"""A whole publication in a folder: files, rule and case file."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import tomli_w

from field.publish.answer import Answer, answer
from field.publish.casefile import RULE, Toml, document, of_log, source
from field.publish.count import CLOSE, COUNTED, OUTSTANDING, Count, Sheet, make
from field.publish.files import write_book, write_csv, write_json
from field.publish.layout import Layout, draw, reconcile
from field.publish.tables import Row, rows, split_choices
from field.publish.written import figure, moment, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, SECOND = datetime(2030, 5, 5, 22, 30), datetime(2030, 5, 6, 9)  # noqa: DTZ001 - in the zone of the case


@dataclass(frozen=True)
class Publication:
    """A count and how it is published."""

    seed: int
    layout: Layout
    count: Count
    truth: Answer
    before: Count | None = None
    """What an earlier publication held."""
    log: tuple[datetime, ...] = ()
    """Times of a log of publications."""


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
    made = make(rng, close=rng.random() < 0.5, decided=layout.status, votes_allowed=layout.votes_allowed)
    count = _blanked(rng, made, layout)
    before = None if layout.snapshots == "one" else _earlier(rng, count)
    log = tuple(_times_of_log(rng)) if layout.log else ()
    truth = replace(
        answer(count, layout),
        longest=max((int((b - a).total_seconds()) for a, b in pairwise(log)), default=None),
        before=before.votes() if before else None,
    )
    return Publication(seed, layout, count, truth, before, log)


def _earlier(rng: random.Random, count: Count) -> Count:
    """Take some of the later sheets away, and change a figure or two."""
    sheets = list(count.sheets)
    counted = [i for i, s in enumerate(sheets) if s.state == COUNTED]
    for i in counted[len(counted) // 2 + 1 :]:
        if rng.random() < 0.6:
            sheets[i] = replace(sheets[i], state=OUTSTANDING, votes={}, ballots=None)
    kept = [i for i in counted if sheets[i].state == COUNTED]
    for i in rng.sample(kept, len(kept) // 3):
        votes = {c: v and max(v - rng.randint(0, 9), 0) for c, v in sheets[i].votes.items()}
        sheets[i] = replace(sheets[i], votes=votes)
    return replace(count, sheets=tuple(sheets))


def _times_of_log(rng: random.Random) -> Iterator[datetime]:
    at = CLOSE
    for _ in range(rng.randint(4, 7)):
        at += timedelta(seconds=rng.choice((180, 600, 601, 3600, 20_000)))
        yield at


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
    sources = dict(_publications(rng, made, data) if made.before else _sources(rng, made, data))
    if made.log:
        sources["log"] = _log(made, data)
    if made.layout.absent == "list":
        sources["roll"] = _roll(made, data)
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")
    written = tomli_w.dumps(document(made.count, made.layout, sources))
    written = written.replace('date = "2030-05-05"', "date = 2030-05-05")
    (folder / "case.toml").write_text(written, encoding="utf-8")


def _publications(rng: random.Random, made: Publication, data: Path) -> Iterator[tuple[str, Toml]]:
    """Write two publications of one table."""
    layout, choices = made.layout, made.count.choices
    files: list[Toml] = []
    for count, at in ((made.before, FIRST), (made.count, SECOND)):
        assert count is not None
        stem = f"part-{at:%Y%m%d%H%M%S}"
        table = [row for _, row in rows(rng, count, layout, choices)]
        files.append(_file(data, stem, "", table, layout))
        if layout.snapshots == "sources":
            mapped = source(count, layout, files[-1:], choices, several=False)
            yield f"at{at:%d}", mapped | {"taken_at": at}
    if layout.snapshots == "each":
        files = [file | {"named": r"-(?P<stamp>\d+)\."} for file in files]
        mapped = source(made.count, layout, files, choices, several=False)
        told = {"snapshot": "{stamp}", "taken_at": "{stamp}"}
        yield "official", mapped | {"each": told, "time": {"format": "%Y%m%d%H%M%S"}}


def _log(made: Publication, data: Path) -> Toml:
    """Write a log of publications."""
    layout = replace(made.layout, time="iso") if made.layout.time == "none" else made.layout
    table = [moment(at, layout) | {"Actas": str(10 * i + 1)} for i, at in enumerate(made.log)]
    write_csv(data / "log.csv", table, Layout())
    return of_log(layout)


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
    ending = "xlsx" if layout.workbook else {"": "csv", "gz": "csv.gz", "json": "json"}[layout.packed]
    file: Toml = {"name": f"{name}.{ending}"}
    if layout.parts == "worksheets":
        return file
    if layout.workbook:
        write_book(data / file["name"], {"Hoja 1": table})
    elif layout.packed == "json":
        write_json(data / file["name"], table)
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
        | ({"Inscritos": figure(_register(s, layout), layout)} if layout.registered != "none" else {})
        for s in made.count.sheets
    ]
    write_csv(data / "roll.csv", table, layout)
    file: Toml = {"name": "roll.csv", "delimiter": layout.delimiter}
    if layout.encoding == "latin-1":
        file["encoding"] = "latin-1"
    numbers: Toml = {} if layout.registered == "none" else {"registered": "Inscritos"}
    if layout.registered == "place":
        numbers["registered_of"] = "place"
    if layout.registered == "column":
        numbers["registered_of"] = "sheet"
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


def _register(sheet: Sheet, layout: Layout) -> int:
    return sheet.place_registered if layout.registered == "place" else sheet.registered
