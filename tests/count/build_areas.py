"""Small counts by area: a row a municipality, in one file a publication."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.case import open_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from veedor.case import Case

HEAD = """
format = 1
[election]
title = "The night of the valley"
date = 2030-03-10
country = "XX"
tz = "America/La_Paz"
levels = ["province", "municipality"]
[contest.mayor]
title = "Mayor"
rule = "plurality"
choices = [
  { id = "oak", label = "Oak" },
  { id = "elm", label = "Elm" },
  { id = "blank", label = "Blank", kind = "blank" },
]
[count.night]
title = "Night"
kind = "preliminary"
"""
SOURCE = """
[source.night]
layout = "areas"
contest = "mayor"
count = "night"
files = [{ name = "night-*.csv" }]
each = { snapshot = "{file}", taken_at = "{Hora}" }
control = "none known"
area.id = "{Provincia}/{Municipio}"
area.counted = "Computadas"
area.total = "Actas"
area.observed = "Observadas"
place.levels = { province = "Provincia", municipality = "Municipio" }
numbers.registered = "Habilitados"
"""
COLUMNS = (
    "Hora",
    "Provincia",
    "Municipio",
    "Habilitados",
    "Actas",
    "Computadas",
    "Observadas",
    "Oak",
    "Elm",
    "Blank",
)


@dataclass(frozen=True)
class Row:
    """One area in one publication; a figure that is None is a blank cell."""

    area: str
    total: int | str | None
    counted: int | str | None
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    observed: int | str | None = 0
    registered: int | None = 5000


FIRST = (
    Row("North/A", 10, 4, (500, 300, 20), 1, 3000),
    Row("North/B", 7, 0, registered=2000),
    Row("South/A", 30, 10, (1000, 1200, 60), registered=9000),
)
SECOND = (
    Row("North/A", 10, 8, (1000, 600, 40), 1, 3000),
    Row("North/B", 7, 3, (300, 400, 10), registered=2000),
    Row("South/A", 30, 14, (1300, 1500, 80), registered=9000),
)
NIGHT = {20: FIRST, 21: SECOND}


def text_of(rows: Sequence[Row], hour: int) -> str:
    """Write a publication as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        province, municipality = row.area.split("/")
        figures = (row.registered, row.total, row.counted, row.observed, *row.votes)
        writer.writerow(
            [
                f"2030-03-10T{hour:02}:00:00",
                province,
                municipality,
                *("" if f is None else f for f in figures),
            ]
        )
    return out.getvalue()


def write_night(
    folder: Path,
    night: Mapping[int, Sequence[Row]] = NIGHT,
    source: str = SOURCE,
    head: str = HEAD,
    files: Mapping[str, str] | None = None,
) -> Path:
    """Write a case with one publication an hour; or with files that are written already."""
    data = folder / "data"
    data.mkdir(parents=True)
    made = (
        files
        if files is not None
        else {f"night-{hour}.csv": text_of(rows, hour) for hour, rows in night.items()}
    )
    for name, text in made.items():
        (data / name).write_text(text, encoding="utf-8")
    (folder / "case.toml").write_text(head + source, encoding="utf-8")
    return folder


def night(folder: Path, *args: Mapping[int, Sequence[Row]], **kwargs: str) -> Case:
    """Open such a case."""
    return open_case(write_night(folder, *args, **kwargs))  # type: ignore[arg-type]
