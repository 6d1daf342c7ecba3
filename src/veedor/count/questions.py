"""The questions that one asks of an opened case: its timeline, and what changed between its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.area_comparison import AreaComparison, compare_areas
from veedor.count.area_history import changes_of_areas, publications_of_areas
from veedor.count.comparison import Comparison, compare
from veedor.count.moves import moves
from veedor.count.oddities import Beyond, find_beyond
from veedor.count.publications import (
    publications_from_sheets,
    publications_from_snapshots,
    sheets_published,
)
from veedor.count.selection import select
from veedor.count.snapshots import SnapshotCheck, check_snapshot, equal_snapshot
from veedor.count.timeline import NO_TIME, Timeline, build_timeline
from veedor.errors import MissingDataError, QuestionError, VeedorError
from veedor.model import NEGATED, Assertion, AssertionKind, SnapshotId
from veedor.rules.conditions import negated_form
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.election import Election
    from veedor.count.logs import Publications
    from veedor.count.published import Snapshot
    from veedor.count.selection import Selection
    from veedor.model import CountId
    from veedor.rules import Decision


def timeline(selection: Selection) -> Timeline:
    """Put the publications of a count in order of time, with the assertions that decide the final count.

    They are those of its log; where there is none, its dated files, if there are two; where there are none,
    the times of its sheets.

    Parameters
    ----------
    selection : Selection
        Which count of which contest; :func:`timed_count` says which one to take where nobody names one.

    Raises
    ------
    MissingDataError
        Where nothing says when that count was what.
    QuestionError
        Where one publication is selected: a timeline is of all of them.
    """
    if selection.snapshot_id is not None:
        raise QuestionError(
            sentence(
                "A timeline is of a whole count, and {selection!r} is one of its publications.",
                selection=str(selection),
            ),
            remedy=sentence("Name the count alone: {count_id}.", count_id=selection.count_id),
        )
    if selection.by_area:
        return _timeline_of_areas(selection)
    election, contest = selection.election, selection.contest
    has_sheets = selection.count_id in election.counts(selection.contest_id)
    log = election.publications(selection.count_id, selection.contest_id)
    files = _files(selection) if has_sheets else None
    return build_timeline(
        contest,
        selection.count_id,
        election.zone,
        election.roll(selection.contest_id).ids.tolist(),
        publications=log or (_without_log(selection, files) if has_sheets else None),
        verifications=election.verifications(selection.count_id, selection.contest_id),
        sheets=selection.sheets if has_sheets else None,
        published=sheets_published(election.store, contest, selection.count_id)
        if has_sheets
        else frozenset(),
        assertions=deciding(selection),
        snapshots=_checks(selection, files, log),
        beyond=_beyond(selection) if has_sheets else None,
        listed=election.names_all(selection.contest_id),
    )


def _timeline_of_areas(selection: Selection) -> Timeline:
    """Put the publications of a count by area in order of time, and say what changed within areas."""
    election = selection.election
    which = (selection.count_id, selection.contest_id)
    states = [selection.at(one.snapshot_id).areas for one in selection.snapshots]
    names = [str(one.snapshot_id) for one in selection.snapshots]
    return build_timeline(
        selection.contest,
        selection.count_id,
        election.zone,
        (),
        publications=publications_of(selection),
        verifications=election.verifications(*which),
        assertions=deciding(selection),
        changes=changes_of_areas(states, names),
        by_area=True,
    )


def publications_of(selection: Selection) -> Publications | None:
    """Return what was published when of a count: its log, else its dated files, else the times of its sheets.

    Parameters
    ----------
    selection : Selection
        The count; which of its publications makes no difference.
    """
    election, which = selection.election, (selection.count_id, selection.contest_id)
    if log := election.publications(*which):
        return log
    if selection.by_area:
        files = publications_of_areas(selection)
        return files if files is not None and len(files) > 1 else None
    has_sheets = selection.count_id in election.counts(selection.contest_id)
    return _without_log(selection, _files(selection)) if has_sheets else None


def timed_count(election: Election, contest: str | None = None) -> CountId:
    """Return the first count with a log, else the first with dated files, else the first with times.

    Raises
    ------
    MissingDataError
        Where no count of the contest has any of them.
    """
    contest_id = election.contest_id(contest)
    logged = election.logged_count(contest_id)
    if logged is not None:
        return logged
    counts = election.counts(contest_id)
    for count in counts:
        if len(_moments(election.snapshots(count, contest_id))) > 1:
            return count
    # when each sheet was recorded: the count that counts in the end has most of them
    last = [election.count_id(None, contest_id)] if counts else []
    by_sheet = election.counts_by_sheet(contest_id)
    for count in (count for count in (*last, *counts) if count in by_sheet):
        if select(election, count, contest=contest_id).sheets.verified_at is not None:
            return count
    raise MissingDataError(
        sentence(
            "The case has no log of publications or verifications for the "
            "contest {contest_id!r}, no two dated files of one count and no "
            "times of sheets.",
            contest_id=contest_id,
        ),
        remedy=NO_TIME,
    )


def _moments(snapshots: Sequence[Snapshot]) -> set[np.datetime64]:
    """Return the times of the dated ones of some publications."""
    return {s.taken_at for s in snapshots if not np.isnat(s.taken_at)}


def _files(selection: Selection) -> Publications | None:
    """Sum the dated files of a count."""
    return publications_from_snapshots(
        selection.election.store, selection.contest, selection.count_id, selection.snapshots
    )


def _without_log(selection: Selection, files: Publications | None) -> Publications | None:
    """Return the publications of a count without a log: its dated files, else the times of its sheets."""
    if files is not None and len(files) > 1:
        return files
    return publications_from_sheets(selection.sheets)


def _beyond(selection: Selection) -> Beyond | None:
    """Compare the files of a count with where its logs end."""
    election, which = selection.election, (selection.count_id, selection.contest_id)
    logs = election.publications(*which), election.verifications(*which)
    if logs == (None, None) or not selection.snapshots:
        return None
    published = sheets_published(election.store, selection.contest, selection.count_id)
    return find_beyond(*logs, published, selection.snapshots[-1], len(selection.sheets))


def comparison(before: Selection, after: Selection) -> Comparison | AreaComparison:
    """Compare two publications of the counts of a contest.

    Parameters
    ----------
    before, after : Selection
        The earlier and the later one.

    Raises
    ------
    QuestionError
        Where they are of different contests.
    """
    if before.contest_id != after.contest_id:
        raise QuestionError(
            sentence(
                "A count of {contest_id!r} and one of {after_contest_id!r} cannot be compared.",
                contest_id=before.contest_id,
                after_contest_id=after.contest_id,
            ),
            remedy="Name two counts of one contest.",
        )
    if before.by_area or after.by_area:
        return compare_areas(before, after, deciding(after))
    moved = moves(before.states, after.states)
    return compare(before.sheets, after.sheets, deciding(after), moved=moved)


def deciding(selection: Selection) -> tuple[Assertion, ...]:
    """Return what decides the final count: the binding assertion, then the tightest one of each other kind.

    A rule asks the same of the winner against every rival; who is furthest behind is no news. None where the
    case names no rule, or the rule cannot be applied to what was published.
    """
    try:
        decision = select(selection.election, contest=selection.contest_id).decision
    except VeedorError:  # what is wrong with the rule or the count is said by `veedor outcome`
        return ()
    return tightest(decision)


def tightest(decision: Decision) -> tuple[Assertion, ...]:
    """Return the binding assertion of a decision, then the tightest one of each other kind.

    A share of kinds of votes (a ground of voidness) is nobody's, and is not followed. What holds *below* its
    line (nobody reaches a lead of ten points) is turned round, so that a running sum always counts votes
    above the line.
    """
    found: dict[AssertionKind, Assertion] = {}
    first = (decision.binding,) if isinstance(decision.binding, Assertion) else ()
    for assertion in (*first, *sorted(decision.assertions, key=decision.slack)):
        form = negated_form(assertion) if assertion.kind in NEGATED else assertion
        if form.kind is AssertionKind.SHARE and form.subject is None:
            continue
        found.setdefault(form.kind, form)
    return tuple(found.values())


def _checks(
    selection: Selection, files: Publications | None, log: Publications | None
) -> tuple[SnapshotCheck, ...]:
    """Compare each dated file of a count with its row of the log, where there is one.

    The sheets are looked at only where the sums differ: a count may have hundreds of files.
    """
    if log is None or files is None:
        return ()
    zone = selection.election.zone
    singles = selection.election.verifications(selection.count_id, selection.contest_id)
    checks = []
    for k in range(len(files)):
        check = equal_snapshot(files, k, log, zone)
        if check is None and files.published_at[k] in log.published_at:
            sheets = selection.at(SnapshotId(files.name(k))).sheets
            check = check_snapshot(sheets, files.published_at[k], log, singles, zone)
        checks.append(check)
    return tuple(check for check in checks if check is not None)
