"""``case.toml``: every problem named, all at once, with the nearest valid word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, SOURCE, write_case
from veedor.errors import CaseError, InputErrors
from veedor.intake import load_case
from veedor.intake.case import Layout
from veedor.model import ContestId, Kind

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ELECTION + SOURCE


def problems(folder: Path, text: str) -> list[CaseError]:
    folder.mkdir(exist_ok=True)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    try:
        load_case(folder)
    except CaseError as problem:
        return [problem]
    except InputErrors as group:
        return [p for p in group.exceptions if isinstance(p, CaseError)]
    return []


def test_a_case_is_read(tmp_path: Path) -> None:
    case = load_case(write_case(tmp_path / "small"))
    assert case.name == "small"
    assert case.election.tz == "America/La_Paz"
    assert case.sources["final"].layout is Layout.WIDE
    contest = case.contest(ContestId("mayor"))
    assert contest.candidates == ("oak", "elm")
    assert [c.kind for c in contest.choices][2:] == [Kind.BLANK, Kind.NULL]
    assert load_case(tmp_path / "small" / "case.toml") == case


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('tz = "America/La_Paz"', 'ttz = "America/La_Paz"', "election.ttz", "Did you mean 'tz'?"),
        ('layout = "wide"', 'layout = "wyde"', "source.final.layout", "wyde"),
        ('contest = "mayor"', 'contest = "major"', "source.final.contest", "Did you mean 'mayor'?"),
        ('count = "official"', 'count = "offcial"', "source.final.count", "Did you mean 'official'?"),
        ("America/La_Paz", "America/LaPaz", "election.tz", "there is no zone"),
        ('country = "XX"', 'country = "Bolivia"', "election.country", "two letters of ISO 3166-1"),
        ('country = "XX"', 'country = "BOL"', "election.country", "no code of a country"),
        ('kind = "blank"', 'kind = "blanco"', "contest.mayor.choices[3].kind", "blanco"),
        ("date = 2030-03-10", 'date = "soon"', "election.date", "soon"),
        (
            '{ region = "Region", place = "Place" }',
            '{ region = "Region" }',
            "source.final.place.levels",
            "place",
        ),
        (
            'region = "Region"',
            'regoin = "Region"',
            "source.final.place.levels.regoin",
            "Did you mean 'region'?",
        ),
        ('id = "Sheet"\n', "", "source.final.sheet.id", "missing"),
        ('control = "none known"', 'control = "no"', "source.final.control", "none known"),
        ('control = "none known"\n', "", "source.final.control", "missing"),
        ('name = "count.csv"', 'name = "../count.csv"', "source.final.files[1].name", "data folder"),
        ('name = "count.csv"', 'name = "/count.csv"', "source.final.files[1].name", "data folder"),
        ('name = "count.csv"', 'name = "count.csv", sha256 = "12"', "source.final.files[1].sha256", "64"),
        ("format = 1", "format = 2", "format", "2"),
        ('id = "elm"', 'id = "oak"', "contest.mayor.choices", "twice"),
        ('id = "elm"', 'id = "OAK"', "contest.mayor.choices", "capitals"),
        ('label = "Elm"', 'label = "Oak"', "contest.mayor.choices", "published as 'Oak'"),
        ("[count.early]", '[count."e arly"]', "count.e arly", "letters, digits"),
    ],
)
def test_each_problem_is_named(tmp_path: Path, old: str, new: str, key: str, message: str) -> None:
    assert old in WHOLE
    found = problems(tmp_path, WHOLE.replace(old, new))
    assert key in [p.column for p in found]
    assert any(message in str(p) for p in found if p.column == key)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = (
        WHOLE.replace('tz = "', 'tzone = "')
        .replace('layout = "wide"', 'layout = "wyde"')
        .replace("format = 1", "")
    )
    assert {p.column for p in problems(tmp_path, text)} == {
        "election.tzone",
        "election.tz",
        "source.final.layout",
        "format",
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[source.final.rows]\ndrop = { Sheet = "(" }\n', "source.final.rows.drop.Sheet"),
        ('[source.final.choices]\npattern = "["\n', "source.final.choices.pattern"),
        ('[source.final.choices]\npattern = "a"\ncolumns = ["Oak"]\n', "source.final.choices"),
        ('[source.final.choices]\nabsent = ["ash"]\n', "source.final.choices.absent"),
        ('[source.final.time]\nformat = "%I:%M"\n', "source.final.time.format"),
        ('[source.final.time]\ntz = "Mars"\n', "source.final.time.tz"),
    ],
)
def test_problems_of_a_mapping(tmp_path: Path, text: str, key: str) -> None:
    assert {p.column for p in problems(tmp_path, WHOLE + text)} == {key}


def test_marks_of_numbers_must_differ(tmp_path: Path) -> None:
    text = WHOLE.replace('registered = "Registered"', 'thousands = "."')
    assert [p.column for p in problems(tmp_path, text)] == ["source.final.numbers.decimal"]


@pytest.mark.parametrize("layout", ["long", "publication", "verification"])
def test_a_layout_says_what_it_needs(tmp_path: Path, layout: str) -> None:
    found = problems(tmp_path, WHOLE.replace('layout = "wide"', f'layout = "{layout}"'))
    assert found
    assert all(p.remedy for p in found)


def test_control_totals_of_several_contests_say_which(tmp_path: Path) -> None:
    council = '[contest.council]\ntitle = "C"\nchoices = [{ id = "oak", label = "Oak" }]\n'
    both = 'contest = { column = "O", values = { M = "mayor", C = "council" } }'
    source = SOURCE.replace('contest = "mayor"', both).replace('control = "none known"', "")
    control = '[[source.final.control]]\nwho = "x"\nsheets = 4\n'
    found = problems(tmp_path, ELECTION + council + source + control)
    assert [p.column for p in found] == ["source.final.control[1].contest"]


@pytest.mark.parametrize("text", ["", "[election", "a = 1\na = 2"])
def test_files_that_are_no_case(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_there_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no such file"):
        load_case(tmp_path / "nowhere")


def test_a_case_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_bytes(WHOLE.replace("A small", "Elección").encode("latin-1"))
    with pytest.raises(CaseError, match="not UTF-8"):
        load_case(tmp_path)
