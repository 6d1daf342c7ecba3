"""Shapes of files that were really published, with invented names and figures: right, asked, or refused."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from openpyxl import Workbook

from guess.tables import kinds, proposed, table
from veedor.errors import InputError
from veedor.guess.elections import KEY as KEEP
from veedor.guess.given import Given
from veedor.guess.heading import find_heading
from veedor.guess.long_proposal import propose_long
from veedor.guess.propose import propose
from veedor.guess.tried_proposal import propose_and_try
from veedor.guess.wide import propose_wide
from veedor.guess.words import is_clear, meaning
from veedor.intake.case import FileForm, NumberMap
from veedor.intake.cells import figure_of
from veedor.intake.sum_search import NEAREST, BestSum

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.guess.columns import FileSample
    from veedor.guess.proposal import Proposal

FORM = FileForm("results.csv")
PLACES = [f"{100 + n * 7}" for n in range(12)]


def sample(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> FileSample:
    """Give the sample of a table."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return table(out.getvalue())


def dice(rows: int, columns: int, most: int = 300) -> list[list[int]]:
    """Give votes."""
    return [[int(n) for n in row] for row in np.random.default_rng(7).integers(20, most, (rows, columns))]


def long(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Proposal:
    """Give how a long table is read."""
    made = propose_long(sample(header, rows), FORM, propose_wide)
    assert made is not None
    return made


def test_umlauts_that_are_spelt_out_are_words() -> None:
    rows = [
        [place, blank % 9 + null % 7 + yes + no, blank % 9, null % 7, yes + no, yes, no]
        for place, (blank, null, yes, no) in zip(PLACES, dice(12, 4), strict=True)
    ]
    made = proposed(sample(["NR", "EINGELEGTE", "LEERE", "UNGUELTIGE", "GUELTIGE", "PRO", "CONTRA"], rows))
    assert kinds(made)["candidate"] == ["PRO", "CONTRA"]
    assert kinds(made)["null"] == ["UNGUELTIGE"]
    assert made.numbers["valid"] == ("GUELTIGE",)


@pytest.mark.parametrize(
    "name",
    ["GREENS Thomas Weisser", "Otto Nullmeier", "Jane Whitehead", "LEFT Ada Blancard", "Ines Weissmann"],
)
def test_a_name_that_begins_with_a_word_is_a_name(name: str) -> None:
    assert not (meaning(name) in {"blank", "null", "none"} and is_clear(name))


@pytest.mark.parametrize(
    "name",
    [
        "Weisse Stimmzettel",
        "Weiße Stimmen",
        "Votos brancos apurados",
        "Bulletins blancs",
        "BLANK tal",
        "Nulls",
    ],
)
def test_a_word_for_no_vote_stays_one(name: str) -> None:
    assert meaning(name) in {"blank", "null"}
    assert is_clear(name)


@pytest.mark.parametrize("surname", ["Tasa", "Taux", "Shares", "Percent"])
def test_a_winner_called_as_a_rate_is_no_rate(surname: str) -> None:
    names = [f"Kamala {surname}", "Bela Okoro", "Cyril Dacosta", "Dora Eze"]
    rows = [
        [f"P{sheet}", name, 900 - 200 * place + figures[place]]
        for sheet, figures in enumerate(dice(12, 4, 90))
        for place, name in enumerate(names)
    ]
    made = long(["Station", "Candidate", "Votes"], rows)
    assert {choice.label for choice in made.choices} == set(names)
    assert not made.totals


def test_what_a_word_alone_leaves_out_is_asked() -> None:
    names = ["Registered Qqz", "Bela Okoro", "Cyril Dacosta"]
    rows = [
        [f"P{sheet}", name, 2000 if place == 0 else figures[place]]
        for sheet, figures in enumerate(dice(12, 3))
        for place, name in enumerate(names)
    ]
    made = long(["Station", "Candidate", "Votes"], rows)
    read = {choice.label for choice in made.choices if choice.kind == "candidate"}
    assert read == set(names[1:]) or any("Registered Qqz" in str(d.question.values) for d in made.doubts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1368177.000000001", 1368177),
        ("15332.999999999998", 15333),
        ("1383509.9999999988", 1383510),
        ("0.99999999999", 1),
        ("420.00000000000006", 420),
        ("16.0", 16),
        ("12.9999", None),
        ("0.0001", None),
        ("13.3333333333333", None),
        ("9999999999.9999999", 10**10),
        ("10000000000.9999999", None),
        ("105.00000000000000000001", None),
    ],
)
def test_what_a_sum_of_binary_fractions_left_is_no_fraction(text: str, value: int | None) -> None:
    assert figure_of(text, NumberMap()) == value
    if text.startswith("1") and value:
        assert figure_of(f"-{text}", NumberMap(negative="add")) == -value


