"""The register: every check there is, in the order in which they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.checks.counts import (
    changed,
    changed_winner,
    exchanged_choices,
    moved_place,
    never_published,
    shifted_rows,
    stated_total,
    two_contests,
    vanished,
)
from veedor.checks.neighbours import beside_place, duplicate_ids, identical_figures
from veedor.checks.sheet import (
    blanks_above,
    full_turnout,
    large_register,
    no_ballots,
    nulls_above,
    nulls_above_gap,
    one_choice_above,
    one_choice_only,
    over_registered,
    printed_totals,
)
from veedor.errors import QuestionError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.checks.base import Check, Setting

CHECKS: dict[str, Check] = {
    module.CHECK.check_id: module.CHECK
    for module in (
        over_registered, printed_totals, no_ballots, full_turnout, one_choice_only, one_choice_above,
        blanks_above, nulls_above, nulls_above_gap, large_register,
        vanished, changed, changed_winner, shifted_rows, exchanged_choices, moved_place, stated_total,
        never_published, two_contests,
        duplicate_ids, identical_figures, beside_place,
    )
}  # fmt: skip
"""Every check by its id."""


def settings() -> Mapping[str, Mapping[str, Setting]]:
    """Default settings of every check: what a pack may set."""
    return {check_id: check.settings for check_id, check in CHECKS.items()}


def get(check_id: str) -> Check:
    """Give a check by its id.

    Raises
    ------
    QuestionError
        Where there is none; the message names the nearest.
    """
    if check_id not in CHECKS:
        raise QuestionError(f"There is no check {check_id!r}.", remedy=nearest(check_id, CHECKS))
    return CHECKS[check_id]
