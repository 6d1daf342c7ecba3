"""Totals and questions that a rule cannot be applied to, and files that are no rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from veedor.errors import InputErrors, MissingDataError, QuestionError, RuleError
from veedor.model import ChoiceId
from veedor.rules import alternatives, available, decide, dump, load, loads, seats, tally_of
from veedor.rules.allocation import METHODS
from veedor.rules.document import OFFICES
from veedor.rules.load import LARGEST_FILE, LAW
from veedor.rules.needed_keys import needed
from veedor.rules.node import exact
from veedor.rules.predicates import BASES, BODIES, ROUNDS, VOIDS
from veedor.rules.rule_parts import Op, TieRule

if TYPE_CHECKING:
    from collections.abc import Callable

BOLIVIA = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
TALLY = tally_of({"A": 51, "B": 49})


def problems(text: str) -> list[tuple[str | None, str]]:
    with pytest.raises(InputErrors) as caught:
        loads(text, file="mine.toml")
    found = []
    for error in caught.value.exceptions:
        assert isinstance(error, RuleError)
        assert error.file == "mine.toml"
        found.append((error.column, str(error)))
    return found


def test_all_problems_of_a_file_are_told_at_once() -> None:
    broken = (
        BOLIVIA.replace('of = "40%"', "of = 0.4")
        .replace("advance = 2", "advanse = 2")
        .replace("valid_from = 2009-02-07\n", "")
        .replace('op = "plus_one"', 'op = "=>"')
    )
    found = dict(problems(broken))
    assert set(found) == {
        "valid_from",
        "round[1].win[2].share.of",
        "round[1].else.advanse",
        "round[1].win[1].share.op",
    }
    assert "Did you mean 'advance'?" in found["round[1].else.advanse"]
    assert "quotation marks" in found["round[1].win[2].share.of"]


@pytest.mark.parametrize(
    ("path", "key", "line"),
    [
        ("", "id", 'id = "xx-mayor-2030"'),
        ("round", "name", 'name = "single"'),
        ("round.win", "name", 'name = "plurality"'),
        ("round.win.share", "of", 'of = "1/2"'),
    ],
)
def test_a_missing_key_is_what_its_table_makes_of_it(path: str, key: str, line: str) -> None:
    found = needed(path, key)
    assert found is not None
    assert found[1] == line
    assert needed(path, "nobody") is None


@pytest.mark.parametrize(
    ("old", "new", "column", "says"),
    [
        ('base = "valid"', 'base = "vaild"', "round[1].win[1].share.base", "Did you mean 'valid'"),
        ('valid = ["candidate"]', 'valid = ["blank"]', "base.valid", "candidates"),
        ('valid = ["candidate"]', 'valid = ["candidate", "blanc"]', "base.valid", "blanc"),
        ('valid = ["candidate"]', 'registered = ["candidate"]', "base.registered", "defined"),
        ('name = "majority"', 'name = "share and lead"', "round[1].win", "twice"),
        ('name = "majority"', 'name = "1.5 times"', "round[1].win[1].name", "full stop"),
        ('of = "1/2"', 'of = "3/2"', "round[1].win[1].share.of", "no share"),
        ('of = "1/2"', 'of = "half"', "round[1].win[1].share.of", "no share"),
        ('of = "1/2", op = "plus_one"', 'of = "1/2", op = ">="', "round[1].win[1]", "two candidates"),
        ('name = "first"\n', 'name = "primera"\n', "round[1].name", "not known"),
        ("advance = 2", "advance = 1", "round[1].else.advance", "2 or more"),
        ("advance = 2", "advance = true", "round[1].else.advance", "no such number"),
        ("advance = 2", 'advance = 2\nvoid = "support"', "round[1].else", "both"),
        ("advance = 2", 'advance = 2\ntie = "body"', "round[1].else.tie", "name"),
        ("advance = 2", 'advance = 2\nbody = "court"', "round[1].else.body", "nothing to decide"),
        ("first = true", "first = false", "round[2].win[1]", "asks for nothing"),
        ("first = true", 'first = "yes"', "round[2].win[1].first", "true nor false"),
        ('country = "BO"', 'country = "Bolivia"', "country", "ISO 3166"),
        ('id = "bo-president-2009"', 'id = "BO 2009"', "id", "no id"),
        ("valid_from = 2009-02-07", "valid_from = 2009-02-07\nvalid_to = 2008-01-01", "valid_to", "before"),
        ("valid_from = 2009-02-07", "valid_from = 2009-02-07T10:00:00", "valid_from", "no date"),
        ('"round.first.win.majority.share.op"', '"round.first.win.majority.op.share"', None, "leads nowhere"),
        ('"round.first.win.majority.share.op"', '"round.erste.win.majority.share.op"', None, "leads nowhere"),
        ("[fixture.variants.more-than-half]", "[fixture.variants.x]", "fixture[3].variants.x", "no variant"),
        ('outcome = "runoff", choices = ["A"', 'outcome = "won", choices = ["A"', None, "not known"),
        ("A = 51, B = 50", "A = -51, B = 50", "fixture[3].votes.A", "no such number"),
        ('language = "es"', 'language = "en"', None, ""),
    ],
)  # fmt: skip
def test_a_problem_names_the_path_of_its_key(old: str, new: str, column: str | None, says: str) -> None:
    assert old in BOLIVIA
    text = BOLIVIA.replace(old, new, 1)
    if not says:
        loads(text)
        return
    found = problems(text)
    assert any(says in message for _, message in found), found
    if column is not None:
        assert column in [path for path, _ in found]


def test_a_last_round_cannot_lead_further() -> None:
    text = BOLIVIA.replace(
        'name = "plurality"\nfirst = true\n', 'name = "plurality"\nfirst = true\n[round.else]\nadvance = 2\n'
    )
    assert [path for path, _ in problems(text)] == ["round[2].else.advance"]


def test_another_reading_is_checked_like_the_rule() -> None:
    text = BOLIVIA.replace(
        '"round.first.win.majority.share.op" = ">"', '"round.first.win.majority.share.base" = "no"'
    )
    ((path, message),) = problems(text)
    assert path is not None
    assert path.startswith("variant[1]")
    assert "not known" in message


def test_syntax_and_bytes(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="row 1"):
        loads("id = = 1")
    with pytest.raises(RuleError, match="no table"):
        loads("[1]", form="json")
    with pytest.raises(RuleError, match="JSON"):
        loads("[" * 100_000, form="json")
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b'id = "\xff"')
    with pytest.raises(RuleError, match="UTF-8"):
        load(bad)
    bad.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(RuleError, match="larger than"):
        load(bad)
    with pytest.raises(RuleError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    with pytest.raises(QuestionError, match="bo-president-2009"):
        load("bo-president-2008")


def test_a_rule_of_ones_own_is_read_from_its_path(tmp_path: Path) -> None:
    rule = load("bo-president-2009")
    own = tmp_path / "own.json"
    own.write_text(dump(rule), encoding="utf-8")
    assert load(own) == rule
    assert load(str(own)) == rule


def test_the_list_holds_the_rules_by_their_ids() -> None:
    found = {rule.rule_id: rule for rule in available()}
    assert found[load("bo-president-2009").rule_id] == load("bo-president-2009")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (lambda r: r.round("third"), "no round 'third'"),
        (lambda r: r.reading("half"), "no variant 'half'"),
        (lambda r: alternatives(r, TALLY, ChoiceId("Z")), "There is: A, B"),
        (lambda r: decide(r, tally_of({"blank": 3})), "Nobody stands"),
        (lambda r: decide(r, tally_of({"A": -1, "B": 3})), "fewer than no votes"),
        (lambda r: seats(r, TALLY), "no seats"),
    ],
)
def test_questions_that_cannot_be_asked(question: Callable[..., object], says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        question(load("bo-president-2009"))


def test_what_a_rule_needs_and_the_count_has_not() -> None:
    with pytest.raises(MissingDataError, match="--registered"):
        decide(load("ro-president-2003"), TALLY)
    with pytest.raises(QuestionError, match="100 ballots were cast by 90"):
        decide(load("ro-president-2003"), tally_of({"A": 51, "B": 49}, registered=90))
    with pytest.raises(MissingDataError, match="county"):
        decide(load("ke-president-2010"), TALLY)
    many = {f"c{i}": {"A": 1, "B": 1} for i in range(48)}
    with pytest.raises(MissingDataError, match="48 areas"):
        decide(load("ke-president-2010"), tally_of({"A": 48, "B": 48}, areas={"county": many}))


def test_a_second_count_holds_only_those_who_are_left() -> None:
    rule = load("lk-president-1978")
    with pytest.raises(QuestionError, match="only 2 are left"):
        decide(rule, tally_of({"A": 3, "B": 2, "C": 1}), round="second_count")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1/2", "1/2"), ("40%", "2/5"), ("12.5 %", "1/8"), ("0", "0"), ("0.1", "1/10"), ("2/3", "2/3")],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert str(exact(text)) == value


@pytest.mark.parametrize("text", ["", "1/0", "-1/2", "1e3", "half", "1.5/2", "1/2/3", "0,5", "1" * 40])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert exact(text) is None


def test_the_rule_of_the_reference_page_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    rule = loads(blocks[0])
    assert decide(rule, TALLY).winner == "A"
    for block in blocks[1:]:
        tomllib.loads(block)


def test_every_key_of_the_format_is_on_the_reference_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    folder = LAW.parent
    code = "".join(
        (folder / f"{name}.py").read_text(encoding="utf-8")
        for name in ("document", "predicates", "seat_document")
    )
    keys = set(
        re.findall(r"\.(?:text|word|integer|flag|share|day|node|nodes|texts|entries)\(\s*\"(\w+)\"", code)
    )
    assert len(keys) > 40
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page)] == []
    words = {*BODIES, *BASES, *ROUNDS, *VOIDS, *TieRule, *Op, *METHODS, *OFFICES}
    assert [word for word in sorted(words) if word not in page] == []


def test_a_reading_that_is_not_there_is_told_beside_those_that_are() -> None:
    unknown = dict(problems(BOLIVIA.replace("[fixture.variants.more-than-half]", "[fixture.variants.x]", 1)))
    assert "more-than-half" in unknown["fixture[3].variants.x"]
    (alone,) = problems(BOLIVIA.replace('name = "more-than-half"\n', "", 1).partition("[[fixture]]")[0])
    assert alone[0] == "variant[1].name"
    assert "is missing" in alone[1]


def test_the_bases_that_a_file_may_define_are_named() -> None:
    with pytest.raises(InputErrors) as caught:
        loads(BOLIVIA.replace('valid = ["candidate"]', 'valid = ["candidate"]\nregistered = ["candidate"]'))
    (problem,) = caught.value.exceptions
    assert isinstance(problem, RuleError)
    assert problem.expected == "one of valid, cast, affirmative, expressed, participants"


@pytest.mark.parametrize(
    ("way", "mended"),
    [
        ('share = { of = "45%", op = ">=", base = "valid" }', "{way}\nfirst = true"),
        ('turnout = { of = "50%", op = ">=" }', "{way}\nfirst = true"),
        ("[round.win.weights]\nneed = 5\npoints.state = { A = 4, B = 6 }", "need = 6"),
        (
            "[round.win.weights]\nneed = 2\npoints.state = { A = 4, B = 3 }\npoints.city = { C = 2 }",
            "need = 5",
        ),
        ("[round.win.weights]\nneed = 1\npoints.state = { A = 1, B = 1, C = 1 }", "need = 2"),
    ],
)
def test_a_way_for_two_winners_is_mended_by_what_the_message_says(way: str, mended: str) -> None:
    rule = 'id = "mine"\ntitle = { en = "M", es = "M" }\nbase = { valid = ["candidate"] }\n[[round]]\n'
    rule += 'name = "single"\n[[round.win]]\nname = "plurality"\n'
    ((_, told),) = problems(rule + way)
    assert "two candidates at once" in told
    assert mended.replace("{way}\n", "") in told
    better = mended.format(way=way) if "{way}" in mended else re.sub(r"need = \d+", mended, way)
    assert loads(rule + better).rounds
