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

from veedor.audit.capacity import capacity
from veedor.audit.confirm import decided_again, divisions_of
from veedor.audit.manifest import OPEN
from veedor.count.vectors import known
from veedor.model import AreaId, OpenVotes
from veedor.rules.assembly import Seats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.audit.capacity import Cap
    from veedor.audit.folder import AuditFolder
    from veedor.audit.manifest import SheetManifest
    from veedor.count.vectors import BoolVector
    from veedor.model import ChoiceId, Contest, Outcome


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
    contest : Contest
        Of which contest.
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
    contest: Contest
    sheets: int
    unread: int
    votes: dict[ChoiceId, int]


def full_counts(folder: AuditFolder) -> tuple[FullCount, ...]:
    """Apply the rules to the sums found, where every drawn sheet has a record; nothing where one has none.

    Parameters
    ----------
    folder : AuditFolder
        An audit with a draw.
    """
    if not folder.drawn or len(folder.audited) < len(folder.drawn):
        return ()
    return tuple(_of_contest(folder, contest) for contest in range(len(folder.plan.contests)))


def _of_contest(folder: AuditFolder, contest: int) -> FullCount:
    plan, rule, manifest = (
        folder.plan.contests[contest], folder.rules[contest], folder.population.manifests[contest],
    )  # fmt: skip
    sheets = manifest.sheets
    votes, found = np.zeros_like(sheets.votes), np.zeros(len(sheets), dtype=np.bool_)
    for sheet in folder.audited:
        one = sheet.contests[contest]
        if one is not None and one.votes is not None:
            row = sheets.row[sheet.sheet_id]
            votes[row], found[row] = one.votes, True
    recount = replace(sheets, votes=votes, blank=np.zeros_like(sheets.blank))
    divisions = divisions_of(rule, plan.outcome, plan.winner_path, plan.round)
    tally = replace(manifest, sheets=recount).tally(divisions)
    decided = decided_again(
        rule,
        replace(tally, open=tuple(_open(manifest, folder.cap, divisions, found))),
        outcome=plan.outcome,
        way=plan.winner_path,
        round_=plan.round,
    )
    counts = sheets.contest, int(found.sum()), int((~found).sum()), dict(recount.tally().votes)
    if isinstance(decided, Seats):
        held = tuple(f"{choice}={n}" for choice, n in decided.total.items())
        certain = not decided.undetermined and not decided.open_seats
        same = _seated(held) == _seated(plan.elected)
        return FullCount(None, held, same if certain else None, *counts)
    outcome = decided.outcome
    same = str(outcome.kind) == plan.outcome and frozenset(outcome.choices) == frozenset(plan.elected)
    return FullCount(outcome, (), None if str(outcome.kind) == "undetermined" else same, *counts)


def _seated(held: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out lists without a seat: whether one of them passes the threshold changes nobody's seats."""
    return tuple(one for one in held if not one.endswith("=0"))


def _open(
    manifest: SheetManifest, cap: Cap, divisions: tuple[str, ...], found: BoolVector
) -> Iterator[OpenVotes]:
    """Give what may still hold any votes, by area: counted sheets without figures found, and open ones."""
    areas = {division: manifest.member_of(division) for division in divisions}
    held: Counter[tuple[str, ...]] = Counter()
    unbounded: set[tuple[str, ...]] = set()
    most = capacity(manifest, cap)
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
        each = manifest.most_ballots
        yield OpenVotes(None if each is None else each * manifest.unnamed)


def _named(divisions: tuple[str, ...], where: tuple[str, ...]) -> dict[str, AreaId]:
    return {d: AreaId(area) for d, area in zip(divisions, where, strict=True) if area}
