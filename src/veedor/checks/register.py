"""The register: every check there is, in the order in which they are shown.

A check is a module of :mod:`~veedor.checks.sheet`, :mod:`~veedor.checks.counts` or
:mod:`~veedor.checks.neighbours` that has a ``CHECK``; it is found there, and named nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from veedor.checks import counts, neighbours, sheet
from veedor.checks.base import Check
from veedor.errors import QuestionError
from veedor.plugins import named, names, of_own_or_brought
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.checks.pack import Setting

GROUP = "veedor.checks"
"""Entry points of checks that other packages bring; one is asked where it, or a pack, names it."""

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
"""Every check that comes with Veedor, by its id."""


class _Settings(Mapping[str, "Mapping[str, Setting]"]):
    """Default settings by check; that of another package is loaded when it is looked up."""

    def __getitem__(self, check_id: str) -> Mapping[str, Setting]:
        try:
            return get(check_id).settings
        except QuestionError:
            raise KeyError(check_id) from None

    def __iter__(self) -> Iterator[str]:
        yield from (*CHECKS, *names(GROUP))

    def __len__(self) -> int:
        return len(tuple(iter(self)))


def settings() -> Mapping[str, Mapping[str, Setting]]:
    """Return the default settings of every check: what a pack may set."""
    return _Settings()


def get(check_id: str) -> Check:
    """Return a check by its id, also one of another package.

    Raises
    ------
    QuestionError
        Where there is none; the message names the nearest.
    PluginError
        Where what a package brings is no check, or one of another id.
    """
    found = of_own_or_brought(CHECKS, check_id, GROUP, Check)
    if found.check_id != check_id and (brought := named(GROUP, check_id)) is not None:
        raise brought.error(sentence("is the check {check_id!r}.", check_id=found.check_id))
    return found
