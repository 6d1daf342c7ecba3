"""What a refusal of a figure tells to state, stated to the letter, reads the figure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from veedor.intake.case import NumberMap
from veedor.intake.cells import figure_of, number_problems
from veedor.intake.refused_cells import figure_remedy

PLAIN = NumberMap()


def followed(remedy: str, numbers: NumberMap) -> NumberMap:
    """State every key that a remedy names before it offers another way."""
    stated = re.findall(r"numbers\.(\w+) = (\[.*?\]|\".*?\")", remedy.split("; ", maxsplit=1)[0])
    values: dict[str, Any] = {key: json.loads(text) for key, text in stated}
    made: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return replace(numbers, **made)


@pytest.mark.parametrize(
    ("numbers", "text", "value"),
    [
        (PLAIN, "1.150", 1150),
        (PLAIN, "1,150", 1150),
        (PLAIN, "1 150", 1150),
        (PLAIN, "1\u202f150", 1150),
        (PLAIN, "1’150", 1150),
        (PLAIN, "1,234.00", 1234),
        (PLAIN, "1.234,0", 1234),
        (PLAIN, "12,34,567", 1234567),
        (PLAIN, "١٬٢٣٤", 1234),
        (PLAIN, "-12", None),
        (PLAIN, "−1,150", -1150),
        (PLAIN, "(12)", None),
        (PLAIN, "16,0", 16),
        (NumberMap(thousands=" "), "1'150", 1150),
        (NumberMap(thousands=".", decimal=","), "1 150", 1150),
        (NumberMap(thousands=","), "1.150", None),
        (PLAIN, "n/a", None),
        (NumberMap(missing=("x",)), "pending", None),
    ],
)
def test_a_remedy_followed_reads_the_figure(numbers: NumberMap, text: str, value: int | None) -> None:
    assert figure_of(text, numbers) is None
    stated = followed(figure_remedy(text, numbers), numbers)
    assert not list(number_problems(stated))
    assert figure_of(text, stated) == value
    assert stated != numbers


@pytest.mark.parametrize("text", ["54.9%", "0%", "12 %"])
def test_shares_are_no_votes(text: str) -> None:
    assert "shares, not votes" in figure_remedy(text, PLAIN)


def test_marks_stated_before_hold_beside_the_new_one() -> None:
    numbers = NumberMap(thousands=" ")
    stated = followed(figure_remedy("1'150", numbers), numbers)
    assert [figure_of(text, stated) for text in ("1 150", "1'150")] == [1150, 1150]


@pytest.mark.parametrize("text", ["-12", "(12)", "-1", "- 12"])
def test_what_is_below_zero_may_be_a_code_or_a_correction(text: str) -> None:
    code, correction = figure_remedy(text, PLAIN).split("; ")
    assert f'numbers.missing = ["{text}"]' in code
    assert 'numbers.negative = "add"' in correction
    added = replace(PLAIN, negative="add")
    assert figure_of(text, added) == -int(re.sub(r"\D", "", text))


@pytest.mark.parametrize("text", ["12-", "40.5", "12,34", "54.9%"])
def test_no_remedy_is_told_that_would_be_refused_again(text: str) -> None:
    remedy = figure_remedy(text, NumberMap(thousands=","))
    assert "unreadable" not in remedy
    assert "negative" not in remedy
