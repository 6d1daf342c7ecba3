"""Ids that nobody can tell apart by eye, or see whole, are refused when they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ROWS, csv_text, importing, refusal, write_case
from intake.test_choices_of_some_contests import CONTEST, ELECTION, SOURCE
from veedor.intake.alike import look

if TYPE_CHECKING:
    from pathlib import Path


def with_ids(folder: Path, *ids: str) -> Path:
    """The four sheets, with these ids for the first."""
    rows = [[ids[i] if i < len(ids) else row[0], *row[1:]] for i, row in enumerate(ROWS)]
    return write_case(folder, files={"count.csv": csv_text(rows)})


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("\x01", "U+0001"),
        ("\x0b", "U+000B"),
        ("\x1c", "U+001C"),
        ("\x7f", "U+007F"),
        ("\x84", "U+0084"),
        ("\u0600", "U+0600 (ARABIC NUMBER SIGN)"),
        ("\U000e0041", "U+E0041 (TAG LATIN CAPITAL LETTER A)"),
        ("\ue000", "U+E000"),
        ("\ufff9", "U+FFF9 (INTERLINEAR ANNOTATION ANCHOR)"),
    ],
)
def test_an_id_with_a_character_that_nobody_sees_is_refused(tmp_path: Path, mark: str, name: str) -> None:
    (problem,) = refusal(with_ids(tmp_path, f"A{mark}1"))
    assert name in problem.message
    assert problem.row == 2


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0c", "\u00a0"])
def test_what_ends_a_line_somewhere_is_a_blank_in_an_id(tmp_path: Path, mark: str) -> None:
    """So no list of an audit can be split at it."""
    done = importing(with_ids(tmp_path, f"A{mark}1"))
    assert "A 1" in done.store.arrow("sheet")["sheet_id"].to_pylist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1", "\u04101"),  # Cyrillic
        ("MO-7", "\u039cO-7"),  # Greek
        ("\u0421\u041e-1", "CO-1"),
        ("\u0410B", "A\u0412"),
    ],
)
def test_two_ids_that_look_alike_are_refused(tmp_path: Path, one: str, other: str) -> None:
    (problem,) = refusal(with_ids(tmp_path, one, other))
    assert "look the same and differ" in problem.message
    assert look(one) == look(other)


def test_ids_of_another_script_are_ids(tmp_path: Path) -> None:
    ids = importing(
        with_ids(tmp_path, "\u0423\u0418\u041a 12", "\u0423\u0418\u041a 13", "\u6295\u7968")
    ).store
    assert {"\u0423\u0418\u041a 12", "\u6295\u7968"} <= set(ids.arrow("sheet")["sheet_id"].to_pylist())


def of_contests(folder: Path, *towns: str) -> Path:
    """Two contests in one source: these towns have the second one."""
    contests = "".join(CONTEST.format(id=one, others="X").replace(OTHERS, "") for one in ("one", "two"))
    rows = [("1", "Foss"), ("1", "Hale"), *(("2", town) for town in towns)]
    lines = [
        f"{n},{town},{name},{7 * i + len(name)}"
        for i, (n, town) in enumerate(rows)
        for name in ("Ash", "Elm")
    ]
    text = "\n".join(["District,Town,Name,Votes", *lines])
    return write_case(folder, SOURCE, {"count.csv": text}, ELECTION + contests)


OTHERS = '  { id = "others", label = "X", kind = "others" },\n'


@pytest.mark.parametrize(
    ("towns", "key"),
    [
        (("Moor", "moor"), "ids_alike"),
        (("007", "7"), "ids_alike"),
        (("Moor", "4-Jan"), "ids_spoilt"),
        (("Moor", "Nash"), ""),
    ],
)
def test_odd_ids_of_one_contest_are_told_whatever_the_others_have(
    tmp_path: Path, towns: tuple[str, str], key: str
) -> None:
    notices = importing(of_contests(tmp_path, *towns)).store.manifest["notices"]
    told = [one["key"] for one in notices if one["key"].startswith("ids_")]
    assert told == [key] * bool(key)


def test_an_unseen_character_in_one_contest_of_several_is_refused(tmp_path: Path) -> None:
    problem, *_ = refusal(of_contests(tmp_path, "Moor", "Na\x01sh"))
    assert "U+0001" in problem.message
