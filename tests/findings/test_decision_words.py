"""What decides, in words: the line that is named is the line that the slack is counted from."""

from __future__ import annotations

from typing import Any

import pytest

from veedor.findings.decision import findings
from veedor.report.wording import Wording
from veedor.rules import explain, load, tally_of


@pytest.mark.parametrize(
    ("law", "votes", "told"),
    [
        ("bo-president-2009", {"A": 51, "B": 49}, "0 votes above 50 % of valid votes plus one vote."),
        ("bo-president-2009", {"A": 53, "B": 48}, "1.5 votes above 50 % of valid votes plus one vote."),
        ("bo-president-2009", {"A": 50, "B": 49, "C": 1}, "1 vote below 50 % of valid votes plus one vote."),
        ("approve(1/2+1)", {"yes": 52, "no": 48}, "1 vote above 50 % of valid votes plus one vote."),
        ("majority-runoff", {"A": 51, "B": 49}, "1 vote above 50 % of valid votes."),
    ],
)
def test_half_plus_one_is_named_as_the_line_that_it_is(law: str, votes: dict[str, int], told: str) -> None:
    decision = explain(load(law), tally_of(votes))
    (binding,) = [f for f in findings(decision) if f.finding_id == "rules.binding"]
    said = Wording("en").say(binding).replace("\u00a0", " ")
    assert said.endswith(told)


def _said(law: str, votes: dict[str, int], name: str, *, lang: str = "en", **more: Any) -> str:  # noqa: ANN401 - of tally_of
    decision = explain(load(law), tally_of(votes, **more))
    (found,) = [f for f in findings(decision) if f.finding_id == f"rules.{name}"]
    return Wording(lang).say(found).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("votes", "registered", "told"),
    [
        # 51 of 100 voters: two ballots taken end it, of the share it takes 41 moved
        ({"yes": 91, "no": 9}, 196, "What decides is turnout: it lies 2 ballots above 50 %"),
        # the share is nearer: one vote moved makes it a half
        ({"yes": 51, "no": 49}, 110, "What decides is the share of yes: it lies 1 vote above 50 %"),
        # as many: one moved breaks the share, one taken the turnout; what votes moved break comes first
        ({"yes": 51, "no": 49}, 200, "What decides is the share of yes"),
        # void by a hair: nobody moves a turnout
        ({"yes": 90, "no": 9}, 200, "What decides is turnout: it lies 1 ballot below 50 %"),
    ],
)
def test_what_decides_is_what_the_fewest_votes_change_in_any_way(
    votes: dict[str, int], registered: int, told: str
) -> None:
    law = "approve(1/2, turnout=50%)"
    assert _said(law, votes, "binding", registered=registered).startswith(told)
    decision = explain(load(law), tally_of(votes, registered=registered))
    fewest = min(m.votes for m in decision.margins if m.votes is not None)
    assert fewest == min(m.votes for m in decision.binding_margins if m.votes is not None)
    assert decision.pivot == decision.binding


@pytest.mark.parametrize(
    ("law", "votes", "told"),
    [
        ("majority-runoff", {"A": 40, "B": 30, "C": 30}, "On to the next round for certain: A. B and C have"),
        ("fr-president-1976", {"A": 40, "B": 30, "C": 30}, "On to the next round for certain: A. B and C"),
        ("majority-runoff", {"A": 25, "B": 25, "C": 25, "D": 25}, "A, B, C and D have equal votes"),
        ("majority-runoff", {"A": 30, "B": 30, "C": 30, "D": 10}, "A, B and C have equal votes"),
        ("plurality", {"A": 30, "B": 30, "C": 10}, "A and B have equal votes"),
    ],
)
def test_who_goes_on_for_certain_is_said_where_the_second_place_is_tied(
    law: str, votes: dict[str, int], told: str
) -> None:
    assert _said(law, votes, "outcome").startswith(told)


@pytest.mark.parametrize(
    ("lang", "told", "so_far"),
    [
        (
            "en",
            "No candidate has a vote in this count, so the rule names nobody.",
            "No candidate has a vote so far, so the outcome is not determined yet.",
        ),
        (
            "es",
            "Ninguna candidatura tiene votos en este cómputo, así que la regla no nombra a nadie.",
            "Hasta ahora ninguna candidatura tiene votos, así que el resultado todavía no está determinado.",
        ),
    ],
)
def test_a_count_without_votes_waits_for_more_only_where_more_is_to_come(
    lang: str, told: str, so_far: str
) -> None:
    votes = {"A": 0, "B": 0}
    assert _said("plurality", votes, "outcome", lang=lang) == told
    assert _said("plurality", votes, "outcome", lang=lang, outstanding=300) == so_far
