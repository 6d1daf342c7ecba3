"""Tables side by side: contests in rows, worksheets and files; lists of names; columns unlike all others."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from guess.test_crossed import answered, imported
from guess.test_look_alikes import STATED, counted, new, totals, votes, written
from veedor.cli.main import veedor
from veedor.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAMES = ("Alder", "Birch", "Cedar")
ONE, OTHER = votes(seed=7), votes(seed=8)


def added(*tables: Sequence[Sequence[int]]) -> list[int]:
    return [sum(sheet[place] for table in tables for sheet in table) for place in range(3)]


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(pages: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_rows() -> bytes:
    rows = [
        [f"U{n:03}", word, *sheet]
        for n, both in enumerate(zip(ONE, OTHER, strict=True))
        for word, sheet in zip(("yakka", "royxat"), both, strict=True)
    ]
    return written(("Uchastka", "Turi", *NAMES), rows)


def page(sheets: Sequence[Sequence[int]]) -> list[Sequence[object]]:
    return [["Station", *NAMES], *[[n + 1, *sheet] for n, sheet in enumerate(sheets)]]


def in_worksheets() -> bytes:
    return workbook({"yakka": page(ONE), "royxat": page(OTHER)})


def in_files() -> bytes:
    files = {"yakka.csv": ONE, "royxat.csv": OTHER}
    rows = {name: [[n + 1, 900 + n, *sheet] for n, sheet in enumerate(of)] for name, of in files.items()}
    header = ("Station", "Registered", *NAMES)
    return zipped({name: written(header, lines) for name, lines in rows.items()})


SIDES = {"rows.csv": in_rows, "pages.xlsx": in_worksheets, "files.zip": in_files}


@pytest.mark.slow(but=3)
@pytest.mark.parametrize("kind", ["several", "one"])
@pytest.mark.parametrize("name", SIDES)
def test_two_ballots_of_the_same_stations_are_asked_about(name: str, kind: str, tmp_path: Path) -> None:
    file = new(SIDES[name](), tmp_path, name) / "case.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert 'contest = "?"' in lines
    file.write_text("\n".join(answered(lines, kind)) + "\n", encoding="utf-8")
    found, _ = imported(file.parent)
    expected = [added(ONE, OTHER)] if kind == "one" else [added(ONE), added(OTHER)]
    assert sorted(found.values()) == sorted(expected)


def test_stations_with_voters_of_their_own_are_of_two_regions(tmp_path: Path) -> None:
    rows = [
        [word, n + 1, 900 + 7 * n + 3 * at, *sheet]
        for at, (word, of) in enumerate((("pest", ONE), ("baranya", OTHER)))
        for n, sheet in enumerate(of)
    ]
    found = counted(written(("Megye neve", "Station", "Registered", *NAMES), rows), tmp_path)
    assert list(found.values()) == [dict(zip(NAMES, added(ONE, OTHER), strict=True))]


def test_contests_with_columns_of_their_own_are_refused_and_read_one_by_one(tmp_path: Path) -> None:
    pair = {"a.csv": ("Ann", "Bob", "Cy"), "b.csv": ("Dee", "Eve", "Flo")}
    head = ("District", "Ward", "Station", "Registered")
    files = {
        name: written(
            (*head, *names),
            [[f"D{n // 8}", f"W{n // 4}", n + 1, 900 + n, *sheet] for n, sheet in enumerate(ONE)],
        )
        for name, names in pair.items()
    }
    with pytest.raises(InputError, match="in columns of their own") as refused:
        new(zipped(files), tmp_path, "both.zip")
    assert '--member "a.csv"; --member "b.csv"' in refused.value.remedy
    to = tmp_path / "second"
    stated = [*STATED, "--member", "b.csv", "--to", str(to)]
    done = CliRunner().invoke(veedor, ["new", str(tmp_path / "both.zip"), *stated])
    assert done.exit_code == 0, done.output
    assert list(imported(to)[0].values()) == [added(ONE)]


CODES = [["Code", "Name"], ["017", "Ann Reyes"], ["24", "Bob Cruz"], ["31", "Null votes"]]


def test_choices_are_called_by_the_names_that_a_list_has_for_their_codes(tmp_path: Path) -> None:
    rows = [[n + 1, code, sheet[at]] for n, sheet in enumerate(ONE) for at, code in enumerate((17, 24, 31))]
    files = {
        "votes.csv": written(("Station", "Code", "Votes"), rows),
        "names.csv": written(CODES[0], CODES[1:]),
    }
    found = counted(zipped(files), tmp_path, "both.zip")
    assert list(found.values()) == [dict(zip(("Ann Reyes", "Bob Cruz"), added(ONE)[:2], strict=True))]
    case = (tmp_path / "case/case.toml").read_text(encoding="utf-8")
    assert 'label = "Null votes", kind = "null"' in case


@pytest.mark.parametrize(("head", "named"), [(("No", "Candidate"), True), (("Kod", "Kraj"), False)])
def test_numbers_of_columns_are_those_of_people_and_of_no_places(
    head: tuple[str, str], *, named: bool, tmp_path: Path
) -> None:
    columns = ("Votes_1", "Votes_2", "Votes_3")
    rows = [[f"D{n // 8}", n + 1, *sheet] for n, sheet in enumerate(ONE)]
    files = {
        "count.csv": written(("District", "Station", *columns), rows),
        "list.csv": written(head, [["1", "Nitra"], ["2", "Praha"], ["3", "Brno"]]),
    }
    found = counted(zipped(files), tmp_path, "both.zip")
    names = ("Nitra", "Praha", "Brno") if named else columns
    assert list(found.values()) == [dict(zip(names, added(ONE), strict=True))]


@pytest.mark.parametrize(
    "odd", ["Crossed votes", "Want of official mark,More than a single name marked", "Zorkat"]
)
def test_columns_unlike_all_candidates_are_asked_about(odd: str, tmp_path: Path) -> None:
    names = odd.split(",")
    few = range(2, 2 + len(names))
    rows = [[f"P{n}", *sheet, *(n % most for most in few)] for n, sheet in enumerate(ONE)]
    text = written(("Station", "SMITH John", "LEE Anna", "KAUR Priya", *names), rows)
    case = new(text, tmp_path) / "case.toml"
    assert case.read_text(encoding="utf-8").count('kind = "?"') == len(names)


def test_parties_whose_names_are_words_are_candidates(tmp_path: Path) -> None:
    names = ("Strana sociálně demokratická", "Komunistická strana Čech", "Strana zelených")
    rows = [[f"P{n}", *sheet] for n, sheet in enumerate(ONE)]
    found = counted(written(("Station", *names), rows), tmp_path)
    assert list(found.values()) == [totals(ONE, names)]


def test_modes_of_a_double_header_are_asked_about_beside_a_lone_column(tmp_path: Path) -> None:
    parties, modes = ("Ap", "Sp", "FrP"), ("Forhånd", "Valgting")
    header = [["", "Krets", *(p for party in parties for p in (party, "")), ""]]
    header += [["Kommune", "", *(modes * 3), "Ukjent"]]
    rows = [[f"K{n // 6}", f"{n:04}", *a, *b, n % 3] for n, (a, b) in enumerate(zip(ONE, OTHER, strict=True))]
    case = new(written(header, rows), tmp_path) / "case.toml"
    assert 'kind = "?"' in case.read_text(encoding="utf-8")


def test_a_page_that_begins_with_the_header_again_loses_no_sheet(tmp_path: Path) -> None:
    head = ["Ward", "Station code", *NAMES]
    rows: list[Sequence[object]] = [head]
    for n, sheet in enumerate(ONE):
        rows += [head] if n in {8, 16} else []
        rows.append([f"W{n // 6}", f"{n:04}", *sheet])
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page_text = f"<html><body><table>{cells}</table></body></html>"
    found = counted(page_text.encode(), tmp_path, "page.html")
    assert list(found.values()) == [totals(ONE, NAMES)]
