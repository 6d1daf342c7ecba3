"""What a timeline says of each interruption: when the count was dark, and what was verified meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made, moment
from veedor.findings.timeline_logs import said
from veedor.findings.words import base_key, line_of, measured, whom
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.interruptions import Interruption, Meanwhile
    from veedor.count.progress import Progress
    from veedor.count.timeline import Timeline

CADENCE = Method("count.method.cadence", "median and median absolute deviation of the intervals of the log")

MEANWHILE = Method(
    "count.method.meanwhile", "times of verification within the interval between two publications"
)

RUNNING = Method(
    "count.method.running_sum", "sum of the contributions to the assertion, as published by then"
)

OF_FILES = Method("count.method.from_files", "sums of the dated files of the count")

OF_SHEETS = Method("count.method.from_sheets", "sums of the sheets by their own times")

MADE = {Made.LOG: CADENCE, Made.SNAPSHOTS: OF_FILES, Made.SHEETS: OF_SHEETS}


def in_time(timeline: Timeline, finding_id: str, says: str, figures: Sequence[Figure]) -> Finding:
    """Return a finding of what came when: the times of sheets say nothing of what was published."""
    method = MADE[timeline.made_of]
    if timeline.made_of is Made.SHEETS:
        return said(finding_id, says, figures, method, assumes=("sheet_times",), cannot="when_published")
    return said(finding_id, says, figures, method)


def interruption_findings(timeline: Timeline, number: int, gap: Interruption) -> list[Finding]:
    """Say when an interruption was, what was verified meanwhile, and how what decides moved across it."""
    found = [_stopped(timeline, number, gap)]
    seen = gap.meanwhile
    if seen is not None and seen.unpublished:
        found.append(_unpublished(timeline, number, gap, seen))
    if seen is not None:
        found.append(_meanwhile(timeline, number, gap, seen))
    # sums along the sheets stand at ends of minutes, which are no publications
    for progress in timeline.published if timeline.made_of is not Made.SHEETS else ():
        across = _across(timeline, number, gap, progress)
        found += [across] if across is not None else []
    return found


def _stopped(timeline: Timeline, number: int, gap: Interruption) -> Finding:
    told = gap.backlog_start is not None and gap.backlog_end is not None
    known = told and timeline.made_of is Made.LOG
    bare = {Made.SNAPSHOTS: "interruption_files", Made.SHEETS: "pause"}.get(timeline.made_of)
    figures = [
        Figure("dark_from", moment(gap.start, timeline.zone), Unit.MOMENT),
        Figure("dark_until", moment(gap.end, timeline.zone), Unit.MOMENT),
        Figure("dark_for", timedelta(seconds=gap.seconds), Unit.DURATION),
        Figure("dark_seconds", gap.seconds, Unit.SECONDS),
    ]
    if known:
        figures += [
            Figure("backlog_start", gap.backlog_start, Unit.SHEETS),
            Figure("backlog_end", gap.backlog_end, Unit.SHEETS),
            Figure("verified_start", gap.verified_start, Unit.SHEETS),
            Figure("verified_end", gap.verified_end, Unit.SHEETS),
        ]
    elif bare:
        figures.append(Figure("verified_start", gap.verified_start, Unit.SHEETS))
        figures.append(Figure("verified_end", gap.verified_end, Unit.SHEETS))
    says = f"timeline.{'interruption' if known else bare or 'interruption_bare'}"
    return in_time(timeline, f"timeline.interruption.{number}", says, figures)


def _unpublished(timeline: Timeline, number: int, gap: Interruption, seen: Meanwhile) -> Finding:
    """Sheets verified by the start of an interruption that its last publication lacked, or the reverse."""
    fewer = seen.unpublished or 0
    return said(
        f"timeline.unpublished.{number}",
        "timeline.unpublished" if fewer > 0 else "timeline.published_unverified",
        (
            Figure("dark_from", moment(gap.start, timeline.zone), Unit.MOMENT),
            Figure("verified_before", seen.verified_before, Unit.SHEETS),
            Figure("verified_start", gap.verified_start, Unit.SHEETS),
            Figure("unpublished", abs(fewer), Unit.SHEETS),
        ),
        MEANWHILE,
        assumes=("clock", "log_complete"),
        cannot="why_it_differs",
    )


def _meanwhile(timeline: Timeline, number: int, gap: Interruption, seen: Meanwhile) -> Finding:
    figures = [
        Figure("dark_from", moment(gap.start, timeline.zone), Unit.MOMENT),
        Figure("dark_until", moment(gap.end, timeline.zone), Unit.MOMENT),
        Figure("verified_within", seen.verified_within, Unit.SHEETS),
        Figure("verified_before", seen.verified_before, Unit.SHEETS),
        Figure("before_pause", seen.before_pause, Unit.SHEETS),
        Figure("after_pause", seen.after_pause, Unit.SHEETS),
        Figure("after_pause_within", seen.after_pause_within, Unit.SHEETS),
    ]
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
        figures.append(Figure("last_verified", moment(seen.last_before_pause, timeline.zone), Unit.MOMENT))
    return said(
        f"timeline.meanwhile.{number}",
        says,
        figures,
        MEANWHILE,
        assumes=("clock", "log_complete"),
    )


def _across(timeline: Timeline, number: int, gap: Interruption, progress: Progress) -> Finding | None:
    rows = [progress.last_before(t) for t in (gap.start, gap.end)]
    if rows[0] is None or rows[1] is None or rows[0] == rows[1]:
        return None
    before, after = rows[0], rows[1]
    a, measure = progress.assertion, progress.measure
    return said(
        f"timeline.across.{number}.{a.assertion_id}",
        f"timeline.across_{a.kind.value}",
        (
            Figure("dark_from", moment(gap.start, timeline.zone), Unit.MOMENT),
            Figure("dark_until", moment(gap.end, timeline.zone), Unit.MOMENT),
            Figure("followed", whom(a), Unit.CHOICE),
            Figure("followed_rival", a.rival, Unit.CHOICE),
            line_of("rule_line", measure),
            Figure("measure_base", base_key(measure.base_name), Unit.TERM),
            measured("measure_before", progress.reached(before), measure),
            measured("measure_after", progress.reached(after), measure),
            Figure("slack_before", progress.slack(before), Unit.VOTES, digits=1),
            Figure("slack_after", progress.slack(after), Unit.VOTES, digits=1),
        ),
        RUNNING,
        assumes=("published_as_counted",),
        cannot="shift_explained",
    )
