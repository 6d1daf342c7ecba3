"""The seats that the rule shares out: who gets which, which was the last one, how few votes change one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.findings.seats import of_count, tables
from veedor.report.charts.seats import assembly, by_area
from veedor.report.sections import Listing, Part, Picture, Said, Section, attempt
from veedor.stakes import StakesRequest

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count.seats import CountedSeats
    from veedor.report.wording import Wording

TREATMENTS = ("annul", "anything")
"""Treatments of sheets that the section asks about."""


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
    parts: list[Part] = []
    for counted in result.seats:
        parts += _of_part(case, counted, wording.of(result.contest))
    return Section("seats", tuple(parts))


def _of_part(case: Case, counted: CountedSeats, wording: Wording) -> list[Part]:
    shared = counted.shared
    pictures = (assembly(shared, wording), by_area(shared, wording))
    parts: list[Part] = [Said(finding) for finding in of_count(counted)]
    parts += attempt("seats", lambda: [Picture(spec) for spec in pictures if spec is not None])
    drawn = {"seats", "seats_in_all"}
    parts += [Listing(table) for table in tables(shared) if table.name not in drawn]
    return [*parts, *attempt("stakes of seats", lambda: _stakes(case, shared.rule.name))]


def _stakes(case: Case, name: str) -> list[Part]:
    """Say how few sheets change a seat, in all and by area."""
    with_voters = case.select().sheets.has_registered
    result = case.stakes(StakesRequest(treatments=TREATMENTS if with_voters else TREATMENTS[:1], seats=name))
    listed = [Listing(table) for table in result.tables if table.name == "stakes_areas"]
    return [*(Said(finding) for finding in result.findings), *listed]
