"""What a rule file may hold: numbers, lists of tables, readings, parameters of templates."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from veedor.errors import InputErrors, QuestionError, RuleError
from veedor.model import AreaId, Kind
from veedor.rules import dump, load, loads
from veedor.rules.load import DEEPEST, LAW
from veedor.rules.node import LONGEST_TEXT, Node
from veedor.rules.parameters import Parameter, read_parameter
from veedor.rules.patch import changes_something
from veedor.rules.predicates import one_winner
from veedor.rules.rule_parts import Op, Threshold, Way, Weights
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


@pytest.mark.parametrize("lists", [False, True])
def test_a_file_may_be_nested_so_deep_and_no_deeper(lists: bool) -> None:
    document: dict[str, Any] = json.loads(dump(load("bo-president-2009")))

    def with_depth(depth: int) -> str:
        inner: Any = {}
        for _ in range(depth - 2):
            inner = [inner] if lists else {"x": inner}
        return json.dumps(document | {"x": inner})

    with pytest.raises(InputErrors):  # a key that no rule has, and nothing worse
        loads(with_depth(DEEPEST), form="json")
    with pytest.raises(RuleError, match="nested too deeply"):
        loads(with_depth(DEEPEST + 2), form="json")


def test_a_rule_is_written_for_people_too() -> None:
    lines = dump(load("bo-president-2009")).splitlines()
    assert lines[:2] == ["{", '  "id": "bo-president-2009",']
    assert any("ó" in line for line in lines)  # as it is written, and no number of a letter


def test_a_reading_that_sets_one_other_thing_changes_something() -> None:
    document = {"base": {"valid": ["candidate"], "cast": ["candidate", "null"]}}
    same = {"base.valid": ["candidate"]}
    assert not changes_something(document, {"set": same})
    assert changes_something(document, {"set": same | {"base.cast": ["candidate"]}})


@pytest.mark.parametrize("path", ["title", "round.first", "base.valid.more", "round.first.name.more.yet"])
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


def test_a_parameter_says_only_what_is_not_as_usual() -> None:
    meaning = {"en": "How many."}
    assert read_parameter("n", {"kind": "count", "meaning": meaning}) == Parameter("n", "count", meaning)


def test_all_votes_can_be_reached_and_not_passed() -> None:
    assert load("approve(>=100%)").rounds
    with pytest.raises(QuestionError, match="nothing is more than all"):
        load("approve(>100%)")


def test_of_several_who_are_elected_together_there_are_two_at_least() -> None:
    assert loads(json.dumps(own_rule(elect=2)), form="json").rounds[0].elect == 2
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(own_rule(elect=1)), form="json")
    assert "a whole number, 2 or more" in [getattr(p, "expected", "") for p in refused.value.exceptions]


def test_one_vote_more_than_a_share_is_written_without_a_sign() -> None:
    assert load("approve(1/2+1)").rounds
    with pytest.raises(QuestionError, match="a share such as 1/2"):
        load("approve(>=1/2+1)")


HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("way", "alone"),
    [
        (Way("a", share=Threshold(HALF, Op.GT, "valid")), True),
        (Way("a", share=Threshold(HALF, Op.PLUS_ONE, "valid")), True),
        (Way("a", share=Threshold(HALF, Op.GE, "valid")), False),  # two may have half each
        (Way("a", share=Threshold(Fraction(2, 3), Op.GE, "valid")), True),
        (Way("a", share=Threshold(Fraction(2, 5), Op.GT, "valid")), False),
        (Way("a", lead=Threshold(Fraction(0), Op.GE, "valid")), False),
        (Way("a", lead=Threshold(Fraction(0), Op.GT, "valid")), True),
        (Way("a", lead=Threshold(Fraction(1, 10), Op.GE, "valid")), True),
        (Way("a", weights=Weights({"state": {AreaId("N"): 4}}, 2)), False),
        (Way("a", weights=Weights({"state": {AreaId("N"): 4}}, 3)), True),
        (Way("a", turnout=Threshold(HALF, Op.GT, "cast")), False),
        (Way("a", first=True), True),
    ],
)
def test_a_way_that_two_could_satisfy_is_told(way: Way, alone: bool) -> None:
    assert one_winner(way) is alone


HALF_VALID = {"of": "1/2", "op": ">", "base": "cast"}


def own_rule(**first: object) -> dict[str, Any]:
    """A rule stated by its user, whose one round has these keys."""
    return {"id": "own", "title": {"en": "Own"}, "round": [{"name": "single", **first}]}


@pytest.mark.parametrize(
    ("first", "refused"),
    [
        ({"win": [{"name": "plurality", "first": True}]}, ""),
        ({"win": [{"name": "weights", "weights": {"points": {"state": {"N": 1, "S": 2}}, "need": 2}}]}, ""),
        (
            {"win": [{"name": "weights", "weights": {"points": {"state": {"N": 0, "S": 2}}, "need": 2}}]},
            "1 or more",
        ),
        (
            {"win": [{"name": "w", "first": True, "weights": {"points": {"state": {"N": 3}}, "need": 2}}]},
            "joins weights with another predicate",
        ),
        ({"win": [{"name": "ranked", "ranked": {"keep": 1}}]}, "2 or more"),
        ({"win": [{"name": "ranked", "ranked": {"method": "contingent"}}]}, "keep"),
        (
            {
                "void": [
                    {"reason": "support", "kind": ["blank", "spoilt"], "share": {"of": "1/2", "base": "cast"}}
                ]
            },
            "spoilt",
        ),
    ],
)
def test_what_a_way_to_win_may_ask(first: dict[str, object], refused: str) -> None:
    text = json.dumps(own_rule(**({"win": [{"name": "plurality", "first": True}]} | first)))
    if not refused:
        assert loads(text, form="json").rounds
        return
    with pytest.raises(InputErrors) as caught:
        loads(text, form="json")
    assert any(refused in str(problem) for problem in caught.value.exceptions)


def test_valid_votes_are_those_of_the_base_of_that_name_or_of_a_share() -> None:
    assert load("plurality").valid_kinds() == {Kind.CANDIDATE, Kind.OTHERS}
    assert Kind.NULL not in load("bo-president-2009").valid_kinds()


def test_a_reading_of_itself_is_the_rule_itself() -> None:
    rule = load("sc-president-1993").reading("cast")
    assert rule.reading("cast") is rule
    assert rule.reading() is rule
    assert load("sc-president-1993").reading().variant is None


def test_texts_are_read_in_every_language_that_they_stand_in() -> None:
    rule = loads((LAW / "sc-president-1993.toml").read_text(encoding="utf-8"))
    assert rule.title == rule.document["title"]
    assert {"en", "es"} <= set(rule.title)
    assert {v.name: v.reading for v in rule.variants} == {
        v["name"]: v["reading"] for v in rule.document["variant"]
    }
    words = rule.document["title"]
    own = {**rule.document, "title": words | {"pt_BR": "Presidente", "qu": "Umalliq"}, "note": words}
    told = loads(json.dumps(own), form="json")
    assert told.title == words | {"pt_BR": "Presidente", "qu": "Umalliq"}
    assert told.note == words


def test_a_file_is_named_by_text_or_by_path(tmp_path: Path) -> None:
    for form in ("toml", "json"):
        own = tmp_path / f"own.{form}"
        text = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
        own.write_text(text if form == "toml" else dump(load("bo-president-2009")), encoding="utf-8")
        assert load(own).rule_id == load(str(own)).rule_id == load("bo-president-2009").rule_id


def test_a_text_has_a_most_of_characters() -> None:
    longest = "x" * LONGEST_TEXT
    here, problems = node(title=longest, note=f"{longest}x")
    assert here.text("title") == longest
    assert not problems
    assert here.text("note", default="none") == "none"
    assert [problem.expected for problem in problems] == ["at most 20000 characters"]


@pytest.mark.parametrize("value", [7, "", "  ", ["words"]])
def test_what_is_no_text_is_refused_and_read_as_if_it_were_absent(value: object) -> None:
    here, problems = node(title=value)
    assert here.text("title", default="none") == "none"
    assert [problem.expected for problem in problems] == ["words in quotation marks"]


def test_the_first_of_several_unknown_names_is_told() -> None:
    made = {"name": "made up", "source": "constructed", "votes": {"A": 2, "B": 1}}
    elected = {"outcome": "elected", "choices": ["C", "D"]}
    fixture = made | {"expect": elected, "seats": {"north": {"A": 1}, "south": {"A": 1}}}
    rule = own_rule(win=[{"name": "most", "first": True}]) | {"fixture": [fixture]}
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(rule), form="json")
    told = {getattr(p, "column", ""): getattr(p, "value", "") for p in refused.value.exceptions}
    assert told == {"fixture[1].seats.north": None, "fixture[1].expect.choices": "C"}


def test_who_states_a_rule_need_not_say_for_which_office() -> None:
    assert loads(json.dumps(own_rule(win=[{"name": "most", "first": True}])), form="json").office == "other"
    assert load("bo-president-2009").office == "president"


@pytest.mark.parametrize("key", ["registered", "outstanding"])
def test_a_fixture_has_no_fewer_than_none(key: str) -> None:
    text = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
    added = f"""
