"""What a timeline says: cadence, both kinds of silence, what cannot be in a log, what was never counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from veedor.count.logs import Made, moment
from veedor.count.vectors import UNKNOWN
from veedor.findings.area_comparison import finding_of_changes
from veedor.findings.timeline_interruptions import MADE, in_time, interruption_findings
from veedor.findings.timeline_logs import findings_of_log, said
from veedor.findings.timeline_tables import tables
from veedor.findings.words import count_term
from veedor.model import Figure, Finding, Method, Unit

if TYPE_CHECKING:
    from veedor.count.interruptions import Cadence
    from veedor.count.silences import LogEnding, Repeated
    from veedor.count.timeline import Timeline

__all__ = ["findings", "tables"]

ROLL = Method(
    "count.method.never_counted", "expected or known sheets minus those in the logs and files of the count"
)
NEWS = Method("count.method.news", "median and median absolute deviation of the times between new entries")


def findings(timeline: Timeline) -> tuple[Finding, ...]:
    """Return the findings of a timeline, in the order in which a reader needs them."""
    found: list[Finding] = []
    if timeline.cadence is not None:
        found.append(_cadence(timeline, timeline.cadence))
        for number, gap in enumerate(timeline.interruptions, 1):
            found += interruption_findings(timeline, number, gap)
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
    return in_time(timeline, "timeline.cadence", _says_cadence(timeline), figures)


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
