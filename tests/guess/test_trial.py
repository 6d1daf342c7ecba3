"""A proposal tests itself: what the import asks and can prove is taken over, what it refuses is said."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from veedor.cli.main import veedor
from veedor.guess.remedies import settings_in

HEAD = "Zona,Mesa,Ana,Luis,Nulos,Votaron\n"


def body(number: int = 24) -> list[list[str]]:
    """Sheets in three zones, whose ballots add up."""
    made = []
    for n in range(1, number + 1):
        figures = [40 + 7 * n % 31, 30 + 11 * n % 29, 1 + n * 3 % 5]
        made.append([f"Z{(n - 1) // 8}", f"M{n:02}", *map(str, figures), str(sum(figures))])
    return made


def written(rows: list[list[str]]) -> str:
    """Give them as CSV."""
    return HEAD + "".join(",".join(row) + "\n" for row in rows)


def record(folder: Path, text: str) -> dict[str, Any]:
    """What ``veedor new --json`` says."""
    (folder / "f.csv").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(veedor, ["new", str(folder / "f.csv"), "--json"])
    assert done.exit_code == 0, done.output
    made: dict[str, Any] = json.loads(done.output)
    return made


def test_rows_that_are_sums_are_left_out_with_a_doubt(tmp_path: Path) -> None:
    rows = body()
    total = ["", "Total", *(str(sum(int(row[i]) for row in rows)) for i in range(2, 6))]
    made = record(tmp_path, written([*rows, total]))
    assert made["trial"]["reads"], made["trial"]["refused"]
    assert (made["trial"]["sheets"], made["trial"]["dropped"]) == (24, 1)
    assert any(doubt["key"] == "source.official.rows.drop" for doubt in made["doubts"])


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("named", ["", "Zona"])
def test_one_row_without_an_id_repeats_none(named: str, tmp_path: Path) -> None:
    """The id stands alone in its column, but in the last row: that one is of totals, and no sheet twice."""
    rows = body(600)
    total = [named and "Total", "", *(str(sum(int(row[i]) for row in rows)) for i in range(2, 6))]
    made = record(tmp_path, written([*rows, total]))
    assert (made["trial"]["sheets"], made["trial"]["dropped"]) == (600, 1)
    assert not any(doubt["key"] == "source.official.sheet.id" for doubt in made["doubts"])


def test_a_dash_among_figures_is_asked(tmp_path: Path) -> None:
    rows = body()
    rows[3][4] = "-"
    rows[3][5] = str(int(rows[3][2]) + int(rows[3][3]))
    made = record(tmp_path, written(rows))
    assert made["trial"]["reads"], made["trial"]["refused"]
    assert any("numbers." in doubt["key"] for doubt in made["doubts"])


def test_rows_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    rows = body()
    rows[5][5] = str(int(rows[5][5]) + 9)
    made = record(tmp_path, written(rows))
    (proven,) = [one for one in made["sums"] if one["total"] == "Votaron"]
    assert (proven["met"], proven["rows"], proven["missed"]) == (23, 24, [7])


def test_what_stays_refused_is_said_and_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = body()
    rows[4][2] = "12.5"
    Path("f.csv").write_text(written(rows), encoding="utf-8")
    done = CliRunner().invoke(veedor, ["new", "f.csv", "--yes"])
    assert done.exit_code == 0, done.output
    if "The import refuses it as it stands" in done.output:
        assert "# The import still refuses this file:" in Path("f/case.toml").read_text(encoding="utf-8")
    tomllib.loads(Path("f/case.toml").read_text(encoding="utf-8"))


def test_every_sum_is_said_with_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.csv").write_text(written(body()), encoding="utf-8")
    done = CliRunner().invoke(veedor, ["new", "f.csv", "--yes"])
    assert re.search(r"Votaron = Ana \+ Luis \+ Nulos in 24 of 24 rows", done.output)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("State `skip = 3` beside.", [("skip", 3)]),
        ('Leave them out: rows.drop = { "T" = "^a|b}$" }; else', [("rows.drop", {"T": "^a|b}$"})]),
        (
            'numbers.zero = ["-"] or numbers.missing = ["-"]',
            [("numbers.zero", ["-"]), ("numbers.missing", ["-"])],
        ),
        ('status_words = { "A" = "..." }', []),
        ('cut = { "A" = "b', []),
    ],
)
def test_settings_of_a_message_are_found(text: str, found: list[tuple[str, object]]) -> None:
    assert settings_in(text) == found
