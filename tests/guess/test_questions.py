"""Several questions answered by "yes" and "no" side by side: never added up, never rivals."""

from __future__ import annotations

from shutil import rmtree
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from guess.test_crossed import imported
from guess.test_look_alikes import STATED, counted, refused, votes, written
from veedor.cli.main import veedor

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = votes(4)
NAMES = [
    ("Q1 Yes", "Q1 No", "Q2 Yes", "Q2 No"),
    ("Measure A - For", "Measure A - No", "Measure B - For", "Measure B - No"),
    ("SÍ Pregunta 1", "NO Pregunta 1", "SÍ Pregunta 2", "NO Pregunta 2"),
]


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("names", NAMES)
def test_columns_of_two_questions_are_refused_and_those_of_one_are_read(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [[f"P{n:03d}", *sheet] for n, sheet in enumerate(SHEETS)]
    shown = refused(written(["Precinct", *names], rows), tmp_path)
    assert "side by side, apart in" in shown
    rmtree(tmp_path / "case", ignore_errors=True)
    one = written(["Precinct", *names[:2]], [row[:3] for row in rows])  # the copy that it asks for
    sums = {name: sum(sheet[place] for sheet in SHEETS) for place, name in enumerate(names[:2])}
    assert counted(one, tmp_path)["votes"] == sums


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("names", NAMES)
def test_long_rows_of_two_questions_are_asked_about_and_the_answer_parts_them(
    names: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veedor.cli.new.asks_here", lambda: True)
    file = tmp_path / "results.csv"
    each = [(f"P{n:03d}", sheet) for n, sheet in enumerate(SHEETS)]
    rows = [[sheet, name, v] for sheet, given in each for name, v in zip(names, given, strict=True)]
    file.write_bytes(written(["Precinct", "Choice", "Votes"], rows))
    given = ["new", str(file), *(word for word in STATED if word != "--yes"), "--to", str(tmp_path / "case")]
    done = CliRunner().invoke(veedor, given, input="P\na contest each\n" + "\n" * 30)
    assert "answer one question" in " ".join(done.output.split())
    assert done.exit_code == 0, done.output
    found, sheets = imported(tmp_path / "case")
    sums = [sum(sheet[place] for sheet in SHEETS) for place in range(4)]
    assert sorted(sorted(one) for one in found.values()) == sorted([sorted(sums[:2]), sorted(sums[2:])])
    assert sheets == len(SHEETS)
