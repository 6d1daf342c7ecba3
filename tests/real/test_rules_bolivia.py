"""The official count of Bolivia 2019 under its rule, and the senators that the same votes elect."""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from veedor.case import Case, open_case
from veedor.model import AreaId, Assertion, ChoiceId, OutcomeKind, Tally
from veedor.rules import Change, Seats, decide, explain, load, loads, seats, tally_of
from veedor.rules.load import LAW
from veedor.stakes import Flips, StakesRequest

DATA = Path(os.environ.get("VEEDOR_DATA", "../shared/data")) / "bolivia-2019"
NAMES = {"MAS - IPSP": "MAS", "Blancos": "blank", "Nulos": "null"}
FIRST_VOTES = "CC"
"""Head of the first column of votes; they go on to the last column."""

SENATE = """
[[seats]]
name = "senators"
method = "dhondt"
level = "department"
seats = 4
"""
"""Four senators a department; the votes abroad elect none."""

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="no public data of Bolivia 2019 (VEEDOR_DATA)"),
]


def read(name: str) -> Tally:
    """Sum a published file in plain Python, apart from the loader of cases."""
    total: Counter[str] = Counter()
    departments: defaultdict[str, Counter[str]] = defaultdict(Counter)
    registered = 0
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            heads = list(row)
            registered += int(row["Inscritos"])
            for head in heads[heads.index(FIRST_VOTES) :]:
                votes = int(row[head])
                total[NAMES.get(head, head)] += votes
                if row["País"] == "Bolivia":
                    departments[row["Departamento"]][NAMES.get(head, head)] += votes
    return tally_of(total, registered=registered, areas={"department": departments})


@pytest.fixture(scope="module")
def official() -> Tally:
    return read("computo-final.csv")


def test_the_official_count(official: Tally) -> None:
    assert (official.valid, official.registered) == (6_137_671, 7_315_364)
    decision = explain(load("bo-president-2009"), official)
    assert decision.outcome.winner == "MAS"
    assert decision.outcome.alternative == "share and lead"
    assert isinstance(decision.binding, Assertion)
    assert (decision.binding.subject, decision.binding.rival) == ("MAS", "CC")
    assert decision.slack(decision.binding) == Fraction("34671.9")
    assert (decision.moved, decision.taken, decision.added) == (17_336, 38_525, 31_520)


def test_the_snapshots_of_the_preliminary_count() -> None:
    rule = load("bo-president-2009")
    before = decide(rule, read("trep-2019-10-20T19-40-57.csv"))
    assert (before.kind, before.choices) == (OutcomeKind.RUNOFF, ("MAS", "CC"))
    after = decide(rule, read("trep-2019-10-21T18-29-53.csv"))
    assert (after.winner, after.alternative) == ("MAS", "share and lead")


@pytest.fixture(scope="module")
def senators(official: Tally) -> Seats:
    rule = loads((LAW / "bo-president-2009.toml").read_text(encoding="utf-8") + SENATE)
    return seats(rule, official)


def test_senators(senators: Seats) -> None:
    assert {choice: n for choice, n in senators.total.items() if n} == {"MAS": 21, "CC": 14, "21F": 1}
    assert len(senators.areas) == 9
    assert senators.open_seats == 0


def test_the_closest_last_seats_of_the_senate(senators: Seats) -> None:
    last = {str(a.area): a.last for a in senators.areas if a.last is not None}
    beni, potosi = last["Beni"], last["Potosí"]
    assert (beni.winner, beni.rival) == ("21F", "CC")
    assert [beni.quotient, beni.next_quotient] == [37_353, Fraction("37321.5")]
    assert (potosi.winner, potosi.rival) == ("MAS", "CC")
    assert [int(potosi.quotient), int(potosi.next_quotient)] == [59_958, 59_848]


def test_the_fewest_votes_that_change_a_senator(senators: Seats) -> None:
    moves = {str(change.area): change for change in senators.changes[Change.MOVE]}
    assert [(area, change.votes) for area, change in moves.items()][:2] == [("Beni", 21), ("Potosí", 132)]
    beni = moves["Beni"]
    assert (beni.transfer.source, beni.transfer.target) == ("21F", "CC")
    assert (beni.loses, beni.gains) == (("21F",), ("CC",))
    for votes, same in ((20, True), (21, False)):
        after = dict(senators.tally.areas["department"])
        of = after[AreaId("Beni")]
        changed = {**of.votes, ChoiceId("21F"): of.votes[ChoiceId("21F")] - votes}
        changed[ChoiceId("CC")] += votes
        after[AreaId("Beni")] = replace(of, votes=changed)
        tally = replace(senators.tally, areas={"department": after})
        assert senators.same_as(senators.again(tally)) is same
    assert len(senators.undetermined) == 0


@pytest.mark.slow
def test_the_seats_of_the_case_and_the_sheets_that_could_change_one(
    bolivia: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same votes elect senators: a rule that says so gives them, and the sheets at stake."""
    folder = tmp_path / "bolivia-2019"
    folder.mkdir()
    law = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8").replace("bo-president-2009", "bo-2009")
    departments = [
        "Chuquisaca",
        "La Paz",
        "Cochabamba",
        "Oruro",
        "Potosí",
        "Tarija",
        "Santa Cruz",
        "Beni",
        "Pando",
    ]
    table = "[seats.seats]\n" + "".join(f'"{name}" = 4\n' for name in departments)
    (folder / "rule.toml").write_text(law + SENATE.replace("seats = 4\n", table), encoding="utf-8")
    text = (bolivia.election.file.folder / "case.toml").read_text(encoding="utf-8")
    text = text.replace('rule = "bo-president-2009"', 'rule = "rule.toml"')
    (folder / "case.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("VEEDOR_DATA", str(DATA.parent.absolute()))
    case = open_case(folder)
    result = case.outcome()
    assert result.outcome.winner == "MAS"
    (counted,) = result.seats
    assert {c: n for c, n in counted.shared.total.items() if n} == {"MAS": 21, "CC": 14, "21F": 1}
    assert len(counted.shared.without_seats) == 77  # abroad
    found = case.stakes(StakesRequest(treatments=("annul",), seats="senators"))
    assert isinstance(found, Flips)
    fewest = {area: flip.upper for area, flip in found.areas}
    assert found.flips[0].upper == fewest["Beni"] == 1
    assert [fewest[area] for area in ("Potosí", "Oruro", "Pando", "La Paz")] == [2, 21, 119, 1026]
