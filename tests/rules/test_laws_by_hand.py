"""Every law beside a second reading of its file, written for this test alone: winner, line and margin."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from rules.shipped import IDS
from veedor.findings.decision import findings
from veedor.model import Assertion
from veedor.report.wording import Wording
from veedor.rules import Change, Decision, explain, load, tally_of
from veedor.rules.load import LAW

if TYPE_CHECKING:
    from collections.abc import Sequence

Votes = dict[str, int]
KINDS = ("blank", "null", "none", "challenged")
REGISTERED = 80
QUICK = 4
"""The quick suite tries one count of so many."""
BY_AREA = {"spread", "weights", "ranked"}


@cache
def document_of(rule_id: str) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((LAW / f"{rule_id}.toml").read_text(encoding="utf-8"))
    return found


ROUNDS = [
    (rule_id, part["name"])
    for rule_id in IDS
    for part in document_of(rule_id).get("round", ())
    if not any(BY_AREA & way.keys() for way in part.get("win", ()))
]


class ByHand:
    """A round of a law, read from the words of its file and nothing else."""

    def __init__(self, document: dict[str, Any], name: str) -> None:
        self.bases = {"cast": ["candidate", *KINDS], "valid": ["candidate"]} | document.get("base", {})
        self.part = next(part for part in document["round"] if part["name"] == name)

    def people(self, votes: Votes) -> list[str]:
        return [who for who in votes if who not in KINDS]

    def base(self, name: str, votes: Votes) -> int:
        if name == "registered":
            return REGISTERED
        inside = self.bases[name]
        return sum(n for who, n in votes.items() if (who if who in KINDS else "candidate") in inside)

    def reaches(self, amount: int, asked: dict[str, str], base: int) -> bool:
        text = asked["of"]
        of = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        line = of * base
        return {
            ">": amount > line,
            ">=": amount >= line,
            "plus_one": amount >= line + 1,
            "<": amount < line,
            "<=": amount <= line,
        }[asked["op"]]

    def turned_out(self, asked: dict[str, str], votes: Votes) -> bool:
        return self.reaches(self.base(asked.get("base", "cast"), votes), asked, REGISTERED)

    def void(self, votes: Votes) -> bool:
        for ground in self.part.get("void", ()):
            if "turnout" in ground and self.turned_out(ground["turnout"], votes):
                return True
            if "share" in ground:
                kinds = ground["kind"] if isinstance(ground["kind"], list) else [ground["kind"]]
                amount = sum(votes.get(kind, 0) for kind in kinds)
                if self.reaches(amount, ground["share"], self.base(ground["share"]["base"], votes)):
                    return True
        return False

    def wins(self, who: str, way: dict[str, Any], votes: Votes, *, tied: bool = False) -> bool:
        others = [votes[one] for one in self.people(votes) if one != who]
        mine = votes[who]
        checks = [way.get("min_candidates", 0) <= len(others) + 1 <= way.get("max_candidates", 99)]
        if "share" in way:
            checks.append(self.reaches(mine, way["share"], self.base(way["share"]["base"], votes)))
        if "lead" in way:
            base = self.base(way["lead"]["base"], votes)
            checks += [self.reaches(mine - other, way["lead"], base) for other in others]
        if "turnout" in way:
            checks.append(self.turned_out(way["turnout"], votes))
        if way.get("first"):
            checks += [mine >= other if tied else mine > other for other in others]
        return all(checks)

    def outcome(self, votes: Votes) -> tuple[str, frozenset[str]]:
        """Say how the round ends, and for whom."""
        people = self.people(votes)
        if not any(votes[one] for one in people):
            return "undetermined", frozenset()
        if self.void(votes):
            return "void", frozenset()
        approve = self.part.get("approve")
        ways = self.part.get("win", [])
        for who in [approve] if approve else people:
            if any(self.wins(who, way, votes) for way in ways):
                return "elected", frozenset([who])
        if approve:
            return "elected", frozenset(one for one in people if one != approve)
        top = [one for one in people if votes[one] == max(votes[two] for two in people)]
        if len(top) > 1:
            for way in ways:
                if "tie" in way and all(self.wins(one, way, votes, tied=True) for one in top):
                    return "tie", frozenset(top)
        return self.otherwise(votes, people, top)

    def otherwise(self, votes: Votes, people: list[str], top: list[str]) -> tuple[str, frozenset[str]]:
        rest = self.part.get("else", {})
        if "advance" in rest:
            places = rest["advance"]
            if len(people) < 2:
                return "void", frozenset()
            ranked = sorted(people, key=lambda one: -votes[one])
            if len(ranked) <= places:
                return "runoff", frozenset(ranked)
            last = votes[ranked[places - 1]]
            equal = [one for one in people if votes[one] == last]
            above = [one for one in people if votes[one] > last]
            if len(above) + len(equal) == places or rest.get("tie") == "all":
                return "runoff", frozenset(above + equal)
            return ("other_body" if rest.get("tie") == "body" else "tie"), frozenset(equal)
        if "body" in rest and rest.get("tie") != "body":
            return "other_body", frozenset()
        if len(top) > 1 and ("void" not in rest or "tie" in rest):
            return ("other_body" if rest.get("tie") == "body" else "tie"), frozenset(top)
        return "void", frozenset()


COUNTS = {
    "a plain winner": {"A": 31, "B": 14, "C": 5, "blank": 2, "null": 1},
    "half of the valid votes": {"A": 20, "B": 12, "C": 8, "blank": 2, "null": 2},
    "half and one": {"A": 21, "B": 12, "C": 8},
    "half of the ballots": {"A": 25, "B": 11, "C": 9, "blank": 3, "null": 2},
    "two fifths and a tenth": {"A": 20, "B": 15, "C": 15},
    "forty-five of a hundred": {"A": 27, "B": 18, "C": 15},
    "a quarter each": {"A": 10, "B": 10, "C": 10, "D": 10},
    "three tie at the top": {"A": 12, "B": 12, "C": 12, "D": 4},
    "the first two tie": {"A": 15, "B": 15, "C": 10, "null": 3},
    "the second place ties": {"A": 18, "B": 11, "C": 11, "blank": 1},
    "two with half each": {"A": 20, "B": 20},
    "two, one ahead": {"A": 21, "B": 20, "blank": 1},
    "nobody voted for anybody": {"A": 0, "B": 0, "blank": 3, "null": 2},
    "nothing at all": {"A": 0, "B": 0},
    "blank ballots win": {"A": 4, "B": 3, "blank": 30, "null": 5},
    "two thirds spoiled": {"A": 6, "B": 4, "blank": 10, "null": 10},
    "one stands": {"A": 7, "blank": 3},
    "one stands, most are blank": {"A": 3, "blank": 7},
    "two fifths of the voters": {"A": 20, "B": 12},
    "half of the voters": {"A": 24, "B": 16},
    "half of the voters for one": {"A": 40, "B": 20, "null": 2},
    "one vote": {"A": 1, "B": 0},
}


def asked(rule_id: str, name: str, votes: Votes) -> tuple[ByHand, Votes]:
    """Give the law by hand, and the votes as its round has choices: a referendum has two sides."""
    hand = ByHand(document_of(rule_id), name)
    votes = votes | {kind: votes.get(kind, 0) for kind in ("blank", "null")}
    approve = hand.part.get("approve")
    if approve:
        other = "no" if approve != "no" else "yes"
        votes = {approve: votes.get("A", 0), other: votes.get("B", 0)} | {
            kind: votes[kind] for kind in KINDS if kind in votes
        }
    return hand, votes


def fewest_moved(hand: ByHand, votes: Votes) -> int | None:
    """Move votes from one to another, one by one, until the round ends otherwise."""
    before = hand.outcome(votes)
    people = hand.people(votes)
    sources = list(before[1]) if before[0] == "elected" else people
    found = []
    for source in sources:
        for target in people:
            for n in range(1, votes[source] + 1 if source != target else 0):
                moved = votes | {source: votes[source] - n, target: votes[target] + n}
                if hand.outcome(moved) != before:
                    found.append(n)
                    break
    return min(found, default=None)


@pytest.mark.parametrize(("rule_id", "name"), ROUNDS)
def test_a_law_gives_what_its_file_says_read_again_by_hand(rule_id: str, name: str) -> None:
    begin = ROUNDS.index((rule_id, name)) % QUICK  # each law some of the counts, each count with some laws
    read_again(rule_id, name, [*COUNTS][begin::QUICK])


@pytest.mark.slow
@pytest.mark.parametrize(("rule_id", "name"), ROUNDS)
def test_a_law_gives_what_its_file_says_of_every_count(rule_id: str, name: str) -> None:
    read_again(rule_id, name, [*COUNTS])


def read_again(rule_id: str, name: str, titles: Sequence[str]) -> None:
    """Hold what a law makes of some counts against what its file says, read by hand."""
    rule = load(rule_id)
    for title in titles:
        given = COUNTS[title]
        hand, votes = asked(rule_id, name, given)
        decision = explain(rule, tally_of(votes, registered=REGISTERED), round=name)
        found = (decision.outcome.kind.value, frozenset(decision.outcome.choices))
        assert found == hand.outcome(votes), (title, votes)
        margin = decision.margin(Change.MOVE)
        assert (None if margin is None else margin.votes) == fewest_moved(hand, votes), (title, votes)
        told(decision, hand, votes)


def told(decision: Decision, hand: ByHand, votes: Votes) -> None:
    """Hold the sentences against the second reading: who is named, and how far the line is."""
    said = {f.finding_id: f for f in findings(decision)}
    sentence = Wording("en").say(said["rules.outcome"])
    kind, who = hand.outcome(votes)
    proposal = decision.outcome.approves is not None
    if kind in {"elected", "runoff"} and not proposal:
        assert all(one in sentence for one in who), sentence
    if kind == "tie":
        top = max(votes[one] for one in who)
        ahead = [one for one in hand.people(votes) if votes[one] > top]
        assert ("On to the next round for certain" in sentence) == bool(ahead), sentence
    if kind == "undetermined":
        assert "yet" not in sentence
    binding = said.get("rules.binding")
    if binding is None or binding.says.rpartition(".")[2] != "share":
        return
    form = decision.binding
    assert isinstance(form, Assertion)
    share = next(
        one["share"]
        for one in hand.part["win"]
        if "share" in one
        and (exact(one["share"]["of"]), one["share"]["base"]) == (Fraction(form.threshold), form.base)
    )
    subject = binding.figure("subject").value
    line = exact(share["of"]) * hand.base(share["base"], votes) + (share["op"] == "plus_one")
    assert binding.figure("slack").value == votes[str(subject)] - line


def exact(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
