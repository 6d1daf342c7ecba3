"""The tables of a timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.interruptions import backlog
from veedor.count.logs import Made, moment
from veedor.count.vectors import known
from veedor.findings.area_comparison import table_of_changes
from veedor.findings.rows import columns_in, table_of
from veedor.findings.timeline_logs import tables_of_log
from veedor.findings.words import base_key, unit_of, whom
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from veedor.count.logs import Publications
    from veedor.count.progress import Progress
    from veedor.count.silences import Repeated
    from veedor.count.timeline import Timeline
    from veedor.model import Value


LOGS = {
    Made.LOG: "count.log.publications",
    Made.SNAPSHOTS: "count.log.snapshots",
    Made.SHEETS: "count.log.sheets",
}
"""What the running sums are called by what they are made of."""


def tables(timeline: Timeline) -> tuple[Table, ...]:
    """Return the tables of a timeline."""
    made = []
    if timeline.interruptions:
        made.append(_interruptions(timeline))
    if timeline.silences is not None and timeline.silences.repeated:
        made.append(_standing(timeline, timeline.silences.repeated))
    if any(gap.meanwhile for gap in timeline.interruptions):
        made.append(_meanwhile(timeline))
    made += tables_of_log(timeline)
    if timeline.changes:
        made.append(table_of_changes(timeline.changes))
    if timeline.publications is not None:
        made.append(_publications(timeline.publications, timeline.zone))
    for unit, name in ((Unit.POINTS, "progress_lead"), (Unit.SHARE, "progress_share")):
        runs = [
            (source, run)
            for source, all_runs in (
                (LOGS[timeline.made_of], timeline.published),
                ("count.log.verifications", timeline.verified),
            )
            for run in all_runs
            if unit_of(run.measure) is unit
        ]
        if runs:
            made.append(_progress(name, unit, runs, timeline.zone))
    made += [table for check in timeline.snapshots for table in check.tables if not check.equal]
    return tuple(made)


def _interval(zone: ZoneInfo) -> tuple[tuple[Column, ...], dict[str, Callable[[Any], Value]]]:
    """Return the columns of a stretch of time, and what fills them."""
    columns = (
        *columns_in(Unit.MOMENT, "start", "end"),
        Column("duration", Unit.DURATION),
        Column("seconds", Unit.SECONDS),
    )
    return columns, {
        "start": lambda one: moment(one.start, zone),
        "end": lambda one: moment(one.end, zone),
        "duration": lambda one: timedelta(seconds=one.seconds),
    }


def _interruptions(timeline: Timeline) -> Table:
    columns, cells = _interval(timeline.zone)
    # the times of sheets tell pauses, not what was published
    name, sheets = "pauses", ["verified_start", "verified_end"]
    if timeline.made_of is not Made.SHEETS:
        name, sheets = "interruptions", [*sheets, "backlog_start", "backlog_end"]
    columns = (*columns, *(Column(one, Unit.SHEETS) for one in sheets))
    return table_of(name, columns, timeline.interruptions, **cells)


def _standing(timeline: Timeline, found: tuple[Repeated, ...]) -> Table:
    columns, cells = _interval(timeline.zone)
    further = (Column("repeats", Unit.ROWS), *columns_in(Unit.SHEETS, "sheets", "total"))
    return table_of("standing", (*columns, *further), found, **cells)


def _meanwhile(timeline: Timeline) -> Table:
    rows: list[tuple[Value, ...]] = []
    for gap in timeline.interruptions:
        seen = gap.meanwhile
        if seen is None:
            continue
        pause = seen.pause
        rows.append(
            (
                moment(gap.start, timeline.zone),
                seen.unpublished,
                seen.verified_within,
                None if np.isnat(seen.last_before_pause) else moment(seen.last_before_pause, timeline.zone),
                None if pause is None else timedelta(seconds=pause.seconds),
                None if pause is None else moment(pause.end, timeline.zone),
                seen.before_pause,
                seen.after_pause_within,
                seen.after_pause,
            )
        )
    return Table(
        "meanwhile",
        (
            Column("start", Unit.MOMENT),
            *columns_in(Unit.SHEETS, "unpublished", "verified_within"),
            Column("last_before_pause", Unit.MOMENT),
            Column("pause", Unit.DURATION),
            Column("resumed", Unit.MOMENT),
            *columns_in(Unit.SHEETS, "before_pause", "after_pause_within", "after_pause"),
        ),
        tuple(rows),
    )


def _publications(log: Publications, zone: ZoneInfo) -> Table:
    waiting = backlog(log)
    figures = (log.sheets_in.tolist(), log.sheets_verified.tolist(), log.valid.tolist())
    rows = zip(log.published_at, *figures, waiting, strict=True)
    return Table(
        "publications",
        (
            Column("published_at", Unit.MOMENT),
            *columns_in(Unit.SHEETS, "sheets_in", "sheets_verified", "backlog"),
            Column("valid", Unit.VOTES),
        ),
        tuple(
            (moment(at, zone), known(came), known(done), left, known(valid))
            for at, came, done, valid, left in rows
        ),
    )


def _progress(name: str, unit: Unit, runs: list[tuple[str, Progress]], zone: ZoneInfo) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            source,
            moment(run.at[k], zone),
            whom(run.assertion),
            run.assertion.rival,
            run.assertion.threshold,
            known(int(run.sheets[k])),
            run.reached(k),
            run.slack(k),
        )
        for source, run in runs
        for k in range(len(run.at))
    ]
    # one table may hold assertions of several bases (valid, cast): the common one is named, else none
    bases = {base_key(run.measure.base_name) for _, run in runs}
    base = bases.pop() if len(bases) == 1 else "base.of_the_rule"
    return Table(
        name,
        (
            Column("log", Unit.TERM),
            Column("at", Unit.MOMENT),
            *columns_in(Unit.CHOICE, "subject", "rival"),
            Column("threshold", unit, base, 0),
            Column("sheets", Unit.SHEETS),
            Column("measure", unit, base),
            Column("slack", Unit.VOTES, digits=1),
        ),
        tuple(rows),
    )
