"""What a log has that cannot be in a growing count, what it lacks, how it stands in its file: as findings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from veedor.count.logs import Made, moment
from veedor.count.vectors import UNKNOWN
from veedor.engine.schemas import LOGGED
from veedor.findings.rows import columns_in, table_of
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.count.oddities import Beyond
    from veedor.count.timeline import Timeline

CHECKS = Method("count.method.log_checks", "differences of consecutive entries of the log")
REGIONS = Method("count.method.regions", "last entry of each region by each moment, summed")


def findings_of_log(timeline: Timeline) -> list[Finding]:
    """Return falls, excess, what files have beyond the logs, the order of the file, the regions."""
    found = [_fell(timeline)] if timeline.falls else []
    found += [_excess(timeline, kind) for kind in dict.fromkeys(one.kind for one in timeline.excess)]
    if timeline.beyond is not None:
        found += _beyond(timeline, timeline.beyond)
    found += _order(timeline)
    if timeline.regions:
        found.append(_regions(timeline))
    return found


def said(
    finding_id: str,
    says: str,
    figures: Sequence[Figure],
    method: Method,
    *,
    assumes: tuple[str, ...] = ("log_complete",),
    cannot: str = "why_publication_stopped",
) -> Finding:
    """Return a finding of a timeline: it assumes that the log is complete, and cannot show why it stopped."""
    return Finding(
        finding_id,
        says,
        tuple(figures),
        method,
        assumptions=tuple(f"count.assumes.{what}" for what in assumes),
        cannot_show=(f"count.cannot.{cannot}",),
    )


def _finding(what: str, figures: list[Figure], method: Method = CHECKS, *, says: str = "") -> Finding:
    cannot = "why_totals_fell" if what == "totals_fell" else "why_it_differs"
    return said(f"timeline.{what}", f"timeline.{says or what}", figures, method, cannot=cannot)


def _fell(timeline: Timeline) -> Finding:
    worst = max(timeline.falls, key=lambda fall: fall.before - fall.after)
    term = worst.item in LOGGED
    figures = [
        Figure("falls", len(timeline.falls), Unit.NUMBER, digits=0),
        Figure("fell_item", f"term.item_{worst.item}", Unit.TERM)
        if term
        else Figure("fell_item", worst.item, Unit.CHOICE),
        Figure("fell_at", moment(worst.at, timeline.zone), Unit.MOMENT),
        Figure("fell_before", worst.before, Unit.NUMBER, digits=0),
        Figure("fell_after", worst.after, Unit.NUMBER, digits=0),
    ]
    how = "bare"
    if worst.name:
        how = "file" if timeline.made_of is Made.SNAPSHOTS else "row"
        figures.append(Figure("fell_name", worst.name, Unit.TEXT))
    return _finding("totals_fell", figures, says=f"totals_fell_{how}")


def _excess(timeline: Timeline, kind: str) -> Finding:
    found = [one for one in timeline.excess if one.kind == kind]
    worst = max(found, key=lambda one: one.sheets - one.limit)
    figures = [
        Figure("excess_at", moment(min(one.at for one in found), timeline.zone), Unit.MOMENT),
        Figure("excess_entries", sum(one.entries for one in found), Unit.ROWS),
        Figure("excess_sheets", worst.sheets, Unit.SHEETS),
        Figure("excess_limit", worst.limit, Unit.SHEETS),
    ]
    return _finding(f"more_{kind}", figures)


def _beyond(timeline: Timeline, beyond: Beyond) -> list[Finding]:
    name = Figure("snapshot_name", beyond.snapshot, Unit.FILE)
    sheets = Figure("file_sheets", beyond.sheets, Unit.SHEETS)
    found = []
    if beyond.early:
        ends = Figure("log_ends", moment(beyond.log_ends, timeline.zone), Unit.MOMENT)
        taken = Figure("file_taken", moment(beyond.taken_at, timeline.zone), Unit.MOMENT)
        found.append(_finding("log_ends_early", [ends, name, taken, sheets]))
    if beyond.more:
        ends = Figure("log_ends", moment(beyond.log_ends, timeline.zone), Unit.MOMENT)
        logged = Figure("log_sheets", beyond.log_sheets, Unit.SHEETS)
        found.append(_finding("file_has_more", [name, sheets, ends, logged]))
    if beyond.unlogged:
        found.append(_finding("unlogged", [Figure("unlogged", beyond.unlogged, Unit.SHEETS)]))
    return found


def _order(timeline: Timeline) -> list[Finding]:
    log = timeline.publications
    if log is None:
        return []
    found = []
    if log.order.late:
        file, row = log.order.late[0]
        figures = [
            Figure("late_entries", len(log.order.late), Unit.ROWS),
            Figure("late_row", str(row), Unit.TEXT),
            Figure("late_file", file, Unit.TEXT),
        ]
        found.append(_finding("out_of_order", figures))
    if log.order.twice:
        first = log.order.twice[0]
        numbers = ["?" if n == UNKNOWN else str(n) for n in (first.row, first.first)]
        figures = [
            Figure("twice_entries", len(log.order.twice), Unit.ROWS),
            Figure("twice_row", numbers[0], Unit.TEXT),
            Figure("twice_first", numbers[1], Unit.TEXT),
            Figure("twice_file", first.file, Unit.TEXT),
        ]
        found.append(_finding("twice", figures))
    return found


def _regions(timeline: Timeline) -> Finding:
    latest = max(timeline.regions, key=lambda one: one.last_news)
    earliest = min(timeline.regions, key=lambda one: one.last_news)
    quiet = max(timeline.regions, key=lambda one: one.quiet)
    figures = [
        Figure("regions", len(timeline.regions), Unit.NUMBER, digits=0),
        Figure("region_latest", latest.name, Unit.TEXT),
        Figure("region_first_done", earliest.name, Unit.TEXT),
        Figure("region_first_at", moment(earliest.last_news, timeline.zone), Unit.MOMENT),
        Figure("region_quiet", quiet.name, Unit.TEXT),
        Figure("quiet_for", timedelta(seconds=quiet.quiet), Unit.DURATION),
        Figure("quiet_from", moment(quiet.quiet_from, timeline.zone), Unit.MOMENT),
    ]
    together = latest.last_news == earliest.last_news
    if timeline.by_area and timeline.made_of is Made.SNAPSHOTS:
        says = "areas.timeline.together" if together else "areas.timeline"
        return said("timeline.regions", says, figures, REGIONS, cannot="why_it_differs")
    return _finding("regions", figures, REGIONS, says="regions_together" if together else "regions")


def tables_of_log(timeline: Timeline) -> list[Table]:
    """Return the tables of falls, excess and regions, as far as there are any."""
    made = [_falls_table(timeline)] if timeline.falls else []
    if timeline.excess:
        made.append(_excess_table(timeline))
    if timeline.regions:
        made.append(_regions_table(timeline))
    return made


def _told(table: Table) -> Table:
    """Return a table without the columns in which nothing stands."""
    kept = [k for k in range(len(table.columns)) if any(row[k] not in {None, ""} for row in table.rows)]
    rows = tuple(tuple(row[k] for k in kept) for row in table.rows)
    return Table(table.name, tuple(table.columns[k] for k in kept), rows)


def _falls_table(timeline: Timeline) -> Table:
    columns = (
        Column("at", Unit.MOMENT),
        *columns_in(Unit.TEXT, "name", "region"),
        Column("item", Unit.TERM),
        Column("choice", Unit.CHOICE),
        *columns_in(Unit.NUMBER, "before", "after", digits=0),
    )
    made = table_of(
        "totals_fell",
        columns,
        timeline.falls,
        at=lambda fall: moment(fall.at, timeline.zone),
        item=lambda fall: f"term.item_{fall.item}" if fall.item in LOGGED else None,
        choice=lambda fall: None if fall.item in LOGGED else fall.item,
    )
    return _told(made)


def _excess_table(timeline: Timeline) -> Table:
    columns = (
        Column("kind", Unit.TERM),
        Column("region", Unit.TEXT),
        Column("at", Unit.MOMENT),
        Column("name", Unit.TEXT),
        Column("entries", Unit.ROWS),
        *columns_in(Unit.SHEETS, "sheets", "limit"),
    )
    made = table_of(
        "excess",
        columns,
        timeline.excess,
        kind=lambda one: f"term.excess_{one.kind}",
        at=lambda one: moment(one.at, timeline.zone),
    )
    return _told(made)


def _regions_table(timeline: Timeline) -> Table:
    columns = (
        Column("region", Unit.TEXT),
        Column("entries", Unit.ROWS),
        *columns_in(Unit.MOMENT, "first", "last_news"),
        *columns_in(Unit.SHEETS, "sheets", "total"),
        Column("quiet", Unit.DURATION),
        Column("quiet_from", Unit.MOMENT),
    )
    return table_of(
        "regions",
        columns,
        timeline.regions,
        region=lambda one: one.name,
        first=lambda one: moment(one.first, timeline.zone),
        last_news=lambda one: moment(one.last_news, timeline.zone),
        quiet=lambda one: timedelta(seconds=one.quiet),
        quiet_from=lambda one: moment(one.quiet_from, timeline.zone),
    )
