"""Audits of listed ballots: sizes, the draw, and what was found, in order and without a gap."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from veedor.audit.ballots import BallotList, ballot_audit, of_ballots
from veedor.audit.cards import Compared, assorter, comparison, polling
from veedor.audit.draw import simple
from veedor.errors import QuestionError
from veedor.findings.audit_ballots import findings
from veedor.model import ChoiceId
from veedor.rules import explain, load, tally_of

A, B, C = ChoiceId("A"), ChoiceId("B"), ChoiceId("C")
SEED = "31415926535897932384"
RISK = Fraction(1, 20)
DECISION = explain(load("mx-president-1996"), tally_of({"A": 560, "B": 400, "C": 40}))
MARKS: list[ChoiceId | None] = [*[A] * 560, *[B] * 400, *[C] * 40]
IDS = tuple(f"b{i:04d}" for i in range(1000))
RECORDS = dict(zip(IDS, MARKS, strict=True))
LISTED = BallotList(IDS, RECORDS)


def test_sizes_come_without_a_list_and_comparison_needs_far_fewer() -> None:
    made = ballot_audit(DECISION, risk_limit=RISK, ballots=1000)
    polled, compared = (max(getattr(a, n) for a in made.assertions) for n in ("polled", "compared"))
    assert compared < 60 < polled < 400
    assert (made.attained, made.drawn) == (None, ())
    assert [f.says for f in findings(made)] == ["audit.ballots"]


def test_ballots_come_in_a_simple_random_order_that_the_seed_gives() -> None:
    made = ballot_audit(DECISION, risk_limit=RISK, ballots=1000, listed=LISTED, seed=SEED, first=7)
    assert made.drawn == tuple(IDS[i] for i in simple(SEED, list(IDS)).tolist()[:7])


@pytest.mark.parametrize("records", [True, False])
def test_what_was_found_counts_in_order_up_to_the_first_gap(*, records: bool) -> None:
    order = [IDS[i] for i in simple(SEED, list(IDS)).tolist()]
    found = {ballot: RECORDS[ballot] for ballot in [*order[:50], *order[51:60]]}
    listed = LISTED if records else replace(LISTED, records={})
    made = ballot_audit(
        DECISION,
        risk_limit=RISK,
        ballots=1000,
        listed=listed,
        seed=SEED,
        found={**found, order[3]: "missing"},
    )
    assert made.looked == 50
    for one in made.assertions:
        sorter = assorter(one.assertion, [A, B, C])
        if records:
            cards = [Compared(RECORDS[b], RECORDS[b], paper_found=b != order[3]) for b in order[:50]]
            assert one.p == comparison(sorter, cards, 1000, one.mean)[-1]
        else:
            worst = one.assertion.rival
            marks = [worst if b == order[3] else RECORDS[b] for b in order[:50]]
            assert one.p == polling(sorter, marks, 1000, expected=float(one.mean))[-1]
    says = [f.says for f in findings(made)]
    assert says[-1] == ("audit.ballots.confirmed" if made.attained <= RISK else "audit.ballots.open")  # type: ignore[operator]


def test_what_no_list_of_ballots_can_confirm_is_refused() -> None:
    tie = explain(load("mx-president-1996"), tally_of({"A": 5, "B": 5}))
    with pytest.raises(QuestionError, match="no condition of votes"):
        of_ballots(replace(tie, support=None))
    with pytest.raises(QuestionError, match="fewer than the 1000"):
        ballot_audit(DECISION, risk_limit=RISK, ballots=999)
    with pytest.raises(QuestionError, match="not on the list"):
        ballot_audit(DECISION, risk_limit=RISK, ballots=1000, listed=LISTED, seed=SEED, found={"x": A})
