"""Where a header stands: below titles, in several rows, with groups that repeat."""

from __future__ import annotations

import pytest

from veedor.guess.heading import find_heading, repeated_group


@pytest.mark.parametrize(
    ("rows", "above", "names"),
    [
        ([["Mesa", "A"], ["1", "2"], ["2", "5"]], 0, ("Mesa", "A")),
        ([["Tribunal"], [], ["Mesa", "A", "B"], ["1", "2", "3"], ["2", "5", "1"]], 2, ("Mesa", "A", "B")),
        ([["Corte:", "14/03/2031"], ["Mesa", "A"], ["x", "2"], ["y", "3"]], 1, ("Mesa", "A")),
        (
            [["mesa", "X", "", "Y", ""], ["", "p", "q", "p", "q"], ["1", "1", "2", "3", "4"], ["2"] * 5],
            0,
            ("mesa", "X / p", "X / q", "Y / p", "Y / q"),
        ),
        (
            [["", "", "X", "Y"], ["mesa", "name", "A", "B"], ["1", "a", "5", "6"], ["2", "b", "7", "8"]],
            0,
            ("mesa", "name", "X / A", "Y / B"),
        ),
        ([["mesa", "A", "B"], ["1", "10", "-"], ["2", "-", "9"], ["3", "4", "2"]], 0, ("mesa", "A", "B")),
        (
            [["Lugar", "", "V", ""], ["Zona", "Mesa", "A", "B"], ["n", "1", "5", "6"], ["s", "2", "7", "9"]],
            1,
            ("Zona", "Mesa", "A", "B"),
        ),
    ],
)  # fmt: skip
def test_the_header_is_found(rows: list[list[str]], above: int, names: tuple[str, ...]) -> None:
    found = find_heading(rows)
    assert found is not None
    assert (found.above, found.names) == (above, names)


def test_a_table_without_a_header_has_none() -> None:
    found = find_heading([["a", "1", "2"], ["b", "3", "4"], ["c", "5", "6"]])
    assert found is not None
    assert found.rows == 0


@pytest.mark.parametrize("rows", [[], [["only", "words"], ["and", "words"]], [["Mesa", "A"]]])
def test_what_holds_no_figures_has_no_header(rows: list[list[str]]) -> None:
    assert find_heading(rows) is None


WORDS = [True, False, False, True, False, False, True, False]


@pytest.mark.parametrize(
    "names",
    [
        ["Commune", "Inscrits", "N°", "Nom", "Voix", "", "", ""],
        ["Commune", "Inscrits", "N°", "Nom", "Voix", "N°", "", ""],
        ["Commune", "Inscrits", "N°", "Nom", "Voix", "N°", "Nom", "Voix"],
        ["Commune", "Inscrits", "N° 1", "Nom 1", "Voix 1", "N° 2", "Nom 2", "Voix 2"],
    ],
)
def test_groups_of_columns_are_found(names: list[str]) -> None:
    assert repeated_group(names, 8, WORDS) == tuple(names[2:5])


def test_columns_of_the_same_name_are_no_groups() -> None:
    names = ["mesa", "A", "votes", "B", "votes"]
    assert repeated_group(names, 5, [False] * 5) == ()


@pytest.mark.parametrize("unknown", ["NA", "-", "n/a"])
@pytest.mark.parametrize("times", [1, 2])
def test_rows_of_what_is_not_known_are_no_header(unknown: str, times: int) -> None:
    lacking = [["2013-05-11", "Provincial", "", unknown, unknown, unknown]] * times
    rows = [
        ["2013-05-11", "Provincial", f"Seat {n}", f"{900 + n}", f"{400 + 7 * n}", f"{300 + n}"]
        for n in range(9)
    ]
    found = find_heading([["day", "assembly", "seat", "voters", "Alder", "Birch"], *lacking, *rows])
    assert found is not None
    assert found.names == ("day", "assembly", "seat", "voters", "Alder", "Birch")
