"""Small cases, written by the tests that use them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.errors import InputError, InputErrors
from veedor.intake import Imported, import_case, load_case

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = ["Sheet", "Region", "Place", "Registered", "Oak", "Elm", "Blank", "Null"]
ROWS = [
    ["001", "North", "School", "100", "40", "30", "2", "1"],
    ["002", "North", "School", "110", "35", "41", "0", "3"],
    ["003", "South", "Hall", "90", "10", "60", "1", "0"],
    ["004", "South", "School", "80", "", "20", "0", "2"],
]
"""Four sheets; one cell is blank; two places have the same name in two regions."""

ELECTION = """
format = 1
[election]
title = "A small election"
date = 2030-03-10
country = "XX"
tz = "America/La_Paz"
levels = ["region", "place"]
[contest.mayor]
title = "Mayor"
choices = [
  { id = "oak", label = "Oak" },
  { id = "elm", label = "Elm" },
  { id = "blank", label = "Blank", kind = "blank" },
  { id = "null", label = "Null", kind = "null" },
]
[count.official]
title = "Official"
kind = "official"
[count.early]
title = "Preliminary"
kind = "preliminary"
"""

SOURCE = """
[source.final]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
[source.final.place]
levels = { region = "Region", place = "Place" }
[source.final.numbers]
registered = "Registered"
"""


def csv_text(rows: Sequence[Sequence[str]] = ROWS, head: Sequence[str] = HEAD, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([head, *rows])
    return out.getvalue()


def write_case(
    folder: Path, source: str = SOURCE, files: dict[str, str | bytes] | None = None, election: str = ELECTION
) -> Path:
    """Write a case with its data; by default the four sheets as ``count.csv``."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for name, content in (files if files is not None else {"count.csv": csv_text()}).items():
        (data / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "case.toml").write_text(election + source, encoding="utf-8")
    return folder


def importing(folder: Path) -> Imported:
    return import_case(load_case(folder))


def refusal(folder: Path) -> list[InputError]:
    """Import a case that must be refused; give every problem, and see that nothing is left behind."""
    problems: list[InputError] = []
    try:
        importing(folder)
    except InputErrors as group:
        problems += [p for p in group.exceptions if isinstance(p, InputError)]
    except InputError as problem:
        problems += [problem]
    assert problems, "the import was not refused"
    assert left_behind(folder) == []
    return problems


def left_behind(folder: Path) -> list[str]:
    """Name everything in the work folder beside the notes on hashes."""
    work = folder / ".veedor"
    return sorted(p.name for p in work.iterdir() if p.name != "seen.json") if work.is_dir() else []
