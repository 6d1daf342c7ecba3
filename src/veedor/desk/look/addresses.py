"""Which contest and count an address is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veedor.case import Case


OWN = ("contest", "count")
"""Keys of an address that say which contest and count it is about."""


def selected(request: HttpRequest) -> tuple[str | None, str | None]:
    """Return the contest and the count that an address names; None for what it leaves to the case."""
    return request.GET.get("contest") or None, request.GET.get("count") or None


def own_part(request: HttpRequest) -> dict[str, str]:
    """Return contest and count as an address names them, to be kept in other addresses."""
    return {key: request.GET[key] for key in OWN if request.GET.get(key)}


def contests_and_counts(name: str) -> list[tuple[str, str, list[str]]]:
    """Return what can be chosen: each contest with its title and its publications by sheet."""
    published = settings.DESK.published is not None

    def answer(case: Case) -> list[tuple[str, str, list[str]]]:
        election = case.election
        found = [(one, list(election.moments(one, by_sheet=True))) for one in election.contests]
        if published:  # what counts in the end; what earlier counts said stands on each sheet
            found = [(one, counts[-1:]) for one, counts in found if counts]
        return [
            (str(one), election.contest(one).title, counts) for one, counts in found if election.counts(one)
        ]

    found: list[tuple[str, str, list[str]]] = settings.DESK.library.ask(name, f"contests {published}", answer)
    return found
