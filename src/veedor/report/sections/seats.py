"""The seats that the rule shares out: who gets which, which was the last one, how few votes change one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.findings.seats import tables
from veedor.report.charts.seats import assembly, by_area
from veedor.report.sections import Listing, Part, Picture, Said, Section, attempt
from veedor.stakes import StakesRequest

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import OutcomeResult
    from veedor.report.wording import Wording
    from veedor.rules import Seats

TREATMENTS = ("annul", "anything")
"""Treatments of sheets that the section asks about."""
DRAWN = frozenset({"seats", "seats_in_all"})
"""Tables that stand with their picture."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section.

    Raises
    ------
    MissingDataError
        Where the rule shares out no seats, or they cannot be shared out.
    """
    result = case.outcome()
    if not result.seats:
        raise MissingDataError(result.without_seats or "The rule of the case shares out no seats.")
    parts = list(seats_of(result, wording.of(result.contest)))
    for counted in result.seats:
        name = counted.shared.rule.name
        parts += attempt("stakes of seats", lambda name=name: _stakes(case, name))  # type: ignore[misc]
    return Section("seats", tuple(parts))


def seats_of(result: OutcomeResult, wording: Wording) -> tuple[Part, ...]:
    """Return what an outcome says of seats, their pictures, the last seats and the threshold.

    Parameters
    ----------
    result : OutcomeResult
        Of any contest.
    wording : Wording
        With the labels of its choices.
    """
    parts: list[Part] = [Said(one) for one in result.findings if one.finding_id.startswith("seats.")]
    for shared in (counted.shared for counted in result.seats):
        parts += attempt("seats", lambda shared=shared: _pictures(shared, wording))  # type: ignore[misc]
        parts += [Listing(table) for table in tables(shared) if table.name not in DRAWN]
    return tuple(parts) if result.seats else ()


def _pictures(shared: Seats, wording: Wording) -> list[Picture]:
    made = (assembly(shared, wording), by_area(shared, wording))
    return [Picture(spec) for spec in made if spec is not None]


def _stakes(case: Case, name: str) -> list[Part]:
    """Say how few sheets change a seat, in all and by area."""
    with_voters = case.select().sheets.has_registered
    result = case.stakes(StakesRequest(treatments=TREATMENTS if with_voters else TREATMENTS[:1], seats=name))
    listed = [Listing(table) for table in result.tables if table.name == "stakes_areas"]
    return [*(Said(finding) for finding in result.findings), *listed]
