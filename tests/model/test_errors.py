"""Messages name file, row and column, what was seen, what was expected and how to mend it."""

from __future__ import annotations

import pytest

from veedor.errors import InputError, InputErrors, VeedorError, nearest
from veedor.sentence import sentence


def test_a_message_has_its_place_and_its_remedy() -> None:
    error = InputError(
        "Not a count.",
        file="a.csv",
        row=7,
        column="MAS",
        value="12x",
        expected="a whole number",
        remedy="Mend it.",
    )
    assert str(error) == (
        "a.csv, row 7, column 'MAS': Not a count. Seen: '12x'. Expected: a whole number. Mend it."
    )


def test_a_hostile_cell_cannot_flood_the_message() -> None:
    assert len(str(InputError("No.", value="x" * 10_000))) < 200
    assert "\n" not in str(InputError("No.", value="a\nb"))


def test_the_nearest_name_is_proposed_else_all_are_listed() -> None:
    assert nearest("shar", ["share", "lead"]) == "Did you mean 'share'?"
    assert nearest("zzz", ["share", "lead"]) == "There is: 'lead', 'share'."
    assert "and 8 more" in nearest("zzz", [f"n{i}" for i in range(20)])
    assert nearest("x", []) == "There is none."


def test_groups_can_be_taken_apart() -> None:
    group = InputErrors("file.csv", [InputError("one"), InputError("two", row=2)])
    rows, rest = group.split(lambda e: isinstance(e, InputError) and e.row == 2)
    assert isinstance(rows, InputErrors)
    assert isinstance(rest, InputErrors)
    assert [str(e) for e in rest.exceptions] == ["one"]


@pytest.mark.parametrize("end", ["", ".", "?", "!", ")", ":"])
def test_words_of_another_program_close_their_sentence_before_a_remedy(end: str) -> None:
    message = sentence("It cannot be used: {error}", error=f"file is not a database{end}")
    closed = end or "."
    assert str(VeedorError(message, remedy="Name another.")).endswith(f"database{closed} Name another.")
    assert str(VeedorError(message)).endswith(f"database{end}"), "alone it stands as it is"