def test_votes_with_such_a_rest_are_read() -> None:
    rows = [
        [place, f"{a + b + c - 1}.9999999999998", f"{a}.00000000000003", b, f"{c - 1}.999999999998"]
        for place, (a, b, c) in zip(PLACES, dice(12, 3), strict=True)
    ]
    made = proposed(sample(["id", "valid", "Ash", "Birch", "Cedar"], rows))
    assert kinds(made)["candidate"] == ["Ash", "Birch", "Cedar"]
    assert made.numbers["valid"] == ("valid",)


def test_votes_divided_among_several_are_still_refused() -> None:
    rows = [
        [place, a + 0.5, b + 0.25, c + 0.25] for place, (a, b, c) in zip(PLACES, dice(12, 3), strict=True)
    ]
    with pytest.raises(InputError, match="fraction"):
        proposed(sample(["id", "Ash", "Birch", "Cedar"], rows))


def test_a_share_without_a_fraction_is_no_candidate() -> None:
    rows = [
        [place, a, round(100 * a / (a + b), 2), b, round(100 * b / (a + b), 2), 0, 0 if at else 14.1, a + b]
        for at, (place, (a, b)) in enumerate(zip(PLACES, dice(12, 2), strict=True))
    ]
    header = ["id", "0/obt", "0/zz", "1/obt", "1/zz", "2/obt", "2/zz", "valid"]
    made = proposed(sample(header, rows))
    assert not [choice.label for choice in made.choices if "zz" in choice.published[0]]


def districts(columns: int = 5) -> list[list[Any]]:
    """Stations of four districts, each with candidates of its own number."""
    rows = []
    for district, (many, figures) in enumerate(zip((2, 4, 3, 5), (dice(12, columns),) * 4, strict=True)):
        for at, row in enumerate(figures):
            mine = [n * 4 if place < many else 0 for place, n in enumerate(row)]
            rows.append([f"D{district}", f"{district}{at:02}", *mine, sum(mine)])
    return rows


def test_candidates_that_are_numbered_anew_in_each_district_are_not_added() -> None:
    header = ["District", "Station", *(f"{n}/votes" for n in range(5)), "valid"]
    with pytest.raises(InputError, match="anew in each contest: some rows have votes for 2, others for 5"):
        proposed(sample(header, districts()))
    of_one = [row for row in districts() if row[0] == "D3"]  # the remedy
    assert len(kinds(proposed(sample(header, of_one)))["candidate"]) == 5


def test_numbered_candidates_of_one_contest_are_read() -> None:
    rows = [[place, *figures, sum(figures)] for place, figures in zip(PLACES, dice(12, 5), strict=True)]
    header = ["Station", *(f"{n}/votes" for n in range(5)), "valid"]
    assert len(kinds(proposed(sample(header, rows)))["candidate"]) == 5


def test_valid_votes_that_hold_those_for_nobody_are_not_read_beside_the_ballots() -> None:
    rows = [
        [place, a, b, none % 30, a + b + none % 30, null % 20, a + b + none % 30 + null % 20]
        for place, (a, b, none, null) in zip(PLACES, dice(12, 4), strict=True)
    ]
    made = proposed(sample(["id", "Ash", "Birch", "None of the above", "valid", "invalid", "total"], rows))
    assert kinds(made)["none"] == ["None of the above"]
    assert made.numbers["cast"] == ("total",)
    assert "valid" not in made.numbers


