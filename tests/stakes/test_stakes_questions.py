"""Clear answers to bad questions, and the words of the answers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from property.test_stakes_brute import rule
from stakes.build_stakes import CONTEST, count
from veedor.count.vectors import UNKNOWN
from veedor.errors import InputError, MissingDataError, QuestionError
from veedor.model import AreaId, Assertion, AssertionKind, Choice, ChoiceId, Scope
from veedor.rules import explain
from veedor.stakes import (
    Word,
    block,
    can_flip,
    doubt,
    effect,
    flips,
    lost,
    named,
    named_rows,
    named_units,
    prove,
    read_ids,
    share_of,
    smallest_flip,
    stake_of,
    stake_of_assertion,
    treatment_of,
    units_of,
    where,
)
from veedor.stakes.condition import DEEPEST
from veedor.stakes.prefix import at_most
from veedor.stakes.problem import problem_of
from veedor.stakes.prove import Proven
from veedor.stakes.request import StakesRequest
from veedor.stakes.stake import roles
from veedor.stakes.treated import aim_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.count import Sheets
    from veedor.stakes import Flip, Stake

A, B = ChoiceId("A"), ChoiceId("B")
LEAD = Assertion(
    "lead:A>B", AssertionKind.LEAD, A, B, Fraction(1, 10), "valid",
    {A: 9, B: -11, ChoiceId("C"): -1}, strict=False, scale=10,
)  # fmt: skip


@pytest.fixture
def sheets() -> Sheets:
    """A leads 150 to 90 of 260 valid votes: slack 60 - 26 = 34 votes."""
    return count(
        [[60, 20, 5, 3, 2], [50, 30, 5, 0, 4], [30, 20, 5, 1, 1], [10, 20, 5, 2, 3]],
        registered=[120, 110, 80, 60],
        places=["P", "P", "Q", "Z"],
    )


def test_slack_and_losses_by_hand(sheets: Sheets) -> None:
    stake = stake_of_assertion(sheets, LEAD)
    assert stake.slack == 34
    assert (stake.donor, stake.receiver) == (A, B)
    flip = smallest_flip(stake, "annul")
    # sheet 1 takes (60 - 20) - 8.5 = 31.5 votes, sheet 2 takes 20 - 8.5 = 11.5: together more than 34
    assert flip.chosen == ("0001", "0002")
    assert flip.exact


def test_moving_needs_more_than_the_slack_not_as_much() -> None:
    stake = stake_of_assertion(count([[17, 0, 0, 0, 0], [133, 90, 20, 0, 0]]), LEAD)
    assert stake.slack == 34
    group = named_units(stake.sheets, {"0001": "only"})
    # 17 votes moved take 34 votes: the slack is used up and the assertion, not strict, still holds
    assert smallest_flip(stake, "move", group).lower is None
    assert smallest_flip(stake, "move").chosen == ("0002",)


def test_a_false_assertion_is_asked_what_would_make_it_true(sheets: Sheets) -> None:
    behind = Assertion("first:B>A", AssertionKind.FIRST, B, A, Fraction(0), "", {B: 1, A: -1}, strict=True)
    stake = stake_of_assertion(sheets, behind)
    assert stake.donor == A
    assert smallest_flip(stake, "swap").exact
    assert behind.holds(smallest_flip(stake, "swap").tally)


def test_ties_are_broken_by_id() -> None:
    stake = stake_of_assertion(count([[10, 0, 0, 0, 0]] * 6 + [[0, 9, 0, 0, 0]]), LEAD)
    assert smallest_flip(stake, "annul").chosen[:3] == ("0001", "0002", "0003")


def test_unknown_sheets_are_counted_and_the_nearest_is_named(sheets: Sheets) -> None:
    with pytest.raises(
        QuestionError, match=r"2 of 3 sheets named are not in this count: '0009'.*'x' \([^)]*\)\."
    ):
        named_rows(sheets, ["0001", "0009", "x"])
    with pytest.raises(QuestionError, match="'0001'"):
        named_rows(sheets, ["1"])


def test_sheets_named_twice_and_no_sheet(sheets: Sheets) -> None:
    assert named_rows(sheets, ["0003", "0001"]).tolist() == [0, 2]
    with pytest.raises(QuestionError, match="1 sheet is named more than once, the first: '0002'"):
        named_rows(sheets, ["0002", "0001", "0002"])
    with pytest.raises(QuestionError, match="no sheet is named"):
        named_rows(sheets, [])
    with pytest.raises(QuestionError, match="holds no sheet"):
        effect(stake_of_assertion(sheets, LEAD), np.array([], dtype=np.int64), "annul")


def test_lists_of_sheets_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\ufeffNúmero Mesa;place\n# burnt\n0001;P\n\n   \n0003;Q\n", encoding="utf-8")
    assert read_ids(path) == ["0001", "0003"]
    path.write_bytes(b"\xff\xfe0\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_ids(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_ids(tmp_path / "none.csv")


def test_treatments_without_registered_voters() -> None:
    stake = stake_of_assertion(count([[6, 1, 0, 0, 0], [5, 1, 0, 0, 0]]), LEAD)
    with pytest.raises(MissingDataError, match="none of the 2 counted sheets"):
        smallest_flip(stake, "anything")
    result = flips(stake)
    assert result.left_out == ("abstainers", "anything")
    assert result.findings[-1].says == "stakes.left_out"
    assert named(stake, np.array([0])).lost is None


def test_voters_of_some_sheets_are_enough_to_ask_what_could_be_on_them() -> None:
    stake = stake_of_assertion(count([[6, 1, 0, 0, 0], [5, 1, 0, 0, 0]], [9, UNKNOWN]), LEAD)
    assert flips(stake).left_out == ()


def test_only_sheets_that_are_asked_about_can_be_without_a_bound() -> None:
    asked = stake_of_assertion(count([[6, 1, 0, 0, 0]] * 4, [9, UNKNOWN, UNKNOWN, 9]), LEAD)
    group = named_units(asked.sheets, {"0001": "g", "0002": "g", "0004": "h"})
    assert problem_of(asked, "anything", group).unbounded == 1
    assert problem_of(asked, "anything", "sheet").unbounded == 2
    assert problem_of(asked, "annul", "sheet").unbounded == 0
    assert problem_of(asked, "annul", "sheet").tally(()).votes == asked.sheets.tally().votes
    assert problem_of(asked, "move", "sheet").tally(()).votes == asked.sheets.tally().votes


def test_a_solver_confirms_where_it_is_asked_to(sheets: Sheets) -> None:
    stake = stake_of(sheets, explain(rule("first"), sheets.tally()))
    (found,), (proven,) = (flips(stake, ["annul"], with_solver=asked).flips for asked in (False, True))
    assert isinstance(proven, Proven)
    assert proven.confirmed
    assert not isinstance(found, Proven)
    assert (found.lower, found.upper) == (proven.lower, proven.upper)


def test_an_assertion_that_no_sheet_can_touch(sheets: Sheets) -> None:
    empty = Assertion("none", AssertionKind.SHARE, A, None, Fraction(1, 2), "valid", {A: 0}, strict=False)
    with pytest.raises(QuestionError, match="No sheet can touch 'none'"):
        stake_of_assertion(sheets, empty)


def test_more_units_than_there_are(sheets: Sheets) -> None:
    stake = stake_of_assertion(sheets, LEAD)
    for k in (-1, 5):
        with pytest.raises(QuestionError, match="the count has 4 of them"):
            can_flip(stake, k, "annul")
        with pytest.raises(QuestionError, match="between 0 and 4"):
            doubt(stake, k, ["annul"])
    assert can_flip(stake, 4, "annul") is Word.COULD
    assert can_flip(stake, 0, "anything") is Word.CANNOT


def test_names_that_do_not_exist_name_the_nearest(sheets: Sheets) -> None:
    with pytest.raises(QuestionError, match="'annul'"):
        treatment_of("anul")
    with pytest.raises(QuestionError, match="'precinct'"):
        units_of(sheets, "precint")
    with pytest.raises(QuestionError, match="no choice 'X'"):
        stake_of_assertion(sheets, LEAD).about(receiver=ChoiceId("X"))
    with pytest.raises(QuestionError, match="is not in the count"):
        named_units(sheets, {"7": "g"})


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("sheet = 0002", ["0002"]),
        ("precinct in (P, Z)", ["0001", "0002", "0004"]),
        ("not precinct = P and registered > 60", ["0003"]),
        ("stratum = rural or A >= 50", ["0001", "0002", "0003"]),
        ("(valid < 40 or null != 4) and B = 20", ["0001", "0003", "0004"]),
        ("precinct = 'R / Q'", ["0003"]),
    ],
)
def test_conditions(sheets: Sheets, condition: str, ids: list[str]) -> None:
    assert sheets.ids[where(sheets, condition)].tolist() == ids


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("", "ends where a field"),
        ("color = red", "no field 'color'"),
        ("precinct = W", "no precinct 'W'"),
        ("A > many", "compared with 'many'"),
        ("A > 1000", "No sheet satisfies"),
        ("precinct = P precinct = Q", "goes on with"),
        ("precinct in (P", "')' was expected"),
        ("__import__('os') = 1", "no field"),
        ("A = 'x", "cannot be read"),
        ("not " * 60 + "A = 1", "nests"),
        ("A = 1 or " * 2000, "characters"),
    ],
)
def test_conditions_that_cannot_be_read(sheets: Sheets, condition: str, message: str) -> None:
    with pytest.raises(QuestionError) as error:
        where(sheets, condition)
    assert message in str(error.value)


def test_shares() -> None:
    assert share_of(34_555, "0.22%") == 76
    assert share_of(34_555, "1/500") == 69
    for wrong in ("x", "101%", "-1/2", "1/0"):
        with pytest.raises(QuestionError):
            share_of(10, wrong)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("0.22", "0.22% for 76 or 22% for 7,602 of 34,555"),
        ("1", "1% for 346 or 100% for 34,555 of 34,555"),
        ("22", "22% for 7,602 of 34,555"),
        ("0.005", "0.005% for 2 or 0.5% for 173 of 34,555"),
    ],
)
def test_a_share_without_a_sign_is_refused_with_what_it_may_mean(text: str, ways: str) -> None:
    with pytest.raises(QuestionError) as error:
        share_of(34_555, text)
    assert str(error.value).endswith(f"Write {ways}.")
    for way in ways.split(" of ", maxsplit=1)[0].split(" or "):
        share, _, number = way.partition(" for ")
        assert share_of(34_555, share) == int(number.replace(",", ""))


def test_a_block_and_lost_paper_by_hand(sheets: Sheets) -> None:
    stake = stake_of_assertion(sheets, LEAD)
    rows = np.array([0])
    found = block(stake, rows)
    assert found is not None
    # the others: A leads by 20 of 175 valid, 2.5 votes above a tenth; the block has 85 valid votes
    assert found.rest_slack == Fraction(5, 2)
    assert found.needed == Fraction(1, 10) - Fraction(5, 2) / 85
    assert found.actual == Fraction(40, 85)
    gone = lost(stake, rows)
    assert gone is not None
    # all 120 registered for B instead: 31.5 votes gone, and 120 times 1.1
    assert gone.worst == Fraction(63, 2) + 132
    assert gone.left == 34 - gone.worst
    assert not gone.confirmable


def test_lost_paper_that_cannot_matter() -> None:
    stake = stake_of_assertion(count([[900, 10, 0, 0, 0], [2, 1, 0, 0, 0]], [1000, 4]), LEAD)
    gone = lost(stake, np.array([1]))
    assert gone is not None
    assert gone.confirmable


def test_replacement_takes_the_rest_of_the_place_or_the_next_wider_one(sheets: Sheets) -> None:
    stake = stake_of_assertion(sheets, LEAD)
    result = named(stake, np.array([2]), ["replace"])
    # sheet 3 is alone in its place, so the region's other sheets are taken: 120, 70, 15, 5, 9 of 219
    assert result.used == {"region": 1}
    new = result.effects[0].tally
    shares = [57 * n / 219 for n in (120, 70, 15, 5, 9)]
    others = [120, 70, 15, 5, 9]
    got = [new.of(c.choice_id) - n for c, n in zip(CONTEST.choices, others, strict=True)]
    assert sum(got) == 57
    assert all(abs(g - s) < 1 for g, s in zip(got, shares, strict=True))


def test_huge_votes_do_not_overflow() -> None:
    big = 10**17
    stake = stake_of_assertion(count([[big * 9, big, 0, 0, 0], [big * 2, big, 0, 0, 0]]), LEAD)
    assert stake.slack == Fraction(77 * big, 10)
    # 9 times 11e17 is more than 64 bits hold; without the first sheet A still leads by a third
    flip = smallest_flip(stake, "annul")
    assert flip.lower is None
    assert smallest_flip(stake, "move").chosen == ("0001",)
    assert smallest_flip(stake, "move").tally.of(B) == 11 * big


def test_every_figure_of_a_sentence_is_there(sheets: Sheets) -> None:
    from veedor.report.wording import Wording

    stake = stake_of_assertion(sheets, LEAD)
    results = (
        flips(stake),
        doubt(stake, 1, runs=100),
        named(stake, np.array([0, 3])),
    )
    for lang in ("en", "es"):
        wording = Wording(lang).of(CONTEST)
        for result in results:
            for finding in result.findings:
                assert wording.has(finding.says)
                said = wording.say(finding)
                assert "stakes." not in said
                labels = [wording.label(figure, finding.finding_id) for figure in finding.figures]
                assert not [name for name in labels if name.startswith("figure.")]
                assert all(wording.has(key) for key in (*finding.assumptions, *finding.cannot_show))
                assert wording.has(finding.method.name)
            for table in result.tables:
                assert wording.has(f"table.{table.name}")
                heads = [wording.column(column, table.name) for column in table.columns]
                assert not any(head.startswith("column.") for head in heads)
                assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("find", [smallest_flip, prove])
@pytest.mark.parametrize("treatment", ["abstainers", "anything"])
def test_an_area_that_gets_its_first_votes_is_not_ruled_out(
    treatment: str, find: Callable[[Stake, str], Flip]
) -> None:
    sheets = count([[5, 1, 0, 0, 0], [0, 0, 0, 0, 0]], [10, 10], ["P", "Q"], ["R", "S"])
    stake = stake_of(sheets, explain(rule("spread"), sheets.tally(("region",))))
    found = find(stake.about(donor=B, receiver=A), treatment)  # ten votes in S elect A
    assert found.lower == 1
    assert found.word(1) is not Word.CANNOT


def test_all_sheets_annulled_leave_no_votes_and_not_an_outcome_to_be_determined() -> None:
    sheets = count([[5, 3, 0, 0, 0], [5, 3, 0, 0, 0], [5, 3, 0, 0, 0]])
    stake = stake_of(sheets, explain(rule("first"), sheets.tally()))
    (found,) = flips(stake, ["annul"]).findings
    assert found.figure("outcome_after").value == "outcome_kind.no_votes"
    assert found.figure("flip_found").value == 3


def test_a_word_in_quotes_is_a_name() -> None:
    contest = replace(CONTEST, choices=(Choice(ChoiceId("not"), "Not so"), *CONTEST.choices[1:]))
    sheets = count([[7, 0, 0, 0, 0], [2, 1, 0, 0, 0]], contest=contest)
    assert where(sheets, "'not' > 3").tolist() == [0]
    assert where(sheets, "not 'not' > 3").tolist() == [1]


def test_a_condition_nests_so_many_times_and_no_more(sheets: Sheets) -> None:
    assert where(sheets, "not " * DEEPEST + "A = 60").tolist() == [0]
    assert where(sheets, "(" * DEEPEST + "A = 60" + ")" * DEEPEST).tolist() == [0]
    for deeper in ("not " * (DEEPEST + 1) + "A = 60", "(" * (DEEPEST + 1) + "A = 60" + ")" * (DEEPEST + 1)):
        with pytest.raises(QuestionError, match="nests more than 50 times"):
            where(sheets, deeper)


@pytest.mark.parametrize(
    ("condition", "seen"),
    [("precinct in (P", "the end"), ("precinct in (P Q)", "Q"), ("precinct P", "P"), ("precinct", "the end")],
)
def test_what_stands_instead_of_a_sign_is_named(sheets: Sheets, condition: str, seen: str) -> None:
    with pytest.raises(QuestionError, match=f"was expected in the condition, and '{seen}' stands there"):
        where(sheets, condition)


def test_a_share_may_be_none_or_all() -> None:
    assert [share_of(12, text) for text in ("0%", "100%", "1/1", "0/5")] == [0, 12, 12, 0]
    with pytest.raises(QuestionError, match=r"Write 1% for 2 or 100% for 200 of 200\."):
        share_of(200, "1")
    with pytest.raises(QuestionError, match=r"Write 0% for 0 of 200\."):
        share_of(200, "0")
    with pytest.raises(QuestionError, match=r"Write 2% for 4 of 200\."):
        share_of(200, "2")
    with pytest.raises(QuestionError, match=r"Write it as 0.22% or as 1/500"):
        share_of(200, "-0.5")
    with pytest.raises(QuestionError, match=r"Write it as 0.22% or as 1/500"):
        share_of(200, "101")


@pytest.mark.parametrize(("known", "asked"), [("000012", "12"), ("12", "0012"), ("00012", "012")])
def test_an_id_with_other_zeros_before_it_is_the_nearest(known: str, asked: str) -> None:
    ids = [
        f"{zeros}x{a}{b}" for zeros in ("00", "0") for a in "abcdef" for b in "abcdef"
    ]  # far apart in order
    sheets = replace(count([[1, 0, 0, 0, 0]] * 73), ids=np.array(sorted([known, *ids]), dtype=np.str_))
    with pytest.raises(QuestionError, match=f"'{known}'"):
        named_rows(sheets, [asked])


def test_sheets_and_groups_are_named_by_hand() -> None:
    assert StakesRequest(sheets=("0001",)).named_by_hand
    assert StakesRequest(groups={"0001": "g"}).named_by_hand
    assert not StakesRequest(condition="A > 1", number=3).named_by_hand


def test_a_block_that_must_stay_below_a_line(sheets: Sheets) -> None:
    """That A has less than three fifths: 150 of 260 valid votes, and six votes below the line."""
    below = Assertion(
        "not_share:A", AssertionKind.NOT_SHARE, A, None, Fraction(3, 5), "valid",
        {A: -2, B: 3, ChoiceId("C"): 3}, strict=True, scale=5,
    )  # fmt: skip
    stake = stake_of_assertion(sheets, below)
    assert stake.slack == 6
    found = block(stake, np.array([0]))
    assert found is not None
    # the others: 90 of 175 for A, 15 below; the block's 85 valid votes may hold less than 66 for A
    assert not found.at_least
    assert found.actual == Fraction(60, 85)
    # one fifth of a vote stands between the line and the last content that is still below it
    assert found.rest_slack == 15 - Fraction(1, 5)
    assert found.needed == Fraction(3, 5) + (15 - Fraction(1, 5)) / 85


def test_a_block_without_votes_needs_and_has_no_share() -> None:
    stake = stake_of_assertion(count([[9, 1, 0, 0, 0], [0, 0, 0, 4, 0]]), LEAD)
    for rows in (np.array([1]), np.array([], dtype=np.int64)):
        found = block(stake, rows)
        assert found is not None
        assert (found.needed, found.actual, found.rest_slack) == (None, None, stake.slack)


def test_a_set_that_would_change_the_outcome_is_shown_with_the_content_that_does() -> None:
    """The content that hurts one condition most need not be the one that breaks all of them."""
    for rows in ([[4, 0, 1, 0, 0], [3, 1, 6, 0, 0], [7, 4, 6, 0, 0]], [[6, 0, 5, 0, 0], [5, 4, 0, 0, 0]]):
        sheets = count(rows, [sum(row) + 3 for row in rows])
        stake = stake_of(sheets, explain(rule("majority-or-lead"), sheets.tally()))
        for treatment in ("annul", "move", "refill-valid", "refill-cast", "anything"):
            for chosen in range(len(rows)):
                found = effect(stake, np.array([chosen]), treatment)
                assert (found.word is Word.WOULD) is stake.fallen(found.tally)


def test_among_equal_weights_those_that_the_assertion_names_stand_for_it() -> None:
    sheets = count([[5, 9, 30, 0, 0]])
    share = Assertion(
        "share:A", AssertionKind.SHARE, A, None, Fraction(1, 20), "valid",
        {A: 19, B: -1, ChoiceId("C"): -1}, strict=False, scale=20,
    )  # fmt: skip
    assert roles(share, sheets.tally()) == (A, ChoiceId("C"))  # of B and C, whom it names alike, the larger
    both = Assertion(
        "lead:A>B", AssertionKind.LEAD, A, B, Fraction(0), "", {A: 1, B: -1, ChoiceId("C"): -1}, strict=True
    )
    assert roles(both, sheets.tally()) == (A, B)  # B is named, though C has more votes


def test_a_content_at_its_worst_is_filled_where_it_costs_nothing_and_left_out_where_it_helps() -> None:
    sheets = count([[4, 2, 1, 0, 0]], [10])
    some = Assertion("some:A", AssertionKind.SHARE, A, None, Fraction(0), "", {A: 1}, strict=True)
    every = Assertion(
        "some", AssertionKind.SHARE, None, None, Fraction(0), "", dict.fromkeys(sheets.column, 1), True
    )
    asked = problem_of(stake_of_assertion(sheets, some), "anything")
    assert asked.treated.contents(np.array([0]), aim_at(some)).tolist() == [[0, 10, 0, 0, 0]]
    assert asked.treated.contents(np.array([0]), aim_at(every)).tolist() == [[0, 0, 0, 0, 0]]
    kept = problem_of(stake_of_assertion(sheets, some), "refill-cast")
    assert kept.treated.contents(np.array([0]), aim_at(every)).sum() == 7
    assert (asked.treated.at_most, kept.treated.at_most) == (True, False)
    assert not problem_of(stake_of_assertion(sheets, some), "annul").treated.at_most


def test_no_bound_rules_out_what_so_many_units_can_do() -> None:
    sheets = count([[40, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 2, 0, 0, 0]], [41, 500, 2])
    first = Assertion("first:A>B", AssertionKind.FIRST, A, B, Fraction(0), "", {A: 1, B: -1}, strict=True)
    stake = stake_of_assertion(sheets, first)
    full, gone = problem_of(stake, "anything"), problem_of(stake, "annul")
    assert (full.largest_unit, gone.largest_unit) == (500, 41)
    assert not full.out_of_reach(first, 1)  # five hundred voters of B
    for asked in (full, gone):
        for k in range(4):
            if asked.out_of_reach(first, k):
                assert at_most(asked.loss(first), k) < stake.need(first)
    assert gone.out_of_reach(first, 0)


def test_a_block_is_asked_for_its_sheets_in_the_area() -> None:
    sheets = count([[9, 2, 0, 0, 0], [5, 5, 0, 0, 0], [1, 9, 0, 0, 0]], None, list("PQP"), list("RSR"))
    inside = replace(
        LEAD, scope=Scope("region", AreaId("R")), threshold=Fraction(0), weights={A: 1, B: -1}, scale=1
    )
    ahead = replace(inside, weights={A: -1, B: 1}, subject=B, rival=A)  # B leads by one in R
    found = block(stake_of_assertion(sheets, ahead), np.array([0, 1]))
    assert found is not None
    assert found.actual == Fraction(2 - 9, 11)  # the first sheet alone lies in R
    assert found.rest_slack == 8
    assert found.at_least


def test_a_turnout_is_of_nobody_and_asked_for_as_a_least() -> None:
    sheets = count([[9, 2, 0, 0, 0], [5, 5, 0, 0, 0]], [20, 20])
    quota = Assertion(
        "turnout", AssertionKind.TURNOUT, None, None, Fraction(1, 2), "registered",
        dict.fromkeys(sheets.column, 2), strict=False, scale=2, registered_weight=-1,
    )  # fmt: skip
    found = block(stake_of_assertion(sheets, quota), np.array([0]))
    assert found is not None
    assert found.at_least


def test_a_sheet_that_no_aim_touches_stays_as_published() -> None:
    sheets = count([[4, 2, 0, 0, 0], [5, 1, 0, 0, 0]], [9, 9], list("PQ"), list("RS"))
    first = Assertion("first:A>B", AssertionKind.FIRST, A, B, Fraction(0), "", {A: 1, B: -1}, strict=True)
    inside = replace(first, assertion_id="first:A>B:R", scope=Scope("region", AreaId("R")))
    stake = stake_of_assertion(sheets, first)
    for treatment, lost_there in (("anything", 2 + 9), ("refill-valid", 2 + 6)):
        treated = problem_of(stake, treatment).treated
        assert treated.losses(first, aim_at(inside)).tolist() == [lost_there, 0]
        assert treated.contents(np.arange(2), aim_at(inside))[1].tolist() == [5, 1, 0, 0, 0]
