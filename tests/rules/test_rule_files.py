"""What a rule file may hold: numbers, lists of tables, readings, parameters of templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from veedor.errors import InputErrors, QuestionError, RuleError
from veedor.rules import dump, load, loads
from veedor.rules.load import DEEPEST
from veedor.rules.node import Node
from veedor.rules.parameters import Parameter
from veedor.rules.patch import changes_something
from veedor.rules.templates import templates


def node(**table: object) -> tuple[Node, list[RuleError]]:
    problems: list[RuleError] = []
    return Node(table, "", problems, "rule"), problems


@pytest.mark.parametrize(("number", "refused"), [(0, False), (10**15 - 1, False), (10**15, True), (-1, True)])
def test_a_number_is_below_a_thousand_million_million(number: int, refused: bool) -> None:
    here, problems = node(n=number)
    assert here.integer("n", least=0) == (0 if refused else number)
    assert bool(problems) is refused


@pytest.mark.parametrize("value", [5, "text", {"a": 1}, [], [1], [{"a": 1}, 2]])
def test_what_is_no_list_of_tables_is_refused(value: object) -> None:
    here, problems = node(source=value)
    assert here.nodes("source") == []
    assert [problem.expected for problem in problems] == ["[[source]]"]


def test_a_file_may_be_nested_so_deep_and_no_deeper() -> None:
    document: dict[str, Any] = json.loads(dump(load("bo-president-2009")))

    def with_depth(depth: int) -> str:
        inner: dict[str, Any] = {}
        for _ in range(depth - 2):
            inner = {"x": inner}
        return json.dumps(document | {"x": inner})

    with pytest.raises(InputErrors):  # a key that no rule has, and nothing worse
        loads(with_depth(DEEPEST), form="json")
    with pytest.raises(RuleError, match="nested too deeply"):
        loads(with_depth(DEEPEST + 2), form="json")


def test_a_rule_is_written_for_people_too() -> None:
    lines = dump(load("bo-president-2009")).splitlines()
    assert lines[:2] == ["{", '  "id": "bo-president-2009",']


def test_a_reading_that_sets_one_other_thing_changes_something() -> None:
    document = {"base": {"valid": ["candidate"], "cast": ["candidate", "null"]}}
    same = {"base.valid": ["candidate"]}
    assert not changes_something(document, {"set": same})
    assert changes_something(document, {"set": same | {"base.cast": ["candidate"]}})


@pytest.mark.parametrize("path", ["title", "round.first", "base.valid.more"])
def test_a_reading_sets_keys_of_tables_only(path: str) -> None:
    document: dict[str, Any] = json.loads(dump(load("bo-president-2009")))
    document.pop("variant", None)
    document["variant"] = [{"name": "other", "reading": {"en": "Another."}, "set": {path: "x"}}]
    with pytest.raises(InputErrors) as caught:
        loads(json.dumps(document), form="json")
    assert any(path in str(problem) for problem in caught.value.exceptions)
    assert any(
        "names no key of a table" in str(problem) or "leads nowhere" in str(problem)
        for problem in caught.value.exceptions
    )


COUNTS = [(t.name, p) for t in templates() for p in t.parameters if p.kind == "count"]


@pytest.mark.parametrize(("name", "parameter"), COUNTS, ids=[f"{n}-{p.name}" for n, p in COUNTS])
def test_a_number_of_a_template_is_within_its_bounds(name: str, parameter: Parameter) -> None:
    del name
    for number in (parameter.least, parameter.most):
        assert parameter.values(str(number)) == {parameter.name: number}
    for number in (parameter.least - 1, parameter.most + 1):
        with pytest.raises(ValueError, match="a whole number from"):
            parameter.values(str(number))


def test_one_vote_more_than_a_share_is_written_without_a_sign() -> None:
    assert load("approve(1/2+1)").rounds
    with pytest.raises(QuestionError, match="a share such as 1/2"):
        load("approve(>=1/2+1)")