def several(times: Sequence[str], column: str) -> FileSample:
    """Several votes of the same places."""
    rows = [
        [time, place, row[0] + row[1], row[0], row[1]]
        for at, time in enumerate(times)
        for place, row in zip(PLACES, (np.array(dice(12, 2)) + 10 * at).tolist(), strict=True)
    ]
    return sample([column, "Gemeinde Nr", "valid", "PRO", "CONTRA"], rows)


@pytest.mark.parametrize(
    ("column", "times", "read"),
    [
        ("DATUM", ["2014.05.18", "2009.11.29", "2012.03.11"], "2014"),
        ("Fecha", ["18/05/2014", "29/11/2009", "11/03/2015"], "2015"),
        ("Vorlage", ["Gesetz zum Schutz der Seen", "Kredit für den neuen Bahnhof"], "Bahnhof"),
    ],
)
def test_several_votes_of_the_same_places_are_not_added(column: str, times: list[str], read: str) -> None:
    made = propose(several(times, column), FORM)
    doubt = next(doubt for doubt in made.doubts if doubt.key == KEEP)
    assert re.search(read, made.settings[KEEP])
    assert len(doubt.alternatives) == len(times) - 1
    assert made.rows == len(PLACES)


def test_a_day_of_each_station_is_no_election() -> None:
    rows = [
        [place, f"2014-05-{18 + at % 2}", a + b, a, b]
        for at, (place, (a, b)) in enumerate(zip(PLACES, dice(12, 2), strict=True))
    ]
    made = propose(sample(["Station", "Opened", "valid", "Ash", "Birch"], rows), FORM)
    assert KEEP not in made.settings
    assert made.rows == len(PLACES)


def test_a_header_of_numbers_beside_words_that_no_list_knows() -> None:
    rows = [["qubez", "zomar", "03", "04", "06", "18"]]
    rows += [[f"{500 + n}", "900", *map(str, row)] for n, row in enumerate(dice(9, 4))]
    heading = find_heading(rows)
    assert heading is not None
    assert heading.rows == 1
    assert heading.names == ("qubez", "zomar", "03", "04", "06", "18")


def test_a_first_row_of_figures_is_still_none() -> None:
    rows = [[f"Town {n}", *map(str, row)] for n, row in enumerate(dice(9, 4))]
    heading = find_heading(rows)
    assert heading is not None
    assert heading.rows == 0


def test_few_sums_of_neighbours_are_looked_at_however_many_are_near() -> None:
    small = np.random.default_rng(3).integers(0, 2, (40, 120))
    x = np.column_stack([np.random.default_rng(4).integers(900, 5000, (40, 3)), small]).astype(np.float64)
    x = np.column_stack([x, x.sum(axis=1)])
    search = BestSum(x, np.ones_like(x, dtype=np.bool_), 123, list(range(123)), 124)
    rows = np.arange(40)
    near = list(search._neighbours(rows, 0.05 * search.total, 0.9, fewest=3))
    assert len(near) == NEAREST
    assert search.best() is not None


@pytest.mark.parametrize("party", ["MenS en Lumo / Qubez", "Ann Shares", "Vrouwen Zomar", "Percent Zwei"])
def test_a_party_called_like_no_votes_is_one_where_the_valid_votes_hold_it(party: str) -> None:
    rows = [[place, *row, sum(row)] for place, row in zip(PLACES, dice(12, 4), strict=True)]
    made = proposed(sample(["id", "Ash", "Birch", party, "Cedar", "valid"], rows))
    assert kinds(made)["candidate"] == ["Ash", "Birch", party, "Cedar"]
    assert made.numbers["valid"] == ("valid",)


