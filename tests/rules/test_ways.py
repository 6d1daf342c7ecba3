"""The ways to win of a round, asked by themselves."""

from __future__ import annotations

from fractions import Fraction

from veedor.model import AreaId, Kind
from veedor.rules import tally_of
from veedor.rules.conditions import Field
from veedor.rules.decide import needs_registered, tied_by
from veedor.rules.rule_parts import Op, Otherwise, Round, Spread, Threshold, TieRule, Void, Way
from veedor.rules.ways import ties_end_otherwise

BASES = {"valid": (Kind.CANDIDATE,), "cast": tuple(Kind)}


def test_one_alone_is_tied_with_nobody() -> None:
    way = Way("first", first=True, tie=TieRule.LOT)
    assert tied_by(Field(tally_of({"A": 5, "B": 3}), BASES), way) == ()
    assert tied_by(Field(tally_of({"A": 5, "B": 5, "C": 1}), BASES), way) == ("A", "B")


def test_all_else_of_a_way_is_asked_of_the_first_of_those_who_are_tied() -> None:
    areas = {"region": {"R0": {"A": 4, "B": 1}, "R1": {"A": 1, "B": 4}}}
    field = Field(tally_of({"A": 5, "B": 5}, areas=areas), BASES)
    for must, tied in (("R0", ("A", "B")), ("R1", ())):
        spread = Spread("region", Threshold(Fraction(1, 2), Op.GE, "valid"), 1, Op.GE, must=(AreaId(must),))
        assert tied_by(field, Way("spread", first=True, spread=spread, tie=TieRule.LOT)) == tied


def test_where_others_advance_a_tie_ends_nothing_otherwise() -> None:
    def ended(otherwise: Otherwise) -> bool:
        return ties_end_otherwise(Round("first", (), (), otherwise))

    assert not ended(Otherwise(advance=2))
    assert not ended(Otherwise(advance=2, tie=TieRule.LOT))
    assert not ended(Otherwise(body="legislature"))
    assert ended(Otherwise(body="legislature", tie=TieRule.BODY))
    assert ended(Otherwise())
    assert ended(Otherwise(void="support", tie=TieRule.LOT))
    assert not ended(Otherwise(void="support"))


def test_what_makes_a_round_ask_for_registered_voters() -> None:
    turnout = Threshold(Fraction(1, 2), Op.GE, "cast")
    registered = Threshold(Fraction(1, 2), Op.GT, "registered")
    valid = Threshold(Fraction(1, 2), Op.GT, "valid")
    plain, asks = Way("half", share=valid), Way("voted", share=valid, turnout=turnout)

    def needed(ways: tuple[Way, ...], *voids: Void) -> bool:
        return needs_registered(Round("first", ways, voids, Otherwise()))

    assert not needed((plain,))
    assert not needed(())
    assert needed((plain, asks))
    assert needed((plain, Way("of all", share=registered)))
    assert needed((plain, Way("ahead", lead=registered)))
    assert needed((plain,), Void("turnout", turnout, (), None))
    assert needed((plain,), Void("blank_majority", None, (Kind.BLANK,), registered))
    assert not needed((plain,), Void("blank_majority", None, (Kind.BLANK,), valid))
