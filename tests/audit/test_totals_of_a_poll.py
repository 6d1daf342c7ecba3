"""Where ballots are polled, the plan itself says how many votes each choice was reported to have."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import of_contest
from audit.test_ballots import POLLED, contest
from audit.test_procedure import KEYS
from veedor.audit.ballots import usual_design
from veedor.audit.manifest_file import read_figures
from veedor.audit.papers import Party
from veedor.audit.propose import propose
from veedor.audit.sshsig import public_line
from veedor.errors import AuditError

if TYPE_CHECKING:
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import AuditPlan


@cache
def planned() -> tuple[AuditPlan, bytes]:
    """A plan to poll four hundred ballots, and the figures that it commits to."""
    plan, figures, _ = propose(
        contest(POLLED),
        title="Mayor",
        design=usual_design(POLLED),
        parties=[Party("Red", public_line(KEYS["Red"]))],
        quorum=1,
        place="here",
    )
    return plan, figures


def read(totals: dict[str, int]) -> SheetManifest:
    """Read the figures beside a plan with these totals."""
    plan, figures = planned()
    (manifest,) = read_figures(figures, of_contest(plan, totals=totals))
    return manifest


@pytest.mark.parametrize(
    "totals", [{"A": 400, "B": 0, "C": 0}, {"A": 0, "B": 0, "C": 0}, {"A": 224, "B": 152, "C": 16}]
)
def test_every_ballot_may_be_for_one_choice_or_for_none(totals: dict[str, int]) -> None:
    assert {str(choice): votes for choice, votes in read(totals).tally().votes.items()} == totals


@pytest.mark.parametrize(
    "totals",
    [
        {"A": 401, "B": 0, "C": 0},
        {"A": 300, "B": -1, "C": 16},
        {"A": 500, "B": -150, "C": 16},
        {"A": 224, "B": 152},
        {"A": 224, "B": 152, "C": 16, "D": 0},
        {},
    ],
)
def test_no_choice_has_less_than_nothing_nor_all_more_than_the_ballots(totals: dict[str, int]) -> None:
    with pytest.raises(AuditError, match="not those of its ballots"):
        read(totals)
