"""Columns, choices and files whose names or places mislead: people in a list, answers, letters spelt out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from guess.test_look_alikes import STATED, counted, new, refused, totals, votes, written
from veedor.cli.new import command
from veedor.errors import VeedorError
from veedor.guess.file_names import naming, varying_parts
from veedor.guess.questions import answers_no

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ONE, OTHER = votes(seed=11), votes(seed=12)
LISTED = ("Cast, Di", "Lee, Ann", "Kim, Bo")
PAIR = ("Ann Lee", "Bo Kim")


def long(names: Sequence[str], sheets: Sequence[Sequence[int]], contest: str = "") -> list[list[object]]:
    asked = [contest] if contest else []
    return [
        [f"P{n}", *asked, name, figure]
        for n, sheet in enumerate(sheets)
        for name, figure in zip(names, sheet, strict=False)
    ]


@pytest.mark.parametrize(
    "names", [LISTED, ("Total, Eva", "Valid, Jo", "Kim, Bo"), ("O'Hara, Al", *LISTED[:2])]
)
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_people_of_a_list_are_no_totals(layout: str, names: Sequence[str], tmp_path: Path) -> None:
    rows = [[f"P{n}", *sheet] for n, sheet in enumerate(ONE)]
    wide = written(["precinct", *names], rows)
    text = wide if layout == "wide" else written(["precinct", "candidate", "votes"], long(names, ONE))
    assert list(counted(text, tmp_path).values()) == [totals(ONE, names)]


def test_a_total_that_is_written_as_people_are_is_one_by_its_figures(tmp_path: Path) -> None:
    sheets = [[a, b, a + b] for a, b, _ in ONE]
    text = written(["precinct", "candidate", "votes"], long(["Lee, Ann", "Kim, Bo", "Cast, Total"], sheets))
    assert list(counted(text, tmp_path).values()) == [totals(sheets, ("Lee, Ann", "Kim, Bo"))]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Yes Votes", "No Votes"), ("Yes", "No")),
        (("Retain Judge Roe - Yes Votes", "Retain Judge Roe - No Votes"), ()),
        (("Votos Si", "Votos No"), ()),
    ],
)
def test_the_no_beside_a_yes_is_an_answer(
    names: tuple[str, str], expected: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [[f"P{n}", 300 + a + b, a, b] for n, (a, b, _) in enumerate(ONE)]
    (found,) = counted(written(["precinct", "Registered", *names], rows), tmp_path).values()
    assert list(found.values()) == [sum(sheet[place] for sheet in ONE) for place in (0, 1)]
    assert not expected or tuple(found) == expected


def test_no_votes_beside_candidates_are_voters_who_stayed_away(tmp_path: Path) -> None:
    rows = [[f"P{n}", a + b + 90 + c, a, b, 90 + c] for n, (a, b, c) in enumerate(ONE)]
    text = written(["precinct", "Registered", *PAIR, "No Votes"], rows)
    assert list(counted(text, tmp_path).values()) == [totals(ONE, PAIR)]
    assert not answers_no([*PAIR, "No Votes"])
    assert answers_no(["Measure A - Yes Votes", "Measure A - No Votes", "Measure B - No"]) == {
        "Measure A - No Votes"
    }


def test_questions_that_are_all_answered_by_yes_and_no_are_contests(tmp_path: Path) -> None:
    asked = {f"Retain Judge {name}": votes(2, seed=seed) for seed, name in enumerate(("Roe", "Poe", "Coe"))}
    rows = [row for name, sheets in asked.items() for row in long(("Yes", "No"), sheets, name)]
    found = counted(written(["precinct", "contest", "choice", "votes"], rows), tmp_path)
    assert [*found.values()] == [totals(sheets, ("Yes", "No")) for sheets in asked.values()]


@pytest.mark.parametrize(
    "header",
    [
        ("S t e m b u r e a u", "K i e s g e r e c h t i g d e n", "B l a n c o"),
        ("P o l l i n g S t a t i o n", "R e g i s t e r e d", "B l a n k"),
        ("M e s a", "I n s c r i t o s", "N u l o s"),
    ],
)
def test_letters_that_are_spelt_out_are_a_word(header: tuple[str, str, str], tmp_path: Path) -> None:
    rows = [[f"S{n}", 400 + n, a, b, c % 7] for n, (a, b, c) in enumerate(ONE)]
    case = new(written([*header[:2], *PAIR, header[2]], rows), tmp_path) / "case.toml"
    text = case.read_text(encoding="utf-8")
    assert f'registered = "{header[1]}"' in text
    assert 'kind = "null"' in text or 'kind = "blank"' in text


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("a_final.csv", "a_provisional.csv"), ["final", "provisional"]),
        (("res-preelection.csv", "res-preliminary.csv"), ["preelection", "preliminary"]),
        (("norte_region.csv", "este_region.csv"), ["norte", "este"]),
        (("ResultadosLima.csv", "ResultadosLoreto.csv"), ["Lima", "Loreto"]),
        (("acta01.csv", "acta02.csv", "acta10.csv"), ["01", "02", "10"]),
        (("lima.csv", "lima2.csv"), []),
    ],
)
def test_names_of_files_differ_in_whole_words(names: tuple[str, ...], parts: list[str]) -> None:
    assert varying_parts(names) == parts
    if parts:
        found = [re.match(naming(names), name) for name in names]
        assert [one["Part"] for one in found if one] == parts


def test_two_counts_in_two_files_are_no_choices(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, less in (("a_final.csv", 0), ("a_provisional.csv", 1)):
        rows = [[f"P{n}", a - less, b] for n, (a, b, _) in enumerate(ONE)]
        (folder / name).write_bytes(written(["precinct", *PAIR], rows))
    done = CliRunner().invoke(command, [str(folder), *STATED, "--to", str(tmp_path / "case")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "case/case.toml").read_text(encoding="utf-8")
    assert 'keep = "?"' in text
    assert 'label = "Ann Lee"' in text
    assert 'label = "final"' not in text


@pytest.mark.parametrize("gap", [(), ("",)])
@pytest.mark.parametrize("first", [("Precinct",), ("No", "Precinct")])
def test_tables_beside_one_another_are_refused_with_what_to_do(
    first: tuple[str, ...], gap: tuple[str, ...], tmp_path: Path
) -> None:
    half = len(ONE) // 2

    def side(n: int) -> list[object]:
        return [*[n + 1][: len(first) - 1], f"P{n}", *ONE[n]]

    names = (*first, "Ann Lee", "Bo Kim", "Cy Poe")
    text = written([*names, *gap, *names], [[*side(n), *gap, *side(n + half)] for n in range(half)])
    assert "tables stand beside one another" in refused(text, tmp_path)
    stacked = written([*names], [side(n) for n in range(2 * half)])
    assert list(counted(stacked, tmp_path).values()) == [totals(ONE, names[-3:])]


def test_a_label_at_both_ends_begins_no_table(tmp_path: Path) -> None:
    rows = [[f"P{n}", *sheet, f"P{n}"] for n, sheet in enumerate(ONE)]
    names = ("Ann Lee", "Bo Kim", "Cy Poe")
    found = counted(written(["Precinct", *names, "Precinct"], rows), tmp_path)
    assert list(found.values()) == [totals(ONE, names)]


@pytest.mark.parametrize("corner", ["Kandidaat", "Station"])
def test_a_table_that_was_turned_round_is_read(corner: str, tmp_path: Path) -> None:
    across = [f"Stembureau {n}" for n in range(1, len(ONE) + 1)]
    turned = [[name, *(sheet[place] for sheet in ONE)] for place, name in enumerate((*LISTED[1:], "Ro, Y"))]
    assert 'call the first of them "Station"' in refused(written(["Kandidaat", *across], turned), tmp_path)
    names = [str(row[0]) for row in turned]
    rows = [[name, *sheet] for name, sheet in zip(across, ONE, strict=True)]
    assert list(counted(written([corner, *names], rows), tmp_path).values()) == [totals(ONE, names)]


@pytest.mark.parametrize("ballots", [6, 12])
def test_a_few_ballots_that_rank_all_choices_are_no_votes(ballots: int, tmp_path: Path) -> None:
    ranks = ((2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1), (1, 2, 3), (3, 1, 2))
    rows = [[f"B{n}", *ranks[n % 6]] for n in range(ballots)]
    with pytest.raises((VeedorError, ExceptionGroup), match="preferences"):
        counted(written(["Ballot", "Ann Lee", "Bo Kim", "Cy Poe"], rows), tmp_path)
