"""A role that a user gives to a column: it has it afterwards, and nothing else reads the column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.errors import QuestionError
from veedor.guess.proposal import Proposal
from veedor.guess.roles import NOT_READ, columns_of, role_of, roles_of, with_role
from veedor.guess.trial import try_out
from veedor.guess.tried_proposal import propose_and_try

HEADER = ("Mesa", "Zona", "Provincia", "Alder", "Birch", "Cedar", "Blancos", "Nulos", "Emitidos", "Inscritos")


def rows() -> str:
    lines = [",".join(HEADER)]
    for row in range(1, 31):
        votes = [90 + row % 7, 60 + row % 11, 20 + row % 5, 3 + row % 3, 4 + row % 2]
        figures = [*votes, sum(votes), sum(votes) + 30 + row % 9]
        lines.append(f"{row:04d},{row % 3},{'Norte' if row % 2 else 'Sur'},{','.join(map(str, figures))}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("roles") / "mesas.csv"
    made.write_text(rows(), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def proposal(file: Path) -> Proposal:
    with propose_and_try(file) as found:
        return found.proposal


def readers(proposal: Proposal, column: str) -> int:
    """How often a column is read."""
    read = [*columns_of(proposal.sheet), *(c for t in proposal.levels.values() for c in columns_of(t))]
    read += [c for columns in proposal.numbers.values() for c in columns]
    read += [c for choice in proposal.choices for c in choice.published]
    return read.count(column)


@given(st.data())
def test_a_column_has_the_role_that_it_was_given_and_no_other(
    proposal: Proposal, data: st.DataObject
) -> None:
    made = proposal
    for _ in range(data.draw(st.integers(1, 5))):
        column, role = data.draw(st.sampled_from(HEADER)), data.draw(st.sampled_from(roles_of(made)))
        try:
            made = with_role(made, column, role, HEADER)
        except QuestionError:
            continue  # nothing would be left to count
        has = role_of(made, column)
        assert has == role or {has, role} == {"sheet", "sheet_part"}
        assert readers(made, column) == (role != NOT_READ)
    ids = [choice.choice_id.casefold() for choice in made.choices]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("column", "role", "votes"),
    [
        ("Cedar", NOT_READ, {"Alder", "Birch"}),
        ("Cedar", "null", {"Alder", "Birch"}),
        ("Blancos", "candidate", {"Alder", "Birch", "Cedar", "Blancos"}),
    ],
)
def test_what_was_said_is_what_the_import_reads(
    proposal: Proposal, file: Path, column: str, role: str, votes: set[str]
) -> None:
    made = with_role(proposal, column, role, HEADER)
    trial = try_out(made, [made.form], [file])
    assert trial.reads, trial.refused
    kinds = {choice.choice_id: choice.kind for choice in trial.proposal.choices}
    (counted,) = trial.votes.values()
    assert {name for name in counted if kinds[name] == "candidate"} == votes
    if role == "null":
        nulls = next(number for name, number in counted.items() if kinds[name] == "null")
        assert nulls == sum(20 + row % 5 + 4 + row % 2 for row in range(1, 31))


def test_a_second_column_of_the_id_makes_a_template(proposal: Proposal) -> None:
    made = with_role(proposal, "Zona", "sheet_part", HEADER)
    assert made.sheet == "{Mesa}-{Zona}"
    assert with_role(made, "Zona", NOT_READ, HEADER).sheet == "Mesa"


def test_places_stand_in_the_order_of_the_file(proposal: Proposal) -> None:
    made = with_role(with_role(proposal, "Zona", NOT_READ, HEADER), "Zona", "place", HEADER)
    assert list(made.levels.values()) == ["Zona", "Provincia"]


@pytest.mark.parametrize(("column", "role"), [("Nowhere", "place"), ("", "place"), ("Zona", "king")])
def test_what_is_no_column_or_role_is_refused(proposal: Proposal, column: str, role: str) -> None:
    with pytest.raises(QuestionError):
        with_role(proposal, column, role, HEADER)


def test_the_last_choice_is_not_taken_away(proposal: Proposal) -> None:
    made = proposal
    own = [c for choice in proposal.choices for c in choice.published]
    for column in own[:-1]:
        made = with_role(made, column, NOT_READ, HEADER)
    with pytest.raises(QuestionError, match="no column would hold votes"):
        with_role(made, own[-1], NOT_READ, HEADER)
