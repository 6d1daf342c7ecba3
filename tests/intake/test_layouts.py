"""What the mapping can say, layout by layout."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, HEAD, ROWS, SOURCE, csv_text, importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from veedor.engine import Store

LONG = """
[source.final]
layout = "long"
contest = "mayor"
count = "official"
files = [{ name = "long.csv" }]
control = "none known"
[source.final.sheet]
id = "Sheet"
[source.final.place]
levels = { region = "Region", place = "Place" }
[source.final.numbers]
registered = "Registered"
[source.final.choices]
choice = "Choice"
votes = "Votes"
"""


def long_rows() -> list[list[str]]:
    return [[*row[:4], choice, row[4 + i]] for row in ROWS for i, choice in enumerate(HEAD[4:])]


LONG_HEAD = [*HEAD[:4], "Choice", "Votes"]


def rows_of(store: Store, name: str, *without: str) -> list[dict[str, object]]:
    table: pa.Table = store.arrow(name)
    kept: list[dict[str, object]] = table.drop_columns(
        [c for c in without if c in table.column_names]
    ).to_pylist()
    return kept


def test_long_and_wide_give_the_same_tables(tmp_path: Path) -> None:
    wide = importing(write_case(tmp_path / "wide")).store
    long = importing(
        write_case(tmp_path / "long", LONG, {"long.csv": csv_text(long_rows(), LONG_HEAD)})
    ).store
    assert wide.names == long.names
    for name in wide.names:
        without = ("source", "source_row")
        assert rows_of(wide, name, *without) == rows_of(long, name, *without), name


def test_long_rows_of_an_unknown_choice_are_refused(tmp_path: Path) -> None:
    rows = [*long_rows(), ["004", "South", "School", "80", "Ash", "7"]]
    (problem,) = refusal(write_case(tmp_path, LONG, {"long.csv": csv_text(rows, LONG_HEAD)}))
    assert (problem.value, problem.row, problem.column) == ("Ash", 18, "Choice")


def test_long_rows_that_repeat_a_figure_are_refused(tmp_path: Path) -> None:
    rows = [*long_rows(), ["004", "South", "School", "80", "Elm", "21"]]
    (problem,) = refusal(write_case(tmp_path, LONG, {"long.csv": csv_text(rows, LONG_HEAD)}))
    assert problem.value == "004 / Elm"


def test_long_rows_of_a_sheet_must_agree(tmp_path: Path) -> None:
    rows = long_rows()
    rows[1][3] = "101"
    (problem,) = refusal(write_case(tmp_path, LONG, {"long.csv": csv_text(rows, LONG_HEAD)}))
    assert "different values of 'registered'" in problem.message


def test_sheet_ids_keep_their_zeros_and_places_their_path(tmp_path: Path) -> None:
    store = importing(write_case(tmp_path)).store
    assert store.arrow("sheet")["sheet_id"].to_pylist() == ["001", "002", "003", "004"]
    places = {(p["level"], p["place_id"], p["parent_id"]) for p in store.arrow("place").to_pylist()}
    assert places == {
        ("region", "North", None),
        ("region", "South", None),
        ("place", "North / School", "North"),
        ("place", "South / School", "South"),
        ("place", "South / Hall", "South"),
    }
    assert store.arrow("votes-mayor")["oak"].to_pylist() == [40, 35, 10, None]
    assert store.manifest["sources"]["final"]["parts"][0]["blank_cells"] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("A / B", "C"), ("A", "B / C")),
        (("A /", "B"), ("A", "/ B")),
        (("A", "B // C"), ("A // B", "C")),
        (("A / /", "B"), ("A", "/ / B")),
        (("/ A", "B"), ("/", "A / B")),
    ],
)
def test_a_separator_within_a_name_makes_no_two_places_one(
    tmp_path: Path, one: tuple[str, str], other: tuple[str, str]
) -> None:
    rows = [[str(n), *names, "9", "1", "1", "0", "0"] for n, names in enumerate((one, other))]
    store = importing(write_case(tmp_path, files={"count.csv": csv_text(rows)})).store
    assert len(set(store.arrow("sheet")["place_id"].to_pylist())) == 2


def test_a_template_makes_the_sheet_id(tmp_path: Path) -> None:
    rows = [
        ["7", "North", "School", "9", "1", "1", "0", "0"],
        ["7", "South", "Hall", "9", "2", "1", "0", "0"],
    ]
    source = SOURCE.replace('id = "Sheet"', 'id = "{Region}-{Sheet}"')
    store = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows)})).store
    assert store.arrow("sheet")["sheet_id"].to_pylist() == ["North-7", "South-7"]


def test_a_template_with_an_empty_part_names_no_sheet(tmp_path: Path) -> None:
    rows = [["7", "North", "School", "9", "1", "1", "0", "0"], ["7", "", "Hall", "9", "2", "1", "0", "0"]]
    source = SOURCE.replace('id = "Sheet"', 'id = "{Region}-{Sheet}"')
    (problem,) = refusal(write_case(tmp_path, source, {"count.csv": csv_text(rows)}))
    assert "names no sheet" in problem.message


def test_a_row_without_a_sheet_and_without_figures_is_left_out_as_the_message_says(tmp_path: Path) -> None:
    rows = [*ROWS, ["", "End of list", "", "", "", "", "", ""]]
    (problem,) = refusal(write_case(tmp_path, files={"count.csv": csv_text(rows)}))
    assert problem.remedy == 'Leave it out: rows.drop = { "Sheet" = "^$" }.'


def test_choices_by_pattern_and_rename(tmp_path: Path) -> None:
    head = [*HEAD[:4], "v_Oak", "v_Olmo", "v_Blank", "v_Null", "v_turnout"]
    rows = [[*r, "1"] for r in ROWS]
    mapping = 'pattern = "^v_(.+)$"\nexcept = ["v_turnout"]\nrename = { Olmo = "elm" }\n'
    source = f"{SOURCE}[source.final.choices]\n{mapping}"
    store = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows, head)})).store
    assert store.arrow("votes-mayor")["elm"].to_pylist() == [30, 41, 60, 20]


def test_a_pattern_that_hits_an_unknown_choice_is_refused(tmp_path: Path) -> None:
    head = [*HEAD[:4], "v_Oak", "v_Elm", "v_Blank", "v_Null", "v_Ash"]
    source = f'{SOURCE}[source.final.choices]\npattern = "^v_(.+)$"\n'
    rows = [[*r, "1"] for r in ROWS]
    (problem,) = refusal(write_case(tmp_path, source, {"count.csv": csv_text(rows, head)}))
    assert "'v_Ash' belongs to no choice" in problem.message


TWO = f"""{ELECTION}
[contest.council]
title = "Council"
choices = [{{ id = "oak", label = "Oak" }}, {{ id = "elm", label = "Elm" }}]
"""


def test_two_contests_in_one_file(tmp_path: Path) -> None:
    rows = [[*ROWS[0], "M"], [*ROWS[0][:4], "7", "8", "", "", "C"], [*ROWS[1], "M"], [*ROWS[1], "X"]]
    source = SOURCE.replace(
        'contest = "mayor"',
        'contest = { column = "Office", values = { M = "mayor", C = "council", X = "" } }',
    )
    store = importing(
        write_case(tmp_path, source, {"count.csv": csv_text(rows, [*HEAD, "Office"])}, TWO)
    ).store
    assert store.arrow("votes-mayor")["oak"].to_pylist() == [40, 35]
    assert store.arrow("votes-council")["oak"].to_pylist() == [7]
    assert store.manifest["sources"]["final"]["dropped"] == 1
    assert store.arrow("version")["contest_id"].to_pylist() == ["council", "mayor", "mayor"]


def test_rows_to_keep(tmp_path: Path) -> None:
    source = f'{SOURCE}[source.final.rows]\nkeep = {{ Region = "^South$" }}\n'
    store = importing(write_case(tmp_path, source)).store
    assert store.arrow("sheet")["sheet_id"].to_pylist() == ["003", "004"]
    assert store.manifest["sources"]["final"]["dropped"] == 2


def test_a_filter_that_drops_everything_is_refused(tmp_path: Path) -> None:
    source = f'{SOURCE}[source.final.rows]\nkeep = {{ Region = "^East$" }}\n'
    (problem,) = refusal(write_case(tmp_path, source))
    assert "no row is left" in problem.message


def test_verification_log(tmp_path: Path) -> None:
    source = """
