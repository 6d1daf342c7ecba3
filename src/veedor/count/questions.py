"""The questions that one asks of an opened case: its timeline, and what changed between its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.count.comparison import Comparison, compare
from veedor.count.progress import NEGATED
from veedor.count.snapshots import SnapshotCheck, check_snapshot
from veedor.count.timeline import Timeline, build_timeline
from veedor.errors import MissingDataError
from veedor.model import Assertion
from veedor.rules.conditions import negated_form

if TYPE_CHECKING:
    from veedor.count.election import Election
    from veedor.model import AssertionKind, CountId
    from veedor.rules import Decision


def timeline(
    election: Election, count: str | None = None, *, contest: str | None = None, command: str = ""
) -> Timeline:
    """Put the logs of a count in order of time, with the assertions that decide the final count.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        Which count; by default the first that has a log.
    contest : str, optional
        Which contest; by default the first with a rule.
    command : str
        The command that computes it again.

    Raises
    ------
    MissingDataError
        Where the case has no log of that count.
    """
    contest_id = election.contest_id(contest)
    count_id = election.logged_count(contest_id) if count is None else election.count_id(count)
    if count_id is None:
        raise MissingDataError(
            f"The case has no log of publications or verifications for the contest {contest_id!r}.",
            remedy='Add a source with layout = "publication" or "verification" to case.toml.',
        )
    has_sheets = count_id in election.counts(contest_id)
    return build_timeline(
        election.contest(contest_id),
        count_id,
        election.zone,
        election.roll(contest_id).ids.tolist(),
        publications=election.publications(count_id, contest_id),
        verifications=election.verifications(count_id, contest_id),
        sheets=election.sheets(count_id, contest=contest_id) if has_sheets else None,
        assertions=deciding(election, contest_id),
        snapshots=_checks(election, count_id, contest_id, command) if has_sheets else (),
        command=command,
    )


def comparison(
    election: Election, before: str, after: str, *, contest: str | None = None, command: str = ""
) -> Comparison:
    """Compare two published states of the counts of a case.

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
    sides = []
    for text in (before, after):
        count, snapshot = election.state(text, contest)
        sides.append(election.sheets(count, contest=contest, snapshot=snapshot))
    return compare(sides[0], sides[1], deciding(election, contest), command=command)


def deciding(election: Election, contest: str | None = None) -> tuple[Assertion, ...]:
    """Give what decides the final count: the binding assertion, then the tightest one of each other kind.

    A rule asks the same of the winner against every rival; who is furthest behind is no news. None where the
    case names no rule, or the rule cannot be applied to what was published.
    """
    try:
        decision = election.decision(contest=contest)
    except MissingDataError:
        return ()
    return tightest(decision)


def tightest(decision: Decision) -> tuple[Assertion, ...]:
    """Give the binding assertion of a decision, then the tightest one of each other kind.

    What holds *below* its line (nobody reaches a lead of ten points) is turned round, so that a running sum
    always counts votes above the line.
    """
    found: dict[AssertionKind, Assertion] = {}
    first = (decision.binding,) if isinstance(decision.binding, Assertion) else ()
    for assertion in (*first, *sorted(decision.assertions, key=decision.slack)):
        form = negated_form(assertion) if assertion.kind in NEGATED else assertion
        found.setdefault(form.kind, form)
    return tuple(found.values())


def _checks(
    election: Election, count_id: CountId, contest_id: str, command: str
) -> tuple[SnapshotCheck, ...]:
    """Compare each snapshot of a count with its row of the log, where there is one."""
    log = election.publications(count_id, contest_id)
    if log is None:
        return ()
    checks = []
    for snapshot in election.snapshots(count_id, contest_id):
        if np.isnat(snapshot.taken_at):
            continue
        sheets = election.sheets(count_id, contest=contest_id, snapshot=snapshot.snapshot_id)
        singles = election.verifications(count_id, contest_id)
        checks.append(check_snapshot(sheets, snapshot.taken_at, log, singles, election.zone, command=command))
    return tuple(check for check in checks if check is not None)
