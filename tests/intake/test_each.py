"""One source with many publications: told apart by a column, or by the names of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.build_intake import HEAD, ROWS, csv_text, importing, refusal, write_case
from intake.build_intake import SOURCE as SHEETS

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = SHEETS + 'registered_of = "sheet"\n'
EACH = (
    SOURCE.replace(
        'files = [{ name = "count.csv" }]',
        'files = [{ name = "*.csv", named = "^(?P<stamp>.+)[.]csv$" }]\n'
        'each = { snapshot = "{file}", taken_at = "{stamp}" }',
    )
    + '[source.final.time]\nformat = "%Y-%m-%d_%H%M"\n'
)


def later() -> list[list[str]]:
    """The four sheets with ten voters more on the first, and the blank cell filled."""
    first = [*ROWS[0][:3], "110", *ROWS[0][4:]]
    return [first, *ROWS[1:3], [*ROWS[3][:4], "9", *ROWS[3][5:]]]


def test_each_file_is_a_publication_and_a_sheet_is_one_sheet(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "2030-03-10_1900.csv": csv_text(ROWS[:3]),
        "2030-03-10_2000.csv": csv_text(later()),
    }
    store = importing(write_case(tmp_path, EACH, files)).store
    snapshots = store.arrow("snapshot").to_pylist()
    assert [(s["snapshot_id"], f"{s['taken_at']:%H:%M}") for s in snapshots] == [
        ("2030-03-10_1900.csv", "23:00"),
        ("2030-03-10_2000.csv", "00:00"),
    ]
    sheets = store.arrow("sheet").to_pylist()
    assert [(s["sheet_id"], s["registered"]) for s in sheets] == [
        ("001", 110), ("002", 110), ("003", 90), ("004", 80),
    ]  # fmt: skip
    versions = store.arrow("version").to_pylist()
    # the printed register of the first changed, and the fourth came with the second publication
    assert [(v["sheet_id"], v["seq"]) for v in versions] == [
        ("001", 1), ("001", 2), ("002", 1), ("003", 1), ("004", 1),
    ]  # fmt: skip


def test_a_column_tells_publications_apart(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'control = "none known"', 'control = "none known"\neach = { snapshot = "{Run}", taken_at = "{Run}" }'
    )
    rows = [[*row, "2030-03-10T19:00"] for row in ROWS] + [[*row, "2030-03-10T20:00"] for row in later()]
    files: dict[str, str | bytes] = {"count.csv": csv_text(rows, [*HEAD, "Run"])}
    store = importing(write_case(tmp_path, source, files)).store
    assert len(store.arrow("snapshot")) == 2
    assert len(store.arrow("sheet")) == 4


def test_a_publication_has_one_time(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'control = "none known"', 'control = "none known"\neach = { snapshot = "{Run}", taken_at = "{At}" }'
    )
    rows = [[*row, "1", f"2030-03-10T{19 + i}:00"] for i, row in enumerate(ROWS)]
    files: dict[str, str | bytes] = {"count.csv": csv_text(rows, [*HEAD, "Run", "At"])}
    (problem,) = refusal(write_case(tmp_path, source, files))
    assert "no name, no time or several times" in str(problem)


ROLL = """
[source.roll]
layout = "attributes"
files = [{ name = "roll.txt" }]
control = "none known"
[source.roll.sheet]
id = "Sheet"
[source.roll.numbers]
registered = "Registered"
registered_of = "sheet"
"""


def test_a_list_of_sheets_stands_beside_publications_that_have_a_time(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "2030-03-10_1900.csv": csv_text(ROWS[:3]),
        "2030-03-10_2000.csv": csv_text(ROWS),
        "roll.txt": csv_text([[row[0], "120"] for row in [*ROWS, ["005"]]], ["Sheet", "Registered"]),
    }
    store = importing(write_case(tmp_path, EACH + ROLL, files)).store
    sheets = store.arrow("sheet").to_pylist()
    assert [row["sheet_id"] for row in sheets] == ["001", "002", "003", "004", "005"]
    assert sheets[4]["registered"] == 120


def test_publications_without_a_time_follow_the_numbers_of_their_names(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'files = [{ name = "count.csv" }]', 'files = [{ name = "p*.csv" }]\neach = { snapshot = "{file}" }'
    )
    files: dict[str, str | bytes] = {"p9.csv": csv_text(ROWS[:2]), "p10.csv": csv_text(ROWS)}
    store = importing(write_case(tmp_path, source, files)).store
    assert [row["snapshot_id"] for row in store.arrow("snapshot").to_pylist()] == ["p9.csv", "p10.csv"]
    assert len(store.arrow("sheet")) == 4
