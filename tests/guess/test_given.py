"""What a user says of how a file is opened is believed; keys that are none are refused with the nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.errors import InputError, QuestionError
from veedor.guess.given import Given, file_keys
from veedor.guess.tried_proposal import propose_and_try

STRAY = 'Mesa,Lugar,Ana,Luis\nA1,"Escuela 1,50,40\nA2,Escuela 2,60,41\nA3,Escuela 3",10,19\nA4,Otra,11,20\n'


def test_a_further_key_opens_what_is_refused_without_it(tmp_path: Path) -> None:
    file = tmp_path / "mesas.csv"
    file.write_text(STRAY, encoding="utf-8")
    with pytest.raises(InputError, match="line_breaks"), propose_and_try(file):
        pass
    with propose_and_try(file, Given(further=file_keys('line_breaks = "keep"'))) as found:
        assert found.published.form.line_breaks == "keep"
        assert found.trial.sheets == 2


def test_columns_that_are_named_make_every_line_a_row(tmp_path: Path) -> None:
    file = tmp_path / "mesas.csv"
    file.write_text("\n".join(f"M{n:03d},{90 + n % 7},{60 + n % 5}" for n in range(30)), encoding="utf-8")
    with propose_and_try(file, Given(further=file_keys('columns = ["Mesa", "Ana", "Luis"]'))) as found:
        assert found.trial.sheets == 30
        assert found.published.raw.header[:3] == ("Mesa", "Ana", "Luis")


@pytest.mark.parametrize(("mark", "reads"), [("", 1234), (",", 1234), (".", None)])
def test_the_decimal_mark_says_what_one_dot_is(tmp_path: Path, mark: str, reads: int | None) -> None:
    """``1.234`` is more than a thousand where the comma is the decimal mark, and no whole number else."""
    file = tmp_path / "mesas.csv"
    lines = [f"M{n:03d};1.{200 + n};{40 + n};{1200 + n + 40 + n}" for n in range(34, 64)]
    file.write_text("\n".join(["Mesa;Ana;Luis;Total", *lines]), encoding="utf-8")
    with propose_and_try(file, Given(decimal=mark)) as found:
        (votes,) = found.trial.votes.values()
        assert votes.get("Ana") == (sum(1200 + n for n in range(34, 64)) if reads else None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("line_break = 'keep'", "Did you mean 'line_breaks'"),
        ("skip = 3", "no further key"),
        ("name = 'other.csv'", "no further key"),
        ("foot = 'two'", "foot"),
        ("short_rows = 'maybe'", "short_rows"),
        ("foot = ", "not written as in a case"),
    ],
)
def test_what_is_no_key_is_refused(text: str, says: str) -> None:
    with pytest.raises(QuestionError) as refused:
        file_keys(text)
    assert says in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_keys_or_is_refused(text: str) -> None:
    try:
        made = file_keys(text)
    except QuestionError:
        return
    assert "name" not in made
    assert Given(further=made).form("x.csv").name == "x.csv"
