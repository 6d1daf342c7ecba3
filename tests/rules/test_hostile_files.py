"""Whatever a file holds, it is a rule or its problems are told: never a traceback."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property.tallies import area_documents, documents
from veedor.errors import InputError, InputErrors, RuleError
from veedor.rules import dump, load, loads
from veedor.rules.document import read_rule

SEATS = {"name": "s", "method": "hare", "level": "region", "seats": {"North": 3}, "threshold_in": "area"}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1/2", "40%", ">", "valid", "candidate", "majority", "first"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def law(rule_id: str, *, fixtures: int) -> dict[str, Any]:
    """Give the document of a law with some of its fixtures only."""
    document = deepcopy(dict(load(rule_id).document))
    document["fixture"] = document["fixture"][:fixtures]
    return document


LAWS = [
    law("bo-president-2009", fixtures=9) | {"seats": [SEATS]},
    law("ng-president-1999", fixtures=1),
    law("us-president-2024", fixtures=1),
    law("co-president-2003", fixtures=2),
]


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Give the path of everything in a document."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += places(item, (*path, key))
    return found


def replaced(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Give a document with one thing in it replaced."""
    new = deepcopy(document)
    place: Any = new
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return new


def problems_of(document: dict[str, Any]) -> list[InputError] | None:
    """Give what is wrong with a document, None where it is a rule."""
    try:
        read_rule(document, "mine.toml")
    except InputErrors as problems:
        return [problem for problem in problems.exceptions if isinstance(problem, InputError)]
    return None


@settings(max_examples=500, deadline=None)
@given(st.data(), st.sampled_from(LAWS), anything)
def test_a_rule_with_anything_anywhere(data: st.DataObject, document: dict[str, Any], value: object) -> None:
    path = data.draw(st.sampled_from(places(document)))
    problems = problems_of(replaced(document, path, value))
    assert problems is None or problems
    assert all(isinstance(problem, RuleError) and problem.file == "mine.toml" for problem in problems or ())


def test_the_documents_themselves_are_rules() -> None:
    assert [problems_of(document) for document in LAWS] == [None] * len(LAWS)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["toml", "json"]))
def test_a_file_of_anything(text: str, form: str) -> None:
    with pytest.raises((RuleError, InputErrors)):
        loads(text, form=form)


def test_a_file_that_is_nested_without_end() -> None:
    for depth in (60, 800, 100_000):
        with pytest.raises(RuleError, match="cannot be read"):
            loads('{"id":' * depth + "1" + "}" * depth, form="json")


@settings(max_examples=60, deadline=None)
@given(documents() | area_documents())
def test_any_rule_can_be_published_and_read_back(document: dict[str, Any]) -> None:
    rule = read_rule(document, "test")
    again = loads(dump(rule), form="json")
    assert again == rule
    assert (again.rounds, again.bases) == (rule.rounds, rule.bases)
    assert again.valid_from == rule.valid_from == (date(2000, 1, 1) if rule.quotes_law else None)
