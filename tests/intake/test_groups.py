"""Columns repeated for each candidate: each group becomes a row, whatever the header calls the later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from veedor.engine import connect
from veedor.errors import CaseError
from veedor.intake.case import FileForm
from veedor.intake.groups import name_groups
from veedor.intake.read import open_raw

if TYPE_CHECKING:
    from pathlib import Path

GROUP = ("N", "Nom", "Voix")


@pytest.mark.parametrize(
    "header",
    [
        ["Code", "Inscrits", *GROUP],
        ["Code", "Inscrits", *GROUP, "", "", ""],
        ["Code", "Inscrits", *GROUP, *GROUP],
        ["Code", "Inscrits", *GROUP, "N 2", "Nom 2", "Voix 2"],
    ],
)
def test_later_groups_are_named_like_the_first(header: list[str]) -> None:
    assert name_groups(header, 8, GROUP, "f", 1) == ("Code", "Inscrits", *GROUP, *GROUP)


def test_columns_behind_the_groups_are_of_the_whole_row() -> None:
    header = ["Code", *GROUP, *(f"{name} 2" for name in GROUP), "Spoilt", "Total"]
    assert name_groups(header, len(header), GROUP, "f", 1) == ("Code", *GROUP, *GROUP, "Spoilt", "Total")


@pytest.mark.parametrize(
    ("header", "repeated", "said"),
    [
        (["Code", *GROUP, *GROUP], ("N", "Nome"), "no column 'Nome'"),
        (["Code", *GROUP, *GROUP], ("Voix", "N", "Nom"), "no whole groups"),
        (["Code", *GROUP, "N"], GROUP, "no whole groups"),
        (["Code", *GROUP, *GROUP, "Total", "N", "y"], GROUP, "no whole groups"),
        (["Code", *GROUP, *GROUP, "Total", "", "y"], GROUP, "no whole groups"),
        (["Code", "N", "Voix", "Nom"], GROUP, "side by side"),
    ],
)
def test_what_is_no_group_is_refused(header: list[str], repeated: tuple[str, ...], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        name_groups(header, len(header), repeated, "f", 1)


def test_rows_keep_their_number_and_blank_groups_make_none(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("Code;N;Nom;Voix;;;\nA;1;X;5;2;Y;6\nB;1;X;7;;;\n", encoding="utf-8")
    connection = connect(threads=1)
    work = tmp_path / "work"
    work.mkdir()
    raw = open_raw(connection, file, FileForm("v.csv", repeated=GROUP), work)
    assert raw.arrow is not None
    rows = raw.arrow.select(["c0", "c2", "c3", "row"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("A", "X", "5", 2),
        ("A", "Y", "6", 2),
        ("B", "X", "7", 3),
    ]
    connection.close()
