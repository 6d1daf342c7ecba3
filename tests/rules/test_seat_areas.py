"""The areas of a rule of seats, found among those of a count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veedor.errors import MissingDataError, QuestionError
from veedor.model import AreaId, Tally
from veedor.rules import load, tally_of
from veedor.rules.named_areas import MOST_NAMED, fitting, need_areas
from veedor.rules.seat_areas import located, named
from veedor.rules.seat_rule import SeatRule

PARTS = SeatRule("assembly", "dhondt", "region", {AreaId("Beni"): 3, AreaId("Oruro"): 2})


def of(*areas: str, level: str = "region") -> Tally:
    return tally_of({"A": 2 * len(areas)}, areas={level: {area: {"A": 2} for area in areas}})


def test_a_law_names_the_last_part_of_a_path_or_all_of_it() -> None:
    part, numbers = located(PARTS, of("Bolivia / Beni", "Bolivia / Oruro", "Bolivia / Pando"))
    assert numbers == {"Bolivia / Beni": 3, "Bolivia / Oruro": 2}
    assert part.seats == numbers
    assert located(PARTS, of("Beni", "Oruro"))[1] == {"Beni": 3, "Oruro": 2}


def test_a_name_as_it_stands_goes_before_one_in_capitals() -> None:
    areas = [AreaId("x / Beni"), AreaId("y / BENI")]
    assert fitting([AreaId("Beni"), AreaId("beni")], areas) == {"Beni": areas[:1], "beni": areas}


def test_a_law_that_counts_its_areas_asks_for_all_of_them() -> None:
    rule, names = load("ke-president-2010"), [f"County {n}" for n in range(47)]
    need_areas(rule, None, of(*names, level="county").areas)
    with pytest.raises(MissingDataError, match="counts 47 areas of level county, and the count has 46"):
        need_areas(rule, None, of(*names[1:], level="county").areas)


def test_the_whole_country_is_one_area() -> None:
    whole = replace(PARTS, level=None)
    assert located(whole, of("Beni"))[1] == {None: 5}
    assert located(replace(whole, seats=7), of("Beni"))[1] == {None: 7}


def test_areas_that_are_left_out_have_no_seat() -> None:
    each = replace(PARTS, seats=4, excluded=(AreaId("Oruro"),))
    part, numbers = located(each, of("Beni", "Bolivia / Oruro"))
    assert numbers == {"Beni": 4}
    assert part.excluded == ("Bolivia / Oruro",)


def test_a_count_without_such_totals_says_which_it_has() -> None:
    with pytest.raises(MissingDataError, match=r"no such totals\. It has: zone\.") as caught:
        located(PARTS, of("Beni", level="zone"))
    assert caught.value.remedy
    with pytest.raises(MissingDataError, match=r"no such totals\. Name"):
        located(PARTS, tally_of({"A": 1}))


def test_a_name_that_fits_two_areas_is_asked_for_in_full() -> None:
    with pytest.raises(QuestionError, match="the count has 2 such") as caught:
        located(PARTS, of("Bolivia / Beni", "Otro / Beni", "Oruro"))
    assert "'Bolivia / Beni', 'Otro / Beni'" in caught.value.remedy


def test_areas_that_are_not_there_are_named_with_those_that_are() -> None:
    with pytest.raises(
        MissingDataError, match="The count has no region 'Beni', where there are seats"
    ) as caught:
        located(PARTS, of("Bolivia / Oruro", "Bolivia / Pando"))
    assert caught.value.remedy.endswith("'Oruro', 'Pando'.")


@pytest.mark.parametrize(("number", "more"), [(MOST_NAMED, ""), (MOST_NAMED + 1, " and 1 more")])
def test_a_long_list_is_cut(number: int, more: str) -> None:
    areas = [f"r{n:02d}" for n in range(number)]
    with pytest.raises(MissingDataError) as caught:
        located(PARTS, of(*areas))
    assert caught.value.remedy.endswith(f"'r{MOST_NAMED - 1:02d}'{more}.")


def test_an_area_that_is_named_twice_is_refused() -> None:
    twice = replace(PARTS, seats={AreaId("Oruro"): 1, AreaId("Beni"): 3, AreaId("Bolivia / Beni"): 2})
    with pytest.raises(QuestionError, match="name the region 'Bolivia / Beni' twice"):
        located(twice, of("Bolivia / Oruro", "Bolivia / Beni"))


def test_an_area_is_called_by_its_own_name_unless_two_share_it() -> None:
    areas = [AreaId("Bolivia / Beni"), AreaId("Otro / Beni"), AreaId("Bolivia / Oruro"), AreaId("Pando")]
    assert named(areas) == {
        "Bolivia / Beni": "Bolivia / Beni",
        "Otro / Beni": "Otro / Beni",
        "Bolivia / Oruro": "Oruro",
        "Pando": "Pando",
    }
