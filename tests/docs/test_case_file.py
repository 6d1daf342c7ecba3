"""The pieces of ``case.toml`` that the reference and the explanation print are read as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import DOCS, blocks
from docs.test_examples import assert_shown
from veedor.case import open_case
from veedor.count import Election
from veedor.model import State

REFERENCE = (DOCS / "reference" / "case-file.md").read_text(encoding="utf-8")
NOT_KNOWN = (DOCS / "explanation" / "not-known.md").read_text(encoding="utf-8")
PIECES = [code for language, code in blocks(REFERENCE) if language == "toml"]

HEAD = """
format = 1
[election]
title = "The valley"
date = 2030-05-05
country = "XX"
tz = "UTC"
[contest.mayor]
title = "Mayor"
rule = "mx-president-1996"
choices = [
  { id = "alder", label = "Alder" },
  { id = "birch", label = "Birch" },
  { id = "null", label = "Null", kind = "null" },
]
[count.official]
title = "Official"
"""
SOURCE = """
[source.official]
layout = "wide"
count = "official"
control = "none known"
"""
CONTEST = 'contest = "mayor"\n'
FILE = 'files = [{ name = "results.csv" }]\n'
TABLE = 'sheet.id = "Table"\n'
ROWS = "Table,Alder,Birch,Null\n1,10,5,0\n2,11,6,1\n"
LATER = "Table,Alder,Birch,Null\n3,20,15,0\n4,21,16,1\n"


def piece(with_text: str) -> str:
    """The one piece of the reference that has a text in it."""
    (found,) = [code for code in PIECES if with_text in code]
    return found


def write(folder: Path, source: str, **files: str) -> Path:
    (folder / "data").mkdir(parents=True)
    for name, text in files.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "case.toml").write_text(HEAD + source, encoding="utf-8")
    return folder


def votes(folder: Path) -> dict[str, int]:
    tally = open_case(folder).select().tally
    return {str(choice): n for choice, n in tally.votes.items()}


def test_every_value_of_a_column_of_contests_is_named(tmp_path: Path) -> None:
    rows = "Table,Office,Alder,Birch,Null\n1,Mayor,10,5,0\n1,Council,99,99,99\n2,Lord Mayor,11,6,1\n"
    source = SOURCE + piece("Lord Mayor") + FILE + TABLE
    assert votes(write(tmp_path / "a", source, results=rows)) == {"alder": 21, "birch": 11, "null": 1}


@pytest.mark.parametrize("telling", ["constants", "<Region>"])
def test_parts_are_all_read(tmp_path: Path, telling: str) -> None:
    source = SOURCE + CONTEST + piece(telling) + 'sheet.id = "{Region}/{Table}"\n'
    # both regions number their tables alike, which the template tells apart
    assert votes(write(tmp_path / "a", source, north=ROWS, south=ROWS)) == {
        "alder": 42, "birch": 22, "null": 2,
    }  # fmt: skip


def test_votes_and_nulls_lie_side_by_side(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "a",
        piece("[source.nulls]"),
        votes="Table,Alder,Birch\n1,10,5\n2,11,6\n",
        nulls="Table,Null\n1,0\n2,1\n",
    )
    assert votes(folder) == {"alder": 21, "birch": 11, "null": 1}


def test_dumps_are_publications(tmp_path: Path) -> None:
    source = SOURCE + CONTEST + TABLE + piece("stamp")
    files = {"2030-05-05_1900": ROWS, "2030-05-05_2000": ROWS.replace("10,5", "12,7")}
    folder = write(tmp_path / "a", source, **files)
    assert votes(folder) == {"alder": 23, "birch": 13, "null": 1}
    assert len(Election.open(folder).snapshots("official")) == 2


def test_a_log_by_region(tmp_path: Path) -> None:
    log = (
        "Day,Hour,Region,Computed,Alder,Birch\n05/05/2030,19:00,N,1,10,5\n05/05/2030,19:00,S,0,0,0\n"
        "05/05/2030,20:00,S,1,11,6\n"
    )
    folder = write(
        tmp_path / "a", SOURCE + CONTEST + FILE + TABLE + piece("[source.log]"), results=ROWS, log=log
    )
    published = Election.open(folder).publications("official")
    assert published is not None
    assert len(published.published_at) == 2


def valley(folder: Path, totals: str = "") -> Path:
    """The example of the explanation, its two tables cut out of the page."""
    (both,) = [code for language, code in blocks(NOT_KNOWN) if code.startswith("Table,Status")]
    lines = [re.split(r" {2,}", line) for line in both.splitlines()]
    results = "\n".join(line[0] for line in lines if line[0]) + "\n"
    tables = "\n".join(line[1] for line in lines if len(line) > 1) + "\n"
    words = "[source.official.sheet]\nid = 'Table'\n" + piece("status_words")
    list_of_tables = (
        "[source.list]\nlayout = 'attributes'\nfiles = [{ name = 'list.csv' }]\ncontrol = 'none known'\n"
        "sheet.id = 'Table'\nnumbers.registered = 'Voters'\n"
    )
    source = SOURCE + CONTEST + FILE + words + totals + list_of_tables
    if totals:
        source = source.replace('control = "none known"\n', "", 1)
    return write(folder, source, results=results, list=tables)


def test_the_example_of_the_explanation_says_what_is_shown(tmp_path: Path) -> None:
    both = [code for language, code in blocks(NOT_KNOWN) if language == "text"]
    folder = valley(tmp_path / "valley", piece("[[source.official.control]]"))
    assert_shown(f"veedor outcome {folder}", both[1])
    states = open_case(folder).select("official").states
    assert {state: states.number(state) for state in State} == {
        State.COUNTED: 3, State.OUTSTANDING: 2, State.SET_ASIDE: 1, State.ANNULLED: 1,
    }  # fmt: skip
    # neither the observed nor the annulled sheet ever was
    data = folder / "data"
    for name in ("results.csv", "list.csv"):
        told = (data / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in told if not line.startswith(("T5", "T6"))]
        (data / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    case = folder / "case.toml"
    text = case.read_text(encoding="utf-8").replace("sheets = 6", "sheets = 4")
    case.write_text(text, encoding="utf-8")
    assert_shown(f"veedor outcome {folder}", both[2])
