"""A few sheets that stand in a file again, corrected: asked, and each answer gives what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from guess.test_crossed import imported
from guess.test_look_alikes import NAMES, counted, new, written
from veedor.errors import CaseError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

STATIONS, AGAIN, MORE = 40, (5, 27), 9
KEPT, BESIDE = "kept", "beside"


def figure(station: int, choice: int) -> int:
    return 10 + (station * (choice + 3) * 7) % 83


def rows(order: str, words: tuple[str, str] = ("original", "corrected")) -> list[list[object]]:
    """The rows of a long table, in which two sheets come again with more votes."""
    first = [
        [f"D{n // 10}", n + 1, words[0], NAMES[k], figure(n, k)] for n in range(STATIONS) for k in range(3)
    ]
    again = [[f"D{n // 10}", n + 1, words[1], NAMES[k], figure(n, k) + MORE] for n in AGAIN for k in range(3)]
    if order == "one choice":
        return [*first, *again[1::3]]
    return [*again, *first] if order == "above" else [*first, *again]


def true(again: int, choices: tuple[int, ...] = (0, 1, 2)) -> list[int]:
    """Votes of each choice, where the sheets that come again have more, or stand there twice."""
    plain = [sum(figure(n, k) for n in range(STATIONS)) for k in range(3)]
    twice = [sum(figure(n, k) for n in AGAIN) for k in range(3)]
    return [
        plain[k] + (again > 0 and k in choices) * MORE * len(AGAIN) + (again > 1 and k in choices) * twice[k]
        for k in range(3)
    ]


def answered(case: Path, answer: str) -> None:
    """Follow the comment above the open line to the letter."""
    file = case / "case.toml"
    text = file.read_text(encoding="utf-8")
    with pytest.raises(CaseError, match="still to be answered"):
        import_case(load_case(case))
    joined = re.sub(r"\n#  ", "", text)
    assert answer in re.findall(r"^# \? .* Or: (.*)\.$", joined, re.MULTILINE)[-1].split("; ")
    key, _, value = answer.partition(" = ")
    if key == "sheet.id":
        text = re.sub(r'^id = ".*"$', f"id = {value}", text, flags=re.MULTILINE)
        text = text.replace('duplicates = "?"\n', "")
    else:
        text = text.replace('duplicates = "?"', f"{key.removeprefix('rows.')} = {value}")
    file.write_text(text, encoding="utf-8")


HEAD = ["County", "Station", "Remark", "Candidate", "Votes"]
DROP = 'rows.drop = { "Remark" = "^corrected$" }'
APART = 'sheet.id = "{Station}/{Remark}"'
LAST, FIRST = 'rows.duplicates = "last"', 'rows.duplicates = "first"'


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("order", "answer", "again", "choices"),
    [
        ("below", LAST, 1, (0, 1, 2)),
        ("above", FIRST, 1, (0, 1, 2)),
        ("one choice", LAST, 1, (1,)),
        ("below", DROP, 0, (0, 1, 2)),
        ("below", APART, 2, (0, 1, 2)),
    ],
)
def test_rows_with_a_word_of_their_own(
    order: str, answer: str, again: int, choices: tuple[int, ...], tmp_path: Path
) -> None:
    case = new(written(HEAD, rows(order)), tmp_path)
    answered(case, answer)
    found, sheets = imported(case)
    assert found == {"votes": true(again, choices)}
    assert sheets == STATIONS + (len(AGAIN) if again == 2 else 0)


@pytest.mark.slow(but=0)
@pytest.mark.parametrize("words", [("", "corrected"), ("1", "2"), ("मूल", "सच्याइएको")])
def test_whatever_the_words_are(words: tuple[str, str], tmp_path: Path) -> None:
    case = new(written(HEAD, rows("below", words)), tmp_path)
    answered(case, LAST)
    assert imported(case) == ({"votes": true(1)}, STATIONS)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(("order", "answer"), [("below", LAST), ("above", FIRST)])
def test_rows_without_a_word(order: str, answer: str, tmp_path: Path) -> None:
    body = [[*row[:2], *row[3:]] for row in rows(order)]
    case = new(written([*HEAD[:2], *HEAD[3:]], body), tmp_path)
    answered(case, answer)
    assert imported(case) == ({"votes": true(1)}, STATIONS)


@pytest.mark.slow(but=0)
def test_rows_of_a_wide_table(tmp_path: Path) -> None:
    body = [[f"D{n // 10}", n + 1, *(figure(n, k) for k in range(3)), n % 5] for n in range(STATIONS)]
    again = [[*body[n][:2], *(figure(n, k) + MORE for k in range(3)), n % 5] for n in AGAIN]
    case = new(written(["County", "Station", *NAMES, "Rejected"], [*body, *again]), tmp_path)
    answered(case, LAST)
    found, sheets = imported(case)
    assert (found["votes"][:3], sheets) == (true(1), STATIONS)


@pytest.mark.slow(but=0)
def test_stations_of_two_towns_with_one_number_are_two(tmp_path: Path) -> None:
    numbers = {21: 3, 33: 12}
    body = [
        [f"Town {n // 10}", numbers.get(n, n + 1), NAMES[k], figure(n, k)]
        for n in range(STATIONS)
        for k in range(3)
    ]
    found = counted(written(["Town", "Station", "Candidate", "Votes"], body), tmp_path)
    assert found == {"votes": dict(zip(NAMES, true(0), strict=True))}
