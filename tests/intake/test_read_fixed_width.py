"""Columns of a fixed width: found where blanks part them in every line, or stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
mesa municipio  roble  olmo
0001 La Paz         3     4
0002 El Alto       15
0003 Viacha     1,200    16
"""
CELLS = [["0001", "La Paz", "3", "4"], ["0002", "El Alto", "15", None], ["0003", "Viacha", "1,200", "16"]]


def test_columns_that_blanks_part(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.txt", TEXT)
    assert raw.header == ("mesa", "municipio", "roble", "olmo")
    assert [[cell or None for cell in row] for _, row in rows_of(raw)] == CELLS
    assert [number for number, _ in rows_of(raw)] == [2, 3, 4]
    assert raw.settings["widths"] == "5, 11, 7, 4"


def test_lines_above_and_below(tmp_path: Path) -> None:
    text = f"Acta de escrutinio, copia fiel\n\n{TEXT}Fuente: organismo, 5 de mayo, provisional\n"
    raw = opened(tmp_path, "a.txt", text, skip=2, foot=1)
    assert [row[0] for _, row in rows_of(raw)] == ["0001", "0002", "0003"]


def test_stated_widths(tmp_path: Path) -> None:
    text = "0001LP  3  4\n0002EA 15   \n\n0003VI120 16\n"
    columns = ("mesa", "lugar", "roble", "olmo")
    found = read(tmp_path, "a.dat", text, widths=(4, 2, 3, 3), columns=columns)
    assert [[cell or None for cell in row] for _, row in found] == [
        ["0001", "LP", "3", "4"], ["0002", "EA", "15", None], ["0003", "VI", "120", "16"],
    ]  # fmt: skip
    assert [number for number, _ in found] == [1, 2, 4]
    problem = refused(tmp_path, "a.dat", text, widths=(4, 2, 3), columns=columns[:3])
    assert (problem.row, problem.value) == (1, "4")
    assert isinstance(refused(tmp_path, "a.dat", text, widths=(4, 0, 3, 3)), CaseError)
    assert "delimiter" in refused(tmp_path, "a.dat", "a\tb\n1\t2\n", widths=(4, 2)).remedy


def test_letters_are_counted_and_not_bytes(tmp_path: Path) -> None:
    text = TEXT.replace("Viacha ", "Ñuñoa ñ").encode("latin-1")
    raw = opened(tmp_path, "a.txt", text, encoding="latin-1")
    assert rows_of(raw)[2][1] == ["0003", "Ñuñoa ñ", "1,200", "16"]


@pytest.mark.parametrize(
    "text",
    [
        "mesa roble olmo\n1 2 3\n100 200 300\n",  # one blank in turn in each place
        "mesa  roble  olmo\n",
        "MESA ID\nMESA 001\nMESA 002\n",
        "mesa  roble  olmo\n0001      3     4\n0002\t     3     4\n",
        "a  b  c\n" + "1  2  " + "3" * 30_000 + "\n1  2  3\n",
    ],
)
def test_what_no_blanks_part_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, "a.txt", text).remedy


def test_the_words_of_a_title_part_no_columns(tmp_path: Path) -> None:
    text = "Resultados  del  escrutinio  final\nmesa,roble\n1,3\n2,4\n3,5\n"
    problem = refused(tmp_path, "a.csv", text)
    assert "skip = 1" in problem.remedy
    assert opened(tmp_path, "a.csv", text, skip=1).header == ("mesa", "roble")


def test_one_column_stays_one(tmp_path: Path) -> None:
    text = "MESA ID\nMESA 001\nMESA 002\n"
    assert opened(tmp_path, "a.txt", text, delimiter=",").header == ("MESA ID",)
