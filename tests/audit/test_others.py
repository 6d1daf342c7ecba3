"""Somebody else's audit, measured again: the published formulas, combined batches, and the report of Arlo."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

import numpy as np
import pytest

from audit.assorters import kaplan_markov_factor
from audit.build_audit import OTHER, L, W, lead, sheets_of
from veedor.audit.arlo import read_report, tickets
from veedor.audit.arlo_batches import own_pairs, units_of
from veedor.audit.bounds import sheet_bounds
from veedor.audit.manifest import all_counted
from veedor.audit.manifest_changes import with_pending
from veedor.audit.others import DrawnUnit, TheirDraw, measure_elsewhere
from veedor.errors import InputError, QuestionError
from veedor.findings.audit_elsewhere import findings
from veedor.rules.conditions import more_votes

FIRST = lead(Fraction(0))
VOTES = [[500, 250, 250, 0]] * 8 + [[100, 50, 50, 0]] * 5
SHEETS = sheets_of(VOTES, [1000] * 8 + [200] * 5)
MANIFEST = all_counted(SHEETS)


def unit(number: int, *votes: int) -> DrawnUnit:
    return DrawnUnit((f"s{number:04d}",), votes or None)


def test_with_replacement_and_the_full_bet_it_is_kaplan_markov() -> None:
    units = [unit(1, 500, 250, 250, 0), unit(2, 400, 300, 300, 0), unit(9, 120, 30, 50, 0)]
    draws = [0, 1, 0, 2, 1]
    found = measure_elsewhere(MANIFEST, (FIRST,), units, draws, TheirDraw())
    of = sheet_bounds(MANIFEST, FIRST)
    taints = [0.0, 150 / int(of.bounds[1]), -40 / int(of.bounds[8])]
    expected = prod(kaplan_markov_factor(float(of.ratio), taints[i]) for i in draws)
    assert found.attained == pytest.approx(expected, rel=1e-12)
    assert found.macro == pytest.approx(expected, rel=1e-12)


def test_macro_takes_the_largest_relative_overstatement_and_is_never_smaller() -> None:
    forms = (more_votes(W, L), more_votes(W, OTHER))
    units = [unit(1, 480, 250, 270, 0), unit(2, 480, 270, 250, 0)]
    found = measure_elsewhere(MANIFEST, forms, units, [0, 1], TheirDraw())
    ratio, bound = float(sheet_bounds(MANIFEST, forms[0]).ratio), int(sheet_bounds(MANIFEST, FIRST).bounds[0])
    assert found.macro == pytest.approx(kaplan_markov_factor(ratio, 40 / bound) ** 2)
    for p in found.p:
        one, two = kaplan_markov_factor(ratio, 40 / bound), kaplan_markov_factor(ratio, 20 / bound)
        assert p == pytest.approx(one * two)
    assert max(found.p) < found.macro


def test_what_nobody_could_find_counts_at_its_worst_and_so_does_more_than_a_sheet_can_hold() -> None:
    way = TheirDraw(bet=0.5)
    lost = measure_elsewhere(MANIFEST, (FIRST,), [unit(1)], [0], way).attained
    assert lost == 1.0
    stuffed = measure_elsewhere(MANIFEST, (FIRST,), [unit(1, 2000, 0, 0, 0), unit(2, *VOTES[1])], [0, 1], way)
    honest = measure_elsewhere(MANIFEST, (FIRST,), [unit(1, *VOTES[0]), unit(2, *VOTES[1])], [0, 1], way)
    assert honest.attained < stuffed.attained


def test_batches_that_were_counted_together_are_one() -> None:
    """The chance of the unit is the sum of its sheets', so that its taint is over the sum of their bounds."""
    together = DrawnUnit(("s0001", "s0009"), (590, 310, 300, 0))
    found = measure_elsewhere(MANIFEST, (FIRST,), [together], [0, 0], TheirDraw())
    of = sheet_bounds(MANIFEST, FIRST)
    taint = (300 - 280) / int(of.bounds[0] + of.bounds[8])
    assert found.attained == pytest.approx(kaplan_markov_factor(float(of.ratio), taint) ** 2)


