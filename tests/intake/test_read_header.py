"""Names of columns: where the header stands, of how many rows it is, and what it must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.engine import fetch_rows
from veedor.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "published",
    ["Oak", " Oak", "Oak\u00a0", "O\u00adak", "\ufeffOak", "\uff2f\uff41\uff4b", '"Oak"', '" Oak "'],
)
def test_names_are_compared_as_they_look(tmp_path: Path, published: str) -> None:
    raw = opened(tmp_path, "a.csv", f"Sheet,{published},Elm\n001,1,2\n")
    assert raw.column("Oak", "choices") == "c1"
    assert raw.column("O\u00adak ", "choices") == "c1"


def test_a_name_with_a_line_break(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.csv", 'Sheet,"Oak\n(A)"\n001,1\n')
    assert raw.column("Oak\n(A)", "k") == raw.column("Oak (A)", "k") == "c1"


def test_two_columns_of_one_name_are_refused_only_when_used(tmp_path: Path) -> None:
    text = "Sheet,A,votes,B,votes\u00a0\n001,10,11,5,6\n"
    raw = opened(tmp_path, "a.csv", text)
    assert raw.column("A", "k") == "c1"
    with pytest.raises(CaseError, match="2 columns") as caught:
        raw.column("votes", "k")
    assert "skip = 1" in caught.value.remedy
    named = opened(tmp_path, "a.csv", text, skip=1, columns=("Sheet", "A", "votes A", "B", "votes B"))
    assert named.column("votes B", "k") == "c4"
    assert rows_of(named) == [(2, ["001", "10", "11", "5", "6"])]


@pytest.mark.parametrize(
    "first", ["24;010100001;35;30", "010100001;1;Bansko;0;0;0", "1;2", "-;1.234;12,5;7".replace("-", "0")]
)
def test_a_file_without_a_header(tmp_path: Path, first: str) -> None:
    text = f"{first}\n{first.replace('1', '2')}\n"
    problem = refused(tmp_path, "a.txt", text)
    assert (problem.row, "no header" in problem.message) == (1, True)
    count = first.count(";") + 1
    assert f"{count} columns" in problem.remedy
    raw = opened(tmp_path, "a.txt", text, columns=tuple(f"k{i}" for i in range(count)))
    assert [row for row, _ in rows_of(raw)] == [1, 2]
    assert raw.column("k1", "k") == "c1"


def test_names_that_are_figures_are_no_rows(tmp_path: Path) -> None:
    raw = opened(tmp_path, "a.csv", "Mesa,13,22,Total\n001,1,2,3\n")
    assert raw.column("22", "k") == "c2"


def test_columns_that_the_case_names_wrongly(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path, "a.csv", "1,2\n3,4\n", columns=("a", "a")), CaseError)
    few = refused(tmp_path, "a.csv", "1,2\n3,4\n", columns=("a",), delimiter=",").remedy
    assert '`columns = ["a", "Column 2"]`' in few
    assert "remove `columns`" in few
    assert refused(tmp_path, "a.csv", "1,2\n3,4\n", columns=("a", "b", "c")).row == 1


@pytest.mark.parametrize(
    ("above", "skip"),
    [("Official results\n", 1), ("Results, of all sheets\n\n", 2), ("\nResults\nOf today\n", 3)],
)
def test_a_title_above_the_header_names_how_many_lines_to_skip(tmp_path: Path, above: str, skip: int) -> None:
    text = above + "Sheet,Place,Oak,Elm\n001,a,1,2\n002,b,3,4\n003,c,3,4\n"
    problem = refused(tmp_path, "a.csv", text)
    assert f"`skip = {skip}`" in problem.remedy
    raw = opened(tmp_path, "a.csv", text, skip=skip)
    assert raw.header == ("Sheet", "Place", "Oak", "Elm")
    assert rows_of(raw)[0][0] == skip + 2


def test_one_column_is_refused_unless_the_delimiter_is_stated(tmp_path: Path) -> None:
    problem = refused(tmp_path, "a.fwf", "mesa region  oak\n0001     R1   27\n")
    assert "fixed width" in problem.message
    assert 'delimiter = ","' in refused(tmp_path, "a.csv", "Sheet\n001\n002\n").remedy
    assert read(tmp_path, "a.csv", "Sheet\n001\n002\n", delimiter=",") == [(2, ["001"]), (3, ["002"])]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ([",,Party X,Party Y", "mesa,name,A,B"], ("mesa", "name", "Party X / A", "Party Y / B")),
        (["mesa,Party X,,Party Y,", ",Smith,Jones,Lee,Kim"], None),
        (["mesa,Votes,,", ",A,B,"], ("mesa", "Votes / A", "Votes / B")),
        (["mesa,A,A", "mesa,x,y"], ("mesa", "A / x", "A / y")),
    ],
)
def test_a_header_of_two_rows(tmp_path: Path, head: list[str], names: tuple[str, ...] | None) -> None:
    names = names or ("mesa", "Party X / Smith", "Party X / Jones", "Party Y / Lee", "Party Y / Kim")
    cells = ",".join(str(i) for i in range(len(names))) + "," * (head[0].count(",") + 1 - len(names))
    raw = opened(tmp_path, "a.csv", "\n".join([*head, cells]) + "\n", header_rows=2)
    assert raw.header == names
    assert rows_of(raw)[0][0] == 3


def test_blank_cells_repeat_the_one_above_where_the_case_says_so(tmp_path: Path) -> None:
    text = "region,mesa,A\nNorth,1,10\n,2,\n \u00a0,3,8\nSouth,4,1\n,5,4\n"
    raw = opened(tmp_path, "a.csv", text, fill_down=("region",))
    assert [cells[0] for _, cells in rows_of(raw)] == ["North", "North", "North", "South", "South"]
    assert rows_of(raw)[1][1][2] is None
    assert [(n.key, n.column, n.number) for n in raw.notices] == [("filled_down", "region", 3)]
    assert "region" in refused(tmp_path, "a.csv", text, fill_down=("regions",)).remedy


def test_constants_parts_of_the_name_and_where_a_row_stands(tmp_path: Path) -> None:
    raw = opened(
        tmp_path,
        "dep_7_mesa_12.csv",
        "party,votes\nA,1\nB,2\n",
        constants={"country": "XX"},
        named=r"dep_(?P<dep>\d+)_mesa_(?P<mesa>\d+)",
    )
    assert raw.header == ("party", "votes", "country", "dep", "mesa")
    assert rows_of(raw)[1] == (3, ["B", "2", "XX", "7", "12"])
    assert raw.column("mesa", "k") == "c4"
    table = raw.table.select(r=raw.pseudo("row"), f=raw.pseudo("file"), w=raw.pseudo("worksheet"))
    assert fetch_rows(table)[1] == {"r": "3", "f": "dep_7_mesa_12.csv", "w": ""}


@pytest.mark.parametrize(
    "form",
    [
        {"named": r"mesa_(?P<m>\d+)"},
        {"named": r"(\d+)"},
        {"named": r"(?P<m>"},
        {"constants": {"votes": "1"}},
        {"constants": {"vo\u00adtes": "1"}},
        {"named": r"(?P<party>a)"},
    ],
)
def test_further_columns_that_cannot_be(tmp_path: Path, form: dict[str, str]) -> None:
    assert isinstance(refused(tmp_path, "a.csv", "party,votes\nA,1\n", **form), CaseError)
