"""Small tables that people write: each figure is read as it stands there, or none is."""

from __future__ import annotations

import pytest

from veedor.errors import InputError, RuleError
from veedor.small_tables import check_columns, read_small_table, separator_of
from veedor.text_file import text_of

ROWS = [(2, {"sheet": "a", "votes": "10"}), (3, {"sheet": "b, c", "votes": ""})]


def read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    return list(read_small_table(content, "t.csv")[1])


@pytest.mark.parametrize(
    "content",
    [
        b'sheet,votes\na,10\n"b, c",\n',
        b"\xef\xbb\xbfsheet;votes\r\na;10\r\nb, c;\r\n",
        b" sheet\tvotes \na\t 10\nb, c\t\n\n",
        b'sheet,votes,,\na,10,,\n"b, c",,,\n,,,\n',
    ],
)
def test_every_spreadsheet_writes_the_same_table(content: bytes) -> None:
    assert read(content) == ROWS


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    found = read(b'sheet,votes\n\na,1\n"of two\nlines",2\nb,3\n')
    assert [number for number, _ in found] == [3, 4, 6]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"sheet,A,B\nx,1,000,20\n", "row 2: the row has another number of cells than the first. Seen: '4'"),
        (b"sheet,A,B\nx,1\n", "Expected: 3"),
        (b"sheet,A,A\nx,1,2\n", "row 1, column 'A': two columns have one name"),
        (b"sheet,A\nx,1\nA\xf1o,2\n", "row 3: it is not text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "Save the table as CSV in UTF-8"),
    ],
)
def test_what_could_be_read_otherwise_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read(content)
    assert says.lower() in str(refused.value).lower()


def test_the_error_is_of_the_kind_that_is_asked_for() -> None:
    with pytest.raises(RuleError):
        list(read_small_table(b"area,seats\nA,1,000\n", "s.csv", RuleError)[1])
    with pytest.raises(InputError):
        text_of(b"\xff", "t.txt")


@pytest.mark.parametrize(
    ("head", "found"), [("a;b", ";"), ("a,b", ","), ("a\tb", "\t"), ("a", ","), ("", ",")]
)
def test_the_separator_is_the_one_that_stands_there(head: str, found: str) -> None:
    assert separator_of(head) == found


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (("sheet|A|B",), "parted by commas, semicolons or tabs, with nothing above it: sheet,A"),
        (("mesa", "A"), "'mesa' 'sheet' if it is that one"),
        (("Sheet", "A", "note"), "'Sheet' 'sheet' if it is that one"),
        (
            ("x", "A", "note"),
            "There is no column 'sheet'. Seen: 'x,A,note'. Expected: sheet,A. Add the column.",
        ),
        (("sheet", "A", "note"), "The column 'note' is not in this table"),
    ],
)
def test_a_table_with_other_columns_says_which_and_what_to_write(head: tuple[str, ...], says: str) -> None:
    check_columns(("A", "sheet", "combined"), ("sheet", "A"), "t.csv", also=("combined",))
    check_columns(("sheet", "A", "note"), ("sheet", "A"), "t.csv")
    with pytest.raises(InputError) as refused:
        check_columns(head, ("sheet", "A"), "t.csv", also=("combined",))
    assert says in str(refused.value)
    assert "row 1" in str(refused.value)


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 40, b"PK\x03\x04"])
def test_a_table_that_was_saved_as_a_workbook_is_said_to_be_one(content: bytes) -> None:
    with pytest.raises(InputError, match=r"It is a workbook, or another archive, not text.*as CSV") as raised:
        text_of(content, "form.csv")
    assert raised.value.file == "form.csv"
