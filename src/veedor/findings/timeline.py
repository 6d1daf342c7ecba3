"""What a timeline says: cadence, both kinds of silence, what cannot be in a log, what was never counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.logs import Made, moment
from veedor.count.vectors import UNKNOWN
from veedor.findings.area_changes import finding_of_changes
from veedor.findings.timeline_logs import findings_of_log, said
from veedor.findings.timeline_tables import tables
from veedor.findings.words import base_key, count_term, line_of, measured, whom
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.interruptions import Cadence, Interruption, Meanwhile
    from veedor.count.progress import Progress
    from veedor.count.silences import LogEnding, Repeated
    from veedor.count.timeline import Timeline

__all__ = ["findings", "tables"]

CADENCE = Method("count.method.cadence", "median and median absolute deviation of the intervals of the log")
MEANWHILE = Method(
    "count.method.meanwhile", "times of verification within the interval between two publications"
)
RUNNING = Method(
    "count.method.running_sum", "sum of the contributions to the assertion, as published by then"
)
ROLL = Method(
    "count.method.never_counted", "expected or known sheets minus those in the logs and files of the count"
)
NEWS = Method("count.method.news", "median and median absolute deviation of the times between new entries")
OF_FILES = Method("count.method.from_files", "sums of the dated files of the count")
OF_SHEETS = Method("count.method.from_sheets", "sums of the sheets by their own times")
MADE = {Made.LOG: CADENCE, Made.SNAPSHOTS: OF_FILES, Made.SHEETS: OF_SHEETS}


def _in_time(timeline: Timeline, finding_id: str, says: str, figures: Sequence[Figure]) -> Finding:
    """Return a finding of what came when: the times of sheets say nothing of what was published."""
    method = MADE[timeline.made_of]
    if timeline.made_of is Made.SHEETS:
        return said(finding_id, says, figures, method, assumes=("sheet_times",), cannot="when_published")
    return said(finding_id, says, figures, method)


def findings(timeline: Timeline) -> tuple[Finding, ...]:
    """Give the findings of a timeline, in the order in which a reader needs them."""
    found: list[Finding] = []
    if timeline.cadence is not None:
        found.append(_cadence(timeline, timeline.cadence))
        for number, gap in enumerate(timeline.interruptions, 1):
            found += _interruption(timeline, number, gap)
    elif timeline.publications is not None:
        found.append(_alone(timeline))
    found += _silences(timeline)
    found += findings_of_log(timeline)
    if timeline.never != UNKNOWN:
        found.append(_never(timeline))
    found += finding_of_changes("timeline", timeline.changes)
    found += [f for check in timeline.snapshots for f in check.findings]
    return tuple(found)


def _alone(timeline: Timeline) -> Finding:
    """Say that there is one publication: a log of one row is a log."""
    log = timeline.publications
    assert log is not None  # noqa: S101 (what calls this has looked)
    return said(
        "timeline.cadence",
        "timeline.one_publication",
        (
            Figure("publications", len(log), Unit.ROWS),
            Figure("published_last", moment(log.published_at[-1], timeline.zone), Unit.MOMENT),
        ),
        MADE[timeline.made_of],
    )


def _says_cadence(timeline: Timeline) -> str:
    n = len(timeline.interruptions)
    match timeline.made_of:
        case Made.SNAPSHOTS:
            return "timeline.files_interrupted" if n else "timeline.files_never_interrupted"
        case Made.SHEETS:
            return "timeline.sheets_paused" if n else "timeline.sheets_never_paused"
        case _ if n:
            return "timeline.interrupted"
        case _:
            stood = timeline.silences is not None and timeline.silences.longest
            return "timeline.entries_never_interrupted" if stood else "timeline.never_interrupted"


def _cadence(timeline: Timeline, cadence: Cadence) -> Finding:
    figures = [
        Figure("publications", cadence.entries, Unit.ROWS),
        Figure("published_first", moment(cadence.first, timeline.zone), Unit.MOMENT),
        Figure("published_last", moment(cadence.last, timeline.zone), Unit.MOMENT),
        Figure("median_interval", cadence.median, Unit.SECONDS, digits=1),
        Figure("interval_deviation", cadence.deviation, Unit.SECONDS, digits=1),
        Figure("interruption_line", cadence.line, Unit.SECONDS, digits=1),
        Figure("longest_interval", timedelta(seconds=cadence.longest), Unit.DURATION),
        Figure("interruptions", len(timeline.interruptions), Unit.UNITS),
    ]
    if timeline.made_of is Made.SHEETS and timeline.publications is not None:
        figures.append(Figure("timed_sheets", int(timeline.publications.sheets[-1]), Unit.SHEETS))
    return _in_time(timeline, "timeline.cadence", _says_cadence(timeline), figures)


def _silences(timeline: Timeline) -> list[Finding]:
    """Say when entries came and nothing new, and how the log ends."""
    silences = timeline.silences
    if silences is None or timeline.made_of is Made.SHEETS:
        return []
    found = []
    if silences.repeated and silences.cadence is not None:
        found.append(_stood(silences.cadence, len(silences.repeated)))
    if silences.longest is not None:
        found.append(_standing(timeline, silences.longest))
    end = silences.ending
    long = silences.cadence is None or end.seconds > silences.cadence.line
    if end.short or (end.repeats and long and not silences.complete):
        found.append(_ended(timeline, end, repeating=bool(end.repeats) and long))
    return found


def _silence(what: str, says: str, figures: list[Figure]) -> Finding:
    return said(f"timeline.{what}", f"timeline.{says}", figures, NEWS)


def _stood(news: Cadence, times: int) -> Finding:
    figures = [
        Figure("stood_times", times, Unit.NUMBER, digits=0),
        Figure("news_entries", news.entries, Unit.ROWS),
        Figure("news_median", news.median, Unit.SECONDS, digits=1),
        Figure("news_deviation", news.deviation, Unit.SECONDS, digits=1),
        Figure("news_line", news.line, Unit.SECONDS, digits=1),
    ]
    return _silence("stood", "stood", figures)


def _standing(timeline: Timeline, longest: Repeated) -> Finding:
    figures = [
        Figure("stood_from", moment(longest.start, timeline.zone), Unit.MOMENT),
        Figure("stood_until", moment(longest.end, timeline.zone), Unit.MOMENT),
        Figure("stood_for", timedelta(seconds=longest.seconds), Unit.DURATION),
        Figure("stood_seconds", longest.seconds, Unit.SECONDS),
        Figure("stood_repeats", longest.repeats, Unit.ROWS),
    ]
    if longest.sheets is None or longest.total is None:
        return _silence("standing", "standing", figures)
    figures.append(Figure("stood_sheets", longest.sheets, Unit.SHEETS))
    figures.append(Figure("stood_total", longest.total, Unit.SHEETS))
    return _silence("standing", "standing_of", figures)


def _ended(timeline: Timeline, end: LogEnding, *, repeating: bool) -> Finding:
    figures = [Figure("end_news", moment(end.news, timeline.zone), Unit.MOMENT)]
    if end.short:
        figures.append(Figure("end_sheets", end.sheets, Unit.SHEETS))
        figures.append(Figure("end_total", end.total, Unit.SHEETS))
    if repeating:
        figures.append(Figure("end_last", moment(end.last, timeline.zone), Unit.MOMENT))
        figures.append(Figure("end_for", timedelta(seconds=end.seconds), Unit.DURATION))
        figures.append(Figure("end_repeats", end.repeats, Unit.ROWS))
    says = "ended_short_repeating" if end.short and repeating else "ended_short" if end.short else ""
    return _silence("ended", says or "ended_repeating", figures)


def _interruption(timeline: Timeline, number: int, gap: Interruption) -> list[Finding]:
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
    return _in_time(timeline, f"timeline.interruption.{number}", says, figures)


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


def _says_never(timeline: Timeline) -> str:
    if timeline.never and timeline.named != timeline.roll:
        return "timeline.never_counted_of_log"
    says = "never_counted" if timeline.never else "all_counted"
    return f"timeline.{says}{'' if timeline.listed else '.unlisted'}"


def _never(timeline: Timeline) -> Finding:
    return said(
        "timeline.never_counted",
        _says_never(timeline),
        (
            Figure("never_counted", timeline.never, Unit.SHEETS),
            Figure("sheets_on_roll", timeline.roll, Unit.SHEETS),
            Figure("counted_in", count_term(timeline.count_id), Unit.TERM),
        ),
        ROLL,
        assumes=("roll_complete" if timeline.listed else "known_complete",),
        cannot="why_not_counted",
    )
