"""Choices that only some contests of a source have: what the refusal offers works in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import importing, refusal, write_case

if TYPE_CHECKING:
    from pathlib import Path

ELECTION = """
format = 1
[election]
title = "Two districts"
date = 2030-03-10
country = "XX"
tz = "UTC"
levels = ["town"]
"""
CONTEST = """
[contest.{id}]
title = "{id}"
choices = [
  {{ id = "ash", label = "Ash" }},
  {{ id = "elm", label = "Elm" }},
  {{ id = "others", label = "{others}", kind = "others" }},
]
"""
SOURCE = """
[count.official]
title = "Official"
kind = "official"
[source.final]
layout = "long"
contest = { column = "District", values = { "1" = "one", "2" = "two" } }
count = "official"
files = [{ name = "count.csv" }]
control = "none known"
sheet.id = "{Town}"
place.levels = { town = "Town" }
choices = { choice = "Name", votes = "Votes" }
"""
ROWS = """District,Town,Party,Name,Votes
1,Foss,D,Ash,310
1,Foss,R,Elm,290
1,Hale,D,Ash,120
1,Hale,R,Elm,160
2,Moor,D,Ash,75
2,Moor,R,Elm,98
2,Moor,{party},{others},6
2,Nash,D,Ash,85
2,Nash,R,Elm,41
2,Nash,{party},{others},3
"""
NAMES = ["Scatter", "Write-ins", "Dispersos"]


def _case(folder: Path, others: str, *, party: str = "", more: str = "", only: str = "") -> Path:
    entries = "".join(CONTEST.format(id=one, others=others) for one in ("one", "two"))
    rows = ROWS.format(party=party, others=others) + only
    return write_case(folder, SOURCE + more, {"count.csv": rows}, ELECTION + entries)


def _sum(folder: Path, contest: str, choice: str) -> int:
    return sum(importing(folder).store.arrow(f"votes-{contest}")[choice].to_pylist())


@pytest.mark.parametrize("others", NAMES)
def test_a_choice_of_some_contests_is_taken_out_of_the_others(tmp_path: Path, others: str) -> None:
    """What `choices.absent` says, it says of every contest: it would be refused where there are votes."""
    folder = _case(tmp_path, others)
    (problem,) = refusal(folder)
    assert "choices.absent" not in problem.remedy
    assert "take 'others' out of the choices of contest.one" in problem.remedy
    text = (folder / "case.toml").read_text()
    entry = f'  {{ id = "others", label = "{others}", kind = "others" }},\n'
    (folder / "case.toml").write_text(text.replace(entry, "", 1))
    assert (_sum(folder, "one", "ash"), _sum(folder, "two", "others")) == (430, 9)


@pytest.mark.parametrize("others", NAMES)
def test_rows_that_are_left_out_are_not_called_missing(tmp_path: Path, others: str) -> None:
    more = 'rows.drop = { "Party" = "^$" }\n'
    folder = _case(tmp_path, others, more=more, only=f"1,Foss,,{others},4\n1,Hale,,{others},1\n")
    problem = refusal(folder)[0]
    assert "rows.keep and rows.drop leave out every row with votes of 'others' (2 rows)" in problem.message
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text.replace(more, ""))  # the rows stay
    assert (_sum(folder, "one", "others"), _sum(folder, "two", "others")) == (5, 9)
