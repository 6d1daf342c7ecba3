"""A case of ten parts with everything in it that two engines could read differently."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CASE = """
format = 1
[election]
title = "Ten parts"
date = 2030-03-10
country = "XX"
tz = "America/La_Paz"
levels = ["region", "place"]
[contest.president]
title = "President"
rule = "bo-president-2009"
choices = [
  { id = "MAS - IPSP", label = "MAS - IPSP" },
  { id = "21F", label = "21F" },
  { id = "o'neill", label = "O'Neill \\"El Ñandú\\"" },
  { id = "blank", label = "Blanco", kind = "blank" },
  { id = "null", label = "Nulo", kind = "null" },
]
[count.official]
title = "Official"
kind = "official"
[count.early]
title = "Preliminary"
kind = "preliminary"
[source.final]
layout = "wide"
contest = "president"
count = "official"
files = [{ name = "wide-*.csv" }, { name = "wide-6.parquet" }]
control = "none known"
[source.final.sheet]
id = "Mesa"
status = "Estado"
status_words = { "" = "counted", "Anulada" = "annulled", "Pendiente" = "outstanding" }
verified_at = "Hora"
[source.final.place]
levels = { region = "Región", place = "Recinto" }
lat = "Lat"
lon = "Lon"
[source.final.numbers]
registered = "Inscritos"
thousands = "."
decimal = ","
missing = ["s/d"]
[source.final.rows]
duplicates = "drop-identical"
drop = { "Mesa" = "^Total" }
[source.quick]
layout = "long"
contest = "president"
count = "early"
files = [{ name = "long-*.csv" }, { name = "long-9.jsonl" }, { name = "long-10.parquet" }]
control = "none known"
[source.quick.sheet]
id = "Mesa"
[source.quick.numbers]
cast = "Emitidos"
[source.quick.choices]
choice = "Partido"
votes = "Votos"
zeros = "left out"
"""

CHOICES = ("MAS - IPSP", "21F", 'O\'Neill "El Ñandú"', "Blanco", "Nulo")
WIDE = ("Mesa", "Región", "Recinto", "Lat", "Lon", "Inscritos", "Hora", "Estado", *CHOICES)
LONG = ("Mesa", "Emitidos", "Partido", "Votos")
REGIONS = ("Ñuflo de Chávez", "La  Paz", "Beni\u00a0Norte", "ＡＢＣ", "O'Connor", "São–João")


def write_parts(folder: Path, *, sheets: int = 240, seed: int = 7) -> Path:
    """Write a case of ten parts: six of a wide count, four of a long one; as CSV, Parquet and JSON lines.

    Parameters
    ----------
    folder : Path
        A new folder of the case.
    sheets : int
        How many sheets.
    seed : int
        Of the figures.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    rng = random.Random(seed)  # noqa: S311 - figures, not secrets
    wide = [_sheet(rng, i) for i in range(sheets)]
    for part, dealt in enumerate(_dealt(wide, 6), 1):
        head, rows = (WIDE, dealt) if part != 2 else (WIDE[::-1], [row[::-1] for row in dealt])
        if part == 3:
            rows = [*dealt, dealt[min(5, len(dealt) - 1)], ["Total región", *[""] * (len(WIDE) - 1)]]
        if part == 6:
            columns = {name: [row[i] or None for row in rows] for i, name in enumerate(head)}
            pq.write_table(
                pa.table(columns, pa.schema([(n, pa.string()) for n in head])), data / "wide-6.parquet"
            )
        else:
            (data / f"wide-{part}.csv").write_text(_csv(head, rows), encoding="utf-8")
    for part, rows in enumerate(_dealt([r for s in wide for r in _entries(rng, s)], 4), 7):
        if part == 9:
            lines = [json.dumps(dict(zip(LONG, row, strict=True)), ensure_ascii=False) for row in rows]
            (data / "long-9.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        elif part == 10:
            pq.write_table(
                pa.table(
                    {
                        n: [int(r[i]) if n in {"Emitidos", "Votos"} else r[i] for r in rows]
                        for i, n in enumerate(LONG)
                    }
                ),
                data / "long-10.parquet",
            )
        else:
            (data / f"long-{part}.csv").write_text(_csv(LONG, rows), encoding="utf-8")
    return folder


def _sheet(rng: random.Random, i: int) -> list[str]:
    votes = [str(rng.randrange(120)) for _ in CHOICES]
    registered = sum(map(int, votes)) + rng.randrange(60) - (8 if i % 50 == 7 else 0)
    written = f"{registered // 1000}.{registered % 1000:03}" if registered >= 1000 else f" {registered}"
    if i % 11 == 3:
        votes[rng.randrange(5)] = rng.choice(["", "s/d", " "])
    if i % 13 == 4:
        votes[0] = f"00{votes[0]}" if votes[0].strip().isdigit() else votes[0]
    if i % 17 == 5:
        votes[1] = "٤٢"
    state = "Anulada" if i % 40 == 9 else "Pendiente" if i % 40 == 19 else ""
    if state == "Pendiente":
        votes = [""] * 5
    region = REGIONS[i % len(REGIONS)]
    place = rng.choice(["Escuela “Á”", "Colegio; Nº 2", "Unidad/Este", "Kinder  Sol"])
    at = f"2030-03-10 {18 + i % 5:02}:{i % 60:02}:{i % 59:02}" if i % 7 else ""
    return [
        f"{'A–' if i % 23 == 0 else ''}{i:05}",
        region,
        place,
        f"-{10 + i % 6}.5" if i % 3 else "",
        "-65.25" if i % 3 else "",
        written,
        at,
        state,
        *votes,
    ]


def _entries(rng: random.Random, sheet: list[str]) -> list[list[str]]:
    """Give the rows of a sheet in the long count, in any order; a zero has none."""
    votes = [rng.randrange(90) if rng.random() < 0.9 else 0 for _ in CHOICES]
    votes[0] += 1
    rows = [
        [sheet[0], str(sum(votes)), choice, str(n)] for choice, n in zip(CHOICES, votes, strict=True) if n
    ]
    rng.shuffle(rows)
    return rows


def _dealt(rows: Sequence[list[str]], parts: int) -> list[list[list[str]]]:
    size = -(-len(rows) // parts)
    return [list(rows[i * size : (i + 1) * size]) for i in range(parts)]


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([head, *rows])
    return out.getvalue()
