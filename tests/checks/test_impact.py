"""What follows for the outcome: against plain recomputation, and against every content of small sheets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.build_checks import baseline, clean, make_sheets, with_votes
from veedor.checks import CHECKS, NO_PACK, Dossier, run_checks
from veedor.checks.impact import Baseline, effects
from veedor.count.vectors import UNKNOWN
from veedor.findings.fallen import beside, findings_of, names_of
from veedor.model import Assertion, AssertionKind, Choice, ChoiceId, Contest, ContestId, Kind
from veedor.report.wording import Wording
from veedor.rules import decide, explain, load

TINY = Contest(
    ContestId("president"),
    "President",
    (Choice(ChoiceId("A"), "A"), Choice(ChoiceId("B"), "B"), Choice(ChoiceId("null"), "null", Kind.NULL)),
)


def test_annulling_is_deciding_without_the_sheets() -> None:
    sheets = clean()
    rows = np.array([0, 3, 7])
    impact = baseline(sheets).impact(rows)
    rest = sheets.take(np.setdiff1d(np.arange(12), rows)).tally()
    lead = Fraction(rest.of(ChoiceId("A")) - rest.of(ChoiceId("B")), rest.valid)
    outcome = decide(load("bo-president-2009"), rest, round="first")
    assert impact.annulled_changes != outcome.same_as(baseline(sheets).decision.as_counted)
    assert impact.level_annulled in {lead, Fraction(rest.of(ChoiceId("A")), rest.valid)}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 2)), min_size=2, max_size=4),
    st.integers(0, 1),
)
def test_the_word_for_other_contents_is_right_by_trying_all_of_them(
    votes: list[tuple[int, int, int]], row: int
) -> None:
    sheets = make_sheets([list(v) for v in votes], registered=[max(4, sum(v)) for v in votes], contest=TINY)
    if sheets.valid.sum() == 0:
        return
    made = baseline(sheets)
    impact = made.impact(np.array([row]))
    rule = load("bo-president-2009")
    possible = False
    for content in product(range(int(sheets.registered[row]) + 1), repeat=3):
        if sum(content) > sheets.registered[row]:
            continue
        tally = with_votes(sheets, row, content).tally()
        if not decide(rule, tally, round="first").same_as(made.decision.as_counted):
            possible = True
            break
    if impact.anything is not None:
        assert impact.anything == possible


def test_worst_contents_give_all_voters_to_the_choice_that_hurts_most() -> None:
    sheets = clean()
    made = baseline(sheets)
    assert isinstance(made.decision.pivot, Assertion)
    contents = made._worst(np.array([2]), made.decision.pivot)
    assert contents is not None
    assert contents.sum() == 240
    weight = made.decision.pivot.weight
    worst = min(made.decision.pivot.weights, key=weight)
    assert contents[0, sheets.column[worst]] == 240


@pytest.mark.parametrize(
    ("votes", "share"),
    [
        ([[20, 10, 0, 50, 10], [18, 12, 0, 40, 20], [15, 10, 0, 45, 12]], Fraction(177, 262)),
        ([[1, 0, 0, 9, 0], [2, 1, 1, 0, 10]], Fraction(19, 24)),
        ([[5, 4, 3, 30, 30]], Fraction(60, 72)),
    ],
)
@pytest.mark.parametrize("round_", ["first", "runoff"])
def test_a_ground_of_voidness_is_measured_out_of_ballots(
    votes: list[list[int]], share: Fraction, round_: str
) -> None:
    """Two thirds of the ballots blank or spoiled: what decides is their share, and not one of itself."""
    sheets = make_sheets(votes)
    made = Baseline(sheets, explain(load("pe-president-1993"), sheets.tally(), round=round_))
    assert made.measure is not None
    assert (made.measure.base_name, made.level()) == ("cast", share)
    without = Fraction(sum(v[3] + v[4] for v in votes[1:]), max(sum(map(sum, votes[1:])), 1)) or None
    assert made.impact(np.array([0])).level_annulled == without


def test_without_registered_voters_other_contents_stay_open() -> None:
    sheets = replace(clean(), registered=np.full(12, UNKNOWN, dtype=np.int64))
    impact = baseline(sheets).impact(np.array([1]))
    assert impact.anything is None
    assert impact.sway in {"not_if_annulled", "would_if_annulled"}


def test_a_sheet_that_decides_is_said_to_decide() -> None:
    sheets = make_sheets([[100, 85, 20, 0, 0], [60, 20, 10, 0, 0]], registered=[220, 100])
    made = baseline(sheets)
    assert made.decision.outcome.winner == "A"
    impact = made.impact(np.array([1]))
    assert impact.annulled_changes
    assert impact.sway == "would_if_annulled"


def test_a_spread_over_areas_that_few_sheets_cannot_break_is_said_to_stand() -> None:
    rule = load("ke-president-2010")
    counties = 47
    sheets = make_sheets([[90, 60, 5, 0, 2]] * (3 * counties), places=[i // 3 for i in range(3 * counties)])
    area = np.array([f"county {i // 3:02d}" for i in range(3 * counties)])
    sheets = replace(sheets, areas=dict.fromkeys(rule.divisions, area))
    made = Baseline(sheets, explain(rule, sheets.tally(rule.divisions)))
    assert made.decision.outcome.winner == "A"
    assert made.impact(np.array([4])).sway == "cannot"
    assert made.impact(np.arange(0, 3 * counties, 2)).sway == "could_with_other_contents"


def test_net_and_gross_effect_of_changes() -> None:
    before = clean()
    up, down = before.votes[0] + [5, -5, 0, 0, 0], before.votes[1] + [-2, 2, 0, 0, 0]
    after = with_votes(with_votes(before, 0, up.tolist()), 1, down.tolist())
    lead = Assertion(
        "lead",
        AssertionKind.FIRST,
        ChoiceId("A"),
        ChoiceId("B"),
        Fraction(0),
        "valid",
        {ChoiceId("A"): 1, ChoiceId("B"): -1},
        strict=True,
    )
    (effect,) = effects(before, after, [lead])
    assert (effect.net, effect.gross) == (Fraction(6), Fraction(14))


def test_checks_are_ranked_by_how_far_annulling_moves_what_decides() -> None:
    sheets = with_votes(with_votes(clean(), 0, (0, 120, 0, 0, 0)), 5, (239, 1, 0, 0, 0))
    result = run_checks(Dossier((clean(), sheets), NO_PACK), baseline(sheets))
    result = replace(result, command="veedor check x")
    moves = [r.impact.moved for r in result.ranked if r.impact is not None and not r.impact.annulled_changes]
    assert moves == sorted(moves, reverse=True)
    assert {f.finding_id.split(".falls.")[0] for f in result.findings} == {f"checks.{c}" for c in CHECKS}
    assert all(f.command.startswith("veedor check x --only ") for f in result.findings)
    assert result.of("changed").effects


def test_without_a_rule_checks_still_name_their_sheets() -> None:
    result = run_checks(Dossier((with_votes(clean(), 4, (0, 0, 0, 0, 0)),), NO_PACK), None)
    assert result.of("no_ballots").named.tolist() == ["0004"]
    assert result.of("no_ballots").impact is None
    assert all(len(row) == len(table.columns) for table in result.tables for row in table.rows)


@pytest.mark.parametrize("only", [("no_ballots",), ("changed", "vanished")])
def test_only_some_checks_can_be_asked(only: tuple[str, ...]) -> None:
    result = run_checks(Dossier((clean(),), NO_PACK), None, only=only)
    assert tuple(r.check.check_id for r in result.results) == only


TURNOUT = "Then turnout would cross its line of 50 % of registered voters: {} % instead of 56.0000 %."
REFERENDUM = Contest(
    ContestId("proposal"),
    "A proposal",
    (
        Choice(ChoiceId("yes"), "Yes"),
        Choice(ChoiceId("no"), "No"),
        Choice(ChoiceId("null"), "Null", Kind.NULL),
    ),
)


@pytest.mark.parametrize(
    ("votes", "voters", "fallen"),
    [
        # of 300 voters 168 voted, 100 of 168 for it; without the first sheet 98 did, 40 of 98 for it
        (
            [[60, 10, 0], [20, 30, 0], [20, 28, 0]],
            [100, 100, 100],
            [
                "share reached 59.5238 40.8163",
                TURNOUT.format("32.6667"),
            ],
        ),
        # the share rises from 59.52 to 60.42: turnout alone falls
        (
            [[42, 30, 0], [29, 20, 0], [29, 18, 0]],
            [100, 100, 100],
            [
                "turnout reached 59.5238 60.4167",
                TURNOUT.format("32.0000"),
            ],
        ),
        # turnout stays above its line, so the share alone falls and is told by its figure
        ([[60, 10, 0], [50, 60, 0], [50, 60, 0]], [300, 100, 20], ["share reached 55.1724 45.4545"]),
    ],
)
def test_every_condition_that_annulling_breaks_is_named(
    votes: list[list[int]], voters: list[int], fallen: list[str]
) -> None:
    sheets = make_sheets(votes, registered=voters, contest=REFERENDUM)
    decision = explain(load("approve(1/2, turnout=50%)"), sheets.tally())
    made = Baseline(sheets, decision)
    impact = made.impact(np.array([0]))
    words = Wording("en")
    others = beside(impact.falls, made.measure)
    told = [words.say(f).replace("\u00a0", " ") for f in findings_of("x", others)]
    level = [f"{float(v * 100):.4f}" for v in (impact.level, impact.level_annulled) if v is not None]
    names = words.figure(names_of(impact.falls))
    assert [" ".join([names.replace(" and turnout reached", ""), *level]), *told] == fallen
    assert names.count("reached") == len(impact.falls)


def test_the_sentence_of_a_check_says_what_else_would_no_longer_hold() -> None:
    votes = [[90, 0, 0], [20, 30, 0], [20, 28, 0]]
    sheets = make_sheets(votes, registered=[90, 120, 110], contest=REFERENDUM)
    decision = explain(load("approve(1/2, turnout=50%)"), sheets.tally())
    result = run_checks(Dossier((sheets,), NO_PACK), Baseline(sheets, decision), only=("full_turnout",))
    told = [Wording("en").say(f).replace("\u00a0", " ") for f in result.findings]
    assert told[0].endswith(
        "the figure that decides as counted would go from 58.7500 % to 30.6250 %, and these conditions "
        "would no longer hold: share reached and turnout reached; annulling them would change the outcome."
    )
    assert told[1].startswith("Then the share of yes would cross its line of 50 % of valid votes: 40.8163 %")


def test_no_condition_is_named_where_no_vote_is_left() -> None:
    sheets = make_sheets([[60, 10, 0]], registered=[100], contest=REFERENDUM)
    decision = explain(load("approve(1/2, turnout=50%)"), sheets.tally())
    impact = Baseline(sheets, decision).impact(np.array([0]))
    assert (impact.annulled_changes, impact.falls) == (True, ())
