"""What is no total: halves of a list that are level, and sheets of one contest that sum others by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from intake.build_intake import importing, refusal, write_case
from intake.test_subtotals import _counts, follow
from veedor.intake.subtotal_search import find_totals

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Floats

ELECTION = """
format = 1
[election]
title = "Three questions"
date = 2030-03-10
country = "XX"
tz = "UTC"
levels = ["precinct"]
"""
CONTEST = """
[contest.{id}]
title = "{id}"
choices = [{{ id = "yes", label = "Yes" }}, {{ id = "no", label = "No" }}]
"""
SOURCE = """
[count.official]
title = "Official"
kind = "official"
[source.final]
layout = "long"
contest = {{ column = "Question", values = {{ "A" = "a", "B" = "b", "C" = "c" }} }}
count = "official"
files = [{{ name = "count.csv" }}]
control = "none known"
[source.final.sheet]
id = "{id}"
[source.final.place]
levels = {{ precinct = "Precinct" }}
[source.final.choices]
choice = "Answer"
votes = "Votes"
"""
CASE = ELECTION + "".join(CONTEST.format(id=one) for one in "abc")


def _level_halves(seed: int) -> Floats:
    """Give 233 sheets of one choice of which the first 105 hold as many votes as all the others."""
    random = np.random.default_rng(seed)
    table = random.poisson(random.gamma(20, 20, (233, 1))).astype(float)
    short = int(table[105:].sum() - table[:105].sum())
    table[:105, 0] += short // 105
    table[: short % 105, 0] += 1
    return table


@pytest.mark.parametrize("seed", range(3))
def test_two_halves_of_a_list_that_are_level_are_no_totals(seed: int) -> None:
    table = _level_halves(seed)
    assert table[:105].sum() == table[105:].sum()
    further = np.random.default_rng(seed).poisson(300, (233, 2)).astype(float)
    assert not find_totals(np.column_stack([table, further]), {}, votes=1)


@pytest.mark.parametrize("seed", range(3))
def test_subtotals_below_a_whole_table_are_found_whatever_their_voters(seed: int) -> None:
    sheets = _counts(seed, 48, 3)
    sheets = np.column_stack([sheets, sheets.sum(axis=1) + 40])
    sheets[5, :3] = 0  # nobody voted, and voters are registered all the same
    table = np.vstack([sheets, *(block.sum(axis=0) for block in np.split(sheets, 6))])
    assert [total.row for total in find_totals(table, {}, votes=3)] == [*range(48, 54)]


@pytest.mark.parametrize(
    ("block", "row"),
    [
        ([[11, 17, 35], [2, 4, 8], [5, 4, 16], [3, 4, 9]], [21, 29, 62]),
        ([[13, 18, 45], [22, 28, 65]], [35, 46, 97]),
        ([[8, 6, 14], [5, 3, 9]], [13, 9, 22]),
    ],
)
def test_a_sheet_whose_ballots_are_not_the_sum_is_no_total(block: list[list[int]], row: list[int]) -> None:
    """Two choices on small sheets meet a sum by chance; their ballots say that it is none."""
    random = np.random.default_rng(7)
    votes = random.poisson(np.array(row[:2]) / 2, (80, 2))
    sheets = np.column_stack([votes, votes.sum(axis=1) + random.poisson(row[2] / 4, 80)])
    table = np.vstack([sheets[:40], block, [row], sheets[40:]]).astype(float)
    assert not find_totals(table, {}, votes=2)
    told = np.vstack([table[:40], block, [[*row[:2], sum(b[2] for b in block)]], table[-40:]])
    assert not [t for t in find_totals(told, {}, votes=2) if t.row != 40 + len(block)]


def _rows(tables: dict[str, list[tuple[str, int, int]]]) -> str:
    lines = ["Question,Precinct,Answer,Votes"]
    for question, rows in tables.items():
        for name, yes, no in rows:
            lines += [f"{question},{name},Yes,{yes}", f"{question},{name},No,{no}"]
    return "\n".join(lines) + "\n"


def _votes(folder: Path, contest: str) -> tuple[int, int]:
    table = importing(folder).store.arrow(f"votes-{contest}")
    return sum(table["yes"].to_pylist()), sum(table["no"].to_pylist())


def _precincts(seed: int, total: str = "") -> list[tuple[str, int, int]]:
    random = np.random.default_rng(seed)
    votes = (random.poisson(4000, (6, 2)) + random.integers(0, 3000, (6, 2))).tolist()
    rows = [(f"P{i}", int(yes), int(no)) for i, (yes, no) in enumerate(votes)]
    return [*rows, (total, sum(r[1] for r in rows), sum(r[2] for r in rows))] if total else rows


@pytest.mark.parametrize("name", ["P0", "P3", "P5"])
def test_a_sum_in_one_contest_is_left_out_of_that_contest_alone(tmp_path: Path, name: str) -> None:
    """A precinct whose row holds the sum of the others in one contest is a sheet of the other contests."""
    tables = {one: _precincts(seed) for seed, one in enumerate("ABC")}
    others = [row for row in tables["A"] if row[0] != name]
    sums = (name, sum(row[1] for row in others), sum(row[2] for row in others))
    tables["A"] = [sums if row[0] == name else row for row in tables["A"]]
    folder = write_case(tmp_path, SOURCE.format(id="Precinct"), {"count.csv": _rows(tables)}, CASE)
    problem = refusal(folder)[0]
    assert f'"{{Question}}/{{Precinct}}" = "^A/{name}$"' in problem.remedy
    follow(folder, problem)
    for contest in "abc":
        kept = others if contest == "a" else tables[contest.upper()]
        assert _votes(folder, contest) == (sum(row[1] for row in kept), sum(row[2] for row in kept))


@pytest.mark.parametrize("name", ["County", "P9", "zz"])
def test_a_total_of_every_contest_is_left_out_by_its_name_alone(tmp_path: Path, name: str) -> None:
    tables = {one: _precincts(seed, name) for seed, one in enumerate("ABC")}
    folder = write_case(tmp_path, SOURCE.format(id="Precinct"), {"count.csv": _rows(tables)}, CASE)
    problem = refusal(folder)[0]
    assert f'rows.drop = {{ "Precinct" = "^{name}$" }}' in problem.remedy
    follow(folder, problem)
    for contest in "abc":
        assert _votes(folder, contest) == tables[contest.upper()][-1][1:]


@pytest.mark.parametrize("name", ["{} Total", "Suma {}", "ИТОГО {}"])
def test_what_would_leave_hardly_a_sheet_is_not_offered(tmp_path: Path, name: str) -> None:
    """A table of the totals of counties, and of voters abroad: its rows are what it has."""
    rows = [(name.format(f"County {i}"), 4000 + 337 * i * i, 2100 + 411 * i) for i in range(8)]
    rows = [("Abroad", 51, 62), *rows]
    text = _rows(dict.fromkeys("ABC", rows))
    folder = write_case(tmp_path, SOURCE.format(id="Precinct"), {"count.csv": text}, CASE)
    problem = refusal(folder)[0]
    assert ("rows.drop" in problem.remedy, 'rows.totals = "accept"' in problem.remedy) == (False, True)
    stated = (folder / "case.toml").read_text() + '[source.final.rows]\ntotals = "accept"\n'
    (folder / "case.toml").write_text(stated)
    assert _votes(folder, "a") == (sum(row[1] for row in rows), sum(row[2] for row in rows))
