"""Assertions written into a plan and read back: nothing is lost, and nothing beyond an assertion is read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.build_audit import L, W, lead, share, sheets_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.manifest import all_counted
from veedor.audit.planned import assertion_of, planned
from veedor.errors import AuditError
from veedor.model import AreaId, Assertion, Scope

SHEETS = replace(
    sheets_of([[60, 30, 5, 0]] * 4, [110] * 4), areas={"county": np.array(["north", "south"] * 2)}
)
NORTH = Scope("county", AreaId("north"))


@pytest.mark.parametrize("form", [lead(), share(), lead(Fraction(0)), replace(lead(), scope=NORTH)])
def test_an_assertion_comes_back_from_a_plan_as_it_was(form: Assertion) -> None:
    of = all_counted(SHEETS, ("county",))
    line = planned(sheet_bounds(of, form))
    assert assertion_of(line) == form
    assert line.slack == line.counted - line.taken
    assert {type(n) for n in (line.counted, line.taken, line.slack, line.bounds, line.largest)} == {int}
    assert line.area == (None if form.scope is None else "north")


@pytest.mark.parametrize("weight", [10**9, -(10**9)])
def test_the_largest_weight_is_read_and_no_larger_one(weight: int) -> None:
    line = planned(sheet_bounds(all_counted(SHEETS), lead()))
    of = replace(line, weights={"W": weight, "L": -1})
    assert assertion_of(of).weights == {W: weight, L: -1}
    assert assertion_of(replace(line, ballots_weight=weight)).ballots_weight == weight
    more = weight + weight // abs(weight)
    for beyond in (replace(of, weights={"W": more}), replace(line, ballots_weight=more)):
        with pytest.raises(AuditError, match="is no assertion"):
            assertion_of(beyond)


def test_a_whole_number_of_parts_is_at_least_one() -> None:
    line = planned(sheet_bounds(all_counted(SHEETS), lead(Fraction(0))))
    assert line.scale == 1
    assert assertion_of(line).scale == 1
    with pytest.raises(AuditError, match="is no assertion"):
        assertion_of(replace(line, scale=0))