[source.log]
layout = "verification"
contest = "mayor"
count = "early"
files = [{ name = "log.csv" }]
control = "none known"
[source.log.sheet]
id = "Sheet"
[source.log.log]
at = "At"
valid = "Valid"
[source.log.choices]
columns = ["Oak"]
[source.log.time]
tz = "UTC"
"""
    text = csv_text(
        [["002", "2030-03-10T23:00:00", "7", "9"], ["001", "2030-03-10 22:00", "5", ""]],
        ["Sheet", "At", "Oak", "Valid"],
    )
    store = importing(write_case(tmp_path, source, {"log.csv": text})).store
    assert store.arrow("verification").to_pylist() == [
        {
            "contest_id": "mayor",
            "count_id": "early",
            "sheet_id": sheet,
            "verified_at": datetime(2030, 3, 10, hour),  # noqa: DTZ001 - UTC
            "stated_valid": valid,
            "votes:oak": oak,
        }
        for sheet, hour, valid, oak in (("001", 22, None, 5), ("002", 23, 9, 7))
    ]


def test_attributes_give_strata_and_divisions(tmp_path: Path) -> None:
    source = """
[source.kinds]
layout = "attributes"
files = [{ name = "kinds.csv" }]
control = "none known"
[source.kinds.sheet]
id = "Sheet"
[source.kinds.place]
divisions = { district = "District" }
[source.kinds.stratum]
column = "Kind"
rename = { U = "urban", R = "rural" }
"""
    kinds = csv_text(
        [["001", "U", "I"], ["003", "R", "II"], ["004", "", "II"]], ["Sheet", "Kind", "District"]
    )
    files: dict[str, str | bytes] = {"count.csv": csv_text(), "kinds.csv": kinds}
    store = importing(write_case(tmp_path, SOURCE + source, files)).store
    assert store.arrow("sheet")["stratum"].to_pylist() == ["urban", None, "rural", None]
    assert {tuple(a.values()) for a in store.arrow("area").to_pylist()} == {
        ("North / School", "district", "I"),
        ("South / Hall", "district", "II"),
        ("South / School", "district", "II"),
    }


def test_the_roll_follows_the_best_source(tmp_path: Path) -> None:
    early = SOURCE.replace("source.final", "source.first").replace('count = "official"', 'count = "early"')
    early = early.replace("count.csv", "early.csv")
    rows = [
        ["001", "North", "Old school", "99", "1", "1", "0", "0"],
        ["009", "East", "Tent", "5", "1", "1", "0", "0"],
    ]
    files: dict[str, str | bytes] = {"count.csv": csv_text(), "early.csv": csv_text(rows)}
    store = importing(write_case(tmp_path, early + SOURCE, files)).store
    sheets = {s["sheet_id"]: (s["place_id"], s["registered"]) for s in store.arrow("sheet").to_pylist()}
    assert sheets["001"] == ("North / School", 100)
    assert sheets["009"] == ("East / Tent", 5)
    assert store.manifest["facts"]["placed_differently"] == 1
    places = store.arrow("version", ["count_id", "sheet_id", "place_id"]).to_pylist()
    assert {"count_id": "early", "sheet_id": "001", "place_id": "North / Old school"} in places


def test_coordinates_and_abroad(tmp_path: Path) -> None:
    rows = [[*ROWS[0], "-16.5", "-68.1"], [*ROWS[2], "52.5", "13.3"]]
    election = ELECTION.replace(
        'levels = ["region", "place"]',
        'levels = ["region", "place"]\nabroad = { level = "region", home = ["North"] }',
    )
    source = SOURCE.replace('place = "Place" }', 'place = "Place" }\nlat = "Lat"\nlon = "Lon"')
    text = csv_text(rows, [*HEAD, "Lat", "Lon"])
    store = importing(write_case(tmp_path, source, {"count.csv": text}, election)).store
    found = {p["place_id"]: (p["lat"], p["lon"], p["abroad"]) for p in store.arrow("place").to_pylist()}
    assert found["North / School"] == (-16.5, -68.1, False)
    assert found["South / Hall"] == (52.5, 13.3, True)
    assert found["South"] == (None, None, True)


def test_status_words(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'id = "Sheet"',
        'id = "Sheet"\nstatus = "State"\nstatus_words = { Computada = "counted", Anulada = "annulled", '
        '"?" = "set aside", "" = "counted" }',
    )
    rows = [[*r, s] for r, s in zip(ROWS, ["Computada", "Anulada", "?", ""], strict=True)]
    store = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows, [*HEAD, "State"])})).store
    table = store.arrow("version", ["status", "state"]).to_pylist()
    assert [tuple(r.values()) for r in table] == [
        ("Computada", "counted"),
        ("Anulada", "annulled"),
        ("?", "set aside"),
        (None, "counted"),
    ]


@pytest.mark.parametrize("kind", ["valid", "cast", "blank", "null"])
def test_printed_totals_are_kept_beside_the_figures(tmp_path: Path, kind: str) -> None:
    source = SOURCE.replace('registered = "Registered"', f'{kind} = "Printed"')
    first = 60 if kind == "valid" else 80  # more than the votes of all choices would be a choice not read
    rows = [[*r, str(first + i)] for i, r in enumerate(ROWS)]
    store = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows, [*HEAD, "Printed"])})).store
    assert store.arrow("version")[f"printed_{kind}"].to_pylist() == list(range(first, first + 4))


def test_no_control_is_carried_along(tmp_path: Path) -> None:
    from veedor.intake import reading_of

    found = {f.finding_id: f for f in reading_of(importing(write_case(tmp_path))).findings}
    assert found["import.no_control"].figure("names").value == ("final",)
