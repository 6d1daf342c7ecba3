"""Total and subtotal rows are found by arithmetic, and the printed remedy works to the letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.build_intake import importing, refusal, write_case
from veedor.intake.choice_sums import choice_totals, column_sums
from veedor.intake.drop import choose
from veedor.intake.stray_drops import states_whole
from veedor.intake.subtotal_search import find_totals

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.arrays import Floats
    from veedor.errors import InputError

ELECTION = """
format = 1
[election]
title = "A small election"
date = 2030-03-10
country = "XX"
tz = "UTC"
levels = ["county", "precinct"]
[contest.mayor]
title = "Mayor"
choices = [
  { id = "adler", label = "Adler", kind = "candidate" },
  { id = "brandt", label = "Brandt", kind = "candidate" },
  { id = "null", label = "Invalid", kind = "null" },
]
[count.official]
title = "Official"
kind = "official"
"""

SOURCE = """
[source.final]
layout = "{layout}"
contest = "mayor"
count = "official"
files = [{{ name = "count.csv" }}]
control = "none known"
[source.final.sheet]
id = "{id}"
"""
PLACES = '[source.final.place]\nlevels = { county = "County", precinct = "Precinct" }\n'
LONG = '[source.final.choices]\nchoice = "candidate"\nvotes = "votes"\n'


def source(layout: str = "wide", sheet: str = "Precinct", more: str = "") -> str:
    return SOURCE.format(layout=layout, id=sheet) + more


def only(folder: Path) -> InputError:
    (problem,) = refusal(folder)
    return problem


def follow(folder: Path, problem: InputError) -> None:
    """Do what the remedy says: put `rows.drop` into the case, in place of what was there."""
    match = re.search(r"rows\.drop = (\{.*?\})(?=[;.]( |$))", problem.remedy)
    assert match is not None, problem.remedy
    path = folder / "case.toml"
    text = re.sub(r"(?m)^drop = .*\n", "", path.read_text(encoding="utf-8"))
    if "[source.final.rows]" not in text:
        text += "[source.final.rows]\n"
    text = text.replace("[source.final.rows]\n", f"[source.final.rows]\ndrop = {match[1]}\n")
    path.write_text(text, encoding="utf-8")


def sums(folder: Path) -> dict[str, int]:
    table = importing(folder).store.arrow("votes-mayor")
    return {c: sum(v or 0 for v in table[c].to_pylist()) for c in ("adler", "brandt", "null")}


COUNTIES = """County,Precinct,Adler,Brandt,Invalid
Kern,K-1,50,40,1
Kern,K-2,60,41,0
{kern}
Lake,L-1,20,90,2
Lake,L-2,25,10,0
Lake,L-3,12,30,1
{lake}
{all}
"""
TRUE = {"adler": 167, "brandt": 211, "null": 4}


@pytest.mark.slow(but=3)
@pytest.mark.parametrize(
    ("kern", "lake", "all_"),
    [
        ("Kern,Kern County Total,110,81,1", "", ""),
        ("Kern,ИТОГО,110,81,1", "", ""),
        ("Kern,K-99,110,81,1", "Lake,L-99,57,130,3", ""),
        ("Kern,K-99,110,81,1", "Lake,L-99,57,130,3", "All,ALL,167,211,4"),
        ("Kern,K-99,110,81,1", "Lake,L-99,57,130,3", "All,ALL,167,212,4"),
        ("Kern,K-99,110,81,1", "Lake,L-99,57,130,3", "All,ALL,334,422,8"),
        ("", "", "?,Valle (a+b),167,211,4"),
        ("", "", "?,it's all,168,211,4"),
        ("Kern,K-99,110,81,2", "Lake,L-99,57,130,3", ""),
        ("", "", "Kern,Kern,110,81,1\nLake,Lake,57,130,3\nAll,All,167,211,4"),
    ],
)
def test_totals_of_any_name_are_refused_and_the_remedy_gives_the_true_sums(
    tmp_path: Path, kern: str, lake: str, all_: str
) -> None:
    text = "\n".join(line for line in COUNTIES.format(kern=kern, lake=lake, all=all_).split("\n") if line)
    folder = write_case(tmp_path, source(more=PLACES), {"count.csv": text}, ELECTION)
    found = refusal(folder)
    assert all("sum of" in problem.message or "sums of" in problem.message for problem in found)
    follow(folder, found[0])
    assert sums(folder) == TRUE


def test_a_total_at_the_top_and_a_sheet_of_a_similar_name(tmp_path: Path) -> None:
    text = (
        "Precinct,Adler,Brandt,Invalid\nTotal,170,231,1\nTotalán 1,50,120,1\nSchool,60,41,0\nHall,60,70,0\n"
    )
    folder = write_case(tmp_path, source(), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert (problem.row, 'rows.drop = { "Precinct" = "^Total$" }' in problem.remedy) == (2, True)
    follow(folder, problem)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}


def test_an_open_pattern_that_drops_a_sheet_too_is_refused(tmp_path: Path) -> None:
    text = (
        "Precinct,Adler,Brandt,Invalid\nTotal,170,231,1\nTotalán 1,50,120,1\nSchool,60,41,0\nHall,60,70,0\n"
    )
    rows = "[source.final.rows]\ndrop = { 'Precinct' = 'Total' }\n"
    folder = write_case(tmp_path, source(more=rows), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert (problem.row, problem.value) == (3, "Totalán 1")
    follow(folder, problem)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}


def test_an_open_pattern_that_drops_nothing_but_totals_is_fine(tmp_path: Path) -> None:
    text = "Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\nGrand total,170,231,1\n"
    rows = "[source.final.rows]\ndrop = { 'Precinct' = 'total' }\n"
    folder = write_case(tmp_path, source(more=rows), {"count.csv": text}, ELECTION)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}


@pytest.mark.parametrize(
    ("pattern", "whole"),
    [
        ("^Total$", True),
        ("^a$|^b$", True),
        ("^(a|b)$", True),
        ("Total", False),
        ("^a$|b", False),
        ("^T", False),
    ],
)
def test_a_pattern_that_states_whole_texts(pattern: str, whole: bool) -> None:
    assert states_whole(pattern) is whole


def test_a_total_of_long_rows(tmp_path: Path) -> None:
    rows = [("1", 10, 5, 0), ("2", 7, 9, 1), ("3", 8, 8, 0), ("MAINE", 25, 22, 1)]
    text = "Precinct,candidate,votes\n" + "".join(
        f"{p},Adler,{a}\n{p},Brandt,{b}\n{p},Invalid,{n}\n" for p, a, b, n in rows
    )
    folder = write_case(tmp_path, source("long", more=LONG), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert problem.value == "MAINE"
    follow(folder, problem)
    assert sums(folder) == {"adler": 25, "brandt": 22, "null": 1}


def test_totals_among_the_choices_of_long_rows_are_told_by_their_figures(tmp_path: Path) -> None:
    rows = [("1", 300, 93, 50, 40, 3, 93), ("2", 310, 101, 60, 41, 0, 101)]
    names = ("Padrón", "Papeletas", "Adler", "Brandt", "Invalid", "Σ")
    text = "Precinct,candidate,votes\n" + "".join(
        f"{p},{name},{n}\n" for p, *numbers in rows for name, n in zip(names, numbers, strict=True)
    )
    folder = write_case(tmp_path, source("long", more=LONG), {"count.csv": text}, ELECTION)
    remedy = refusal(folder)[0].remedy
    match = re.search(r"choices\.totals = (\{.*?\})", remedy)
    assert match is not None
    assert match[1] == '{ "Papeletas" = "cast", "Padrón" = "registered", "Σ" = "" }'
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"totals = {match[1]}\n", encoding="utf-8")
    assert sums(folder) == {"adler": 110, "brandt": 81, "null": 3}


def test_a_column_that_is_the_sum_of_others_is_no_candidate(tmp_path: Path) -> None:
    text = "Precinct,Adler,Brandt,Invalid\n" + "".join(
        f"{i},{a},{a + 2 * i},{2 * i}\n" for i, a in enumerate((50, 61, 47, 33, 28), 1)
    )
    problem = only(write_case(tmp_path, source(), {"count.csv": text}, ELECTION))
    assert (problem.column, "a total, not a choice" in problem.message) == ("Brandt", True)


def test_a_row_named_total_that_is_no_sum_is_asked_about(tmp_path: Path) -> None:
    text = "Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\nTotal,270,391,7\n"
    folder = write_case(tmp_path, source(), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert "perhaps rows are missing" in problem.message
    follow(folder, problem)
    assert sums(folder) == {"adler": 170, "brandt": 231, "null": 1}


def test_a_small_place_named_total_is_a_sheet(tmp_path: Path) -> None:
    text = "Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\nTotal,27,39,0\n"
    assert sums(write_case(tmp_path, source(), {"count.csv": text}, ELECTION))["adler"] == 197


@pytest.mark.parametrize("name", ["San Pedro de Suma", "Ailly-sur-Somme", "Vale da Soma"])
def test_a_word_for_a_total_within_a_name_of_a_place_says_nothing(name: str, tmp_path: Path) -> None:
    text = f"Precinct,Adler,Brandt,Invalid\nA,50,120,1\nB,60,41,0\nC,60,70,0\n{name},270,391,7\n"
    assert sums(write_case(tmp_path, source(), {"count.csv": text}, ELECTION))["adler"] == 440


def test_the_name_that_reads_like_a_total_is_shown(tmp_path: Path) -> None:
    text = "Id,Town,Adler,Brandt,Invalid\n11,A,50,120,1\n12,B,60,41,0\n13,C,60,70,0\n14,Suma,270,391,7\n"
    place = '[source.final.place]\nlevels = { town = "Town" }\n'
    election = ELECTION.replace('["county", "precinct"]', '["town"]')
    problem = only(write_case(tmp_path, source(sheet="Id", more=place), {"count.csv": text}, election))
    assert (problem.column, problem.value) == ("Town", "Suma")


def test_a_nameless_sheet_is_not_called_a_subtotal(tmp_path: Path) -> None:
    text = "County,Precinct,Adler,Brandt,Invalid\nKern,1,100,80,1\nKern,2,90,60,1\nKern,,120,140,2\n"
    folder = write_case(tmp_path, source(sheet="{County}/{Precinct}"), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert (problem.column, "not the sum" in problem.message) == ("Precinct", True)
    match = re.search(r"sheet\.id = (\".*?\")", problem.remedy)
    assert match is not None
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8").replace('id = "{County}/{Precinct}"', f"id = {match[1]}")
    path.write_text(text, encoding="utf-8")
    assert sums(folder) == {"adler": 310, "brandt": 280, "null": 4}


def test_a_nameless_total_is_dropped_by_the_column_that_is_empty(tmp_path: Path) -> None:
    text = "County,Precinct,Adler,Brandt,Invalid\nKern,1,100,80,1\nKern,2,90,60,1\nKern,,190,140,2\n"
    folder = write_case(tmp_path, source(sheet="{County}/{Precinct}"), {"count.csv": text}, ELECTION)
    problem = only(folder)
    assert '"Precinct" = "^$"' in problem.remedy
    follow(folder, problem)
    assert sums(folder) == {"adler": 190, "brandt": 140, "null": 2}


def test_the_total_of_the_modes_of_voting_is_not_added_to_them(tmp_path: Path) -> None:
    rows = [("1", 50, 40, 1), ("2", 61, 33, 2), ("3", 48, 72, 0)]
    text = "Precinct,Mode,Adler,Brandt,Invalid\n" + "".join(
        f"{p},Day,{a},{b},{n}\n{p},Mail,{a // 2},{b // 3},0\n{p},Sum,{a + a // 2},{b + b // 3},{n}\n"
        for p, a, b, n in rows
    )
    more = '[source.final.rows]\nadd_over = ["Mode"]\n'
    folder = write_case(tmp_path, source(more=more), {"count.csv": text}, ELECTION)
    found = refusal(folder)
    assert '"Mode" = "^Sum$"' in found[0].remedy
    follow(folder, found[0])
    assert sums(folder) == {"adler": 238, "brandt": 193, "null": 3}


def test_the_total_of_the_modes_is_found_wherever_its_rows_stand(tmp_path: Path) -> None:
    names = ("Adler", "Brandt")
    votes = [
        (p, mode, name, (7 * p * (k + 2) + 5 * len(mode)) % 61 + 9)
        for p in range(12)
        for mode in ("Day", "Mail")
        for k, name in enumerate(names)
    ]
    sums = [
        (p, "Sum", name, sum(row[3] for row in votes if (row[0], row[2]) == (p, name)))
        for p in range(12)
        for name in names
    ]
    rows = [[*votes, *sums][place] for place in np.random.default_rng(3).permutation(72)]
    text = "Precinct,Mode,Choice,Votes\n" + "".join(f"P{p},{m},{c},{v}\n" for p, m, c, v in rows)
    stated = source(more='[source.final.rows]\nadd_over = ["Mode"]\n').replace(
        'layout = "wide"', 'layout = "long"'
    )
    stated += '[source.final.choices]\nchoice = "Choice"\nvotes = "Votes"\nabsent = ["null"]\n'
    folder = write_case(tmp_path, stated, {"count.csv": text}, ELECTION)
    assert '"Mode" = "^Sum$"' in refusal(folder)[0].remedy


def test_a_sheet_without_a_place_is_no_total() -> None:
    matrix = np.array([[43, 47, 1], [46, 64, 2], [49, 40, 3], [55, 33, 1], [58, 50, 2], [61, 67, 3.0]])
    assert not find_totals(matrix, {"region": np.array([1, 1, 1, 0, 2, 2])})


@pytest.mark.parametrize(
    "rows",
    [
        [[0, 0], [0, 0], [0, 0]],
        [[10, 5], [10, 5], [10, 5], [10, 5]],
        [[10, 5], [10, 5]],
        [[1, 0], [0, 1], [1, 1]],
        [[5], [3], [8]],
        [[120, 80], [np.nan, np.nan], [np.nan, np.nan]],
    ],
)
def test_small_or_constant_tables_hold_no_total(rows: list[list[float]]) -> None:
    matrix = np.array(rows, float)
    assert not find_totals(matrix, {"region": np.zeros(len(matrix), np.int64)})


def test_two_equal_rows_are_a_total_only_where_something_else_says_so() -> None:
    matrix = np.array([[110.0, 81, 1], [110, 81, 1]])
    assert not find_totals(matrix, {})
    assert [t.row for t in find_totals(matrix, {}, witness=np.array([False, True]))] == [1]


def test_a_total_without_the_annulled_sheets_is_found() -> None:
    matrix = np.array([[50.0, 40, 3], [60, 41, 2], [70, 35, 9], [110, 81, 5]])
    counted = np.array([True, True, False, True])
    assert [t.row for t in find_totals(matrix, {}, counted=counted)] == [3]


def _counts(seed: int, rows: int, columns: int) -> Floats:
    random = np.random.default_rng(seed)
    share = random.dirichlet(np.full(columns, 3.0))
    return random.poisson(random.gamma(3, 100, (rows, 1)) * share + 4).astype(float)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(3, 300), st.integers(4, 12))
def test_counts_without_totals_are_let_through(seed: int, rows: int, columns: int) -> None:
    matrix = _counts(seed, rows, columns)
    assert not find_totals(matrix, {"region": np.arange(rows) // 7, "place": np.arange(rows) // 3})


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10**6),
    st.integers(4, 120),
    st.integers(4, 12),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_planted_totals_are_found_wherever_they_stand(
    seed: int,
    rows: int,
    columns: int,
    first: bool,
    off: bool,
    grouped: bool,
) -> None:
    """Subtotals beside or before their regions, a grand total, one cell off: those, and no sheet."""
    sheets = _counts(seed, rows, columns)
    region = np.minimum(np.arange(rows) // max(2, rows // 4), rows // max(2, rows // 4) - 1)
    matrix, codes, planted = [], [], []
    for code in np.unique(region):
        inside = [*sheets[region == code]]
        block = [(row, False) for row in inside]
        block.insert(0 if first else len(block), (np.sum(inside, axis=0), True))
        matrix += [row for row, _ in block]
        planted += [total for _, total in block]
        codes += [int(code)] * len(block)
    place = 0 if first else len(matrix)
    matrix.insert(place, sheets.sum(axis=0))
    planted.insert(place, True)
    codes.insert(place, int(region.max()) + 1)
    table = np.array(matrix)
    if off:
        row = np.flatnonzero(planted)[seed % sum(planted)]
        table[row, seed % columns] += 1
    groups = {"region": np.array(codes)} if grouped else {}
    found = [total.row for total in find_totals(table, groups)]
    assert found == [*np.flatnonzero(planted)]


ODD = ("constant", "one differs", "strata", "zeros", "single", "small", "proportional", "repeated", "rounded")


def _odd(kind: str, random: np.random.Generator, rows: int, columns: int) -> Floats:
    """Make a table without totals in which chance gives many sums."""
    base = random.integers(1, 200, columns).astype(float)
    table = np.tile(base, (rows, 1))
    if kind == "one differs":
        table[rows // 2] = random.integers(0, 200, columns)
    elif kind == "strata":
        table *= random.integers(1, 3, (rows, 1))
    elif kind == "zeros":
        table = np.where(random.random((rows, 1)) < 0.05, table, 0.0)
    elif kind == "single":
        table = np.zeros((rows, columns))
        table[np.arange(rows), random.integers(0, columns, rows)] = random.integers(0, 300, rows)
    elif kind == "small":
        table = random.integers(1, 6, (rows, columns)).astype(float)
    elif kind == "proportional":
        table = np.outer(random.integers(1, 30, rows), random.integers(1, 10, columns)).astype(float)
    elif kind == "repeated":
        table = np.tile(_counts(int(base[0]), 5, columns), (rows // 5 + 1, 1))[:rows]
    elif kind == "rounded":
        table = np.round(_counts(int(base[0]), rows, columns), -1)
    return table


@pytest.mark.slow
@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_tables_in_which_chance_gives_sums_are_let_through(kind: str, gaps: float) -> None:
    random = np.random.default_rng(len(kind))
    for _ in range(15):
        rows, columns = int(random.integers(20, 120)), int(random.integers(2, 7))
        table = _odd(kind, random, rows, columns)
        table[random.random(rows) < gaps] = np.nan
        table = np.column_stack([table, np.full(rows, 300.0)])
        groups = {"region": np.arange(rows) // 7, "place": np.arange(rows) // 3}
        assert not find_totals(table, groups, votes=columns)


def test_blank_sheets_of_a_constant_table_are_no_addends(tmp_path: Path) -> None:
    rows = [f"s{i},{'' if i > 70 else 110},{'' if i > 70 else 90},1" for i in range(100)]
    folder = write_case(
        tmp_path, source(), {"count.csv": "\n".join(["Precinct,Adler,Brandt,Invalid", *rows])}, ELECTION
    )
    assert sums(folder)["adler"] == 71 * 110


def test_small_subtotals_of_every_region_are_found_because_they_are_a_system() -> None:
    random = np.random.default_rng(4)
    blocks = [random.poisson(9, (2, 3)) for _ in range(12)]
    table = np.concatenate([np.vstack([b, b.sum(axis=0)]) for b in blocks]).astype(float)
    assert [t.row for t in find_totals(table, {"region": np.arange(36) // 3})] == [*range(2, 36, 3)]


def test_a_sheet_that_nearly_repeats_its_neighbour_is_not_named_among_the_totals() -> None:
    blocks = [_counts(seed, 4, 5) for seed in range(8)]
    table = np.concatenate([np.vstack([b.sum(axis=0), b]) for b in blocks])
    table[7] = table[6] + [1, 0, 0, 0, 0]
    table[5] = table[6:10].sum(axis=0)
    assert [t.row for t in find_totals(table, {})] == [*range(0, 40, 5)]


def test_rows_may_be_left_out_by_a_text_of_several_columns(tmp_path: Path) -> None:
    text = "County,Precinct,Adler,Brandt,Invalid\nKern,1,100,80,1\nKern,2,90,60,1\nKern,,190,140,2\n"
    rows = "[source.final.rows]\ndrop = { '{County}/{Precinct}' = '^$' }\n"
    folder = write_case(
        tmp_path, source(sheet="{County}/{Precinct}", more=rows), {"count.csv": text}, ELECTION
    )
    assert sums(folder) == {"adler": 190, "brandt": 140, "null": 2}


def test_columns_that_sum_others_leaving_out_blank_and_null() -> None:
    random = np.random.default_rng(5)
    votes = random.poisson(60, (20, 5)).astype(float)
    valid = votes[:, :3].sum(axis=1)
    table = np.column_stack([votes, valid, votes.sum(axis=1)])
    assert {c: sorted(s) for c, s in column_sums(table).items()} == {5: [0, 1, 2], 6: [0, 1, 2, 3, 4]}
    names = ["a", "b", "c", "blank", "null", "x", "y"]
    assert choice_totals(table, names, names[:5]) == {"x": "valid", "y": "cast"}


def test_no_column_of_random_votes_is_a_sum() -> None:
    for seed in range(50):
        assert not column_sums(_counts(seed, 3 + seed, 5))


def test_rows_that_no_column_tells_apart_are_left_over() -> None:
    assert choose({"A": ["x", "x", "y"], "B": ["1", "1", "1"]}, {1, 2}) == ({"A": ["y"]}, {1})


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("where", ["end", "beginning", "between"])
def test_sheets_that_are_not_counted_yet_make_no_sum_of_their_neighbours(where: str, same: bool) -> None:
    """Seventy sheets with votes, thirty with nothing but their voters: none is the sum of others."""
    rng = np.random.default_rng(3)
    votes = np.array([[110.0, 90.0]] * 70) if same else rng.integers(80, 120, (70, 2)).astype(float)
    counted = np.column_stack((votes, np.full(70, 300.0)))
    blank = np.array([[np.nan, np.nan, 300.0]] * 30)
    parts = {
        "end": [counted, blank],
        "beginning": [blank, counted],
        "between": [counted[:35], blank, counted[35:]],
    }
    assert find_totals(np.concatenate(parts[where]), {}, votes=2) == ()
