"""How a file is opened: told by what it holds; what the user gives is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from veedor.engine import connect
from veedor.errors import InputError
from veedor.guess.given import Given
from veedor.guess.letters import readings
from veedor.guess.opening import Opened, Opening
from veedor.guess.several_files import Published, find_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.engine import Connection

BODY = "M1,Peña,50,40\nM2,Ñuñoa,60,41\nM3,Lota,55,33\n"
HEAD = "Mesa,Lugar,Ana,Luis\n"


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """One for all."""
    made = connect(threads=1)
    yield made
    made.close()


def opened(connection: Connection, folder: Path, content: str | bytes, given: Given | None = None) -> Opened:
    """Open a file of some content, with a name that says nothing."""
    file = folder / "published"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return Opening(connection, work, given or Given()).open(file)


def published(connection: Connection, folder: Path, path: Path) -> Published:
    """Open a folder or an archive."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return find_parts(Opening(connection, work), path)


def test_titles_and_notes_are_left_out(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, f"Tribunal\n\n{HEAD}{BODY}\nFuente: el tribunal\n")
    assert (made.form.skip, made.form.foot) == (2, 1)
    assert made.raw.header == ("Mesa", "Lugar", "Ana", "Luis")


def test_two_rows_of_the_header_are_joined(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, "Mesa,X,,Y,\n,día,correo,día,correo\n1,5,6,7,8\n2,1,2,3,4\n")
    assert made.raw.header[1:3] == ("X / día", "X / correo")


def test_groups_of_columns_become_rows(connection: Connection, tmp_path: Path) -> None:
    head = "Commune;Inscrits;N°;Nom;Voix;;;\n"
    made = opened(
        connection, tmp_path, head + "A;100;1;ARTHAUD;2;2;ROUSSEL;40\nB;120;1;ARTHAUD;5;2;ROUSSEL;30\n"
    )
    assert made.form.repeated == ("N°", "Nom", "Voix")
    assert made.raw.arrow is not None
    assert made.raw.arrow["c4"].to_pylist() == ["2", "40", "5", "30"]


def test_a_file_without_a_header_is_asked(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, "norte;10;20\nsur;30;40\neste;7;9\n")
    assert made.form.columns == ("Column 1", "Column 2", "Column 3")
    assert [doubt.key for doubt in made.doubts] == ["source.official.files.columns"]


def test_a_place_that_is_written_once_holds_below(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, "Zona,Mesa,A,B\nNorte,1,5,6\n,2,7,8\n,3,1,2\nSur,4,9,9\n,5,3,3\n")
    assert made.form.fill_down == ("Zona",)
    assert made.doubts


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", BODY),
        ("cp1251", "У1,Москва,50,40\nУ2,Тверь,60,41\n"),
        ("cp1253", "Μ1,Αθήνα,50,40\nΜ2,Πάτρα,60,41\n"),
        ("cp1256", "م1,بغداد,50,40\nم2,البصرة,60,41\n"),
        ("shift_jis", "M1,東京都,50,40\nM2,大阪府,60,41\n"),
    ],
)
def test_an_encoding_is_told_by_how_it_reads(
    connection: Connection, tmp_path: Path, encoding: str, text: str
) -> None:
    made = opened(connection, tmp_path, (HEAD + text * 5).encode(encoding))
    assert made.form.encoding == encoding
    (doubt,) = made.doubts
    assert doubt.question.key == "new.ask.file.not_utf8"


def test_utf16_without_a_mark_is_read(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, (HEAD + BODY).encode("utf-16-le"))
    assert made.form.encoding == "utf-16-le"
    assert made.raw.header[0] == "Mesa"


def test_two_readings_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes("Škoda;Žatec;Čáslav\n".encode("cp1250"))
    assert next(one.encoding for one in readings(file)) == "cp1250"


def test_what_is_given_is_believed(connection: Connection, tmp_path: Path) -> None:
    made = opened(connection, tmp_path, f"x\n{HEAD}{BODY}".encode("cp1252"), Given(skip=1, encoding="cp1254"))
    assert (made.form.skip, made.form.encoding) == (1, "cp1254")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (HEAD, "no rows"),
        ('Mesa,A,B\n1,"x\n2,3,4\n5,y",6\n', "stray quote"),
        (HEAD + BODY + "M4,Lota,1", "cut short"),
        ((HEAD + BODY + "M4,Pe\u00f1").encode()[:-1], "cut"),
    ],
)
def test_what_cannot_be_proven_is_refused(
    connection: Connection, tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        opened(connection, tmp_path, content)


def test_publications_are_told_from_parts(connection: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "count"
    folder.mkdir()
    for n in range(3):
        rows = "".join(f"M{m},Lugar {m},{10 + m},{n * m if m < 4 else 5}\n" for m in range(9))
        (folder / f"corte-{n}.csv").write_text(HEAD + rows, encoding="utf-8")
    made = published(connection, tmp_path, folder)
    assert made.settings == {"source.official.each": '{ snapshot = "{file}" }'}


def test_names_of_files_become_a_column(connection: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "count"
    folder.mkdir()
    for n, name in enumerate(("Norte", "Sur", "Este")):
        rows = "".join(f"{m},Lugar {n}{m},{10 + 7 * m * n},{20 + 3 * n * m}\n" for m in range(1, 5))
        (folder / f"acta_{name}.csv").write_text(HEAD + rows, encoding="utf-8")
    (folder / "leame.txt").write_text("nada\n", encoding="utf-8")
    made = published(connection, tmp_path, folder)
    assert made.raw.header[-1] == "Part"
    assert made.form.name == "acta_*.csv"
    assert any(("file", "leame.txt") in left.values for left in made.left)
