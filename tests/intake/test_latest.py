"""Which of several rows of a sheet holds: the latest by a column, the last of a file; sheets or rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import SOURCE, csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

LONG = """
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
%s
[source.final.rows]
last_by = "Made"
%s
"""
FIRST = [
    ["1", "Oak", "40", "9:05"],
    ["1", "Elm", "30", "9:05"],
    ["2", "Oak", "5", "9:05"],
    ["2", "Elm", "6", "9:05"],
]
"""Two sheets, as first published."""


def long_case(folder: Path, later: list[list[str]], last_of: str = "", zeros: str = "") -> Path:
    stated = f'last_of = "{last_of}"' if last_of else ""
    text = csv_text([*FIRST, *later], ["Sheet", "Choice", "Votes", "Made"])
    return write_case(folder, LONG % (zeros, stated), {"count.csv": stamped(text)})


def stamped(text: str) -> str:
    """Write out the hours of a table as times."""
    return text.replace("9:05", "2030-03-10T09:05").replace("10:00", "2030-03-10T10:00")


def votes(folder: Path) -> dict[tuple[str, str], int | None]:
    store = importing(folder).store
    return {
        (row["sheet_id"], choice): row[choice]
        for row in store.arrow("votes-mayor").to_pylist()
        for choice in ("oak", "elm")
    }


def test_a_corrected_row_replaces_itself_alone(tmp_path: Path) -> None:
    found = votes(long_case(tmp_path, [["1", "Elm", "33", "10:00"]], "row"))
    assert (found["1", "oak"], found["1", "elm"]) == (40, 33)


def test_a_corrected_sheet_replaces_all_of_its_rows(tmp_path: Path) -> None:
    found = votes(long_case(tmp_path, [["1", "Elm", "33", "10:00"]], "sheet", 'zeros = "left out"'))
    assert (found["1", "oak"], found["1", "elm"]) == (0, 33)
    assert (found["2", "oak"], found["2", "elm"]) == (5, 6)


def test_which_of_them_is_asked_where_it_makes_a_difference(tmp_path: Path) -> None:
    (problem,) = refusal(long_case(tmp_path, [["1", "Elm", "33", "10:00"]]))
    assert problem.value == "Oak"
    assert 'rows.last_of = "row"' in str(problem)
    assert 'rows.last_of = "sheet"' in str(problem)


def test_it_is_not_asked_where_a_correction_has_every_row(tmp_path: Path) -> None:
    found = votes(long_case(tmp_path, [["1", "Oak", "41", "10:00"], ["1", "Elm", "33", "10:00"]]))
    assert (found["1", "oak"], found["1", "elm"]) == (41, 33)


LAST = SOURCE.replace('files = [{ name = "count.csv" }]', 'files = [{ name = "r*.csv" }]') + (
    '[source.final.rows]\nduplicates = "last"\n'
)
OLD = ["001", "North", "School", "100", "40", "30", "2", "1"]
NEW = ["001", "North", "School", "100", "44", "30", "2", "1"]
OTHER = ["002", "North", "School", "110", "35", "41", "0", "3"]


def test_the_last_row_is_of_one_file(tmp_path: Path) -> None:
    found = votes(write_case(tmp_path, LAST, {"r1.csv": csv_text([OLD, OTHER, NEW])}))
    assert found["001", "oak"] == 44


def test_the_first_row_holds_where_the_newest_stands_on_top(tmp_path: Path) -> None:
    first = LAST.replace('"last"', '"first"')
    found = votes(write_case(tmp_path, first, {"r1.csv": csv_text([NEW, OTHER, OLD])}))
    assert (found["001", "oak"], found["002", "oak"]) == (44, 35)


@pytest.mark.parametrize("names", [("r9.csv", "r10.csv"), ("r1.csv", "r2.csv")])
def test_no_order_of_files_says_which_row_is_the_last(tmp_path: Path, names: tuple[str, str]) -> None:
    files: dict[str, str | bytes] = {names[0]: csv_text([OLD, OTHER]), names[1]: csv_text([NEW])}
    (problem,) = refusal(write_case(tmp_path, LAST, files))
    assert "which of them is later no order of files says" in str(problem)
    assert "rows.last_by" in str(problem)
    assert "taken_at" in str(problem)


def test_files_that_share_no_sheet_may_hold_the_last_rows(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"r9.csv": csv_text([OLD, NEW]), "r10.csv": csv_text([OTHER])}
    found = votes(write_case(tmp_path, LAST, files))
    assert (found["001", "oak"], found["002", "oak"]) == (44, 35)