@pytest.mark.parametrize("proportional", [True, False])
def test_without_replacement_a_sheet_comes_once(*, proportional: bool) -> None:
    way = TheirDraw(replacement=False, proportional=proportional)
    same = [unit(n, *VOTES[n - 1]) for n in range(1, 6)]
    with pytest.raises(QuestionError, match="drawn twice"):
        measure_elsewhere(MANIFEST, (FIRST,), same, [0, 0], way)
    once = measure_elsewhere(MANIFEST, (FIRST,), same, range(5), way).attained
    again = measure_elsewhere(MANIFEST, (FIRST,), same, range(5), replace(way, replacement=True)).attained
    assert once < again < 1


def test_sheets_that_do_not_exist_are_named() -> None:
    with pytest.raises(QuestionError, match="'s9999' was drawn and is not one"):
        measure_elsewhere(MANIFEST, (FIRST,), [unit(9999, 1, 1, 1, 1)], [0], TheirDraw())
    with pytest.raises(QuestionError, match="two units"):
        measure_elsewhere(MANIFEST, (FIRST,), [unit(1, *VOTES[0]), unit(1, *VOTES[0])], [0], TheirDraw())
    with pytest.raises(QuestionError, match="No draw"):
        measure_elsewhere(MANIFEST, (FIRST,), [], [], TheirDraw())


def test_pending_ballots_count_at_their_worst() -> None:
    units = [unit(n, *VOTES[n - 1]) for n in range(1, 6)]
    none, some = (
        measure_elsewhere(of, (FIRST,), units, range(5), TheirDraw()).attained
        for of in (MANIFEST, with_pending(MANIFEST, 1000))
    )
    assert none < some
    with pytest.raises(QuestionError, match="What is open could take all the slack"):
        measure_elsewhere(with_pending(MANIFEST, 3000), (FIRST,), units, range(5), TheirDraw())


# tickets as Arlo's own tests have them, for the seed 1234567890


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        (("J1", "Batch 1"), ("0.720194360819624066", "0.777128466487428756")),
        (("J1", "Batch 8"), ("0.9723790677174592551",)),  # cut off behind its leading nine
        (("J2", "Batch 3"), ("0.368061935896261076", "0.733615858338543383")),
    ],
)
def test_tickets_are_cut_off_as_arlo_cuts_them(batch: tuple[str, str], said: tuple[str, ...]) -> None:
    assert tickets("1234567890", *batch, len(said)) == said


REPORT = """######## ELECTION INFO ########
Organization,Election Name,State
X,Test,CA

######## CONTESTS ########
Contest Name,Targeted?,Number of Winners,Votes Allowed,Total Ballots Cast,Vote Totals,Pending Ballots
Mayor,Targeted,1,1,9000,W: 4500; L: 2250; Other: 2250,7

######## AUDIT SETTINGS ########
Audit Name,Audit Type,Audit Math Type,Risk Limit,Random Seed,Online Data Entry?
Test,BATCH_COMPARISON,MACRO,10%,1234567890,No

######## ROUNDS ########
Round Number,Contest Name,Targeted?,Sample Size,Risk Limit Met?,P-Value
1,Mayor,Targeted,5,No,0.25
2,Mayor,Targeted,5,No,

######## SAMPLED BATCHES ########
Jurisdiction Name,Batch Name,Ticket Numbers: Mayor,Audited?,Audit Results: Mayor,Combined Batch
J1,Batch 1,"Round 1: 0.720194360819624066, Round 2: 0.777128466487428756",Yes,W: 500; L: 250; Other: 250,
J1,Batch 8,Round 1: 0.9723790677174592551,Yes,,Both
J1,Batch 9,Round 1: EXTRA,Yes,,Both
J1,Both,,Yes,W: 190; L: 110; Other: 100,
J2,Batch 3,Round 1: 0.368061935896261076,No,W: 0; L: 0; Other: 0,
J2,Batch 6,Round 1: EXTRA,Yes,W: 1; L: 0; Other: 0,
Totals,,,,W: 690; L: 360; Other: 350,
""".replace("\n", "\r\n")
NAMES = {"W": "W", "L": "L", "Other": "other"}


