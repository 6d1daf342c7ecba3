"""Checks of one sheet by itself: a clean count is not caught, a broken one is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from checks.build_checks import ask, clean, make_sheets, named, seen, with_votes
from veedor.checks import CHECKS, NO_PACK, Dossier, Pack, Unable
from veedor.checks.pack import Setting
from veedor.count import Sheets
from veedor.count.vectors import UNKNOWN


def packed(check: str, **settings: Setting) -> Pack:
    return replace(NO_PACK, settings={check: settings})


@pytest.mark.parametrize(
    "check",
    [
        "over_registered", "no_ballots", "full_turnout", "one_choice_only", "one_choice_above",
        "blanks_above", "nulls_above", "nulls_above_gap",
    ],
)  # fmt: skip
def test_a_clean_count_is_not_caught(check: str) -> None:
    assert named(check, clean()) == []
    assert ask(check, clean()).examined == 12


@pytest.mark.parametrize(
    ("check", "votes"),
    [
        ("over_registered", (200, 41, 0, 0, 0)),
        ("no_ballots", (0, 0, 0, 0, 0)),
        ("full_turnout", (200, 30, 5, 3, 2)),
        ("one_choice_only", (0, 77, 0, 1, 2)),
        ("one_choice_above", (0, 91, 9, 40, 2)),
        ("blanks_above", (60, 50, 20, 60, 0)),
        ("nulls_above", (60, 50, 20, 0, 60)),
        ("nulls_above_gap", (60, 55, 20, 3, 6)),
    ],
)
def test_a_broken_sheet_is_caught_and_no_other(check: str, votes: tuple[int, ...]) -> None:
    assert named(check, with_votes(clean(), 7, votes)) == ["0007"]


def test_limits_are_exact() -> None:
    nine_tenths = with_votes(clean(), 7, (90, 10, 0, 0, 0))
    assert named("one_choice_above", nine_tenths) == []
    assert named("nulls_above_gap", with_votes(clean(), 7, (60, 55, 20, 3, 5))) == []
    assert named("over_registered", with_votes(clean(), 7, (200, 40, 0, 0, 0))) == []


def test_limits_come_from_the_pack() -> None:
    sheets = with_votes(clean(), 7, (200, 44, 0, 0, 0))
    assert named("over_registered", sheets) == ["0007"]
    assert named("over_registered", sheets, pack=packed("over_registered", extra=4)) == []
    assert len(named("one_choice_above", clean(), pack=packed("one_choice_above", share=Fraction(2, 5)))) > 6
    with pytest.raises(KeyError):
        Dossier((clean(),), NO_PACK).whole(CHECKS["no_ballots"], "no such setting")


def test_candidates_are_treated_alike() -> None:
    sheets = with_votes(with_votes(clean(), 2, (95, 3, 2, 0, 0)), 5, (1, 2, 97, 0, 0))
    found = ask("one_choice_above", sheets)
    assert found.ids.tolist() == ["0002", "0005"]
    assert seen(found, "choice") == ["A", "C"]
    assert {name: mask.tolist() for name, mask in found.parts.items()} == {
        "A": [True, False],
        "B": [False, False],
        "C": [False, True],
    }


def test_small_tables_are_a_part_of_full_turnout() -> None:
    sheets = make_sheets([[10, 5, 0, 0, 0], [60, 40, 0, 0, 0]], registered=[15, 100])
    found = ask("full_turnout", sheets)
    assert found.parts["small_table"].tolist() == [True, False]
    assert named("full_turnout", sheets, pack=packed("full_turnout", floor=50)) == ["0001"]


def test_zeros_and_blank_cells_are_told_apart() -> None:
    sheets = make_sheets([[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [9, 1, 0, 0, 0]])
    blank = sheets.blank.copy()
    blank[1] = True
    found = ask("no_ballots", replace(sheets, blank=blank))
    assert found.parts["every_cell_blank"].tolist() == [False, True]
    assert found.parts["zeros_written"].tolist() == [True, False]


def printed(sheets: Sheets, **totals: list[int]) -> Sheets:
    return replace(sheets, printed={name: np.array(t, dtype=np.int64) for name, t in totals.items()})


@pytest.mark.parametrize(
    ("stated", "way"),
    [
        (165, "with_blank_and_null"), (155, "with_blank"), (160, "with_null"), (151, "off_by_one"),
        (149, "off_by_one"), (105, "exchanged_digits"), (250, "one_digit"), (987, "other"),
    ],
)  # fmt: skip
def test_a_printed_total_is_named_with_the_way_it_differs(stated: int, way: str) -> None:
    sheets = printed(make_sheets([[100, 40, 10, 5, 10]]), valid=[stated])
    found = ask("printed_totals", sheets)
    assert found.ids.tolist() == ["0000"]
    assert [part for part, mask in found.parts.items() if mask.any()] == [f"{way}"]


def test_printed_totals_that_agree_or_are_missing_are_not_named() -> None:
    sheets = make_sheets([[100, 40, 10, 5, 10], [100, 40, 10, 5, 10]])
    agreeing = printed(sheets, valid=[150, UNKNOWN], cast=[165, UNKNOWN], blank=[5, 5], null=[10, 10])
    assert named("printed_totals", agreeing) == []
    assert named("printed_totals", printed(sheets, cast=[165, 164])) == ["0001"]
    tolerant = packed("printed_totals", off_by=1)
    assert named("printed_totals", printed(sheets, cast=[165, 164]), pack=tolerant) == []


def test_the_legal_size_of_a_table_is_asked_only_where_a_law_sets_it() -> None:
    check = CHECKS["large_register"]
    assert check.find(check, Dossier((clean(),), NO_PACK)) == Unable("no_legal_size")
    big = make_sheets([[1, 2, 3, 0, 0], [1, 2, 3, 0, 0]], registered=[750, 751])
    assert named("large_register", big, pack=packed("large_register", limit=750)) == ["0001"]


def test_without_registered_voters_the_answer_is_that_it_cannot_be_asked() -> None:
    sheets = make_sheets([[1, 2, 3, 0, 0]], registered=[UNKNOWN])
    for name in ("over_registered", "full_turnout"):
        check = CHECKS[name]
        assert check.find(check, Dossier((sheets,), NO_PACK)) == Unable("no_registered")
