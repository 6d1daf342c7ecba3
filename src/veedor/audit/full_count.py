"""A count of everything by hand: the rule applied to the sums found, whoever wins by them.

When every sheet that was drawn has a record there is nothing left to infer. What nobody could read, sheets
without paper, and what is open may hold anything that they can hold; if that could change the outcome, it is
not determined.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bounds import capacity
from veedor.audit.confirm import decided_again, divisions_of
from veedor.audit.manifest import OPEN
from veedor.count.vectors import known
from veedor.model import AreaId, OpenVotes
from veedor.rules import loads
from veedor.rules.assembly import Seats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.audit.folder import AuditFolder
    from veedor.count.vectors import BoolVector
    from veedor.model import ChoiceId, Outcome


@dataclass(frozen=True)
class FullCount:
    """What a count of everything by hand gives.

    Parameters
    ----------
    outcome : Outcome or None
        By the rule; None where seats were audited.
    seats : tuple of str
        Of seats, ``list=number``.
    same : bool or None
        Whether it is the outcome, or the seats, of the plan; None where what nobody could read, or what is
        open, could change it.
    sheets : int
        Sheets whose figures were found.
    unread : int
        Counted sheets without figures that could be found: without paper, contradictory, never drawn.
    votes : mapping of str to int
        Sums found, by choice.
    """

    outcome: Outcome | None
    seats: tuple[str, ...]
    same: bool | None
    sheets: int
    unread: int
    votes: dict[ChoiceId, int]


def full_count(folder: AuditFolder) -> FullCount | None:
    """Apply the rule to the sums found, where every drawn sheet has a record; None where one has none.

    Parameters
    ----------
    folder : AuditFolder
        An audit with a draw.
    """
    audited = folder.audited
    if not folder.drawn or len(audited) < len(folder.drawn):
        return None
    plan, manifest = folder.plan, folder.population.manifest
    sheets = manifest.sheets
    votes, found = np.zeros_like(sheets.votes), np.zeros(len(sheets), dtype=np.bool_)
    for one in audited:
        if one.votes is not None:
            row = sheets.row[one.sheet_id]
            votes[row], found[row] = one.votes, True
    recount = replace(sheets, votes=votes, blank=np.zeros_like(sheets.blank))
    rule = loads(folder.content(folder.need("rule", "plan")).decode("utf-8", "replace"), form="json")
    reading = rule.reading(plan.variant or None)
    divisions = divisions_of(reading, plan.outcome, plan.winner_path)
    tally = replace(manifest, sheets=recount).tally(divisions)
    decided = decided_again(
        reading,
        replace(tally, open=tuple(_open(folder, divisions, found))),
        outcome=plan.outcome,
        way=plan.winner_path,
        round_=plan.round,
    )
    sums = dict(recount.tally().votes)
    counts = int(found.sum()), int((~found).sum()), sums
    if isinstance(decided, Seats):
        held = tuple(f"{choice}={n}" for choice, n in decided.total.items())
        certain = not decided.undetermined and not decided.open_seats
        return FullCount(None, held, held == plan.elected if certain else None, *counts)
    outcome = decided.outcome
    same = str(outcome.kind) == plan.outcome and frozenset(outcome.choices) == frozenset(plan.elected)
    return FullCount(outcome, (), None if str(outcome.kind) == "undetermined" else same, *counts)


def _open(folder: AuditFolder, divisions: tuple[str, ...], found: BoolVector) -> Iterator[OpenVotes]:
    """Give what may still hold any votes, by area: counted sheets without figures found, and open ones."""
    manifest = folder.population.manifest
    areas = {division: manifest.member_of(division) for division in divisions}
    held: Counter[tuple[str, ...]] = Counter()
    unbounded: set[tuple[str, ...]] = set()
    most = capacity(manifest, folder.cap)
    rows = [(int(manifest.rows[row]), int(most[row])) for row in np.flatnonzero(~found).tolist()]
    rows += [(row, int(manifest.ballots[row])) for row in np.flatnonzero(manifest.of_state(*OPEN)).tolist()]
    for row, ballots in rows:
        where = tuple(str(areas[division][row]) for division in divisions)
        if known(ballots) is None:
            unbounded.add(where)
        else:
            held[where] += ballots
    for where, number in held.items():
        yield OpenVotes(number, areas=_named(divisions, where))
    for where in unbounded:
        yield OpenVotes(None, areas=_named(divisions, where))
    if manifest.unnamed:
        cap = manifest.most_ballots
        yield OpenVotes(None if cap is None else cap * manifest.unnamed)


def _named(divisions: tuple[str, ...], where: tuple[str, ...]) -> dict[str, AreaId]:
    return {d: AreaId(area) for d, area in zip(divisions, where, strict=True) if area}
