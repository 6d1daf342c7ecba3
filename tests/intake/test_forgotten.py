"""Votes that nothing reads, votes that are read twice, and choices that cannot be absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

WIDE = """
[source.final]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
"""


def table(*heads: str, between: str = "", cells: tuple[str, ...] = ("300", "200", "250")) -> str:
    """Three sheets; a further column stands between the first two choices."""
    head = ["Sheet", "Oak", *([between] if between else []), "Elm", "Blank", "Null", *heads]
    rows = []
    for i, (oak, elm) in enumerate([(40, 30), (35, 41), (10, 60)]):
        extra = [cells[i]] if between else []
        rows.append(
            [f"00{i + 1}", str(oak), *extra, str(elm), "2", "1", *(str(oak + elm + 9) for _ in heads)]
        )
    return csv_text(rows, head)


def oak_of(folder: Path) -> list[int]:
    """Votes that are read for the first choice, by sheet."""
    found: list[int] = importing(folder).store.arrow("votes-mayor")["oak"].to_pylist()
    return found


@pytest.mark.parametrize("cells", [("300", "200", "250"), ("0", "", "97"), ("1,300", "2,200", "1,250")])
def test_whole_numbers_between_the_choices_are_asked_for(tmp_path: Path, cells: tuple[str, ...]) -> None:
    (problem,) = refusal(write_case(tmp_path, WIDE, {"count.csv": table(between="Fir", cells=cells)}))
    assert problem.column == "Fir"
    assert 'rows.ignore = ["Fir"]' in str(problem)


def test_a_column_that_says_nothing_of_the_votes_is_named_as_such(tmp_path: Path) -> None:
    source = WIDE + '[source.final.rows]\nignore = ["Fir"]\n'
    assert oak_of(write_case(tmp_path, source, {"count.csv": table(between="Fir")})) == [40, 35, 10]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Oak %", ("57", "46", "14")),
        ("Note", ("", "x", "")),
        ("Rank", ("0", "0", "0")),
        ("Share of Oak", ("57", "46", "14")),
        ("Fir", ("0.57", "0.46", "0.14")),
    ],
)
def test_what_holds_no_votes_is_not_asked_for(tmp_path: Path, name: str, cells: tuple[str, ...]) -> None:
    assert oak_of(write_case(tmp_path, WIDE, {"count.csv": table(between=name, cells=cells)})) == [40, 35, 10]


VALID = WIDE + '[source.final.numbers]\nvalid = "Valid"\n'


def test_more_valid_votes_than_the_choices_have_tell_that_one_is_not_read(tmp_path: Path) -> None:
    (problem,) = refusal(write_case(tmp_path, VALID, {"count.csv": table("Valid", "Fir")}))
    assert "3 of 3 rows print more valid votes" in str(problem)
    assert "'Fir'" in str(problem)


def test_one_printed_total_that_is_off_is_for_the_checks(tmp_path: Path) -> None:
    text = table("Valid").replace("79", "70").replace("85", "76").replace(",79", ",99")
    assert oak_of(write_case(tmp_path, VALID, {"count.csv": text})) == [40, 35, 10]


ADDED = '[source.final.choices]\nseveral = "add"\nrename = { "Red" = "oak", "Blue" = "oak" }\n%s'


def coalition(oak: tuple[int, int, int]) -> str:
    """Two parties of one choice, and a column under the choice's own name."""
    rows = [
        [f"00{i + 1}", str(red), str(blue), str(oak[i]), "40", "2", "1"]
        for i, (red, blue) in enumerate([(20, 30), (25, 31), (9, 8)])
    ]
    return csv_text(rows, ["Sheet", "Red", "Blue", "Oak", "Elm", "Blank", "Null"])


