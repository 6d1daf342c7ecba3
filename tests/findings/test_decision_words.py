"""What decides, in words: the line that is named is the line that the slack is counted from."""

from __future__ import annotations

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
