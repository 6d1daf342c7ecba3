"""The second route to the right sums: plain ``csv``, ``openpyxl`` and ``json``, and no code of Veedor.

Each case of the field has an entry in :data:`TRUTHS`: how its figures are added up by somebody who opened the
file, read it, and knows what its rows mean.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet

from field.expect import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Row = dict[str, str]


@dataclass(frozen=True)
class Truth:
    """Sums of the counted rows."""

    votes: dict[str, int]
    counted: int


def figure(text: str) -> int:
    """Read a figure as a person does: blank is no vote that anybody knows of, so it adds nothing."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("'", "").replace(" ", "")
    if plain in {"", "-", "***", "N/A", "s/d", "#N/A", "#REF!", "999", "None"} or plain.startswith("="):
        return 0
    return int(float(plain))


def rows(case: str, name: str, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> list[Row]:
    """Read a CSV file of a case."""
    raw = (CASES / case / "data" / name).read_bytes()
    if name.endswith(".gz"):
        raw = gzip.decompress(raw)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = archive.read(archive.namelist()[0])
    lines = raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return [
        {unicodedata.normalize("NFKC", k).replace("\xad", "").strip(): v or "" for k, v in row.items() if k}
        for row in csv.DictReader(io.StringIO(lines), delimiter=delimiter)
    ]


def book(case: str, name: str, *, above: int = 0, worksheets: Sequence[str] = ()) -> list[Row]:
    """Read visible worksheets of a workbook, as it shows them."""
    opened = openpyxl.load_workbook(CASES / case / "data" / name)
    visible = [ws for ws in opened if ws.sheet_state == "visible"]
    wanted = [opened[w] for w in worksheets] or visible[:1]
    found: list[Row] = []
    for worksheet in wanted:
        shown = [
            ["" if cell is None else str(cell) for cell in line]
            for number, line in enumerate(worksheet.iter_rows(values_only=True), start=1)
            if not worksheet.row_dimensions[number].hidden
        ][above:]
        found += [dict(zip(shown[0], line, strict=True)) for line in shown[1:]]
    return found


def wide(table: Iterable[Row], columns: Mapping[str, str | Sequence[str]]) -> Truth:
    """Add up the columns of each choice."""
    kept = list(table)
    votes = {
        choice: sum(figure(row[c]) for row in kept for c in ([names] if isinstance(names, str) else names))
        for choice, names in columns.items()
    }
    return Truth(votes, len(kept))


def long(
    table: Iterable[Row], sheet: Sequence[str], choice: str, votes: str, names: Mapping[str, Sequence[str]]
) -> Truth:
    """Add up the rows of each choice."""
    kept = list(table)
    sums = {c: sum(figure(r[votes]) for r in kept if r[choice] in wanted) for c, wanted in names.items()}
    return Truth(sums, len({tuple(row[column] for column in sheet) for row in kept}))


def but(table: Iterable[Row], column: str, *values: str) -> list[Row]:
    """Leave out the rows that hold one of some values."""
    return [row for row in table if row[column] not in values]


def only(table: Iterable[Row], column: str, *values: str) -> list[Row]:
    """Keep the rows that hold one of some values."""
    return [row for row in table if row[column] in values]


def last(table: Iterable[Row], key: str) -> list[Row]:
    """Keep the last row of each key."""
    return list({row[key].strip(): row for row in table}.values())


def lines(case: str, name: str, cells: int, *, drop: str = "") -> list[Row]:
    """Read the lines of a file that no reader of CSV gets right: split at commas, quotes left as they are."""
    text = (CASES / case / "data" / name).read_text(encoding="utf-8-sig", errors="replace")
    split = [line.split(",") for line in text.splitlines() if line.strip()]
    header = split[0]
    keep = [line for line in split[1:] if len(line) >= cells and not (drop and line[0].startswith(drop))]
    # the figures stand at the end of a line, whatever its name holds
    return [dict(zip(header[-3:], line[-3:], strict=True)) for line in keep]


TWO = {"adler": "Adler", "brandt": "Brandt", "null": "Invalid"}
AB = {"A": "A", "B": "B"}
ABC = {"A": "A", "B": "B", "C": "C"}
TREES = {"oak": "Oak", "elm": "Elm", "blank": "Blank", "null": "Null"}
FUSION = {"ortega": ("ORTEGA (Rose)", "ORTEGA (Lamp)"), "pell": ("PELL (Oak)",), "null": ("Void",)}
MEXICO = {
    "RAC": ("PAN", "PRD", "MC", "PAN_PRD_MC", "PAN_PRD", "PAN_MC", "PRD_MC"),
    "JAMK": ("PRI", "PVEM", "PANAL", "PRI_PVEM_PANAL", "PRI_PVEM", "PRI_PANAL", "PVEM_PANAL"),
    "AMLO": ("PT", "MORENA", "PES", "PT_MORENA_PES", "PT_MORENA", "PT_PES", "MORENA_PES"),
    "null": "NULOS",
}
CITY = {
    "Ana-Quispe-Frente-Civico": "Ana Quispe (Frente Cívico)",
    "Luis-Rojas-Union-Popular": "Luis Rojas (Unión Popular)",
    "Maria-Soto-Partido-Verde": "María Soto (Partido Verde)",
    "Pedro-Diaz-Independiente": "Pedro Díaz (Independiente)",
    "blank": "Votos en blanco",
    "null": "Votos nulos",
}
COUNTED = ("Counted", "CONTABILIZADA", "ok", "repeated")


def two(case: str, name: str = "results.csv", **how: str) -> Truth:
    """Most cases: Adler and Brandt, one row a sheet."""
    return wide(rows(case, name, **how), TWO)


def trees(case: str, name: str = "count.csv") -> Truth:
    """The hostile cases: Oak and Elm."""
    return wide(rows(case, name), TREES)


def shape(case: str, columns: Mapping[str, str | Sequence[str]] = AB) -> Truth:
    """The shapes: A and B in ``v.csv``."""
    return wide(rows(case, "v.csv"), columns)


def json_of_sheets(case: str) -> Truth:
    """One file a sheet."""
    files = sorted((CASES / case / "data").glob("*.json"))
    names = {
        "A": "A",
        "B": "B",
        "blank": "Votos en Blanco",
        "null": "Votos Nulos",
        "challenged": "Impugnaciones",
    }
    votes = dict.fromkeys(names, 0)
    for file in files:
        said = {row["partido"]: row["votos"] for row in json.loads(file.read_text())}
        votes = {choice: votes[choice] + said[name] for choice, name in names.items()}
    return Truth(votes, len(files))


def parquet(case: str, column: str = "Oak") -> Truth:
    """Figures of a Parquet file as pyarrow reads them."""
    table = pyarrow.parquet.read_table(CASES / case / "data" / "count.parquet").to_pydict()
    sums = {
        choice: sum(int(v or 0) for v in table[name]) for choice, name in (TREES | {"oak": column}).items()
    }
    return Truth(sums, len(table["Sheet"]))


def _plain(*cases: str) -> dict[str, Callable[[str], Truth]]:
    return dict.fromkeys(cases, two)


def _shapes(*cases: str) -> dict[str, Callable[[str], Truth]]:
    return dict.fromkeys([f"shapes/{case}" for case in cases], shape)


def _trees(*cases: str) -> dict[str, Callable[[str], Truth]]:
    return dict.fromkeys([f"hostile-{case}" for case in cases], trees)
