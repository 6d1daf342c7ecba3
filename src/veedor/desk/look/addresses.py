"""Which contest and count an address is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veedor.case import Case


def selected(request: HttpRequest) -> tuple[str | None, str | None]:
    """Give the contest and the count that an address names; None for what it leaves to the case."""
    return request.GET.get("contest") or None, request.GET.get("count") or None


def own_part(request: HttpRequest) -> dict[str, str]:
    """Give contest and count as an address names them, to be kept in other addresses."""
    return {key: request.GET[key] for key in ("contest", "count") if request.GET.get(key)}


def contests_and_counts(name: str) -> list[tuple[str, str, list[str]]]:
    """Give what can be chosen: each contest with its title and its publications by sheet."""

    def answer(case: Case) -> list[tuple[str, str, list[str]]]:
        election = case.election
        return [
            (str(contest), election.contest(contest).title, list(election.moments(contest, by_sheet=True)))
            for contest in election.contests
            if election.counts(contest)
        ]

    found: list[tuple[str, str, list[str]]] = settings.DESK.library.ask(name, "contests", answer)
    return found
