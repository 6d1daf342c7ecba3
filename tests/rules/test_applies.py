"""A rule of another country, or not in force, is told with what would fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from veedor.model import Kind
from veedor.rules import applies_to, load

DAY = date(2019, 10, 20)


@pytest.mark.parametrize("country", ["BO", "bo", " Bo ", "", "XX", "ZZ", "AA", "QM", "QZ", "XK", "xa"])
def test_a_rule_in_force_of_the_same_country_or_of_none_fits(country: str) -> None:
    assert applies_to(load("bo-president-2009"), country, DAY, contest="president") is None


@pytest.mark.parametrize("country", ["EC", "QA", "AQ", "ZW", "WX"])
def test_a_rule_of_another_country_does_not(country: str) -> None:
    found = applies_to(load("bo-president-2009"), country, DAY, contest="president")
    assert found is not None
    assert "BO" in found.message
    assert country in found.message
    assert 'rule_reason = "..."' in found.remedy
    assert "[contest.president]" in found.remedy


def test_the_remedy_names_the_rule_that_fits() -> None:
    found = applies_to(load("bo-president-2009"), "EC", date(2017, 2, 19), contest="president")
    assert found is not None
    assert 'rule = "ec-president-2008"' in found.remedy


def test_a_rule_before_its_first_day_does_not_fit_whatever_the_country() -> None:
    rule = load("bo-president-2009")
    for country in ("BO", "XX", ""):
        found = applies_to(rule, country, date(2005, 12, 18), contest="president")
        assert found is not None
        assert str(rule.valid_from) in found.message
        assert "2005-12-18" in found.message
    assert applies_to(rule, "BO", rule.valid_from, contest="president") is None


def test_a_rule_after_its_last_day_does_not_fit() -> None:
    rule = replace(load("bo-president-2009"), valid_to=date(2019, 10, 19))
    found = applies_to(rule, "BO", DAY, contest="president")
    assert found is not None
    assert "to 2019-10-19" in found.message
    assert applies_to(rule, "BO", date(2019, 10, 19), contest="president") is None


def test_the_rule_of_the_day_is_named_where_there_are_two() -> None:
    found = applies_to(load("us-president-2024"), "US", date(2016, 11, 8), contest="president")
    assert found is not None
    assert '"us-president-2012"' in found.remedy
    assert "us-president-2024" not in found.remedy


def test_a_made_up_rule_fits_every_country_in_its_time() -> None:
    made_up = replace(load("bo-president-2009"), country="XX")
    assert applies_to(made_up, "EC", DAY, contest="president") is None
    assert applies_to(made_up, "EC", None, contest="president") is None
    assert applies_to(made_up, "EC", date(1990, 1, 1), contest="president") is not None


@pytest.mark.parametrize(
    ("rule_id", "kinds"),
    [
        ("bo-president-2009", {Kind.CANDIDATE, Kind.OTHERS}),
        ("co-president-2003", {Kind.CANDIDATE, Kind.OTHERS, Kind.BLANK}),
        ("uy-president-1997", {Kind.CANDIDATE, Kind.OTHERS, Kind.BLANK}),
        ("bg-president-1991", {Kind.CANDIDATE, Kind.OTHERS, Kind.NONE}),
        ("ar-president-1994", {Kind.CANDIDATE, Kind.OTHERS}),
        ("fr-president-1976", {Kind.CANDIDATE, Kind.OTHERS}),
        ("hr-president-2001", {Kind.CANDIDATE, Kind.OTHERS}),
        ("ro-president-2003", {Kind.CANDIDATE, Kind.OTHERS}),
    ],
)
def test_what_is_valid_is_for_the_rule_to_say(rule_id: str, kinds: set[Kind]) -> None:
    assert load(rule_id).valid_kinds() == kinds


def test_a_rule_and_an_election_of_no_country_are_not_compared_at_all() -> None:
    made_up = replace(load("bo-president-2009"), country="XX")
    for country in ("", "ZZ", "XX"):
        assert applies_to(made_up, country, date(1900, 1, 1), contest="president") is None
    assert applies_to(made_up, "BO", date(1900, 1, 1), contest="president") is not None


def test_only_what_is_known_of_the_election_is_said() -> None:
    rule = load("bo-president-2009")
    without_country = applies_to(rule, "", date(2005, 12, 18), contest="president")
    assert without_country is not None
    assert without_country.message.endswith("the election is on 2005-12-18.")
    without_day = applies_to(rule, "EC", None, contest="president")
    assert without_day is not None
    assert without_day.message.endswith("the election is of EC.")
    assert without_day.remedy.startswith("Of EC there is rule = ")
    both = applies_to(rule, "EC", date(2017, 2, 19), contest="president")
    assert both is not None
    assert both.message.endswith("the election is of EC on 2017-02-19.")
    assert both.remedy.startswith("Of EC on 2017-02-19 there is rule = ")


def test_the_remedy_names_no_rule_that_was_not_in_force_on_the_day() -> None:
    before_all = date(1850, 1, 1)
    found = applies_to(load("bo-president-2009"), "EC", before_all, contest="president")
    assert found is not None
    assert "Veedor has no other rule of EC on 1850-01-01" in found.remedy


def test_a_rule_without_days_is_told_as_one() -> None:
    rule = replace(load("plurality"), country="BO")
    found = applies_to(rule, "EC", date(2017, 2, 19), contest="president")
    assert found is not None
    assert found.message.startswith("plurality is a rule of BO, law without days;")


def test_a_copy_that_is_out_of_force_is_answered_with_the_law_of_its_name() -> None:
    mine = replace(load("bo-president-2009"), valid_from=date(2030, 1, 1))
    found = applies_to(mine, "BO", date(2019, 10, 20), contest="president")
    assert found is not None
    assert found.remedy.startswith('Of BO on 2019-10-20 there is rule = "bo-president-2009"')
