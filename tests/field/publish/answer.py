"""What a reader of the publication may conclude: who has most votes, and what can still undo it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field.publish.count import ANNULLED, ASIDE, COUNTED, OUTSTANDING, Count, Sheet

if TYPE_CHECKING:
    from field.publish.layout import Layout


@dataclass(frozen=True)
class Answer:
    """The truth of a publication."""

    votes: dict[str, int]
    counted: int
    outstanding: int
    aside: int
    annulled: int
    registered: int | None
    outcomes: tuple[str, ...]
    """Several where the bound of an open sheet may be drawn more or less closely."""
    first: str
    last: str
    longest: int | None = None
    """Seconds of the longest interval of the log."""
    before: dict[str, int] | None = None
    """Votes of the earlier publication."""


def answer(count: Count, layout: Layout) -> Answer:
    """Work the truth out."""
    votes = count.votes()
    as_counted = plurality(count, votes)
    firm = {
        "undetermined" if undone(count, votes, _open(count, layout, near=near)) else as_counted
        for near in (True, False)
    }
    moments = [sheet.at for sheet in count.of(COUNTED)]
    known = layout.registered != "none"
    return Answer(
        votes,
        len(count.of(COUNTED)),
        len(count.of(OUTSTANDING)),
        len(count.of(ASIDE)),
        len(count.of(ANNULLED)),
        registered(_listed(count, layout), layout) if known else None,
        tuple(sorted(firm)),
        min(moments).isoformat(),
        max(moments).isoformat(),
    )


def registered(sheets: tuple[Sheet, ...], layout: Layout) -> int:
    """Add registers up, that of a place once."""
    if layout.registered == "place":
        return sum({sheet.where: sheet.place_registered for sheet in sheets}.values())
    return sum(sheet.registered for sheet in sheets)


def _listed(count: Count, layout: Layout) -> tuple[Sheet, ...]:
    """Sheets that the publication names, one by one."""
    return count.of(COUNTED, ASIDE, ANNULLED) if layout.absent == "number" else count.sheets


def plurality(count: Count, votes: dict[str, int]) -> str:
    """Say who has most votes."""
    most = max(votes[c] for c in count.candidates)
    best = [c for c in count.candidates if votes[c] == most]
    return f"elected {best[0]}" if len(best) == 1 else " ".join(["tie", *best])


def _open(count: Count, layout: Layout, *, near: bool) -> dict[str | None, float]:
    """Give the most ballots that may come, by the choice that they must be for (None: any).

    ``near`` draws the bound as closely as the figures allow; otherwise every open sheet may hold whatever its
    voters can cast.
    """
    if layout.registered == "place":
        return _open_of_places(count, layout, near=near)
    most: dict[str | None, float] = {None: 0}
    for sheet in count.of(OUTSTANDING, ASIDE):
        room = _room(sheet, layout)
        if sheet.state == ASIDE and near:
            for choice, figure in sheet.votes.items():
                most[choice] = most.get(choice, 0) + (figure or 0)
        else:
            most[None] += room
    for sheet in count.of(COUNTED):
        for choice, figure in sheet.votes.items():
            if figure is None:
                room = (
                    sheet.registered if layout.registered != "none" else layout.most_ballots or float("inf")
                )
                if (
                    near and layout.votes_allowed == 1
                ):  # a limit below what is there is wrong, and limits nothing
                    room = room - sheet.cast if room >= sheet.cast else float("inf")
                most[choice] = most.get(choice, 0) + room * (1 if near else layout.votes_allowed)
    return most


def _room(sheet: Sheet, layout: Layout) -> float:
    """Give the most ballots that an open sheet may hold; of one set aside, all that was published of it."""
    named = sheet.state == ASIDE or layout.absent != "number"
    known = layout.registered != "none" and named
    room = float(sheet.registered) if known else layout.most_ballots or float("inf")
    return max(room, sheet.cast) if sheet.state == ASIDE else room


def _open_of_places(count: Count, layout: Layout, *, near: bool) -> dict[str | None, float]:
    """Give the same where places have registers: what is left of each, or all of it for every open sheet."""
    most: dict[str | None, float] = {None: 0}
    left = {sheet.where: float(sheet.place_registered) for sheet in count.sheets}
    for sheet in count.of(COUNTED) if near else ():
        left[sheet.where] -= sheet.cast
    uncounted = dict(left)
    for sheet in count.of(OUTSTANDING, ASIDE):
        if sheet.state == ASIDE or layout.absent != "number":
            most[None] += left[sheet.where]
            left[sheet.where] = 0 if near else left[sheet.where]
        else:
            most[None] += layout.most_ballots or float("inf")
    for sheet in count.of(COUNTED):
        for choice, figure in sheet.votes.items():
            if figure is None:
                room = max(uncounted[sheet.where], 0) if near else float("inf")
                most[choice] = most.get(choice, 0) + room
    return most


def undone(count: Count, votes: dict[str, int], most: dict[str | None, float]) -> bool:
    """Whether ballots that may come could put somebody else level with the first."""
    if not any(most.values()):
        return False
    ranked = sorted(count.candidates, key=lambda c: -votes[c])
    first, rivals = ranked[0], ranked[1:]
    return any(votes[r] + most[None] + most.get(r, 0) >= votes[first] for r in rivals)
