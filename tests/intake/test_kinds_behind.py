"""What stood behind the first failures of the corpus, in cases that it did not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, ROWS, SOURCE, csv_text, importing, refusal, write_case
from intake.build_read import read, refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("place", "stated", "other"),
    [("Cañón", "cp1252", "mac-roman"), ("Łódź", "cp1250", "iso8859-2"), ("Жёлтый", "koi8-r", "cp866")],
)
def test_a_row_in_another_encoding_is_found_by_a_name_of_other_rows(
    tmp_path: Path, place: str, stated: str, other: str
) -> None:
    rows = [f"{n},{place if n % 3 else 'Centro'},{40 + n}\n" for n in range(12)]
    content = b"Mesa,Lugar,Votos\n" + b"".join(
        row.encode(other if n == 7 else stated) for n, row in enumerate(rows)
    )
    assert "mixes encodings" in refused(tmp_path, "a.csv", content, encoding=stated).message


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"])
def test_the_width_of_letters_is_told_by_decoding(tmp_path: Path, encoding: str) -> None:
    problem = refused(tmp_path, "a.csv", "投票所,橡樹,榆樹\n區公所,10,20\n圖書館,30,40\n".encode(encoding))
    assert f'encoding = "{encoding}"' in problem.remedy
    generic = refused(tmp_path, "b.csv", "Mesa,A,B\n1,10,20\n".encode(encoding), encoding=encoding[:6])
    assert f'encoding = "{encoding}"' in generic.remedy


LINED = "Mesa Lugar     Roble Olmo\n" + "".join(
    f"{n:03}  Escuela {n} {40 + n:>5} {50 + n:>4}\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "widths", "key"),
    [
        (LINED + "\nFuente: la comisión\n", [5, 10, 6, 4], "foot"),
        (LINED, [5, 10, 4, 6], "widths"),
    ],
)
def test_widths_that_cut_words(tmp_path: Path, text: str, widths: list[int], key: str) -> None:
    assert key in refused(tmp_path, "a.txt", text, widths=tuple(widths)).remedy


@pytest.mark.parametrize("name", ["Nulos", "Votos Null", "null (total)"])
def test_null_votes_of_a_log_under_another_name_are_asked_about(tmp_path: Path, name: str) -> None:
    source = (
        '[source.log]\nlayout = "publication"\ncontest = "mayor"\ncount = "early"\ncontrol = "none known"\n'
    )
    source += 'files = [{ name = "log.csv" }]\nlog = { at = "At" }\n'
    log = f"At,Oak,Elm,Blank,{name}\n2030-03-10T20:00:00,10,9,1,1\n2030-03-10T21:00:00,20,19,2,3\n"
    election = ELECTION.replace('label = "Null"', 'label = "Nulos null"')
    problems = refusal(write_case(tmp_path, source, {"log.csv": log}, election))
    assert name in str(problems[0])
    assert "choices.rename" in problems[0].remedy


@pytest.mark.parametrize("declared", ["cp1251", "Big5", "Shift_JIS", "ISO-8859-7", "GB18030"])
def test_xml_is_read_in_the_encoding_that_it_declares(tmp_path: Path, declared: str) -> None:
    place = {
        "cp1251": "Школа",
        "Big5": "區公所",
        "Shift_JIS": "市役所",
        "ISO-8859-7": "Λύκειο",
        "GB18030": "小学校 投票站 圖書館",
    }[declared]
    rows = "".join(f"<r><mesa>{n}</mesa><lugar>{place}</lugar><a>{n * 7}</a></r>" for n in range(1, 6))
    content = f'<?xml version="1.0" encoding="{declared}"?><x>{rows}</x>'.encode(declared)
    assert read(tmp_path, "a.xml", content)[0][1] == ["1", place, "7"]
    misstated = f'<?xml version="1.0" encoding="{declared}"?><x>{rows}</x>'.encode()
    assert 'encoding = "utf-8"' in refused(tmp_path, "b.xml", misstated).remedy
    assert read(tmp_path, "b.xml", misstated, encoding="utf-8")[0][1] == ["1", place, "7"]


def test_columns_of_an_earlier_election_are_named_with_their_choices(tmp_path: Path) -> None:
    earlier = (
        SOURCE.replace("source.final", "source.before")
        .replace("wide", "earlier")
        .replace("count.csv", "b.csv")
    )
    earlier = (
        earlier.replace('count = "official"\n', "") + '[source.before.choices]\ncolumns = ["Oak", "Elm"]\n'
    )
    header = ["Sheet", "Region", "Place", "Registered", "Votes.Oak", "Votes.Elm", "Blank", "Null"]
    files: dict[str, str | bytes] = {"count.csv": csv_text(), "b.csv": csv_text(ROWS, header)}
    folder = write_case(tmp_path, SOURCE + earlier, files)
    (problem,) = refusal(folder)
    stated = 'columns = ["Votes.Oak", "Votes.Elm"]'
    renamed = 'rename = { "Votes.Oak" = "oak", "Votes.Elm" = "elm" }'
    assert f"choices.{stated} and choices.{renamed}" in problem.remedy
    case = folder / "case.toml"
    case.write_text(case.read_text().replace('columns = ["Oak", "Elm"]', f"{stated}\n{renamed}"))
    table = importing(folder).store.arrow("earlier-before")
    assert table["votes:oak"].to_pylist() == [40, 35, 10, None]
