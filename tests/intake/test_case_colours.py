"""Colours of a case: seen on paper, told apart, and without effect on what is imported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from findings.build_findings import town
from veedor.case import Case, open_case
from veedor.errors import CaseError, InputErrors
from veedor.intake.case_colours import contrast, darker
from veedor.report.charts import palette

LINE = '{ id = "A", label = "List A" }'


def opened(folder: Path, a: str, b: str = "", election: str = "") -> Case:
    case = town(folder / "town") / "case.toml"
    text = case.read_text(encoding="utf-8").replace(LINE, LINE.replace(" }", f", {a} }}"))
    if b:
        text = text.replace('label = "List B" }', f'label = "List B", {b} }}')
    case.write_text(text.replace('tz = "', f'{election}\ntz = "', 1), encoding="utf-8")
    return open_case(case.parent)


def test_a_colour_of_the_case_is_that_choices_alone(tmp_path: Path) -> None:
    free = palette.CHOICES[0]
    named = opened(tmp_path, f'colour = "{free}", candidate = "Ana Rojas"')
    found = palette.colours(named.election.contest())
    assert found["A"] == free
    assert found["B"] == palette.CHOICES[1]
    assert len({found[c] for c in "ABC"}) == 3


@pytest.mark.slow
def test_what_is_for_pictures_changes_no_import(tmp_path: Path) -> None:
    plain = open_case(town(tmp_path / "plain"))
    drawn = opened(tmp_path, 'colour = "#1C4E80", candidate = "Ana Rojas"', election='outline = "b.geojson"')
    assert plain.election.data_hash == drawn.election.data_hash


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        ('colour = "red"', "", "'red' is no colour"),
        ('colour = "#FFEE00"', "", "to 1 on white paper"),
        ('colour = "#1C4E80"', 'colour = "#1D4F81"', "nearly the same colour"),
    ],
)
def test_what_cannot_be_seen_or_told_apart_is_refused(tmp_path: Path, a: str, b: str, says: str) -> None:
    with pytest.raises((CaseError, InputErrors), match=says) as error:
        opened(tmp_path, a, b)
    if named := re.search(r'"(#[0-9A-F]{6})" is the nearest', str(error.value)):
        assert (
            opened(tmp_path / "mended", f'colour = "{named[1]}"').election.contest().choices[0].colour
            == named[1]
        )


@pytest.mark.parametrize(
    "name", ["/etc/borders.geojson", "../borders.geojson", "C:/borders.geojson", "..\\\\b.json"]
)
def test_borders_outside_the_case_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((CaseError, InputErrors), match="lies outside the case"):
        opened(tmp_path, 'candidate = "x"', election=f'outline = "{name}"')


def test_the_darker_colour_is_seen() -> None:
    for colour in ("#FFFF00", "#00FF00", "#FFFFFF", "#F5C2C7"):
        assert contrast(darker(colour)) >= 3
