"""Candidates published as one figure: valid votes, of which nobody leads, wins or goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veedor.errors import QuestionError
from veedor.intake.case_problems import LUMP
from veedor.intake.names import fold
from veedor.model import ChoiceId, Kind, OpenVotes, OutcomeKind, Tally
from veedor.report.wording import Wording
from veedor.rules import Decision, decide, explain, load, tally_of
from veedor.rules.assembly import share_out
from veedor.rules.predicates import HALF
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.seat_rule import SeatRule

BASES = {"valid": (Kind.CANDIDATE, Kind.OTHERS)}


def says(decision: Decision) -> list[str]:
    return [finding.says for finding in decision.findings]


def of(**votes: int) -> Tally:
    return tally_of(votes)


def test_a_lump_does_not_go_to_the_runoff_and_what_it_may_hide_is_said() -> None:
    decision = explain(load("cl-president-1989"), of(adler=845, brandt=500, others=655))
    assert (decision.outcome.kind, decision.outcome.choices) == (OutcomeKind.RUNOFF, ("adler", "brandt"))
    assert decision.lump is not None
    assert (decision.lump.votes, decision.lump.would.choices) == (655, ("adler", "others"))
    assert "rules.lump" in says(decision)


def test_somebody_elected_by_a_lead_over_those_with_a_name_carries_the_lump_too() -> None:
    decision = explain(load("bo-president-2009"), of(adler=845, brandt=500, others=655))
    assert decision.outcome.winner == "adler"
    assert decision.lump is not None
    assert decision.lump.would.kind is OutcomeKind.RUNOFF  # 9.5 points ahead of all the others as one


def test_a_lump_counts_as_valid_votes() -> None:
    rule = load("bo-president-2009")
    assert decide(rule, of(A=501, B=200, others=299)).winner == "A"
    assert decide(rule, of(A=390, B=200, others=410)).kind is OutcomeKind.RUNOFF
    assert of(A=501, B=200, others=299).valid == 1000


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("votes", "matters"),
    [
        ({"A": 501, "B": 200, "others": 299}, False),  # more than half, whoever the others are
        ({"A": 450, "B": 300, "others": 250}, False),  # forty and ten, also over all others as one
        ({"A": 450, "B": 200, "others": 350}, False),  # ten points over all others as one, exactly
        ({"A": 450, "B": 199, "others": 351}, True),
        ({"A": 450, "B": 449, "others": 101}, False),
        ({"A": 350, "B": 300, "others": 300}, True),  # equal to the one who goes on
    ],
)
def test_a_lump_matters_where_one_of_it_could_change_the_outcome(
    votes: dict[str, int], matters: bool, lang: str
) -> None:
    decision = explain(load("bo-president-2009"), tally_of(votes))
    assert (decision.lump is not None) is matters
    wording = Wording(lang).of(decision.tally.contest)
    texts = [wording.say(finding) for finding in decision.findings]
    assert not any("{" in text or "rules." in text for text in texts)


def test_what_is_open_may_be_for_one_of_a_lump() -> None:
    tally = of(A=350, B=310, others=300)
    assert explain(load("bo-president-2009"), tally).lump is None
    to_the_leader = OpenVotes(5, frozenset({ChoiceId("A")}))
    to_others = OpenVotes(10, frozenset({ChoiceId("others")}))
    assert explain(load("bo-president-2009"), replace(tally, open=(to_the_leader,))).lump is None
    decision = explain(load("bo-president-2009"), replace(tally, open=(to_others,)))
    assert decision.outcome.kind is OutcomeKind.RUNOFF
    assert decision.lump is not None


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("rule_id", ["is-president-1944", "bo-president-2009", "kr-president-1988"])
def test_somebody_beside_a_lump_does_not_stand_alone(rule_id: str, lang: str) -> None:
    # in Korea a sole candidate would need a third of the registered
    decision = explain(load(rule_id), tally_of({"A": 100, "others": 40}, registered=1_000))
    assert decision.outcome.winner == "A"
    assert decision.lump is None
    assert "rules.elected.alone" not in says(decision)
    wording = Wording(lang).of(decision.tally.contest)
    assert not any("{" in wording.say(finding) for finding in decision.findings)


def test_two_with_a_name_and_a_lump_are_more_than_two() -> None:
    rule = load("id-president-2002")
    provinces = {f"P{i}": {"A": 50, "B": 45, "others": 5} for i in range(4)}
    total = {"A": 200, "B": 180, "others": 20}
    tally = tally_of(total, areas={"province": provinces})
    assert decide(rule, tally).kind is OutcomeKind.RUNOFF


def test_a_lump_that_could_win_a_seat_is_refused_and_a_small_one_is_not() -> None:
    part = SeatRule("seats", "dhondt", None, 4)
    small = share_out(part, of(A=100, B=60, others=20), BASES)
    assert dict(small.areas[0].seats)[ChoiceId("A")] == 3
    with pytest.raises(QuestionError, match="one figure for several lists"):
        share_out(part, of(A=100, B=60, others=50), BASES)
    barred = SeatRule("seats", "dhondt", None, 4, Threshold(HALF, Op.GE, "valid"))
    assert dict(share_out(barred, of(A=120, B=50, others=60), BASES).areas[0].seats)[ChoiceId("A")] == 4


def test_hare_takes_its_quota_of_the_votes_of_a_lump_too() -> None:
    part = SeatRule("seats", "hare", None, 3)
    named = share_out(part, of(A=50, B=30, C=5, D=5), BASES).areas[0].seats
    lumped = share_out(part, of(A=50, B=30, others=10), BASES).areas[0]
    assert {c: named[ChoiceId(c)] for c in "AB"} == {c: lumped.seats[ChoiceId(c)] for c in "AB"}


@pytest.mark.parametrize(
    "label",
    [
        "Others", "All other candidates", "Otros", "Los demás", "Outros partidos", "Autres", "Sonstige",
        "Andere Parteien", "Altri", "Прочие", "Write-ins", "Write-in", "Scattering", "Miscellaneous", "Rest",
        "Independents", "Independents together", "Independientes juntos", "Minor parties", "Varios",
    ],
)  # fmt: skip
def test_names_of_many_are_asked_for(label: str) -> None:
    assert LUMP.search(fold(label))


@pytest.mark.parametrize(
    "label",
    [
        "Restore Britain", "Restoration Party", "Independent", "Independent Party", "Independents for Change",
        "Otranto", "Another Way", "Brothers of Italy", "Andreas Otter", "Autrey", "Restrepo",
        "Mother Earth", "Vårt Andre Folk", "Diversion", "Anders Andersson", "Variety Party", "Dr. Misconi",
    ],
)  # fmt: skip
def test_names_of_one_are_not(label: str) -> None:
    assert not LUMP.search(fold(label))


def test_a_lump_without_a_vote_yet_matters_where_open_votes_may_be_for_it() -> None:
    rule = load("plurality")
    counted = tally_of({"A": 40, "others": 0}, outstanding=50)
    decision = explain(rule, counted)
    assert decision.lump is not None
    assert (decision.lump.choice, decision.lump.votes) == ("others", 0)
    assert explain(rule, tally_of({"A": 40, "others": 0})).lump is None
    assert explain(rule, tally_of({"A": 40, "others": 0}, outstanding=30)).lump is None
