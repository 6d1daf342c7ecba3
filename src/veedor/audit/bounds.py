"""From an assertion to what an audit of sheets measures: slack, bounds and overstatements.

An assertion is a sum of weights over votes. What a sheet was reported to add to it, ``G_p``, may be
overstated by at most its *error bound* ``u_p``: the reported contribution less the worst that the sheet could
hold, every one of its ``n_p`` possible ballots going to the choice of the smallest weight. The assertion is
false exactly when the overstatements of all sheets add up to more than its slack ``G``.

Sources: Stark, "A sharper discrepancy measure for post-election audits", Ann. Appl. Stat. 2 (2008) 982
(taint and maximum relative overstatement); Blom et al., "Assertion-based approaches to auditing complex
elections", E-Vote-ID 2021 (arXiv 2107.11903), section 3 (linear assertions and their assorters).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.capacity import Cap, capacity
from veedor.count.vectors import UNKNOWN, rows_of
from veedor.errors import MissingDataError, QuestionError
from veedor.model import OpenVotes
from veedor.model.bounds import reach
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.arrays import Flags, Ints, Texts
    from veedor.audit.manifest import SheetManifest
    from veedor.errors import VeedorError
    from veedor.model import Assertion, Contest


@dataclass(frozen=True, eq=False)
class SheetBounds:
    """What an audit of sheets needs of one assertion, in exact integers of 1/scale votes.

    Parameters
    ----------
    assertion : Assertion
        What is audited.
    ids : text vector, shape (n,)
        The counted sheets, which alone can be drawn.
    reported : int vector, shape (n,)
        Reported contribution ``G_p`` of each sheet, blank cells at their worst.
    bounds : int vector, shape (n,)
        Error bound ``u_p`` of each sheet: never negative.
    counted : int
        Slack on the counted sheets as they were published: the value of the assertion on the totals.
    taken : int, optional
        What open sheets and blank cells can take away from it; None where nothing bounds that.
    vector : int vector, shape (n_choices,)
        What a vote of each choice adds.
    kept : int vector, shape (n,)
        What each ballot of a sheet adds by keeping a voter of its register from the open sheets that share
        it; zero where no open sheet does.
    within : bool vector, shape (n,)
        Which sheets the assertion sums over: those of its area.
    parts : int
        Into how many parts a unit of 1/scale votes is divided here: as many as there are ballots, where each
        of them is reported as the average one (polling); else 1.
    contest : int
        Which contest of the plan it is of.
    """

    assertion: Assertion
    ids: Texts
    reported: Ints
    bounds: Ints
    counted: int
    taken: int | None
    vector: Ints
    kept: Ints
    within: Flags
    parts: int = 1
    contest: int = 0

    def among(self, ids: Texts, contest: int) -> SheetBounds:
        """Return the same among the sheets of several contests: on those of others nothing can be wrong.

        Parameters
        ----------
        ids : text vector
            Sheets of all contests, ascending.
        contest : int
            Which contest of the plan it is of.
        """
        at = rows_of(self.ids, ids)

        reported, bounds, kept = (np.zeros(len(ids), dtype=np.int64) for _ in range(3))
        reported[at], bounds[at], kept[at] = self.reported, self.bounds, self.kept
        within = np.zeros(len(ids), dtype=np.bool_)
        within[at] = self.within
        return replace(
            self, ids=ids, reported=reported, bounds=bounds, kept=kept, within=within, contest=contest
        )

    @property
    def scale(self) -> int:
        """What one vote is worth in all of these integers."""
        return self.assertion.scale * self.parts

    @property
    def slack(self) -> int:
        """``G``: what is left of the slack if everything that is open is at its worst.

        Where it is not positive, or nothing bounds what is open (then it is zero), **no audit of the counted
        sheets can confirm the assertion**.
        """
        return 0 if self.taken is None else self.counted - self.taken

    @property
    def total(self) -> int:
        """Sum of the bounds."""
        return int(self.bounds.sum())

    @property
    def largest(self) -> int:
        """Largest bound of a sheet."""
        return int(self.bounds.max())

    @property
    def ratio(self) -> Fraction:
        """``U``: the sum of the bounds over the slack that is left. The larger, the more work."""
        return Fraction(self.total, self.slack)

    @property
    def votes(self) -> Fraction:
        """Slack that is left, in votes."""
        return Fraction(self.slack, self.scale)

    @property
    def most_shown(self) -> float:
        """The most that a drawn ballot can show, where each is reported as the average one, which shows 1."""
        best, own = max(0, int(self.vector.max())), int(np.argmax(self.within))
        bound = int(self.bounds[own])
        return (best - int(self.reported[own]) + bound) / bound

    def overstated(self, row: int, found: Sequence[int]) -> int:
        """Return by how much a sheet was reported too favourably, in 1/scale votes.

        Parameters
        ----------
        row : int
            Which.
        found : sequence of int
            Votes that the audit found, in the order of the choices.
        """
        weights: list[int] = self.vector.tolist()
        added = sum(w * v for w, v in zip(weights, found, strict=True))
        return int(self.reported[row]) - added - int(self.kept[row]) * sum(found)


def sheet_bounds(manifest: SheetManifest, assertion: Assertion, cap: Cap = Cap.REGISTERED) -> SheetBounds:
    """Work out slack and error bounds of an assertion.

    Parameters
    ----------
    expected : SheetManifest
        Every expected sheet; the counted ones have bounds, what is open takes from the slack.
    assertion : Assertion
        An assertion that holds on the counted sheets.
    cap : Cap
        How many ballots a counted sheet can hold. One that reports more ballots than the cap keeps the larger
        figure, so that its bound is never too small.

    Raises
    ------
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    QuestionError
        Where the assertion does not hold on the counted sheets: there is nothing to confirm.
    """
    if manifest.polled:
        return _polled_bounds(manifest, assertion)
    sheets = manifest.sheets
    vector, within = _vector(sheets.contest, assertion), inside(manifest, assertion)
    ballots = capacity(manifest, cap)
    low = reach(assertion, sheets.contest, OpenVotes(1)).low  # never above zero: a ballot may stay unused
    published = np.where(within, sheets.votes @ vector, 0)
    shared = np.isin(manifest.register[manifest.rows], manifest.shared_and_open()) & within
    kept = np.where(shared & (sheets.contest.votes_allowed == 1), -low, 0)
    worst = np.where(within & (kept == 0), low * ballots, 0)
    blank = _blank_worst(manifest, assertion, ballots)  # none is above zero
    whole = published + kept * sheets.cast
    reported = np.maximum(whole + blank, worst)
    counted = int(published.sum()) + assertion.constant + _of_registered(manifest, assertion)
    _check_slack(assertion, counted)
    taken = manifest.taken(assertion)
    if taken is not None:
        taken += int((whole - reported).sum())
    return SheetBounds(
        assertion, sheets.ids, reported, reported - worst, counted, taken, vector, kept.astype(np.int64),
        within,
    )  # fmt: skip


def refuse_used_up(members: Iterable[SheetBounds], error: type[VeedorError]) -> None:
    """Refuse assertions of which what is open could take all the slack."""
    for member in members:
        if member.slack <= 0:
            raise error(
                sentence(
                    "What is open could take all the slack of {assertion_id}: no audit "
                    "of the counted sheets can confirm it.",
                    assertion_id=member.assertion.assertion_id,
                )
            )


def _check_slack(assertion: Assertion, counted: int) -> None:
    if counted <= 0:
        raise QuestionError(
            sentence(
                "On the reported count {assertion_id} has {votes} votes to spare, and a sample can "
                "confirm only what has more than none.",
                assertion_id=assertion.assertion_id,
                votes=Fraction(counted, assertion.scale),
            ),
            remedy="Count every sheet again; no audit of a part settles it.",
        )


def _polled_bounds(manifest: SheetManifest, assertion: Assertion) -> SheetBounds:
    """Work out the same of ballots of which nothing is recorded: each is reported as the average one.

    A ballot then shows its own value over that of the average, and the sum of all is what was reported.
    """
    sheets = manifest.sheets
    if assertion.scope is not None:
        raise QuestionError(
            sentence(
                "{assertion_id} rests on votes of one area, and the list does not "
                "say what was reported of each ballot.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Give the list the column record, or audit the sheets.",
        )
    n, vector = len(sheets), _vector(sheets.contest, assertion)
    low = reach(assertion, sheets.contest, OpenVotes(1)).low
    counted = int((sheets.votes @ vector).sum()) + assertion.constant + _of_registered(manifest, assertion)
    _check_slack(assertion, counted)
    taken = manifest.taken(assertion)
    zeros = np.zeros(n, dtype=np.int64)
    return SheetBounds(
        assertion, sheets.ids, zeros + counted, zeros + (counted - low * n), counted * n,
        None if taken is None else taken * n, vector * n, zeros, zeros == 0, n,
    )  # fmt: skip


def _vector(contest: Contest, assertion: Assertion) -> Ints:
    """Return what a vote of each choice adds, its ballot included where a ballot is one vote."""
    if assertion.ballots_weight and contest.votes_allowed > 1:
        raise QuestionError(
            sentence(
                "{assertion_id} counts ballots, and one gives up to {votes_allowed} "
                "votes: the figures of sheets do not say how many ballots there were.",
                assertion_id=assertion.assertion_id,
                votes_allowed=contest.votes_allowed,
            ),
            remedy="Count everything again; an audit of sheets cannot confirm it.",
        )
    choices = [choice.choice_id for choice in contest.choices]
    return np.array(assertion.vector(choices), dtype=np.int64) + assertion.ballots_weight


def inside(manifest: SheetManifest, assertion: Assertion) -> Flags:
    """Say which counted sheets an assertion sums over."""
    if assertion.scope is None:
        return np.ones(len(manifest.sheets), dtype=np.bool_)
    areas = manifest.member_of(assertion.scope.division)[manifest.rows]
    within: Flags = areas == assertion.scope.area
    return within


def _of_registered(manifest: SheetManifest, assertion: Assertion) -> int:
    """Return what registered voters add: those of all expected sheets."""
    if not assertion.registered_weight:
        return 0
    scope = assertion.scope
    voters = manifest.electorate(None if scope is None else manifest.member_of(scope.division) == scope.area)
    if voters is None and manifest.of_ballots:
        raise QuestionError(
            sentence(
                "{assertion_id} rests on registered voters, and ballots alone cannot test it.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Audit the sheets, with registered voters from the roll: leave out --ballots and --cards.",
        )
    if voters is None:
        raise MissingDataError(
            sentence(
                "{assertion_id} rests on registered voters; some expected sheets have none published.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Map them (numbers.registered), or list every expected sheet with its voters.",
        )
    return assertion.registered_weight * voters


def _blank_worst(manifest: SheetManifest, assertion: Assertion, ballots: Ints) -> Ints:
    """Return the least that the blank cells of each counted sheet can add, within what the sheet can hold."""
    sheets = manifest.sheets
    found = np.zeros(len(sheets), dtype=np.int64)
    ids = [choice.choice_id for choice in sheets.contest.choices]
    for row in np.flatnonzero(manifest.blanks != 0).tolist():
        blank = frozenset(ids[j] for j in np.flatnonzero(sheets.blank[row]).tolist())
        room = int(ballots[row]) * sheets.contest.votes_allowed - int(sheets.cast[row])
        votes = room if manifest.blanks[row] == UNKNOWN else min(room, int(manifest.blanks[row]))
        form = replace(assertion, scope=None)
        found[row] = reach(form, sheets.contest, OpenVotes(votes, blank)).least or 0
    return found