def test_the_public_report_of_arlo() -> None:
    report = read_report(REPORT.encode(), "report.csv")
    assert (report.winners, report.pending, report.published) == (1, 7, 0.25)
    assert report.risk_limit == Fraction(1, 10)
    assert report.bad_tickets() == ()
    assert own_pairs(report, NAMES, "report.csv") == (("W", "L"), ("W", "other"))
    units, draws = units_of(
        report, "{jurisdiction}:{batch}", NAMES, ["W", "L", "other", "blank"], "report.csv"
    )
    assert units == [
        DrawnUnit(("J1:Batch 1",), (500, 250, 250, 0)),
        DrawnUnit(("J1:Batch 8", "J1:Batch 9"), (190, 110, 100, 0)),
        DrawnUnit(("J2:Batch 3",), None),  # not audited yet: at its worst
    ]
    assert draws == [2, 0, 0, 1]


def test_what_is_wrong_with_a_report_is_said() -> None:
    with pytest.raises(InputError, match="'AUDIT SETTINGS' is missing"):
        read_report(b"sheet,votes\n1,2\n", "x.csv")
    with pytest.raises(InputError, match="none is chosen"):
        read_report(REPORT.encode(), "x.csv", "Sheriff")
    with pytest.raises(InputError, match="a choice that the case does not have"):
        own_pairs(read_report(REPORT.encode(), "x.csv"), {"W": "W"}, "x.csv")
    with pytest.raises(QuestionError, match="how a sheet is named"):
        units_of(read_report(REPORT.encode(), "x.csv"), "{county}", NAMES, ["W", "L", "other"], "x.csv")
    forged = REPORT.replace("0.368061935896261076", "0.368061935896261077")
    assert read_report(forged.encode(), "x.csv").bad_tickets() == ("J2 / Batch 3: 0.368061935896261077",)


def test_what_they_published_is_said_beside() -> None:
    found = measure_elsewhere(
        MANIFEST, (FIRST,), [unit(1, *VOTES[0])], [0], TheirDraw(), published=0.5, bad_tickets=("x",)
    )
    assert [finding.says for finding in findings(found)] == [
        "audit.elsewhere.published",
        "audit.elsewhere.tickets",
    ]
    assert np.isclose(found.attained, 1 - 1 / float(sheet_bounds(MANIFEST, FIRST).ratio))


def test_arlo_counts_no_understatement_and_stops_weighing_at_its_limit() -> None:
    """As its ``compute_risk`` has it: errors in favour of the winner are zero, and the first P-value that is
    small enough stands, whatever was drawn behind it in the order of the tickets."""
    of = sheet_bounds(MANIFEST, FIRST)
    w, lost, *rest = VOTES[8]
    better, worse = unit(9, w + 2, lost - 2, *rest), unit(10, VOTES[9][0] - 3, VOTES[9][1] + 3, *VOTES[9][2:])
    taint = of.overstated(9, worse.votes or ()) / int(of.bounds[9])
    clean, bad = kaplan_markov_factor(float(of.ratio), 0.0), kaplan_markov_factor(float(of.ratio), taint)
    order, units = [0, 0, 0, 1], [better, worse]
    cut = TheirDraw(cut=True)
    assert measure_elsewhere(MANIFEST, (FIRST,), units, order, cut).macro == pytest.approx(clean**3 * bad)
    assert measure_elsewhere(MANIFEST, (FIRST,), units, order, TheirDraw()).macro < clean**3 * bad
    met = TheirDraw(cut=True, limit=clean**2 * 1.0001)
    assert measure_elsewhere(MANIFEST, (FIRST,), units, order, met).macro == pytest.approx(clean**2)
