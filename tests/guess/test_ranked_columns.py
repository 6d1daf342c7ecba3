"""Ballots that rank, one column a place of the ranking: refused by name; other numbered columns are not."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from veedor.errors import InputError
from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.no_votes import refuse_large_shares
from veedor.guess.ranked_columns import refuse_ranked
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("Ana", "Ben", "Cy", "Dee")
FORM = FileForm(name="ballots.csv")


def sample(header: Sequence[str], rows: Sequence[Sequence[object]]) -> FileSample:
    columns = [
        FileColumn.of(place, name, [str(row[place]) for row in rows]) for place, name in enumerate(header)
    ]
    return FileSample(tuple(columns), len(rows), whole=True)


def ballots(names: Sequence[object], ranks: int) -> list[tuple[object, ...]]:
    return [order[:ranks] for order in permutations(names)] * 3


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (("Preference 1", "Preference 2", "Preference 3"), NAMES),
        (("Choice1", "Choice2", "Choice3"), ("101", "102", "103", "104")),
        (("1st choice", "2nd choice", "3rd choice"), NAMES),
        (("Rang 1", "Rang 2", "Rang 3", "Rang 4"), NAMES),
    ],
)
def test_places_of_a_ranking_are_refused(header: Sequence[str], names: Sequence[str]) -> None:
    rows = [(number, *row) for number, row in enumerate(ballots(names, len(header)), 1)]
    with pytest.raises(InputError, match="a row for each ballot, and their sums are no votes") as caught:
        refuse_ranked(sample(("Ballot", *header), rows), FORM)
    assert "first preferences of each sheet" in str(caught.value)


def test_a_ballot_may_leave_places_empty() -> None:
    rows = [(*row[:2], "") if n % 4 == 0 else row for n, row in enumerate(ballots(NAMES, 3))]
    with pytest.raises(InputError, match="places of a ranking"):
        refuse_ranked(sample(("P1", "P2", "P3"), rows), FORM)


def test_other_numbered_columns_are_left_alone() -> None:
    staff = [(n, 40 + n, 50 + n, *row) for n, row in enumerate(ballots(NAMES, 3))]
    refuse_ranked(sample(("Table", "Red", "Blue", "Party 1", "Party 2", "Party 3"), staff), FORM)
    votes = [(f"t{n}", n % 7, n % 11, n % 5) for n in range(80)]
    refuse_ranked(sample(("Table", "List 1", "List 2", "List 3"), votes), FORM)
    people = [(f"t{n}", f"a{n}", f"b{n}", f"c{n}") for n in range(80)]
    refuse_ranked(sample(("Table", "Member 1", "Member 2", "Member 3"), people), FORM)
    refuse_ranked(sample(("Choice 1", "Choice 2"), ballots(NAMES, 2)), FORM)


@pytest.mark.parametrize("name", ["100% Somos", "Partido del 99 %", "Percent Party"])
def test_a_party_called_a_share_is_not_left_out_unasked(name: str) -> None:
    rows = [(f"t{n}", 7 * n % 400, 11 * n % 300, 13 * n % 350) for n in range(60)]
    with pytest.raises(InputError, match=r"is called a share, and its figures go above 100") as caught:
        refuse_large_shares(sample(("Table", "Ana", name, "Ben"), rows), FORM)
    assert "write the name without the sign" in str(caught.value)
    refuse_large_shares(sample(("Table", "Ana", "Somos", "Ben"), rows), FORM)


def test_shares_are_no_parties() -> None:
    rows = [(f"t{n}", 7 * n % 400, n % 100) for n in range(60)]
    refuse_large_shares(sample(("Table", "Ana", "Ana %"), rows), FORM)
