"""Files by which another number would have been counted: read right, refused, or asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guess.tables import kinds, table
from veedor.errors import InputError
from veedor.guess.proposal import UNKNOWN
from veedor.guess.propose import propose
from veedor.guess.share_rows import without_share_rows
from veedor.guess.tried_proposal import propose_and_try
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from veedor.guess.proposal import Proposal

VOTES = [[11 + 7 * n % 41, 19 + 11 * n % 53, 8 + 5 * n % 37, 14 + 13 * n % 43] for n in range(14)]
"""Votes of fourteen sheets for four candidates."""


def text(header: str, row: Callable[[int, Sequence[int]], str]) -> str:
    return "\n".join([header, *(row(n, sheet) for n, sheet in enumerate(VOTES))])


def read(published: str) -> Proposal:
    return propose(without_share_rows(table(published, ";")), FileForm("results.csv"))


def refused(published: str, match: str) -> str:
    with pytest.raises(InputError, match=match) as caught:
        read(published)
    return str(caught.value)


def test_a_station_is_no_choice_beside_two_candidates() -> None:
    made = read(
        text("Comuna;Mesa;Ana;Eva;Total", lambda n, v: f"C{n // 7};{n % 7} M;{v[0]};{v[1]};{sum(v[:2])}")
    )
    assert made.layout == "wide"
    assert kinds(made) == {"candidate": ["Ana", "Eva"]}


def test_letters_for_blank_and_null_votes_are_no_candidates() -> None:
    made = read(
        text("Mesa;FUERZA;PERU;VOTOS_VB;VOTOS_VN", lambda n, v: f"{n:06};{v[0]};{v[1]};{n % 3};{n % 4}")
    )
    assert kinds(made) == {"candidate": ["FUERZA", "PERU"], "blank": ["VOTOS_VB"], "null": ["VOTOS_VN"]}


def test_numbers_of_other_stations_are_no_votes() -> None:
    def row(n: int, v: Sequence[int]) -> str:
        merged = n in {4, 9}
        return f"PS {n};{n - 1 if merged else ''};" + ("0;0;0" if merged else f"{v[0]};{v[1]};{v[2]}")

    assert kinds(read(text("Station;Merge with;Ana;Eva;Luz", row))) == {"candidate": ["Ana", "Eva", "Luz"]}


def test_ranks_are_no_votes() -> None:
    def row(n: int, v: Sequence[int]) -> str:
        ranked = sorted(v[:3], reverse=True)
        return f"B{n:03};" + ";".join(f"{one};{ranked.index(one) + 1}" for one in v[:3])

    made = read(text("Bureau;Ana;Rang;Eva;Rang 2;Luz;Rang 3", row))
    assert kinds(made) == {"candidate": ["Ana", "Eva", "Luz"]}


def test_all_candidates_are_read_where_one_has_a_total_of_the_own() -> None:
    header = (
        "Mesa;José Mulino / RM;José Mulino / AL;José Mulino / Total;Ana Lombana / MOCA;En blanco;Nulos;Total"
    )

    def row(n: int, v: Sequence[int]) -> str:
        a, b, c, _ = v
        return f"{n:04};{a};{b};{a + b};{c};{n % 2};{n % 3};{a + b + c + n % 2 + n % 3}"

    made = read(text(header, row))
    assert kinds(made)["candidate"] == ["José Mulino / RM+José Mulino / AL", "Ana Lombana / MOCA"]


def test_lists_that_share_a_name_are_added_and_asked_about() -> None:
    made = read(
        text(
            "Mesa;MADURO_PSUV;MADURO_PCV;EDMUNDO_MUD;EDMUNDO_UNT",
            lambda n, v: f"{n:04};{v[0]};{v[1]};{v[2]};{v[3]}",
        )
    )
    assert kinds(made) == {UNKNOWN: ["MADURO_PSUV+MADURO_PCV", "EDMUNDO_MUD+EDMUNDO_UNT"]}


def test_notes_below_the_table_hide_no_id() -> None:
    rows = text("Comuna;Mesa;Ana;Eva;Nulos", lambda n, v: f"C{n // 7};{n % 7} M;{v[0]};{v[1]};{n % 2}")
    assert read(f"{rows}\nFuente: 2021;;;;").sheet == "{Comuna}/{Mesa}"


def test_a_place_is_the_id_though_the_row_of_totals_has_none() -> None:
    rows = text("Region;Constituency;Ana;Eva;Luz", lambda n, v: f"OTI;Place {n};{v[0]};{v[1]};{v[2]}")
    sums = ";".join(str(sum(sheet[at] for sheet in VOTES)) for at in range(3))
    assert read(f"{rows}\nTOTAL;;{sums}").sheet == "Constituency"


@pytest.mark.parametrize(
    "header",
    [
        "Station;Vote A / Ana;Vote A / Eva;Vote B / Luz;Vote B / Isa;Vote A / Null;Vote B / Null",
        "Station;First - Ana;First - Eva;First - Luz;Final - Ana;Final - Luz;Rejected",
        "Station;Ana first pref;Eva first pref;Luz first pref;Ana two party;Luz two party;Informal",
    ],
)
def test_contests_and_rounds_side_by_side_are_refused(header: str) -> None:
    said = refused(
        text(header, lambda n, v: f"PS{n};{v[0]};{v[1]};{v[2]};{v[3]};{n % 5};{n % 3}"), "side by side"
    )
    assert "Save a copy that has the columns of one of them alone" in said


def test_two_runs_of_a_count_are_refused_where_most_figures_are_the_same() -> None:
    def row(n: int, v: Sequence[int]) -> str:
        return f"PS{n};{v[0]};{v[1]};{v[2]};{v[0]};{v[1] - (n == 3)};{v[2]}"

    refused(
        text("Station;First / A;First / B;First / C;Again / A;Again / B;Again / C", row), "same count several"
    )


def test_parties_above_their_candidates_are_no_contests() -> None:
    header = "Station;Prosperity / Abebe;Prosperity / Almaz;EZEMA / Berhanu;EZEMA / Chaltu"
    made = read(text(header, lambda n, v: f"PS{n};{v[0]};{v[1]};{v[2]};{v[3]}"))
    assert len(kinds(made)["candidate"]) == 4


def test_votes_with_a_fraction_are_refused_and_not_left_out() -> None:
    def row(n: int, v: Sequence[int]) -> str:
        part = 0.125 * (n % 8)
        return f"市{n};{100 * v[0] + part};{100 * v[1] - part};{v[2]};{100 * (v[0] + v[1]) + v[2]}"

    assert "multiply all columns" in refused(text("市区町村名;山田太郎;山田花子;鈴木;計", row), "fraction")


@pytest.mark.parametrize("label", ["", "Партия", "Opción"])
def test_sheets_side_by_side_are_no_candidates(label: str) -> None:
    sheets = ";".join(f"УИК №{n}" for n in range(1, 7))
    rows = [
        f"{name};" + ";".join(map(str, VOTES[at][:2] * 3)) for at, name in enumerate(["Ann", "Bob", "Cyd"])
    ]
    refused("\n".join([f"{label};{sheets}", *rows]), "turn the table round")


def test_more_numbered_columns_than_rows_are_asked_about() -> None:
    header = "Name;" + ";".join(f"Uchastka {n}" for n in range(1, 7))
    rows = [
        f"{name};" + ";".join(map(str, [*VOTES[at], *VOTES[at + 5]][:6]))
        for at, name in enumerate(["Ann", "Bob", "Cyd"])
    ]
    assert {*kinds(read("\n".join([header, *rows])))} == {UNKNOWN}


def test_the_same_sheets_one_below_the_other_are_refused() -> None:
    one = text("Region;Station;Ana;Eva;Null", lambda n, v: f"R{n // 5};PS {n};{v[0]};{v[1]};{n % 3}")
    other = text("", lambda n, v: f"R{n // 5};PS {n};{v[2]};{v[3]};{n % 2}")
    assert "Save each table as a file of its own" in refused(one + other, "14 sheets stand in it 2 times")


@pytest.mark.slow
@pytest.mark.parametrize(("places", "asked"), [(("North", "North"), True), (("North", "South"), False)])
def test_files_of_the_same_sheets_are_asked_about_and_those_of_regions_read(
    tmp_path: Path, places: Sequence[str], *, asked: bool
) -> None:
    for at, place in enumerate(places):
        rows = [f"{place} {n // 5};BV {n};{v[2 * at]};{v[2 * at + 1]}" for n, v in enumerate(VOTES)]
        (tmp_path / f"tour{at + 1}.csv").write_text("\n".join(["Region;Bureau;Ana;Eva", *rows]))
    with propose_and_try(tmp_path) as found:
        assert (found.proposal.settings.get("source.official.contest") == f'"{UNKNOWN}"') is asked
        assert [choice.votes for choice in found.proposal.choices] == [
            sum(sheet[at] + sheet[at + 2] for sheet in VOTES) for at in range(2)
        ]


@pytest.mark.slow
def test_all_tables_of_a_page_with_the_same_columns_are_read(tmp_path: Path) -> None:
    page = ""
    for at in range(2):
        rows = "".join(f"<tr><td>{20 * at + n}<td>{v[at]}<td>{v[at + 2]}" for n, v in enumerate(VOTES))
        page += f"<table><tr><th>Circuito<th>Ana<th>Eva{rows}</table>"
    (tmp_path / "page.html").write_text(page)
    with propose_and_try(tmp_path / "page.html") as found:
        assert len(found.published.forms) == 2
        assert sum(choice.votes for choice in found.proposal.choices) == sum(map(sum, VOTES))
