"""``[[seats]]`` of a rule file, and the table of seats beside it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from veedor.errors import InputErrors, RuleError
from veedor.rules import Rule, load, loads
from veedor.rules.seat_document import MOST_SEATS

SEATS = {"name": "assembly", "method": "dhondt", "seats": 4}
SHARE = {"of": "5%", "op": ">=", "base": "valid"}


def written(**change: object) -> str:
    """A rule of seats alone; None takes a key away."""
    seats = {key: value for key, value in (SEATS | change).items() if value is not None}
    fixture = {"name": "one", "source": "constructed", "votes": {"A": 3}, "seats": {"assembly": {"A": 4}}}
    document: dict[str, Any] = {
        "id": "own",
        "title": {"en": "Own"},
        "base": {"valid": ["candidate"]},
        "seats": [seats],
        "fixture": [fixture],
    }
    return json.dumps(document)


def problems(**change: object) -> str:
    with pytest.raises(InputErrors) as caught:
        loads(written(**change), form="json")
    return "\n".join(map(str, caught.value.exceptions))


def test_a_rule_may_share_out_seats_and_nothing_else() -> None:
    (seats,) = loads(written(), form="json").seats
    assert (seats.name, seats.seats, seats.level, seats.exempt) == ("assembly", 4, None, None)


def test_areas_are_named_only_where_a_level_says_of_what() -> None:
    assert "seats[1].except" in problems(**{"except": ["Beni"]})
    assert "seats[1].threshold_in" in problems(threshold=SHARE, threshold_in="area")
    assert loads(written(level="region", **{"except": ["Beni"]}), form="json").seats[0].excluded == ("Beni",)


def test_an_area_has_seats_or_is_excepted() -> None:
    said = problems(level="region", seats={"Beni": 4, "Oruro": 2}, **{"except": ["Oruro", "Beni"]})
    assert "has seats and is excepted" in said
    assert "'Oruro'" in said


@pytest.mark.parametrize("seats", [{}, {"Beni": 0}])
def test_some_area_has_a_seat(seats: dict[str, int]) -> None:
    assert "names no area with a seat" in problems(level="region", seats=seats)


def test_there_is_a_most_of_seats() -> None:
    assert loads(written(seats=MOST_SEATS), form="json").seats[0].seats == MOST_SEATS
    assert "at most 100,000 seats" in problems(seats=MOST_SEATS + 1)
    assert "1 or more" in problems(seats=0)
    assert loads(written(seats=1), form="json").seats[0].seats == 1


def test_who_is_exempt_is_named_or_first_somewhere() -> None:
    def exempt(**keys: object) -> Rule:
        return loads(written(threshold=SHARE, exempt=keys), form="json")

    assert exempt(lists=["A"]).seats[0].exempt.level is None  # type: ignore[union-attr]
    by_place = exempt(first_in=1, level="region").seats[0].exempt
    assert by_place is not None
    assert (by_place.first_in, by_place.level) == (1, "region")
    both = exempt(lists=["A"], first_in=2, level="region").seats[0].exempt
    assert both is not None
    assert (both.lists, both.first_in) == (("A",), 2)
    same = (
        loads(written(threshold=SHARE, exempt={"first_in": 1}, level="region"), form="json").seats[0].exempt
    )
    assert same is not None
    assert same.level == "region"
    assert "exempts nobody" in problems(threshold=SHARE, exempt={})
    assert "1 or more" in problems(threshold=SHARE, exempt={"first_in": 0, "level": "region"})
    assert "exempts lists from a threshold" in problems(exempt={"lists": ["A"]})


def in_folder(folder: Path, table: str | bytes | None, **change: object) -> Rule:
    """Load the rule with its table beside it."""
    path = folder / "own.json"
    path.write_text(
        written(**({"level": "region", "seats": None, "seats_file": "seats.csv"} | change)), "utf-8"
    )
    if table is not None:
        (folder / "seats.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    return load(path)


def test_the_table_of_seats_lies_beside_the_rule(tmp_path: Path) -> None:
    rule = in_folder(tmp_path, "area,seats\n Beni ,4\nOruro,0\nPando, 100000\n")
    assert rule.seats[0].seats == {"Beni": 4, "Oruro": 0, "Pando": 100_000}
    assert rule.document["seats"][0]["seats"]["Beni"] == 4  # whole wherever it is written down
    assert "seats_file" not in rule.document["seats"][0]


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        ("", 1, "does not name the columns"),
        ("area,seat\nBeni,4\n", 1, "no column 'seats'"),
        ("area,seats\nBeni,4\n,5\n", 3, "names no area"),
        ("area,seats\nBeni,4\nBeni,5\n", 3, "names an area twice"),
        ("area,seats\nBeni,four\n", 2, "is no number of seats"),
        ("area,seats\nBeni,-4\n", 2, "is no number of seats"),
        ("area,seats\nBeni\n", 2, "another number of cells"),
        ("area,seats\nBeni,1,000\n", 2, "another number of cells"),
        ("area,seats\nBeni,100001\n", 2, "is no number of seats"),
        (b"area,seats\nBen\xed,4\n", 2, "is not text in UTF-8"),
        (None, None, "cannot be read"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_row(
    tmp_path: Path, table: str | bytes | None, row: int | None, says: str
) -> None:
    with pytest.raises(RuleError, match=says) as caught:
        in_folder(tmp_path, table)
    assert caught.value.file == "seats.csv"
    assert caught.value.row == row


@pytest.mark.parametrize("name", ["../seats.csv", "a/seats.csv", "a\\seats.csv", "..", ".", "", " seats.csv"])
def test_the_table_is_a_file_of_the_same_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(RuleError, match="is no name of a file") as caught:
        in_folder(tmp_path, "area,seats\nBeni,4\n", seats_file=name)
    assert caught.value.column == "seats[1].seats_file"


def test_the_seats_stand_in_the_rule_or_beside_it(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="stands beside seats"):
        in_folder(tmp_path, "area,seats\nBeni,4\n", seats=4)
    assert in_folder(tmp_path, None, seats=4, seats_file=None).seats[0].seats == 4
    with pytest.raises(InputErrors):
        in_folder(tmp_path, None, seats_file=5)


def test_the_levels_that_seats_ask_for_are_told() -> None:
    assert loads(written(), form="json").seat_divisions == ()
    by_place = written(level="region", threshold=SHARE, exempt={"first_in": 1, "level": "zone"})
    assert loads(by_place, form="json").seat_divisions == ("region", "zone")


def test_parts_of_the_seats_that_the_law_asks_for_are_read_in_order() -> None:
    seats = loads(written(majorities=["2/3", "60%", "4/6", "1"]), form="json").seats[0]
    assert seats.majorities == (Fraction(3, 5), Fraction(2, 3), Fraction(1))
    assert loads(written(), form="json").seats[0].majorities == ()


@pytest.mark.parametrize("part", ["1/2", "101%", "half"])
def test_a_part_of_the_seats_is_more_than_half_and_no_more_than_all(part: str) -> None:
    said = problems(majorities=["2/3", part])
    assert "holds no such part of the seats" in said
    assert part in said