def test_men_and_women_stay_what_they_are() -> None:
    rows = [
        [place, a + b, a, b, c + d, c, d] for place, (a, b, c, d) in zip(PLACES, dice(12, 4), strict=True)
    ]
    made = proposed(sample(["id", "Voters", "Men", "Women", "valid", "Ash", "Birch"], rows))
    assert kinds(made)["candidate"] == ["Ash", "Birch"]


@pytest.mark.parametrize("name", ["ÖVR", "Øvrige", "Andre partier", "Pozostałe"])
def test_a_lump_of_others_is_no_candidate(name: str) -> None:
    rows = [[place, *row, sum(row)] for place, row in zip(PLACES, dice(12, 3), strict=True)]
    made = proposed(sample(["id", "Ash", "Birch", name, "valid"], rows))
    assert kinds(made)["others"] == [name]


def test_a_code_with_a_point_names_a_sheet() -> None:
    rows = [[f"87.{n + 1:02}", *row, sum(row)] for n, row in enumerate(dice(12, 2))]
    assert proposed(sample(["precinct_id", "Ash", "Birch", "valid"], rows)).sheet == "precinct_id"


def test_the_list_of_records_that_is_named_is_read(tmp_path: Path) -> None:
    ash = [{"station": f"S{n}", "votes": n + 7} for n in range(6)]
    big = [{"town": f"T{n}", "ash": n + 3, "birch": 2 * n + 1, "valid": 3 * n + 4} for n in range(9)]
    file = tmp_path / "results.json"
    file.write_text(json.dumps({"large": big, "small": ash}), encoding="utf-8")
    with propose_and_try(file, Given(further={"records": "small[]"})) as found:
        assert found.proposal.form.records == "small[]"


def test_a_party_called_like_a_part_of_a_time_is_one() -> None:
    rows = [
        [place, *row, at % 9 + 1 if at % 3 == 0 else "", sum(row) + (at % 9 + 1 if at % 3 == 0 else 0)]
        for at, (place, row) in enumerate(zip([*PLACES, *"ABCDEFGHIJKL"], dice(24, 3), strict=True))
    ]
    made = proposed(sample(["id", "Ash", "Birch", "Cedar", "DD", "valid"], rows))
    assert kinds(made)["candidate"] == ["Ash", "Birch", "Cedar", "DD"]


@pytest.mark.parametrize("first", [("Votes", "Per cent"), ("Per cent", "Votes")])
def test_a_worksheet_of_shares_is_no_part_of_the_count(tmp_path: Path, first: tuple[str, str]) -> None:
    votes = [(f"S{n}", *row, sum(row)) for n, row in enumerate(dice(12, 3))]
    shares = [
        (f"S{n}", *(round(100 * v / sum(row), 2) for v in row), sum(row)) for n, row in enumerate(dice(12, 3))
    ]
    book = Workbook()
    book.remove(book.active)
    for title in first:
        page = book.create_sheet(title)
        page.append(["Station", "Ash", "Birch", "Cedar", "valid"])
        for row in votes if title == "Votes" else shares:
            page.append(row)
    book.save(tmp_path / "results.xlsx")
    with propose_and_try(tmp_path / "results.xlsx") as found:
        assert found.proposal.form.sheets == ("Votes",)
        told = {choice.label: choice.votes for choice in found.proposal.choices}
        assert told["Ash"] == sum(row[0] for row in dice(12, 3))


def test_beside_blank_votes_what_has_no_word_is_null() -> None:
    rows = [
        [place, a, b, c, a + b + c, x % 9, y % 7 + 1, z % 5, a + b + c + x % 9 + y % 7 + 1 + z % 5]
        for place, (a, b, c, x, y, z) in zip(PLACES, dice(12, 6), strict=True)
    ]
    header = ["id", "Ash", "Birch", "Cedar", "valid votes", "QQEJ", "BLANK", "QQ", "ballots cast"]
    made = proposed(sample(header, rows))
    assert kinds(made)["blank"] == ["BLANK"]
    assert "candidate" not in {c.kind for c in made.choices if c.published[0] in {"QQEJ", "QQ"}}
