"""Letters: which bytes are which is stated or plain, and never guessed without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, read, refused, rows_of
from veedor.errors import CaseError
from veedor.intake import csvfile, text

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Sheet,Place,Oak\n"


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    content = HEAD.encode() + "001,Peña,1\n".encode() + "002,Muñoz,2\n".encode("cp1252")
    problem = refused(tmp_path, "a.csv", content)
    assert (problem.row, "mixes encodings" in problem.message) == (3, True)
    assert "encoding =" not in problem.remedy
    problem = refused(tmp_path, "a.csv", content, encoding="cp1252")
    assert (problem.row, "mixes encodings" in problem.message) == (2, True)
    mended = content.replace("Muñoz".encode("cp1252"), "Muñoz".encode())
    assert len(read(tmp_path, "a.csv", mended)) == 2


@pytest.mark.parametrize(
    "name", ["Peña", "São José", "Ñuñoa", "Äußere Straße", "Ürümqi", "Школа", "Évry – École"]
)
@pytest.mark.parametrize("twice", ["cp1252", "latin-1"])
def test_letters_that_were_encoded_twice(tmp_path: Path, name: str, twice: str) -> None:
    try:
        spoilt = name.encode().decode(twice)
    except UnicodeDecodeError:
        pytest.skip("no such letters in this encoding")
    raw = opened(tmp_path, "a.csv", f"{HEAD}001,{spoilt},1\n002,Lima,2\n")
    (notice,) = raw.notices
    assert (notice.key, notice.rows) == ("double_encoded", (2,))
    assert name in notice.values[0]
    assert rows_of(raw)[0][1][1] == spoilt
    problem = refused(tmp_path, "b.csv", f"{HEAD}001,{spoilt},1\n002,{name},2\n")
    assert problem.row == 2
    mended = f"{HEAD}001,{spoilt},1\n002,{name},2\n".replace(spoilt, name)
    assert opened(tmp_path, "c.csv", mended).notices == ()


@pytest.mark.parametrize(
    "name", ["SÃO JOSÉ", "«CAFÉ»", "MANHÃ, 5", "N.º 5", "Ñ", "Ðà Nẵng", "Ελλάδα", "Łódź", "مدرسة"]
)
def test_letters_that_were_not(tmp_path: Path, name: str) -> None:
    quoted = f'"{name}"'
    raw = opened(tmp_path, "a.csv", f"{HEAD}001,{quoted},1\n")
    assert raw.notices == ()
    assert rows_of(raw)[0][1][1] == name


def test_lost_letters_are_said(tmp_path: Path) -> None:
    (notice,) = opened(tmp_path, "a.csv", f"{HEAD}001,Pe\ufffda,1\n").notices
    assert (notice.key, notice.values, notice.rows) == ("lost_letters", ("Pe\ufffda",), (2,))


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "gb18030"]
)
@pytest.mark.parametrize("stated", [True, False])
def test_encodings(tmp_path: Path, encoding: str, stated: bool) -> None:
    content = "Sheet\tPlace\tOak\r\n001\tPeñón\t1\r\n".encode(encoding)
    if not stated and encoding not in {"utf-16", "utf-32"}:
        problem = refused(tmp_path, "a.txt", content)
        if encoding.startswith("utf-16"):
            assert encoding in problem.remedy
        return
    raw = opened(tmp_path, "a.txt", content, encoding=encoding if stated else "")
    assert rows_of(raw) == [(2, ["001", "Peñón", "1"])]
    assert raw.settings["encoding"] == encoding


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("latin-1", f"{HEAD}001,Peña,1\n".encode()),
        ("cp1252", f"{HEAD}001,Peña,1\n".encode("utf-16")),
        ("utf-8", f"{HEAD}001,Peña,1\n".encode("utf-16")),
        ("ascii", f"{HEAD}001,Peña,1\n".encode("cp1252")),
        ("utf-9", f"{HEAD}001,Peña,1\n".encode()),
        ("base64", f"{HEAD}001,Peña,1\n".encode()),
        ("utf-16-le", f"{HEAD}001,Pena,1\n".encode()),
    ],
)
def test_encodings_that_the_file_does_not_have(tmp_path: Path, encoding: str, content: bytes) -> None:
    refused(tmp_path, "a.csv", content, encoding=encoding)


def test_a_remedy_that_removes_the_encoding_works(tmp_path: Path) -> None:
    for content in (f"{HEAD}001,Peña,1\n".encode(), f"{HEAD}001,Peña,1\n".encode("utf-16")):
        problem = refused(tmp_path, "a.csv", content, encoding="cp1252")
        assert isinstance(problem, CaseError)
        assert problem.remedy == "Remove `encoding`."
        assert read(tmp_path, "a.csv", content) == [(2, ["001", "Peña", "1"])]


def test_zero_bytes_and_a_cut_letter(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.csv", f"{HEAD}001,a\0b,1\n").row == 2
    problem = refused(tmp_path, "a.csv", f"{HEAD}001,Pe".encode() + b"\xc3")
    assert (problem.row, "cut short" in problem.message) == (2, True)


def test_letters_across_the_pieces_in_which_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "CHUNK", 5)
    monkeypatch.setattr(csvfile, "SMALL", 0)
    content = HEAD + "".join(f"{i:03},Ñuñóa €{i},1\n" for i in range(50))
    assert read(tmp_path, "a.csv", content)[-1] == (51, ["049", "Ñuñóa €49", "1"])
    assert refused(tmp_path, "a.csv", content.encode() + "050,Peña,1\n".encode("cp1252")).row == 52
