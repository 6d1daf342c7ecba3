"""How many sheets to draw."""

from __future__ import annotations

import pytest

from veedor.errors import QuestionError
from veedor.outstanding.sample.plan import PlannedStratum, plan_for_line, plan_for_width, standard_error


def test_a_simple_sample_by_the_textbook() -> None:
    """Cochran, equation 4.2 with the correction for a finite whole: n = n0 / (1 + n0 / N)."""
    (found,) = plan_for_width([PlannedStratum("all", 2000, 0.3)], half=0.02)
    first = (1.959964 * 0.3 / 0.02) ** 2
    assert found.drawn == pytest.approx(first / (1 + first / 2000), abs=1)


def test_a_planned_width_is_reached_in_all() -> None:
    strata = [PlannedStratum("calm", 1000, 0.1), PlannedStratum("wild", 1000, 0.5)]
    found = plan_for_width(strata, half=0.02)
    assert 1.959964 * standard_error(found) <= 0.02
    assert found[1].drawn == pytest.approx(5 * found[0].drawn, rel=0.05)  # Neyman
    assert sum(s.drawn for s in plan_for_width(strata, half=0.01)) > sum(s.drawn for s in found)


def test_a_stratum_that_is_asked_for_more_than_it_has_is_drawn_whole_and_the_rest_makes_up_for_it() -> None:
    strata = [PlannedStratum("tiny", 20, 3.0), PlannedStratum("rest", 2000, 0.3)]
    found = plan_for_width(strata, half=0.02)
    assert found[0].drawn == 20
    assert 1.959964 * standard_error(found) <= 0.02


def test_every_stratum_has_two_sheets_where_it_has_them() -> None:
    strata = [
        PlannedStratum("one", 1, 0.1),
        PlannedStratum("same", 50, 0.0),
        PlannedStratum("rest", 900, 0.3),
    ]
    assert [s.drawn for s in plan_for_width(strata, half=0.05)][:2] == [1, 2]


def test_a_planned_sample_tells_a_lead_from_a_line() -> None:
    strata = [PlannedStratum("all", 2000, 0.3)]
    found = plan_for_line(strata, expected=0.12, line=0.10)
    assert standard_error(found) == pytest.approx(0.02 / (1.959964 + 1.281552), rel=0.02)
    with pytest.raises(QuestionError, match="lies on the line"):
        plan_for_line(strata, expected=0.1, line=0.1)
    with pytest.raises(QuestionError, match="above zero"):
        plan_for_width(strata, half=0)
