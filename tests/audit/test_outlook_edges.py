"""The last vote of slack and the last sheet of a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.test_outlook import look
from veedor.audit.design import Design
from veedor.audit.simulated import Cost


@pytest.mark.parametrize(("most", "too_few"), [(None, False), (4, True), (5, False), (6, False)])
def test_a_plan_of_exactly_as_many_sheets_as_are_needed_is_enough(most: int | None, too_few: bool) -> None:
    made = look(110, 0, (Cost("planned", 1.0, 5, 7, 450, 14, 1),))
    assert replace(made, design=Design(most_sheets=most)).too_few is too_few
    assert not replace(made, design=Design(most_sheets=most), costs=()).too_few  # nothing can be confirmed


@pytest.mark.parametrize("slack", [-1, 0, 1, 2])
def test_every_assertion_is_listed_once_whatever_is_left_of_it(slack: int) -> None:
    made = look(110, 0)
    share, lead = made.population.members
    assert lead.taken is not None
    near = replace(lead, counted=lead.taken + slack)
    for members in ((share, near), (near, share)):
        of = replace(made, population=replace(made.population, members=members))
        assert of.most_work_first == [near, share]
