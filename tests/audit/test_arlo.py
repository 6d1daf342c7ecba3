"""Single cells of the public report of Arlo, and what is made of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from audit.test_others import NAMES, REPORT
from veedor.audit.arlo import ArloBatch, read_report, tickets
from veedor.audit.arlo_batches import own_pairs, units_of
from veedor.audit.others import DrawnUnit
from veedor.errors import InputError

CHOICES = ["W", "L", "other", "blank"]


def report_with(before: str, after: str) -> str:
    """The report with one cell changed."""
    assert before in REPORT
    return REPORT.replace(before, after)


@pytest.mark.parametrize(("cell", "limit"), [("10%", "1/10"), ("0.05", "1/20"), ("2.5%", "1/40")])
def test_a_risk_limit_is_of_a_hundred_or_of_one(cell: str, limit: str) -> None:
    text = report_with(",10%,", f",{cell},")
    assert read_report(text.encode(), "x.csv").risk_limit == Fraction(limit)


def test_a_choice_is_named_by_its_label_or_its_id() -> None:
    report = read_report(REPORT.encode(), "x.csv")
    by_id = {"The winner": "W", "The loser": "L", "Other": "other"}
    assert own_pairs(report, by_id, "x.csv") == (("W", "L"), ("W", "other"))
    with pytest.raises(InputError, match="a choice that the case does not have"):
        own_pairs(report, {"The winner": "W", "Other": "other"}, "x.csv")


def test_tickets_that_a_report_leaves_out_are_no_bad_ones() -> None:
    said = tickets("1234567890", "J2", "Batch 3", 21)
    assert len(set(said)) == 21
    assert list(said) == sorted(said)
    for one in (said[1], said[20]):
        text = report_with("0.368061935896261076", one)
        assert read_report(text.encode(), "x.csv").bad_tickets() == ()
    foreign = tickets("1234567890", "J2", "Batch 4", 1)[0]
    both = report_with("Round 1: 0.368061935896261076", f"Round 1: {foreign} {said[0]}")
    assert read_report(both.encode(), "x.csv").bad_tickets() == (f"J2 / Batch 3: {foreign}",)


def test_what_was_counted_together_has_the_figures_of_the_common_row() -> None:
    def batch(name: str, found: dict[str, int] | None, combined: str, *drawn: str) -> ArloBatch:
        return ArloBatch("J1", name, drawn, found, combined)

    report = read_report(REPORT.encode(), "x.csv")
    parts = (
        batch("One", {"W": 1, "L": 0, "Other": 0}, "All", "0.5"),
        batch("All", {"W": 9, "L": 5, "Other": 2}, "", "0.25"),
        batch("Two", None, "All"),
        batch("Lone", None, "", "0.125"),
        batch("Unseen", {"W": 3, "L": 0, "Other": 0}, ""),
    )
    made = type(report)(
        report.contest, 1, report.votes, 0, report.seed, report.risk_limit, report.published, parts
    )
    units, draws = units_of(made, "{batch}", NAMES, CHOICES, "x.csv")
    assert units == [DrawnUnit(("One", "Two"), (9, 5, 2, 0)), DrawnUnit(("Lone",), None)]
    assert draws == [1, 0, 0]  # in the order of the tickets


def test_a_report_without_pending_ballots_or_risks_has_none() -> None:
    bare = REPORT.replace(",Pending Ballots", "").replace("Other: 2250,7", "Other: 2250")
    bare = bare.replace("1,Mayor,Targeted,5,No,0.25", "1,Mayor,Targeted,5,No,")
    found = read_report(bare.encode(), "x.csv")
    assert (found.pending, found.published) == (0, None)
    later = report_with("2,Mayor,Targeted,5,No,", "2,Mayor,Targeted,5,No,0.125")
    assert read_report(later.encode(), "x.csv").published == 0.125  # the last one


@pytest.mark.parametrize("cell", ["W 500", "W: five", "W: 500; L"])
def test_a_cell_that_holds_no_votes_by_choice_is_named(cell: str) -> None:
    text = report_with("W: 500; L: 250; Other: 250", cell)
    with pytest.raises(InputError, match="Not votes by choice"):
        read_report(text.encode(), "x.csv")
