"""The cases that ship, put together with their whole data or with a sample of them."""

from __future__ import annotations

import csv
import os
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from field.mend import edit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent.name for path in (ROOT / "cases").glob("*/case.toml"))
DATA = Path(os.environ.get("VEEDOR_DATA", ROOT / "../shared/data")).resolve()


def read(name: str, file: str = "case.toml") -> dict[str, Any]:
    """Read a TOML file of a case."""
    return tomllib.loads((ROOT / "cases" / name / file).read_text(encoding="utf-8"))


EXPECTED = {name: read(name, "expected.toml") for name in CASES}
SAMPLED = [name for name in CASES if "sample" in EXPECTED[name]]


def copy(name: str, to: Path) -> Path:
    """Copy a case without what was made of it."""
    return shutil.copytree(
        ROOT / "cases" / name, to / name, ignore=shutil.ignore_patterns(".veedor", "data", "*.md")
    )


def whole(name: str, to: Path) -> Path | None:
    """Copy a case beside its whole data; None where they are not on this machine."""
    places = (ROOT / "cases" / name / "data", DATA / name)
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        return None
    folder = copy(name, to)
    (folder / "data").symlink_to(found.resolve(), target_is_directory=True)
    return folder


def sample(name: str, to: Path) -> Path | None:
    """Copy a case beside its sample, which keeps every n-th row: no total of the whole is asked of it."""
    told = EXPECTED[name]["sample"]
    file = DATA / "samples" / told["file"]
    if not file.is_file():
        return None
    folder = copy(name, to)
    ((source_name, source),) = read(name)["source"].items()
    (form,) = source["files"]
    change = {
        f"source.{source_name}.files": [
            {k: v for k, v in form.items() if k != "fetch"} | {"name": file.name}
        ],
        f"source.{source_name}.control": "none known",
    }
    delete = [*told.get("untold", ()), *([f"source.{source_name}.official"] if "official" in source else [])]
    edit(folder / "case.toml", change=change, delete=delete)
    (folder / "data").mkdir()
    shutil.copy(file, folder / "data")
    return folder


def rows(name: str) -> list[dict[str, str]]:
    """Read a sample without Veedor."""
    file = DATA / "samples" / EXPECTED[name]["sample"]["file"]
    if file.suffix == ".xlsx":
        header, *lines = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
        return [
            {str(k): "" if v is None else str(v) for k, v in zip(header, line, strict=True)} for line in lines
        ]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        mark = ";" if ";" in opened.readline() else ","
        opened.seek(0)
        return list(csv.DictReader(opened, delimiter=mark))


def sums(name: str, table: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Add the votes of each choice up, over the rows that the case counts."""
    case = read(name)
    (contest,), (source,) = case["contest"].values(), case["source"].values()
    words = source["sheet"].get("status_words", {})
    counted = [row for row in table if not words or words[row[source["sheet"]["status"]]] == "counted"]
    found = {}
    for choice in contest["choices"]:
        names = {choice["id"], choice["label"], *choice.get("published", ())}
        (column,) = names & set(table[0])
        found[choice["id"]] = sum(int(row[column]) for row in counted)
    return found
