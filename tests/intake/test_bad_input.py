"""Every kind of bad input gives one clear message and leaves nothing behind."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from intake.build_intake import HEAD, ROWS, SOURCE, csv_text, importing, refusal, write_case
from veedor.errors import CaseError, ControlError, InputError
from veedor.intake import archive, worksheet_marks


def changed(row: int, column: str, value: str) -> str:
    rows = [list(r) for r in ROWS]
    rows[row][HEAD.index(column)] = value
    return csv_text(rows)


def only(folder: Path) -> InputError:
    problems = refusal(folder)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_renamed_column_names_the_nearest_one(tmp_path: Path) -> None:
    text = csv_text(head=[*HEAD[:4], "Oaks", *HEAD[5:]])
    problem = only(write_case(tmp_path, files={"count.csv": text}))
    assert isinstance(problem, CaseError)
    assert problem.file == "count.csv"
    assert "'oak'" in problem.message
    assert "Did you mean 'Oaks'?" in problem.remedy


def test_a_missing_column_of_the_mapping_is_named_with_its_key(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, SOURCE.replace('id = "Sheet"', 'id = "Sheets"')))
    assert "'Sheets'" in problem.message
    assert "source.final.sheet.id" in problem.message
    assert "Did you mean 'Sheet'?" in problem.remedy


def test_a_choice_without_a_column_may_be_declared_absent(tmp_path: Path) -> None:
    rows = [[*r[:7]] for r in ROWS]
    source = f'{SOURCE}[source.final.choices]\nabsent = ["null"]\n'
    made = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows, HEAD[:7])}))
    assert made.store.arrow("votes-mayor")["null"].to_pylist() == [None] * 4


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["TOTAL", "", "", "380", "85", "151", "3", "6"], "Sheet"),
        (["Subtotal North", "North", "", "210", "75", "71", "2", "4"], "Sheet"),
        (["005", "Total", "", "380", "85", "151", "3", "6"], "Sheet"),
        (["", "South", "", "170", "10", "80", "1", "2"], "Sheet"),
    ],
)
def test_subtotal_rows_are_found_whatever_their_name(tmp_path: Path, row: list[str], column: str) -> None:
    problem = only(write_case(tmp_path, files={"count.csv": csv_text([*ROWS, row])}))
    assert (problem.row, problem.column) == (6, column)
    assert "subtotal" in problem.message
    assert "rows.drop" in problem.remedy


def test_a_nameless_total_is_found_by_its_figures(tmp_path: Path) -> None:
    row = ["999", "South", "Hall", "380", "85", "151", "3", "6"]
    problem = only(write_case(tmp_path, files={"count.csv": csv_text([*ROWS, row])}))
    assert (problem.row, problem.value) == (6, "999")
    assert "the sum of all the other rows" in problem.message


def test_a_subtotal_can_be_dropped_and_is_counted(tmp_path: Path) -> None:
    row = ["TOTAL", "", "", "380", "85", "151", "3", "6"]
    source = f'{SOURCE}[source.final.rows]\ndrop = {{ Sheet = "^TOTAL$" }}\n'
    made = importing(write_case(tmp_path, source, {"count.csv": csv_text([*ROWS, row])}))
    entry = made.store.manifest["sources"]["final"]
    assert (entry["rows"], entry["dropped"]) == (5, 1)
    assert made.store.arrow("version").num_rows == 4


def test_a_place_named_total_can_be_accepted(tmp_path: Path) -> None:
    rows = [*ROWS, ["005", "South", "Total", "50", "9", "8", "0", "0"]]
    source = f'{SOURCE}[source.final.rows]\ntotals = "accept"\n'
    assert (
        importing(write_case(tmp_path, source, {"count.csv": csv_text(rows)})).store.arrow("sheet").num_rows
        == 5
    )


def test_the_same_sheet_twice_names_both_rows(tmp_path: Path) -> None:
    again = ["002", "North", "School", "110", "35", "42", "0", "3"]
    problem = only(write_case(tmp_path, files={"count.csv": csv_text([*ROWS, again])}))
    assert (problem.row, problem.column, problem.value) == (3, "Sheet", "002")
    assert "also in row 6" in problem.message


def test_identical_rows_may_be_dropped_but_contradicting_ones_never(tmp_path: Path) -> None:
    source = f'{SOURCE}[source.final.rows]\nduplicates = "drop-identical"\n'
    made = importing(write_case(tmp_path / "a", source, {"count.csv": csv_text([*ROWS, ROWS[1]])}))
    assert made.store.manifest["sources"]["final"]["parts"][0]["repeated"] == 1
    assert made.store.arrow("version").num_rows == 4
    again = ["002", "North", "School", "110", "35", "42", "0", "3"]
    problem = only(write_case(tmp_path / "b", source, {"count.csv": csv_text([*ROWS, ROWS[1], again])}))
    assert "comes 2 times, also in row 7" in problem.message


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("-4", "fewer than no votes"),
        ("16.5", "fraction of a vote"),
        ("1.234", 'numbers.thousands = "."'),
        ("1,234", 'numbers.thousands = ","'),
        ("1.000", 'numbers.thousands = "."'),
        ("twelve", "numbers.missing"),
        ("1e3", "numbers.missing"),
        ("99999999999999999999", "numbers.missing"),
    ],
)
def test_cells_that_hold_no_figure(tmp_path: Path, text: str, remedy: str) -> None:
    problem = only(write_case(tmp_path, files={"count.csv": changed(1, "Elm", text)}))
    assert (problem.file, problem.row, problem.column, problem.value) == ("count.csv", 3, "Elm", text)
    assert remedy in problem.remedy
    assert "whole number" in problem.expected


def test_decimal_zeros_are_whole_numbers(tmp_path: Path) -> None:
    made = importing(write_case(tmp_path, files={"count.csv": changed(1, "Elm", "16.0")}))
    assert made.store.arrow("votes-mayor")["elm"].to_pylist() == [30, 16, 60, 20]


def test_stated_thousands_are_read(tmp_path: Path) -> None:
    source = SOURCE.replace(
        'registered = "Registered"', 'registered = "Registered"\nthousands = "."\ndecimal = ","'
    )
    made = importing(write_case(tmp_path, source, {"count.csv": changed(1, "Elm", "1.234")}))
    assert made.store.arrow("votes-mayor")["elm"].to_pylist() == [30, 1234, 60, 20]
    problem = only(write_case(tmp_path / "b", source, {"count.csv": changed(1, "Elm", "12.34")}))
    assert problem.value == "12.34"


def test_kept_unreadable_cells_are_missing_and_shown(tmp_path: Path) -> None:
    source = SOURCE.replace('registered = "Registered"', 'registered = "Registered"\nunreadable = "keep"')
    made = importing(write_case(tmp_path, source, {"count.csv": changed(1, "Elm", "4?")}))
    assert made.store.arrow("votes-mayor")["elm"].to_pylist() == [30, None, 60, 20]
    assert made.store.arrow("unreadable").to_pylist() == [
        {
            "contest_id": "mayor",
            "count_id": "official",
            "snapshot_id": "final",
            "sheet_id": "002",
            "column": "Elm",
            "raw_text": "4?",
            "source": "count.csv",
            "source_row": 3,
        }
    ]


def test_texts_for_blank_are_blank(tmp_path: Path) -> None:
    source = SOURCE.replace('registered = "Registered"', 'registered = "Registered"\nmissing = ["s/d", "-"]')
    made = importing(write_case(tmp_path, source, {"count.csv": changed(1, "Elm", "s/d")}))
    assert made.store.arrow("votes-mayor")["elm"].to_pylist() == [30, None, 60, 20]
    assert made.store.manifest["sources"]["final"]["parts"][0]["blank_cells"] == 2


def test_all_problems_of_all_sources_come_at_once(tmp_path: Path) -> None:
    second = SOURCE.replace("final", "again").replace("count.csv", "other.csv").replace("official", "early")
    files: dict[str, str | bytes] = {
        "count.csv": changed(0, "Oak", "x"),
        "other.csv": changed(2, "Null", "-1"),
    }
    problems = refusal(write_case(tmp_path, SOURCE + second, files))
    assert [(p.file, p.row, p.column) for p in problems] == [
        ("count.csv", 2, "Oak"),
        ("other.csv", 4, "Null"),
    ]


def test_many_bad_cells_are_counted_not_flooded(tmp_path: Path) -> None:
    rows = [[f"{i:03}", "North", "School", "100", "x", "1", "1", "1"] for i in range(300)]
    problems = refusal(write_case(tmp_path, files={"count.csv": csv_text(rows)}))
    assert len(problems) == 11
    assert "300" in problems[-1].message


def test_a_wrong_encoding_names_byte_row_and_readings(tmp_path: Path) -> None:
    rows = [list(r) for r in ROWS]
    rows[2][2] = "Colégio"
    problem = only(write_case(tmp_path, files={"count.csv": csv_text(rows).encode("cp1252")}))
    assert problem.row == 4
    assert "0xE9" in problem.message
    assert "Colégio" in problem.remedy


def test_a_stated_encoding_is_read(tmp_path: Path) -> None:
    rows = [list(r) for r in ROWS]
    rows[2][2] = "Colégio"
    source = SOURCE.replace('name = "count.csv"', 'name = "count.csv", encoding = "cp1252"')
    made = importing(write_case(tmp_path, source, {"count.csv": csv_text(rows).encode("cp1252")}))
    assert "South / Colégio" in made.store.arrow("place")["place_id"].to_pylist()


def test_a_stated_encoding_that_the_file_does_not_have_is_refused(tmp_path: Path) -> None:
    rows = [list(r) for r in ROWS]
    rows[2][2] = "Colégio"
    source = SOURCE.replace('name = "count.csv"', 'name = "count.csv", encoding = "latin-1"')
    problem = only(write_case(tmp_path, source, {"count.csv": csv_text(rows)}))
    assert "the file is UTF-8" in problem.message
    source = SOURCE.replace('name = "count.csv"', 'name = "count.csv", encoding = "ascii"')
    problem = only(write_case(tmp_path / "b", source, {"count.csv": csv_text(rows).encode("cp1252")}))
    assert "not ascii" in problem.message


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


ZIPPED = SOURCE.replace('name = "count.csv"', 'name = "count.zip"')


def test_a_truncated_zip(tmp_path: Path) -> None:
    whole = zipped({"count.csv": csv_text().encode()})
    for cut in (len(whole) // 2, len(whole) - 5, 10):
        problem = only(write_case(tmp_path / str(cut), ZIPPED, {"count.zip": whole[:cut]}))
        assert problem.file == "count.zip"
        assert "damaged or cut short" in problem.message
        assert "SHA-256" in problem.remedy


def test_a_zip_with_a_changed_byte(tmp_path: Path) -> None:
    whole = bytearray(zipped({"count.csv": csv_text().encode()}, method=zipfile.ZIP_STORED))
    whole[60] ^= 1
    assert "damaged" in only(write_case(tmp_path, ZIPPED, {"count.zip": bytes(whole)})).message


@pytest.mark.parametrize(
    "name", ["../count.csv", "/etc/count.csv", "a/../../count.csv", "C:\\count.csv", "..\\x.csv"]
)
def test_a_path_that_climbs_out(tmp_path: Path, name: str) -> None:
    content = zipped({name: csv_text().encode()})
    problem = only(write_case(tmp_path, ZIPPED, {"count.zip": content}))
    assert "leads out of it" in problem.message
    assert list(tmp_path.parent.glob("count.csv")) == []


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 100_000)
    bomb = zipped({"count.csv": b"0" * 1_000_000})
    problem = only(write_case(tmp_path, ZIPPED, {"count.zip": bomb}))
    assert "zip bomb" in problem.message
    assert "1,000,000" in problem.message


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    whole = bytearray(zipped({"count.csv": csv_text().encode() * 3}))
    size = len(csv_text().encode() * 3).to_bytes(4, "little")
    for at in (whole.find(size), whole.rfind(size)):
        whole[at : at + 4] = (10).to_bytes(4, "little")
    problem = only(write_case(tmp_path, ZIPPED, {"count.zip": bytes(whole)}))
    assert "damaged" in problem.message or "more comes out" in problem.message


def test_the_member_must_be_told_where_there_are_several(tmp_path: Path) -> None:
    content = zipped({"a.csv": b"x", "b.csv": b"y"})
    assert "2 files" in only(write_case(tmp_path, ZIPPED, {"count.zip": content})).message
    named = SOURCE.replace('name = "count.csv"', 'name = "count.zip", member = "c.csv"')
    assert "'c.csv'" in only(write_case(tmp_path / "b", named, {"count.zip": content})).message


def many_rows(rows: int, column: str = "A", *, from_row: int = 1) -> bytes:
    """Give a workbook of one-cell rows, written by hand because a writer would take minutes."""
    cells = "".join(
        f'<row r="{r}"><c r="{column}{r}"><v>{r}</v></c></row>' for r in range(from_row, from_row + rows)
    )
    first = '<row r="1"><c r="A1"><v>1</v></c></row>' if from_row > 1 else ""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
                f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{main}"><sheetData>{first}{cells}</sheetData></worksheet>'
            ).encode(),
        }
    )


BOOK = SOURCE.replace('name = "count.csv"', 'name = "count.xlsx"')


@pytest.mark.slow
def test_a_workbook_of_a_million_one_cell_rows(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, BOOK, {"count.xlsx": many_rows(1_000_000)}))
    assert "no column holds the votes of 'oak'" in problem.message
    assert problem.file == "count.xlsx"


def test_a_workbook_of_many_one_cell_rows_says_what_is_missing(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, BOOK, {"count.xlsx": many_rows(20_000)}))
    assert "no column holds the votes of 'oak'" in problem.message


def test_a_workbook_whose_last_cell_lies_far_out_is_never_laid_out(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, BOOK, {"count.xlsx": many_rows(1, "XFD", from_row=1_048_576)}))
    assert "row 1,048,576 and column 16,384" in problem.message
    assert "CSV" in problem.remedy


def test_a_workbook_that_is_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 1_000)
    monkeypatch.setattr(archive, "MAX_RATIO", 5)
    assert "zip bomb" in only(write_case(tmp_path, BOOK, {"count.xlsx": many_rows(2_000)})).message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", many_rows(50)[:300], b"no workbook at all"])
def test_a_broken_workbook(tmp_path: Path, content: bytes) -> None:
    problem = only(write_case(tmp_path, BOOK, {"count.xlsx": content}))
    assert problem.file == "count.xlsx"
    assert problem.remedy


def test_a_missing_sheet_of_a_workbook(tmp_path: Path) -> None:
    source = SOURCE.replace('name = "count.csv"', 'name = "count.xlsx", sheets = ["T"]')
    assert "no sheet 'T'" in only(write_case(tmp_path, source, {"count.xlsx": many_rows(3)})).message


def test_cell_limit_is_about_the_layout() -> None:
    assert worksheet_marks.MAX_CELLS >= 1_048_576 * 50


@pytest.mark.parametrize("content", ["", "\n\n", "Sheet,Region,Place,Registered,Oak,Elm,Blank,Null\n"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    problem = only(write_case(tmp_path, files={"count.csv": content}))
    assert "empty" in problem.message or "no rows" in problem.message
    assert "Fetch" in problem.remedy


def test_broken_parquet(tmp_path: Path) -> None:
    source = SOURCE.replace("count.csv", "count.parquet")
    assert "not Parquet" in only(write_case(tmp_path, source, {"count.parquet": b"PAR1 and so on"})).message


def test_a_row_with_too_few_cells(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, files={"count.csv": csv_text() + "005,North,School\n"}))
    assert problem.row == 6
    assert problem.value == "005,North,School"
    assert "3 cells" in problem.message


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    text = csv_text() + '005,"North,School,1,1,1,1,1\n'
    assert only(write_case(tmp_path, files={"count.csv": text})).file == "count.csv"


def test_a_control_total_missed_says_by_how_much(tmp_path: Path) -> None:
    control = '[[source.final.control]]\nwho = "the gazette"\nsheets = 4\nvalid = 240\nvotes = { oak = 85 }\n'
    source = SOURCE.replace('control = "none known"\n', "") + control
    problem = only(write_case(tmp_path, source))
    assert isinstance(problem, ControlError)
    assert "'valid' is missed by -4" in problem.message
    assert "the import gives 236, the gazette says 240" in problem.message


def test_a_control_total_that_cannot_be_compared(tmp_path: Path) -> None:
    control = '[[source.final.control]]\nwho = "the gazette"\nregistered = 380\n'
    source = SOURCE.replace('control = "none known"\n', "").replace('registered = "Registered"', "") + control
    assert "does not publish it" in only(write_case(tmp_path, source)).message


def test_control_totals_of_a_place(tmp_path: Path) -> None:
    def source(valid: int) -> str:
        control = (
            f'[[source.final.control]]\nwho = "the region"\nplace = "North"\nsheets = 2\nvalid = {valid}\n'
        )
        return SOURCE.replace('control = "none known"\n', "") + control

    assert (
        importing(write_case(tmp_path, source(146))).store.arrow("control")["scope"].to_pylist()
        == ["North"] * 2
    )
    assert "missed by +1" in only(write_case(tmp_path / "b", source(145))).message


LOG = """
[source.log]
layout = "publication"
contest = "mayor"
count = "early"
files = [{ name = "log.csv" }]
control = "none known"
[source.log.log]
at = "At"
sheets_in = "In"
[source.log.choices]
columns = ["Oak", "Elm"]
"""


def log_text(times: list[str]) -> str:
    return csv_text([[t, str(i), "1", "2"] for i, t in enumerate(times)], ["At", "In", "Oak", "Elm"])


def test_a_12_hour_format_without_its_marker(tmp_path: Path) -> None:
    source = f'{LOG}[source.log.time]\nformat = "%d/%m/%Y %I:%M:%S"\n'
    with pytest.raises(CaseError, match="12-hour time without its marker"):
        importing(write_case(tmp_path, source))


def test_12_hour_times_without_their_marker_in_the_file(tmp_path: Path) -> None:
    times = [f"2030-03-10T{h:02}:30:00" for h in (9, 10, 11, 12, 1, 2, 3)]
    problem = only(write_case(tmp_path, LOG, {"log.csv": log_text(times)}))
    assert (problem.row, problem.column) == (6, "At")
    assert "12-hour clock" in problem.message
    stated = f'{LOG}[source.log.time]\nhours = "24"\n'
    made = importing(write_case(tmp_path / "b", stated, {"log.csv": log_text(times)}))
    assert made.store.arrow("publication").num_rows == 7


def test_12_hour_times_with_their_marker(tmp_path: Path) -> None:
    source = f'{LOG}[source.log.time]\nformat = "%d/%m/%Y %I:%M %p"\n'
    text = log_text(["10/03/2030 11:30 AM", "10/03/2030 01:15 PM"])
    made = importing(write_case(tmp_path, source, {"log.csv": text}))
    # in UTC: the zone is four hours behind
    assert [t.hour for t in made.store.arrow("publication")["published_at"].to_pylist()] == [15, 17]


def test_a_text_that_is_no_time(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, LOG, {"log.csv": log_text(["2030-03-10T09:30:00", "noon"])}))
    assert (problem.row, problem.column, problem.value) == (3, "At", "noon")


def test_an_entry_of_a_log_without_its_time(tmp_path: Path) -> None:
    problem = only(write_case(tmp_path, LOG, {"log.csv": log_text(["2030-03-10T09:30:00", ""])}))
    assert (problem.row, problem.column, problem.value) == (3, "At", "")


def test_a_file_that_is_not_the_named_one(tmp_path: Path) -> None:
    source = SOURCE.replace('name = "count.csv"', f'name = "count.csv", sha256 = "{"0" * 64}"')
    problem = only(write_case(tmp_path, source))
    assert "not the file that the case names" in problem.message
    assert problem.expected == "0" * 64


def test_the_command_line_exits_with_2_and_without_a_traceback(tmp_path: Path) -> None:
    folder = write_case(tmp_path, files={"count.csv": changed(1, "Elm", "-4")})
    done = subprocess.run(
        [sys.executable, "-m", "veedor", "import", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "count.csv, row 3, column 'Elm'" in done.stderr
    assert "'-4'" in done.stderr