[[fixture]]
name = "made up"
source = "constructed"
votes = {{ A = 51, B = 49 }}
expect = {{ outcome = "elected", choices = ["A"] }}
{key} = """
    assert getattr(loads(f"{text}{added}0").fixtures[-1], key) == 0
    with pytest.raises(InputErrors) as refused:
        loads(f"{text}{added}-1")
    assert [getattr(p, "expected", "") for p in refused.value.exceptions] == ["a whole number, 0 or more"]


def test_null_in_a_document_is_no_value() -> None:
    way = {
        "name": "counties",
        "first": True,
        "spread": {"level": "county", "need": None, "share": HALF_VALID},
    }
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(own_rule(win=[way]) | {"title": None, "held_by": None}), form="json")
    columns = {getattr(problem, "column", "") for problem in refused.value.exceptions}
    assert columns == {"title", "round[1].win[1].spread.need", "round[1].win[1].spread.op"}
    assert all("is missing" in str(problem) for problem in refused.value.exceptions)


@pytest.mark.parametrize(
    ("value", "texts"),
    [(["a", "b"], ("a", "b")), ([], ()), (None, ()), ("ab", None), ([""], None), (["a", 5], None), (5, None)],
)
def test_a_list_of_texts_holds_texts_that_are_not_empty(value: object, texts: tuple[str, ...] | None) -> None:
    here, problems = node(must=value)
    assert here.texts("must") == (texts or ())
    assert [problem.expected for problem in problems] == (
        [] if texts is not None else ['a list such as ["a", "b"]']
    )


def with_least(key: str, number: int) -> dict[str, Any]:
    """A rule in which one number is this."""
    way: dict[str, Any] = {"name": "most", "first": True}
    if key == "need":
        way = {"name": "points", "weights": {"points": {"state": {"N": 1}}, "need": number}}
    elif key in {"areas", "total"}:
        asked = {"need": number} if key == "areas" else {"need": "1/2", "op": ">", "total": number}
        way["spread"] = {"level": "state", "share": HALF_VALID} | asked
    elif key != "within_days":
        way[key] = number
    first = {"name": "first", "win": [way], "else": {"advance": 2}}
    if key == "within_days":
        first["else"] = {"advance": 2, key: number}
    rounds = [first, {"name": "runoff", "win": [{"name": "most", "first": True}]}]
    return own_rule() | {"round": rounds}


@pytest.mark.parametrize("key", ["min_candidates", "max_candidates", "need", "areas", "total", "within_days"])
def test_what_is_counted_from_one_is_not_nothing(key: str) -> None:
    assert loads(json.dumps(with_least(key, 1)), form="json").rounds
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(with_least(key, 0)), form="json")
    assert [getattr(problem, "expected", "") for problem in refused.value.exceptions] == [
        "a whole number, 1 or more"
    ]


def told(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The keys of what is wrong, each with what is expected."""
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(document), form="json")
    return [(getattr(p, "column", ""), getattr(p, "expected", "")) for p in refused.value.exceptions]


