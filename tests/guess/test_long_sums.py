"""Rows of long tables that hold the votes of other rows again: a party's total, its people, a share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from guess.tables import table
from guess.test_look_alikes import counted, written
from veedor.errors import InputError
from veedor.guess.elections import KEY as KEEP
from veedor.guess.long_sums import DROP, find_once
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.guess.long_shape import LongShape
    from veedor.guess.proposal import Doubt

    Row = list[str | int]

FORM = FileForm("results.csv")
LISTS = {"Azul": ("A1", "A2", "A3"), "Rojo": ("R1", "R2"), "Verde": ("V1", "V2")}
STATIONS = 20


def votes(station: int, party: str, name: str) -> int:
    """Votes of one list: those of a party are far from those of another."""
    return 3 + (station * 7 + sum(map(ord, party + name)) * 5) % 41


def rows(
    total: str | None = None, more: Callable[[int, list[int]], int] = lambda _, own: sum(own)
) -> list[Row]:
    """Rows of a file, where a row of each party holds the votes of its lists as ``more`` says."""
    made: list[Row] = []
    for station in range(STATIONS):
        for party, names in LISTS.items():
            mine = [votes(station, party, name) for name in names]
            made += [
                [f"D{station // 5}", station + 1, party, name, n] for name, n in zip(names, mine, strict=True)
            ]
            if total is not None:
                made.append([f"D{station // 5}", station + 1, party, total, more(station, mine)])
    return made


def found(head: str, body: list[Row], choice: str = "") -> tuple[LongShape, tuple[Doubt, ...], int]:
    """How the table is read: shape, doubts and how many rows."""
    sample, shape, doubts = find_once(
        table("\n".join([head, *(",".join(map(str, row)) for row in body)])), FORM, choice
    )
    assert shape is not None
    return shape, doubts, sample.rows


def true() -> dict[str, int]:
    return {p: sum(votes(s, p, n) for s in range(STATIONS) for n in names) for p, names in LISTS.items()}


@pytest.mark.parametrize("order", ["below", "shuffled"])
@pytest.mark.parametrize("total", ["", "Total lema", "zim"])
def test_the_total_of_a_party_is_left_out(total: str, order: str) -> None:
    body = rows(total)
    if order == "shuffled":
        body = [body[place] for place in np.random.default_rng(1).permutation(len(body))]
    shape, (doubt,), read = found("Departamento,Circuito,Lema,Lista,Votos", body)
    assert (shape.choice.name, shape.lists and shape.lists.name) == ("Lema", "Lista")
    assert (doubt.key, doubt.proposed) == (DROP, f'{{ "Lista" = "^{total}$" }}')
    assert read == len(rows())


def test_a_total_of_some_parties_alone_is_left_out_too() -> None:
    body = [row for row in rows("Total") if row[2:4] != ["Rojo", "Total"]]
    _, (doubt,), read = found("Departamento,Circuito,Lema,Lista,Votos", body)
    assert (doubt.key, read) == (DROP, len(rows()))


def test_parties_whose_lists_are_not_all_told_are_read_by_their_totals() -> None:
    body = [row for row in rows("Total") if row[2] != "Rojo" or row[3] == "Total"]
    shape, (doubt,), read = found("Departamento,Circuito,Lema,Lista,Votos", body)
    assert (doubt.key, doubt.proposed) == (KEEP, '{ "Lista" = "^Total$" }')
    assert (shape.choice.name, read) == ("Lema", STATIONS * len(LISTS))


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("total", ["", "Total lema"])
def test_a_case_counts_parties_once(total: str, tmp_path: Path) -> None:
    content = written(["Departamento", "Circuito", "Lema", "Lista", "Votos"], rows(total))
    assert counted(content, tmp_path) == {"votes": true()}


@pytest.mark.parametrize("share", [0.5, 1.0, 2.5])
def test_rows_of_a_party_that_may_hold_those_of_its_people_are_asked(share: float) -> None:
    body = rows("", lambda station, own: max(*own, int(sum(own) * share)) + station % 7)
    shape, (doubt,), _ = found("Valkrets,Distrikt,Parti,Namn,Röster", body, "Parti")
    assert (shape.choice.name, doubt.key, doubt.open) == ("Parti", KEEP, True)
    assert doubt.alternatives == ('rows.keep = { "Namn" = "^$" }', 'rows.add_over = ["Namn"]')


def test_rows_that_hold_less_than_one_of_the_lists_beside_them_do_not_hold_theirs() -> None:
    body = rows("", lambda station, own: sum(own) // 2 - station % 7)
    shape, doubts, _ = found("Valkrets,Distrikt,Parti,Namn,Röster", body, "Parti")
    assert (shape.choice.name, doubts) == ("Parti", ())


def test_few_votes_for_a_party_alone_are_added_to_those_of_its_lists() -> None:
    shape, doubts, read = found("Valkrets,Distrikt,Parti,Namn,Röster", rows("", lambda s, _: s % 4), "Parti")
    assert (shape.lists and shape.lists.name, doubts, read) == ("Namn", (), len(rows("")))


NAMED = "each of its values has rows of"


@pytest.mark.parametrize(
    "head",
    [
        "zor,quax,fleeb,glim,mumb",
        "Kanton,Bureau,Partij,Lijst,Stemmen",
        "Okrug,Biračko mesto,zor,Lista,Glasovi",
    ],
)
def test_parties_with_lists_are_no_contests_unless_somebody_says_so(head: str) -> None:
    party, names = head.split(",")[2:4]
    with pytest.raises(InputError, match=NAMED) as refused:
        found(head, rows())
    for column in (party, names):
        assert f'--choice "{column}"' in refused.value.remedy
    added, *_ = found(head, rows(), party)
    assert (added.choice.name, added.lists and added.lists.name) == (party, names)
    apart, *_ = found(head, rows(), names)
    assert (apart.choice.name, apart.lists) == (names, None)


def contests(unlike: int = 0, nulls: bool = False) -> list[Row]:
    """Two contests, in which as many vote; in the second fewer by some votes."""
    made: list[Row] = []
    for station in range(STATIONS):
        for office, names in (("wex", ("Ann", "Bob", "Cid")), ("yar", ("Dan", "Eve"))):
            whole = 200 + station * 3 - (unlike if office == "yar" else 0)
            first = [votes(station, office, name) for name in names[1:]]
            mine = [whole - sum(first), *first]
            made += [["D", station + 1, office, name, n] for name, n in zip(names, mine, strict=True)]
            made += [["D", station + 1, office, "Null votes", station % 5]] if nulls else []
    return made


def test_contests_with_as_many_votes_are_no_parties() -> None:
    shape, doubts, _ = found("zor,quax,fleeb,glim,mumb", contests(9))
    assert (shape.choice.name, doubts) == ("glim", ())  # and it is asked which of them a row is of


def test_contests_with_null_votes_of_their_own_are_no_parties() -> None:
    shape, *_ = found("zor,quax,fleeb,glim,mumb", contests(120, nulls=True))
    assert shape.office is not None
    assert shape.office.name == "fleeb"


def test_a_name_that_stands_for_every_party_is_no_person() -> None:
    head = "Qarku,QV,Partia,Kandidati,Vota"
    with pytest.raises(InputError, match="'Lista' stands for every 'Partia'") as refused:
        found(head, rows("Lista", lambda s, own: sum(own) + s))
    assert '--choice "Partia"' in refused.value.remedy
    _, (doubt,), _ = found(head, rows("Lista", lambda s, own: sum(own) + s), "Partia")
    assert doubt.alternatives[0] == 'rows.keep = { "Kandidati" = "^Lista$" }'


@pytest.mark.parametrize("word", ["Percent", "ප්‍රතිශතය", "zim"])
def test_rows_of_shares_are_left_out(word: str) -> None:
    body: list[Row] = []
    for station in range(STATIONS):
        for name in LISTS:
            n = votes(station, name, "")
            body += [["D", station + 1, name, "Votes", n], ["D", station + 1, name, word, f"{n / 3:.1f}"]]
    shape, (doubt,), read = found("District,Station,Candidate,Measure,Value", body)
    assert (shape.votes.name, read) == ("Value", STATIONS * len(LISTS))
    assert (doubt.key, doubt.proposed) == (DROP, f'{{ "Measure" = "^{word}$" }}')


def test_the_same_rows_again_name_no_further_sheets(tmp_path: Path) -> None:
    body = [[f"D{s // 5}", s + 1, name, votes(s, name, "")] for s in range(STATIONS) for name in LISTS]
    content = written(["County", "Station", "Candidate", "Votes"], [*body, *body])
    assert counted(content, tmp_path)["votes"] == {
        n: sum(votes(s, n, "") for s in range(STATIONS)) for n in LISTS
    }
