"""Whose register a row gives: its own, that of a part, or that of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = """
[source.final]
layout = "wide"
contest = "mayor"
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
[source.final.choices]
absent = ["blank", "null"]
[source.final.numbers]
registered = "Voters"
%s
"""
MODES = SHEETS + '[source.final.rows]\nadd_over = ["Mode"]\n'
LONG = MODES.replace('"wide"', '"long"').replace("absent =", 'choice = "Choice"\nvotes = "Votes"\nabsent =')
FIVE = ("90", "80", "70", "60", "20")
PARTS = '["Sheet", "Mode"]'


def voters(folder: Path, source: str, text: str) -> list[int]:
    sheets = importing(write_case(folder, source, {"count.csv": text})).store.arrow("sheet").to_pylist()
    return [row["registered"] for row in sheets]


def alike(register: str, *oak: str) -> str:
    rows = [[str(i), register, votes, "10"] for i, votes in enumerate(oak, start=1)]
    return csv_text(rows, ["Sheet", "Voters", "Oak", "Elm"])


def test_one_register_in_every_row_may_be_that_of_the_whole(tmp_path: Path) -> None:
    (problem,) = refusal(write_case(tmp_path, SHEETS % "", {"count.csv": alike("400", *FIVE)}))
    assert "the register of the whole" in str(problem)
    assert 'constants = { "Unit" = "all" }' in str(problem)
    stated = SHEETS % 'registered_of = "sheet"'
    assert voters(tmp_path / "2", stated, alike("400", *FIVE)) == [400] * 5


def test_one_register_of_all_rows_counts_once(tmp_path: Path) -> None:
    source = (SHEETS % 'registered_of = ["Unit"]').replace(
        '"count.csv" }', '"count.csv", constants = { "Unit" = "all" } }'
    )
    store = importing(write_case(tmp_path, source, {"count.csv": alike("400", *FIVE)})).store
    assert [row["registered"] for row in store.arrow("unit").to_pylist()] == [400]


@pytest.mark.parametrize("oak", [("190", "180"), ("90", "80", "70"), ("190", "90", "80", "70", "60")])
def test_equal_registers_that_cannot_be_one_are_not_asked_for(tmp_path: Path, oak: tuple[str, ...]) -> None:
    assert voters(tmp_path, SHEETS % "", alike("400", *oak)) == [400] * len(oak)


def modes(day: str, post: str) -> str:
    rows = [
        ["1", "day", day, "60", "30"], ["1", "post", post, "20", "10"],
        ["2", "day", day, "50", "31"], ["2", "post", post, "9", "4"],
    ]  # fmt: skip
    return csv_text(rows, ["Sheet", "Mode", "Voters", "Oak", "Elm"])


def test_parts_with_other_registers_name_the_unit(tmp_path: Path) -> None:
    (problem, *_) = refusal(write_case(tmp_path, MODES % "", {"count.csv": modes("100", "40")}))
    assert f"numbers.registered_of = {PARTS}" in str(problem)
    assert "Column" not in str(problem)
    assert voters(tmp_path / "2", MODES % f"registered_of = {PARTS}", modes("100", "40")) == [140, 140]


def test_a_register_that_is_smaller_than_the_ballots_is_one_of_parts(tmp_path: Path) -> None:
    (problem,) = refusal(write_case(tmp_path, MODES % "", {"count.csv": modes("100", "100")}))
    assert "(120)" in str(problem)
    assert f"numbers.registered_of = {PARTS}" in str(problem)
    assert voters(tmp_path / "2", MODES % f"registered_of = {PARTS}", modes("100", "100")) == [200, 200]
    assert voters(tmp_path / "3", MODES % 'registered_of = "sheet"', modes("100", "100")) == [100, 100]


def test_a_register_that_every_part_repeats_is_that_of_the_sheet(tmp_path: Path) -> None:
    assert voters(tmp_path, MODES % "", modes("120", "120")) == [120, 120]


def test_a_register_of_long_rows_is_asked_for_too(tmp_path: Path) -> None:
    rows = [
        ["1", mode, "100", choice, votes]
        for mode, oak, elm in (("day", "60", "30"), ("post", "20", "10"))
        for choice, votes in (("Oak", oak), ("Elm", elm))
    ]
    text = csv_text(rows, ["Sheet", "Mode", "Voters", "Choice", "Votes"])
    (problem,) = refusal(write_case(tmp_path, LONG % "", {"count.csv": text}))
    assert f"numbers.registered_of = {PARTS}" in str(problem)
    assert voters(tmp_path / "2", LONG % f"registered_of = {PARTS}", text) == [200]


STATES = MODES.replace('id = "Sheet"', 'id = "Sheet"\nstatus = "Status"\nstatus_words = { %s }').replace(
    'registered = "Voters"\n', ""
)
WORDS = 'ok = "counted", pending = "outstanding", seen = "set aside"'


def parts(first: str, second: tuple[str, str, str]) -> str:
    rows = [["1", "day", first, "60", "30"], ["1", "post", *second], ["2", "day", "ok", "5", "4"]]
    return csv_text(rows, ["Sheet", "Mode", "Status", "Oak", "Elm"])


def test_a_sheet_is_outstanding_where_a_part_of_it_is(tmp_path: Path) -> None:
    text = parts("ok", ("pending", "", ""))
    store = importing(write_case(tmp_path, STATES % (WORDS, ""), {"count.csv": text})).store
    assert [row["state"] for row in store.arrow("version").to_pylist()] == ["outstanding", "counted"]
    assert store.arrow("votes-mayor")["oak"].to_pylist() == [None, 5]


@pytest.mark.parametrize(
    ("first", "second"),
    [("ok", ("pending", "3", "2")), ("seen", ("pending", "", "")), ("ok", ("seen", "3", "2"))],
)
def test_other_states_of_one_sheet_are_refused(
    tmp_path: Path, first: str, second: tuple[str, str, str]
) -> None:
    text = parts(first, second)
    (problem,) = refusal(write_case(tmp_path, STATES % (WORDS, ""), {"count.csv": text}))
    assert "2 different values of 'status'" in str(problem)
