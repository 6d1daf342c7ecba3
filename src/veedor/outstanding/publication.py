"""Which count ran over time, which publication of it is meant, and what the law asks of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from veedor.count.earlier import load_earlier
from veedor.count.logs import moment
from veedor.count.outcome import seats_or_why
from veedor.count.questions import tightest
from veedor.count.selection import select
from veedor.errors import QuestionError
from veedor.model import AssertionKind, as_counted
from veedor.outstanding.areas import rows_of_areas
from veedor.outstanding.arrival import ORDERED_FROM, arrival
from veedor.outstanding.earlier import match_earlier
from veedor.outstanding.expected import expected_of, with_abroad
from veedor.outstanding.partial_count import partial_count
from veedor.outstanding.projection import DRAWS, SEED, project
from veedor.outstanding.seats.draws import seats_asked
from veedor.rules import explain
from veedor.rules.conditions import Field, share
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from veedor.arrays import Times
    from veedor.count import Election, Sheets
    from veedor.count.selection import Selection
    from veedor.model import Assertion, CountId
    from veedor.outstanding.arrival import Basis
    from veedor.outstanding.earlier import EarlierMatch
    from veedor.outstanding.expected import RollToCome
    from veedor.outstanding.partial_count import PartialCount
    from veedor.outstanding.projection import Projection
    from veedor.rules import Decision


def running_count(election: Election, contest: str | None = None) -> CountId:
    """Return the count that came in over time: the first with a log, else the one with most publications.

    Where a count has publications, a log of single sheets with only few of its sheets is not used.
    """
    contest_id = election.contest_id(contest)
    logged, counts = election.logged_count(contest_id), election.counts(contest_id)
    if not counts:
        return election.count_id(None, contest_id)
    most = max(counts, key=lambda count: len(election.snapshots(count, contest_id)))
    if logged not in counts:
        return most
    if logged == most or len(election.snapshots(most, contest_id)) < 2:
        return logged
    if election.publications(logged, contest_id) is not None:
        return logged
    if election.file.by_area(logged):
        return logged
    timed = select(election, logged, contest=contest_id).sheets.verified_at
    whole = timed is not None and (~np.isnat(timed)).sum() >= ORDERED_FROM * len(timed)
    return logged if whole else most


def publication(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
) -> Selection:
    """Select one publication of the count that came in over time.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        Another count, or one of its publications.
    contest : str, optional
        Which contest; by default the first with a rule.
    snapshot : str, optional
        Which publication; by default the last one, or the last one by ``at``.
    at : datetime, optional
        Local time, or one with its offset: the last one published by then.

    Raises
    ------
    QuestionError
        Where there is no such count or publication, or none was published by then.
    """
    contest_id = election.contest_id(contest)
    count = count or running_count(election, contest_id)
    chosen = select(election, count, contest=contest_id, snapshot=snapshot)
    known = chosen.snapshots
    if chosen.snapshot_id is not None or not known:
        return chosen
    if at is None:
        return chosen.at(known[-1].snapshot_id)
    by_then = chosen.by(at)
    if not by_then:
        times = ((s.snapshot_id, published_at(chosen.at(s.snapshot_id))) for s in known)
        named = ", ".join(f"{name} ({taken or 'no time'})" for name, taken in times)
        raise QuestionError(
            sentence(
                "No snapshot of the count {count!r} was published by {at}.",
                count=str(count),
                at=at.isoformat(sep=" "),
            ),
            remedy=sentence("Snapshots: {named}.", named=named),
        )
    return chosen.at(by_then[-1].snapshot_id)


def published_at(selection: Selection) -> datetime | None:
    """Return when a publication was published, in the zone of the case."""
    if selection.snapshot_id is None or selection.taken_at is None:
        return None
    return moment(selection.taken_at, selection.election.zone)


def project_publication(
    selection: Selection,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Projection:
    """Project a count of a case from one of its publications.

    Parameters
    ----------
    selection : Selection
        Of which contest, from which publication.
    draws, seed : int
        Of the nested Monte Carlo.
    progress : callable, optional
        Told the steps done and their number.

    Raises
    ------
    MissingDataError
        Where the case names no rule for the contest.
    MissingDataError, QuestionError
        Where a rule that elects nobody by a round shares out seats that cannot be shared out.
    """
    rule = selection.rule
    shared, without_seats = seats_or_why(selection)
    divisions = tuple(dict.fromkeys(level for one in shared for level in one.shared.rule.divisions))
    known, counted = (_of_areas if selection.by_area else _of_sheets)(selection, divisions)
    return project(
        known,
        national_assertions(selection),
        selection.tally,
        decide=(lambda tally: explain(rule, tally, round=selection.round)) if rule.rounds else None,
        seats=[seats_asked(one.shared, known.members, len(known), counted) for one in shared],
        without_seats=without_seats,
        draws=draws,
        seed=seed,
        taken_at=published_at(selection),
        progress=progress,
    )


def _of_sheets(selection: Selection, divisions: Sequence[str]) -> tuple[PartialCount, Sheets]:
    """Return what is known of a count by sheet, and its counted sheets."""
    roll, beside = expected_of(selection.states, divisions)
    roll = _apart_abroad(selection, roll)
    baseline = _baseline(selection, roll)
    known = partial_count(roll, selection.sheets, **_published(selection), beside=beside, baseline=baseline)
    return known, selection.sheets


def _of_areas(selection: Selection, divisions: Sequence[str]) -> tuple[PartialCount, Sheets]:
    """Return what is known of a count by area, and rows that stand for its counted sheets."""
    so_far = selection.so_far
    history = [selection.at(one.snapshot_id).areas for one in so_far] or [selection.areas]
    rows = rows_of_areas(history, divisions)
    roll = _apart_abroad(selection, rows.roll)
    known = partial_count(
        roll,
        rows.counted,
        publications=rows.publications if len(so_far) > 1 else (),
        published_at=np.array([one.taken_at for one in so_far], dtype="datetime64[s]"),
        beside=rows.beside,
        baseline=_baseline(selection, roll),
        share=rows.share,
    )
    return known, rows.counted


def _apart_abroad(selection: Selection, roll: RollToCome) -> RollToCome:
    abroad = selection.election.file.election.abroad
    return roll if abroad is None else with_abroad(roll, abroad.level, abroad.home)


def _baseline(selection: Selection, roll: RollToCome) -> EarlierMatch | None:
    """Match the earlier election of the case, if it has one, to the sheets of the roll."""
    election = selection.election
    found = load_earlier(election.store, election.file, selection.contest_id)
    return match_earlier(found, roll.ids, roll.places) if found else None


class _Published(TypedDict):
    publications: tuple[frozenset[str], ...]
    published_at: Times


def _published(selection: Selection) -> _Published:
    """Return what each publication up to this one brought, and when it was."""
    at = np.array([one.taken_at for one in selection.so_far], dtype="datetime64[s]")
    brought = selection.brought
    return {"publications": brought, "published_at": at[: len(brought)]}


def arrival_of(selection: Selection) -> tuple[Sheets, Times, Basis]:
    """Return the counted sheets of a publication, when each arrived, and what that rests on."""
    sheets = selection.sheets
    return sheets, *arrival(sheets.ids, sheets.verified_at, **_published(selection))


def national_assertions(selection: Selection) -> tuple[Assertion, ...]:
    """Return the tightest assertion of each kind, leads first, without those about one area only.

    A share in each county, or a state's electors, need that area's own projection. They are those of the last
    publication of the count, whichever is asked about: questions that change cannot be followed over time.
    Of a rule that only shares out seats it is what a threshold asks of the list that is nearest to it.
    """
    last = selection.at(None)
    if last.rule.rounds:
        return national(_decision_of_counted(last))
    return nearest_to_threshold(last)


def nearest_to_threshold(selection: Selection) -> tuple[Assertion, ...]:
    """Return what a threshold over the whole country asks of the list nearest to it; nothing without one."""
    rule, tally = selection.rule, as_counted(selection.tally)
    found = []
    for part in rule.seats:
        if part.threshold is not None and part.threshold_in != "area":
            field = Field(tally, rule.bases)
            forms = [share(field, part.threshold, choice) for choice in field.candidates]
            found += [form for form in forms if not form.registered_weight or tally.registered is not None]
    nearest = min(found, key=lambda form: abs(form.slack(tally)), default=None)
    return () if nearest is None else (nearest,)


def national(decision: Decision) -> tuple[Assertion, ...]:
    """Return the tightest assertion of each kind of a decision, leads first, without those about one area."""
    found = [form for form in tightest(decision) if form.scope is None]
    leads = [form for form in found if form.kind is AssertionKind.LEAD]
    if leads:  # who leads by ten points is first: that line is far away and no news
        found = [form for form in found if form.kind is not AssertionKind.FIRST]
    return (*leads, *(form for form in found if form not in leads))


def _decision_of_counted(selection: Selection) -> Decision:
    """Say what the rule makes of the counted sheets, as if there were no others.

    Where it asks for registered voters they are those of these sheets: of the whole electorate every turnout
    would be too low until the last sheets are in, and a rule would be asked of a runoff that nobody expects.
    """
    decision = selection.decision
    if selection.by_area:
        counted = replace(selection.areas.figures.tally(), registered=selection.areas.voters)
    else:
        counted = selection.sheets.tally()
    voters, ballots = counted.registered, counted.turnout
    asks = any(form.registered_weight for form in decision.assertions)
    if not asks or not voters or ballots is None or ballots > voters:
        return decision
    tally = replace(as_counted(selection.tally), registered=voters)
    return explain(selection.rule, tally, round=selection.round)
