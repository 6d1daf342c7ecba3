"""The questions that one asks of an opened case: its timeline, and what changed between its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.count.comparison import Comparison, compare
from veedor.count.moves import moves
from veedor.count.oddities import Beyond, find_beyond
from veedor.count.progress import NEGATED
from veedor.count.publications import (
    publications_from_sheets,
    publications_from_snapshots,
    sheets_published,
)
from veedor.count.snapshots import SnapshotCheck, check_snapshot, equal_snapshot
from veedor.count.timeline import NO_TIME, Timeline, build_timeline
from veedor.errors import MissingDataError, VeedorError
from veedor.model import Assertion, AssertionKind
from veedor.rules.conditions import negated_form

if TYPE_CHECKING:
    from veedor.count.election import Election
    from veedor.count.logs import Publications
    from veedor.model import ContestId, CountId
    from veedor.rules import Decision


def timeline(
    election: Election, count: str | None = None, *, contest: str | None = None, command: str = ""
) -> Timeline:
    """Put the publications of a count in order of time, with the assertions that decide the final count.

    They are those of its log; where there is none, its dated files, if there are two; where there are none,
    the times of its sheets.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        Which count; by default the first that has a log, else the first with dated files, else the first
        with times.
    contest : str, optional
        Which contest; by default the first with a rule.
    command : str
        The command that computes it again.

    Raises
    ------
    MissingDataError
        Where nothing says when that count was what.
    """
    contest_id = election.contest_id(contest)
    count_id = _timed_count(election, contest_id) if count is None else election.count_id(count)
    if count_id is None:
        raise MissingDataError(
            f"The case has no log of publications or verifications for the contest {contest_id!r}, no two "
            "dated files of one count and no times of sheets.",
            remedy=NO_TIME,
        )
    has_sheets = count_id in election.counts(contest_id)
    log = election.publications(count_id, contest_id)
    files = _files(election, count_id, contest_id) if has_sheets else None
    of = election.contest(contest_id)
    return build_timeline(
        of,
        count_id,
        election.zone,
        election.roll(contest_id).ids.tolist(),
        publications=log or _without_log(election, count_id, contest_id, files),
        verifications=election.verifications(count_id, contest_id),
        sheets=election.sheets(count_id, contest=contest_id) if has_sheets else None,
        published=sheets_published(election.store, of, count_id) if has_sheets else frozenset(),
        assertions=deciding(election, contest_id),
        snapshots=_checks(election, files, log, command),
        beyond=_beyond(election, count_id, contest_id) if has_sheets else None,
        listed=election.names_all(contest_id),
        command=command,
    )


def _timed_count(election: Election, contest: ContestId) -> CountId | None:
    """Give the first count with a log, else the first with dated files, else the first with times."""
    logged = election.logged_count(contest)
    if logged is not None:
        return logged
    counts = election.counts(contest)
    dated = [count for count in counts if len(_dated(election, count, contest)) > 1]
    if dated:
        return dated[0]
    # when each sheet was recorded: the count that counts in the end has most of them
    last = election.count_id(None, contest) if counts else None
    order = [count for count in (last, *counts) if count is not None]
    return next((c for c in order if election.sheets(c, contest=contest).verified_at is not None), None)


def _dated(election: Election, count: CountId, contest: str) -> list[str]:
    taken = {s.taken_at for s in election.snapshots(count, contest) if s.taken_at == s.taken_at}
    return [str(at) for at in taken]


def _files(election: Election, count: CountId, contest: str) -> Publications | None:
    """Sum the dated files of a count."""
    return publications_from_snapshots(
        election.store, election.contest(contest), count, election.snapshots(count, contest)
    )


def _without_log(
    election: Election, count: CountId, contest: str, files: Publications | None
) -> Publications | None:
    """Give the publications of a count without a log: its dated files, else the times of its sheets."""
    if files is not None and len(files) > 1:
        return files
    if count not in election.counts(contest):
        return None
    return publications_from_sheets(election.sheets(count, contest=contest))


def _beyond(election: Election, count: CountId, contest: str) -> Beyond | None:
    """Compare the files of a count with where its logs end."""
    logs = election.publications(count, contest), election.verifications(count, contest)
    files = election.snapshots(count, contest)
    if logs == (None, None) or not files:
        return None
    published = sheets_published(election.store, election.contest(contest), count)
    sheets = len(election.sheets(count, contest=contest))
    return find_beyond(*logs, published, files[-1], sheets)


def comparison(
    election: Election, before: str, after: str, *, contest: str | None = None, command: str = ""
) -> Comparison:
    """Compare two publications of the counts of a case.

    Parameters
    ----------
    election : Election
        An opened case.
    before, after : str
        ``official``, or ``preliminary@<snapshot>``.
    contest : str, optional
        Which contest; by default the first with a rule.
    command : str
        The command that computes it again.

    Raises
    ------
    QuestionError
        Where there is no such state.
    """
    sides, states = [], []
    for text in (before, after):
        count, snapshot = election.state(text, contest)
        sides.append(election.sheets(count, contest=contest, snapshot=snapshot))
        states.append(election.states(count, contest=contest, snapshot=snapshot))
    moved = moves(states[0], states[1])
    return compare(sides[0], sides[1], deciding(election, contest), moved=moved, command=command)


def deciding(election: Election, contest: str | None = None) -> tuple[Assertion, ...]:
    """Give what decides the final count: the binding assertion, then the tightest one of each other kind.

    A rule asks the same of the winner against every rival; who is furthest behind is no news. None where the
    case names no rule, or the rule cannot be applied to what was published.
    """
    try:
        decision = election.decision(contest=contest)
    except VeedorError:  # what is wrong with the rule or the count is said by `veedor outcome`
        return ()
    return tightest(decision)


def tightest(decision: Decision) -> tuple[Assertion, ...]:
    """Give the binding assertion of a decision, then the tightest one of each other kind.

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
    election: Election, files: Publications | None, log: Publications | None, command: str
) -> tuple[SnapshotCheck, ...]:
    """Compare each dated file of a count with its row of the log, where there is one.

    The sheets are looked at only where the sums differ: a count may have hundreds of files.
    """
    if log is None or files is None:
        return ()
    contest, count = log.contest_id, log.count_id
    checks = []
    for k in range(len(files)):
        check = equal_snapshot(files, k, log, election.zone, command=command)
        if check is None and files.published_at[k] in log.published_at:
            sheets = election.sheets(count, contest=contest, snapshot=files.name(k))
            singles = election.verifications(count, contest)
            at = files.published_at[k]
            check = check_snapshot(sheets, at, log, singles, election.zone, command=command)
        checks.append(check)
    return tuple(check for check in checks if check is not None)
