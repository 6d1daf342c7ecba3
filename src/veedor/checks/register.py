"""The register: every check there is, in the order in which they are shown.

A check is a module of :mod:`~veedor.checks.sheet`, :mod:`~veedor.checks.counts` or
:mod:`~veedor.checks.neighbours` that has a ``CHECK``; it is found there, and named nowhere else.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from veedor.checks import counts, neighbours, sheet
from veedor.errors import QuestionError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.checks.base import Check
    from veedor.checks.pack import Setting

FIRST = (
    "over_registered", "printed_totals", "no_ballots", "full_turnout", "one_choice_only", "one_choice_above",
    "blanks_above", "nulls_above", "nulls_above_gap", "large_register",
    "vanished", "changed", "changed_winner", "shifted_rows", "exchanged_choices", "moved_place",
    "stated_total", "never_published", "two_contests",
    "duplicate_ids", "identical_figures", "beside_place",
)  # fmt: skip
"""Checks that are shown first, in this order; any others follow by their ids."""


def _found() -> dict[str, Check]:
    modules = [
        import_module(found.name)
        for package in (sheet, counts, neighbours)
        for found in iter_modules(package.__path__, f"{package.__name__}.")
    ]
    checks: list[Check] = [module.CHECK for module in modules if hasattr(module, "CHECK")]
    place = {check_id: i for i, check_id in enumerate(FIRST)}
    checks.sort(key=lambda check: (place.get(check.check_id, len(FIRST)), check.check_id))
    return {check.check_id: check for check in checks}


CHECKS: dict[str, Check] = _found()
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