def test_a_sum_beside_its_parts_is_not_added_to_them(tmp_path: Path) -> None:
    (problem,) = refusal(write_case(tmp_path, WIDE + ADDED % "", {"count.csv": coalition((50, 56, 17))}))
    assert problem.column == "Oak"
    assert 'choices.columns = ["Red", "Blue", "Elm", "Blank", "Null"]' in str(problem)
    assert 'rows.ignore = ["Oak"]' in str(problem)
    stated = 'columns = ["Red", "Blue", "Elm", "Blank", "Null"]\n[source.final.rows]\nignore = ["Oak"]\n'
    assert votes_of_oak(tmp_path / "2", WIDE + ADDED % stated, (50, 56, 17)) == 123


def test_votes_of_its_own_beside_those_of_its_parties_are_added(tmp_path: Path) -> None:
    assert votes_of_oak(tmp_path, WIDE + ADDED % "", (1, 4, 2)) == 130


def test_a_sum_is_added_where_the_case_says_that_it_is_none(tmp_path: Path) -> None:
    stated = '[source.final.rows]\ntotals = "accept"\n'
    assert votes_of_oak(tmp_path, WIDE + ADDED % stated, (50, 56, 17)) == 246


def votes_of_oak(folder: Path, source: str, oak: tuple[int, int, int]) -> int:
    store = importing(write_case(folder, source, {"count.csv": coalition(oak)})).store
    return sum(store.arrow("votes-mayor")["oak"].to_pylist())


def test_a_choice_that_has_a_column_is_not_absent(tmp_path: Path) -> None:
    source = WIDE + '[source.final.choices]\nabsent = ["elm"]\n'
    (problem,) = refusal(write_case(tmp_path, source, {"count.csv": table()}))
    assert problem.column == "Elm"
    assert "choices.absent" in str(problem)


HALF = """
[source.final]
layout = "long"
contest = "mayor"
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
[source.final.choices]
choice = "Choice"
votes = "Votes"
absent = ["blank", "null"]
"""


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ('several = "add"\nrename = { "Roble" = "oak" }\n', [("Oak", "", "7"), ("Roble", "", "")]),
        ('[source.final.rows]\nadd_over = ["Mode"]\n', [("Oak", "day", "7"), ("Oak", "post", "")]),
    ],
    ids=["several", "add_over"],
)
def test_a_blank_part_of_votes_that_are_added_is_asked_for(
    tmp_path: Path, stated: str, names: list[tuple[str, str, str]]
) -> None:
    rows = [["1", name, mode, figure] for name, mode, figure in [*names, ("Elm", "day", "9")]]
    text = csv_text(rows, ["Sheet", "Choice", "Mode", "Votes"])
    (problem,) = refusal(write_case(tmp_path, HALF + stated, {"count.csv": text}, ELECTION))
    assert "are blank, others are not" in str(problem)
    assert 'numbers.zero = [""]' in str(problem)


def test_a_pattern_leaves_hidden_files_and_takes_names_in_capitals(tmp_path: Path) -> None:
    source = WIDE.replace("count.csv", "*.csv")
    rows = table().splitlines()
    files: dict[str, str | bytes] = {
        "A.CSV": "\n".join([rows[0], rows[1]]),
        "b.csv": "\n".join([rows[0], rows[2]]),
        ".c.csv": "\n".join([rows[0], rows[3]]),
        "._a.csv": b"\x00\x05\x16\x07 not a table",
    }
    sheets = importing(write_case(tmp_path, source, files)).store.arrow("sheet").to_pylist()
    assert [row["sheet_id"] for row in sheets] == ["001", "002"]


def test_a_pattern_that_asks_for_hidden_files_takes_them(tmp_path: Path) -> None:
    source = WIDE.replace("count.csv", ".*.csv")
    sheets = importing(write_case(tmp_path, source, {".c.csv": table()})).store.arrow("sheet")
    assert len(sheets) == 3


def test_a_column_with_fewer_votes_than_any_candidate_is_said_and_read_on(tmp_path: Path) -> None:
    """Votes for people who did not stand: many files have such a column, and no candidate is hidden there."""
    files: dict[str, str | bytes] = {"count.csv": table(between="CNR", cells=("1", "0", "2"))}
    made = importing(write_case(tmp_path, WIDE, files))
    said = [(n["key"], n["column"]) for n in made.store.manifest["notices"]]
    assert ("unread_figures", "CNR") in said