@pytest.mark.parametrize(
    "more",
    [
        {"tie": "lot", "first": True},
        {"weights": {"points": {"state": {"N": 1}}, "need": 1}},
        {"ranked": {"method": "contingent", "keep": 2}},
        {"first": True, "min_candidates": 2},
        {"first": True, "max_candidates": 2},
    ],
)
def test_of_a_proposal_only_votes_and_turnout_are_asked(more: dict[str, Any]) -> None:
    found = told(own_rule(approve="yes", win=[{"name": "most", **more}]))
    assert found == [("round[1].win", "share, lead, first, turnout or spread")]


def test_of_what_is_missing_or_unknown_one_thing_is_said() -> None:
    bare = {"name": "points", "weights": {"need": 3}}
    assert [key for key, _ in told(own_rule(win=[bare]))] == ["round[1].win[1].weights.points"]
    most = {"name": "most", "first": True}
    ground = {
        "reason": "support",
        "kind": ["spoilt", "torn"],
        "share": {"of": "1/2", "op": ">", "base": "cast"},
    }
    with pytest.raises(InputErrors) as refused:
        loads(json.dumps(own_rule(win=[most], void=[ground])), form="json")
    assert "spoilt" in [getattr(p, "value", "") for p in refused.value.exceptions]


def test_a_body_decides_a_tie_or_where_nothing_else_follows() -> None:
    most = {"name": "most", "first": True}
    for end in ({"body": "court"}, {"body": "court", "tie": "body"}, {"void": "support"}):
        document = own_rule() | {"round": [{"name": "single", "win": [most], "else": end}]}
        assert loads(json.dumps(document), form="json").rounds
    for end in ({"body": "court", "void": "support"}, {"body": "court", "void": "support", "tie": "lot"}):
        document = own_rule() | {"round": [{"name": "single", "win": [most], "else": end}]}
        assert told(document) == [("round[1].else.body", 'tie = "body", or body alone')]
