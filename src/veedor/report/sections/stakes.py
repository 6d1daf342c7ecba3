"""Could what is in doubt change the outcome: the smallest numbers, and the curve to read claims from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.sections import Listing, Part, Section, attempt, drawn, said
from veedor.stakes import StakesRequest

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording
    from veedor.stakes import Flips, InDoubt, NamedSet

SHOWN = ("annul", "move", "replace", "refill-cast")
"""Treatments that the section says in words and draws; its table has all of them."""
WITH_VOTERS = "anything"
"""Drawn as well where registered voters are published."""
BY_PLACE = StakesRequest(treatments=("annul",), unit="place")
"""Asked as well where places are published."""


NOT_LISTED = frozenset({"stakes_curve", "stakes_set_sheets"})
"""Tables that are drawn, or that name every sheet of a set."""


def answer(result: Flips | InDoubt | NamedSet, wording: Wording) -> tuple[Part, ...]:
    """Return the parts that say what one question of stakes came to.

    Parameters
    ----------
    result : Flips, InDoubt or NamedSet
        Of any question.
    wording : Wording
        With the labels of its choices.
    """
    listed = (Listing(table) for table in result.tables if table.name not in NOT_LISTED)
    return (*said(result), *drawn(result, wording), *listed)


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    every = case.stakes()
    with_voters = case.select().sheets.has_registered
    treatments = (*SHOWN, WITH_VOTERS) if with_voters else SHOWN
    shown = case.stakes(StakesRequest(treatments=treatments))
    parts: list[Part] = [*said(shown)]
    if case.select().sheets.places.levels_known:
        parts += attempt("stakes of places", lambda: said(case.stakes(BY_PLACE)))
    parts += drawn(shown, wording)
    parts.append(Listing(every.tables[0]))
    parts += [Listing(table, folded=True) for table in shown.tables if table.name == "stakes_members"]
    return Section("stakes", tuple(parts))
