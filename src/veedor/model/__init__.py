"""What things are: contest, choice, tally, assertion, outcome, figure, finding (standard library only)."""

from typing import TYPE_CHECKING

from veedor.later import later

if TYPE_CHECKING:
    from veedor.model.assertion import LEADS, NEGATED, TURNOUTS, Assertion, AssertionKind
    from veedor.model.contest import Choice, Contest, Kind
    from veedor.model.finding import Figure, Finding, Method, Unit, Value
    from veedor.model.ids import (
        PATH,
        AreaId,
        ChoiceId,
        ContestId,
        CountId,
        RuleId,
        Scope,
        SnapshotId,
        nameless,
        own_name,
    )
    from veedor.model.measure import Measure, Sum, measure_of, measure_of_share
    from veedor.model.outcome import Outcome, OutcomeKind
    from veedor.model.quorum import Alternative, Condition, Quorum
    from veedor.model.result import Brief, Result, Words
    from veedor.model.state import OpenVotes, State, merged
    from veedor.model.table import Column, Table
    from veedor.model.tally import Tally, Votes, as_counted
    from veedor.model.text import Localised, localised
else:
    __getattr__ = later(
        __name__,
        {
            ".assertion": ["LEADS", "NEGATED", "TURNOUTS", "Assertion", "AssertionKind"],
            ".quorum": ["Alternative", "Condition", "Quorum"],
            ".contest": ["Choice", "Contest", "Kind"],
            ".finding": ["Figure", "Finding", "Method", "Unit", "Value"],
            ".ids": [
                "PATH",
                "AreaId",
                "ChoiceId",
                "ContestId",
                "CountId",
                "RuleId",
                "Scope",
                "SnapshotId",
                "nameless",
                "own_name",
            ],
            ".measure": ["Measure", "Sum", "measure_of", "measure_of_share"],
            ".outcome": ["Outcome", "OutcomeKind"],
            ".result": ["Brief", "Result", "Words"],
            ".state": ["OpenVotes", "State", "merged"],
            ".table": ["Column", "Table"],
            ".tally": ["Tally", "Votes", "as_counted"],
            ".text": ["Localised", "localised"],
        },
    )

__all__ = [
    "LEADS",
    "NEGATED",
    "PATH",
    "TURNOUTS",
    "Alternative",
    "AreaId",
    "Assertion",
    "AssertionKind",
    "Brief",
    "Choice",
    "ChoiceId",
    "Column",
    "Condition",
    "Contest",
    "ContestId",
    "CountId",
    "Figure",
    "Finding",
    "Kind",
    "Localised",
    "Measure",
    "Method",
    "OpenVotes",
    "Outcome",
    "OutcomeKind",
    "Quorum",
    "Result",
    "RuleId",
    "Scope",
    "SnapshotId",
    "State",
    "Sum",
    "Table",
    "Tally",
    "Unit",
    "Value",
    "Votes",
    "Words",
    "as_counted",
    "localised",
    "measure_of",
    "measure_of_share",
    "merged",
    "nameless",
    "own_name",
]
