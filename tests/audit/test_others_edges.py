"""Somebody else's audit at its edges: areas, shared registers, units without size, the end of the slack."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from audit.assorters import kaplan_markov_factor
from audit.build_audit import OTHER, L, W, lead, sheets_of, states_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.audit.others import DrawnUnit, TheirDraw, _p, measure_elsewhere
from veedor.errors import QuestionError
from veedor.model import AreaId, Scope
from veedor.rules.conditions import more_votes

FIRST = lead(Fraction(0))
VOTES = np.array([[60, 30, 10, 0]] * 6)


def of_counties(county: str) -> SheetManifest:
    """Six sheets, each in a county of one letter."""
    states = states_of(VOTES, np.zeros(6, np.int64), np.full(6, 100), county=np.array(list(county)))
    return SheetManifest.of_states(states, ("county",))


def unit(*numbers: int, votes: tuple[int, ...] | None = (60, 30, 10, 0)) -> DrawnUnit:
    """Some sheets that were counted together."""
    return DrawnUnit(tuple(f"s{n:04d}" for n in numbers), votes)


def test_only_what_lies_in_the_area_can_be_wrong_there() -> None:
    inside = replace(FIRST, scope=Scope("county", AreaId("a")))
    of = of_counties("aaabbb")
    bounds = sheet_bounds(of, inside)
    ratio = float(bounds.ratio)

    def attained(*units: DrawnUnit) -> float:
        order = range(len(units))
        return measure_elsewhere(of, (inside,), units, order, TheirDraw(bet=0.5)).attained

    clean = 1 - 0.5 / ratio
    assert attained(unit(1)) == pytest.approx(1 / (1 + 0.5 / (1 - 1 / ratio) * (1 / ratio)))
    # of a sheet outside, whatever was found says nothing
    assert attained(unit(4, votes=(0, 100, 0, 0))) == attained(unit(5))
    # sheets of two areas that were counted together: at their worst, for nobody knows what lies inside
    worst = attained(unit(1, votes=None))
    assert attained(unit(1, 4, votes=(120, 60, 20, 0))) == pytest.approx(worst)
    assert worst == 1.0 > clean


def test_a_shared_register_is_weighed_as_in_an_audit_of_our_own() -> None:
    votes = np.array([[60, 20, 0, 0]] * 5 + [[0, 0, 0, 0]])
    code, register = np.array([0, 0, 0, 0, 0, 1]), np.array([0, -1, -1, -1, -1, 0])
    states = states_of(votes, code, np.full(6, 100), unit=register, unit_registered=(100,))
    of = SheetManifest.of_states(states)
    member = sheet_bounds(of, FIRST)
    for found in ((60, 20, 0, 0), (50, 10, 0, 0), (0, 0, 0, 0)):
        taint = member.overstated(0, found) / int(member.bounds[0])
        risk = measure_elsewhere(of, (FIRST,), [unit(1, votes=found)], [0], TheirDraw()).attained
        assert risk == pytest.approx(min(1.0, kaplan_markov_factor(float(member.ratio), taint)))


def test_as_many_votes_as_a_sheet_can_hold_are_not_too_many() -> None:
    of = all_counted(sheets_of([[60, 30, 5, 0]] * 6, [100] * 6))
    bound = int(sheet_bounds(of, FIRST).bounds[0])

    def taint(votes: tuple[int, ...]) -> float:
        way = TheirDraw(bet=0.5)
        p = measure_elsewhere(of, (FIRST,), [unit(1, votes=votes)], [0], way).attained
        ratio = float(sheet_bounds(of, FIRST).ratio)
        mu = 1 - 1 / ratio
        return 1 - ((1 / p - 1) * mu / 0.5 + mu)

    assert taint((65, 30, 5, 0)) == pytest.approx(-5 / bound)
    assert measure_elsewhere(of, (FIRST,), [unit(1, votes=(66, 30, 5, 0))], [0], TheirDraw()).attained == 1.0
    # whoever had more than that beyond it is believed even less
    stuffed = measure_elsewhere(of, (FIRST,), [unit(1, votes=(0, 500, 0, 0))], [0], TheirDraw()).attained
    assert stuffed == 1.0


def test_without_what_could_be_wrong_nothing_is_to_be_shown() -> None:
    none = np.array([])
    assert _p(10.0, 10.0, none, none, TheirDraw()) == 0.0
    assert _p(9.0, 10.0, none, none, TheirDraw()) == 0.0
    one = np.array([1.0])
    assert _p(11.0, 10.0, one, np.zeros(1), TheirDraw()) == pytest.approx(1 / 11)


def test_the_p_value_is_never_above_one() -> None:
    sizes, taint = np.ones(3), np.array([0.4, 0.5, 0.6])
    assert _p(100.0, 10.0, sizes, taint, TheirDraw()) == 1.0
    assert _p(100.0, 10.0, sizes, np.zeros(3), TheirDraw()) == pytest.approx(0.9**3)


def test_a_unit_without_size_says_nothing() -> None:
    votes = [[60, 30, 10, 0]] * 6 + [[0, 100, 0, 0]]  # reported all for the rival: nothing can be worse
    of = all_counted(sheets_of(votes, [100] * 7))
    assert sheet_bounds(of, FIRST).bounds[6] == 0
    alone = measure_elsewhere(of, (FIRST,), [unit(1)], [0], TheirDraw()).attained
    both = [unit(1), unit(7, votes=(0, 100, 0, 0))]
    clean = 1 - 1 / float(sheet_bounds(of, FIRST).ratio)
    assert alone == pytest.approx(clean)
    assert measure_elsewhere(of, (FIRST,), both, [0, 1], TheirDraw()).attained == pytest.approx(clean**2)


def test_macro_goes_by_the_assertion_that_makes_the_most_work() -> None:
    votes = [[500, 250, 300, 0]] * 8
    of = all_counted(sheets_of(votes, [1100] * 8))
    forms = (more_votes(W, L), more_votes(W, OTHER))
    hard = sheet_bounds(of, forms[1])
    assert hard.ratio > sheet_bounds(of, forms[0]).ratio
    for order in (forms, forms[::-1]):
        found = measure_elsewhere(of, order, [unit(1, votes=(500, 250, 300, 0))], [0], TheirDraw())
        assert found.macro == pytest.approx(1 - 1 / float(hard.ratio))
        assert found.attained == max(found.p)


def test_the_unit_that_came_twice_is_named() -> None:
    of = all_counted(sheets_of([[60, 30, 10, 0]] * 6, [100] * 6))
    units = [unit(1), unit(2), unit(3)]
    once = TheirDraw(replacement=False)
    with pytest.raises(QuestionError, match="'s0002' was drawn twice"):
        measure_elsewhere(of, (FIRST,), units, [0, 1, 2, 1, 0], once)
    assert measure_elsewhere(of, (FIRST,), units, [2, 1, 0], once).draws == (2, 1, 0)
