"""What a timeline says, as findings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import moment
from veedor.count.progress import base_key, unit_of
from veedor.count.sheets import UNKNOWN
from veedor.count.terms import count_term
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from veedor.count.interruptions import Interruption
    from veedor.count.progress import Progress
    from veedor.count.timeline import Timeline

CADENCE = Method("method.cadence", "median and median absolute deviation of the intervals of the log")
MEANWHILE = Method("method.meanwhile", "times of verification within the interval between two publications")
RUNNING = Method("method.running_sum", "sum of the contributions to the assertion, as published by then")
ROLL = Method("method.never_counted", "roll of sheets minus the sheets in the log of verifications")


def findings(timeline: Timeline) -> tuple[Finding, ...]:
    """Give the findings of a timeline, in the order in which a reader needs them."""
    found: list[Finding] = []
    if timeline.cadence is not None:
        found.append(_cadence(timeline))
        for number, gap in enumerate(timeline.interruptions, 1):
            found += _interruption(timeline, number, gap)
    if timeline.never != UNKNOWN:
        found.append(_never(timeline))
    found += [f for check in timeline.snapshots for f in check.findings]
    return tuple(found)


def _cadence(timeline: Timeline) -> Finding:
    cadence = timeline.cadence
    assert cadence is not None  # noqa: S101 - the caller looked
    n = len(timeline.interruptions)
    return Finding(
        "timeline.cadence",
        "timeline.interrupted" if n else "timeline.never_interrupted",
        (
            Figure("entries", cadence.entries, Unit.ROWS),
            Figure("first", moment(cadence.first, timeline.zone), Unit.MOMENT),
            Figure("last", moment(cadence.last, timeline.zone), Unit.MOMENT),
            Figure("median", cadence.median, Unit.SECONDS, digits=1),
            Figure("deviation", cadence.deviation, Unit.SECONDS, digits=1),
            Figure("line", cadence.line, Unit.SECONDS, digits=1),
            Figure("longest", timedelta(seconds=cadence.longest), Unit.DURATION),
            Figure("interruptions", n, Unit.UNITS),
        ),
        CADENCE,
        assumptions=("assumption.log_complete",),
        cannot_show=("cannot.why_publication_stopped",),
        command=timeline.command,
    )


def _interruption(timeline: Timeline, number: int, gap: Interruption) -> list[Finding]:
    found = [_stopped(timeline, number, gap)]
    if gap.meanwhile is not None:
        found.append(_meanwhile(timeline, number, gap))
    for progress in timeline.published:
        across = _across(timeline, number, gap, progress)
        found += [across] if across is not None else []
    return found


def _stopped(timeline: Timeline, number: int, gap: Interruption) -> Finding:
    known = gap.backlog_start is not None and gap.backlog_end is not None
    figures = [
        Figure("start", moment(gap.start, timeline.zone), Unit.MOMENT),
        Figure("end", moment(gap.end, timeline.zone), Unit.MOMENT),
        Figure("duration", timedelta(seconds=gap.seconds), Unit.DURATION),
        Figure("seconds", gap.seconds, Unit.SECONDS),
    ]
    if known:
        figures += [
            Figure("backlog_start", gap.backlog_start, Unit.SHEETS),
            Figure("backlog_end", gap.backlog_end, Unit.SHEETS),
            Figure("verified_start", gap.verified_start, Unit.SHEETS),
            Figure("verified_end", gap.verified_end, Unit.SHEETS),
        ]
    return Finding(
        f"timeline.interruption.{number}",
        "timeline.interruption" if known else "timeline.interruption_bare",
        tuple(figures),
        CADENCE,
        assumptions=("assumption.log_complete",),
        cannot_show=("cannot.why_publication_stopped",),
        command=timeline.command,
    )


def _meanwhile(timeline: Timeline, number: int, gap: Interruption) -> Finding:
    seen = gap.meanwhile
    assert seen is not None  # noqa: S101 - the caller looked
    figures = [
        Figure("start", moment(gap.start, timeline.zone), Unit.MOMENT),
        Figure("end", moment(gap.end, timeline.zone), Unit.MOMENT),
        Figure("within", seen.verified_within, Unit.SHEETS),
        Figure("verified_before", seen.verified_before, Unit.SHEETS),
        Figure("before_pause", seen.before_pause, Unit.SHEETS),
        Figure("after_pause", seen.after_pause, Unit.SHEETS),
        Figure("after_pause_within", seen.after_pause_within, Unit.SHEETS),
    ]
    if seen.unpublished is not None:
        figures.append(Figure("unpublished", seen.unpublished, Unit.SHEETS))
    if seen.pause is None:
        says = "timeline.meanwhile_log_ends" if seen.verified_within else "timeline.meanwhile_nothing"
    else:
        says = "timeline.meanwhile"
        figures += [
            Figure("pause", timedelta(seconds=seen.pause.seconds), Unit.DURATION),
            Figure("pause_seconds", seen.pause.seconds, Unit.SECONDS),
            Figure("resumed", moment(seen.pause.end, timeline.zone), Unit.MOMENT),
        ]
    if not np.isnat(seen.last_before_pause):
        figures.append(Figure("last", moment(seen.last_before_pause, timeline.zone), Unit.MOMENT))
    return Finding(
        f"timeline.meanwhile.{number}",
        says,
        tuple(figures),
        MEANWHILE,
        assumptions=("assumption.clock", "assumption.log_complete"),
        cannot_show=("cannot.why_publication_stopped",),
        command=timeline.command,
    )


def _across(timeline: Timeline, number: int, gap: Interruption, progress: Progress) -> Finding | None:
    rows = [progress.last_before(t) for t in (gap.start, gap.end)]
    if rows[0] is None or rows[1] is None or rows[0] == rows[1]:
        return None
    before, after = rows[0], rows[1]
    a = progress.assertion
    measure = a.kind.value.removeprefix("not_")
    unit = unit_of(a.kind)
    return Finding(
        f"timeline.across.{number}.{a.assertion_id}",
        f"timeline.across_{measure}",
        (
            Figure("start", moment(gap.start, timeline.zone), Unit.MOMENT),
            Figure("end", moment(gap.end, timeline.zone), Unit.MOMENT),
            Figure("subject", str(a.subject), Unit.CHOICE),
            Figure("rival", None if a.rival is None else str(a.rival), Unit.CHOICE),
            Figure("threshold", a.threshold, unit, base_key(a)),
            Figure("before", progress.measure(before), unit, base_key(a)),
            Figure("after", progress.measure(after), unit, base_key(a)),
            Figure("slack_before", progress.slack(before), Unit.VOTES, digits=1),
            Figure("slack_after", progress.slack(after), Unit.VOTES, digits=1),
        ),
        RUNNING,
        assumptions=("assumption.published_as_counted",),
        cannot_show=("cannot.shift_explained",),
        command=timeline.command,
    )


def _never(timeline: Timeline) -> Finding:
    return Finding(
        "timeline.never_counted",
        "timeline.never_counted" if timeline.never else "timeline.all_counted",
        (
            Figure("never", timeline.never, Unit.SHEETS),
            Figure("roll", timeline.roll, Unit.SHEETS),
            Figure("count", count_term(timeline.count_id), Unit.TERM),
        ),
        ROLL,
        assumptions=("assumption.roll_complete",),
        cannot_show=("cannot.why_not_counted",),
        command=timeline.command,
    )
