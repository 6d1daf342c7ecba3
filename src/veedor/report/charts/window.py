"""The stretch of time that pictures of a count over time show, and the interruptions in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.model import Unit
from veedor.report.charts import theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from veedor.count.interruptions import Interruption
    from veedor.count.progress import Progress
    from veedor.count.silences import Repeated
    from veedor.count.timeline import Timeline
    from veedor.report.charts.spec import Chart, Row
    from veedor.report.wording import Wording


_STEPS = (60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)
"""Steps between ticks of time, in seconds: what a clock or a calendar has."""
WHEN = "utcFormat({value}, '%d/%m %H:%M:%S')"
"""Expression that writes milliseconds, for tooltips."""
CLOCK = "{value}"
"""Expression of what the clocks showed at a place of the axis: that very place."""


def time_x(field: str, wording: Wording, start: int, end: int, ticks: int = 8, clock: str = CLOCK) -> alt.X:
    """Return an axis of local time: hours, and the day under the first tick of each; never shifted by a zone.

    The scale is linear in milliseconds with ticks chosen here: layers of a temporal scale that all state a
    domain are merged wrongly by Vega-Lite.

    Parameters
    ----------
    field : str
        Column of milliseconds as :func:`milliseconds` gives them.
    wording : Wording
        For the names of months.
    start, end : int
        From when until when, in milliseconds.
    ticks : int
        At the most so many.
    clock : str
        Expression of what the clocks showed at ``{value}``.
    """
    step = next((s for s in _STEPS if (end - start) / (s * 1000) <= ticks), _STEPS[-1]) * 1000
    values = list(range(-(-start // step) * step, end + 1, step))
    months = ",".join(f"'{wording.text(f'month.{n}')}'" for n in range(1, 13))
    shown = clock.format(value="datum.value")
    hour = f"utcFormat({shown},'%H:%M')"
    day = f"utcdate({shown})+' '+[{months}][utcmonth({shown})]"
    midnight = f"utchours({shown}) * 3600000 < {step} && utcminutes({shown}) == 0"
    new_day = f"(datum.value == {values[0] if values else 0} || {midnight})"
    label = day if step >= 86_400_000 else f"{new_day} ? [{hour}, {day}] : {hour}"
    axis = alt.Axis(title=None, labelExpr=label, values=values, labelOverlap="greedy", labelFlush=False)
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[start, end], nice=False, zero=False))


START = Fraction(1, 20)
"""A picture begins when so much of what the count had in the end is in: fewer sheets swing wildly."""
DONE = Fraction(199, 200)
"""It ends soon after so much of it is in, and after the last interruption before that."""
MARGIN = 0.16
"""Of the width, drawn after that."""
SEEN = 50
"""A time of standing totals is shaded when it takes more than so many parts of the width."""


@dataclass(frozen=True)
class Window:
    """The stretch of time that is drawn, in milliseconds, and both kinds of silence within it.

    A line is broken at an interruption (``gaps``); where totals stood (``stood``), it goes on and is flat.

    The picture keeps to the offset that the clocks had at its start, so that lengths are true; ``clock``
    writes what the clocks showed where they were changed within it.
    """

    start: int
    end: int
    gaps: tuple[Row, ...]
    stood: tuple[Row, ...] = ()
    offset: int = 0
    clock: str = CLOCK

    def x(self, field: str, wording: Wording, *, phone: bool = False) -> alt.X:
        """Return the axis of time; every layer states the same one."""
        return time_x(field, wording, self.start, self.end, 5 if phone else 9, self.clock)

    def holds(self, at: int) -> bool:
        """Whether a moment is drawn."""
        return self.start <= at <= self.end

    def is_edge(self, at: int) -> bool:
        """Whether a moment is the last before or the first after an interruption."""
        return any(at in (gap["start"], gap["end"]) for gap in self.gaps)

    def segment(self, at: int) -> int:
        """Number of interruptions that are over: a line is broken where nothing was published."""
        return sum(at >= gap["end"] for gap in self.gaps)

    def at(self, moment: np.datetime64) -> int:
        """Return where an instant is drawn, in milliseconds."""
        return milliseconds_of(moment) + self.offset


def window_of(result: Timeline, run: Progress, wording: Wording) -> Window | None:
    """Choose what to draw: from when the first sheets are in to when hardly any is missing."""
    known = np.flatnonzero(run.sheets != UNKNOWN)
    if len(known) < 2 or run.sheets[known[-1]] <= 0:
        return None
    total = int(run.sheets[known[-1]])
    first = int(known[run.sheets[known] * START.denominator >= total * START.numerator][0])
    done = int(known[run.sheets[known] * DONE.denominator >= total * DONE.numerator][0])
    start, end = milliseconds_of(run.at[first]), milliseconds_of(run.at[done])
    end = max(
        [end, *(milliseconds_of(gap.end) for gap in result.interruptions if milliseconds_of(gap.start) < end)]
    )
    end = min(end + round((end - start) * MARGIN), milliseconds_of(run.at[-1]))
    if end <= start:
        return None
    offset = _offset(start, result.zone)
    gaps = _within(result.interruptions, start, end, offset, wording)
    # what goes on beyond the picture is said in words: shaded to its edge it would seem to end there
    standing = result.silences.repeated if result.silences is not None else ()
    whole = [one for one in standing if milliseconds_of(one.end) <= end]
    stood = [
        s for s in _within(whole, start, end, offset, wording) if (s["end"] - s["start"]) * SEEN > end - start
    ]
    clock = _clock(start, end, result.zone)
    return Window(start + offset, end + offset, gaps, tuple(stood), offset, clock)


def _within(
    silences: Sequence[Interruption | Repeated], start: int, end: int, offset: int, wording: Wording
) -> tuple[Row, ...]:
    """Cut silences to what is drawn."""
    return tuple(
        {
            "start": max(milliseconds_of(gap.start), start) + offset,
            "end": min(milliseconds_of(gap.end), end) + offset,
            "label": wording.value(timedelta(seconds=gap.seconds), Unit.DURATION),
        }
        for gap in silences
        if milliseconds_of(gap.end) > start and milliseconds_of(gap.start) < end
    )


def milliseconds_of(at: np.datetime64) -> int:
    """Return an instant in milliseconds."""
    return int(at.astype("datetime64[ms]").astype(np.int64))


def _offset(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at // 1000, zone).utcoffset()
    return round(offset.total_seconds()) * 1000 if offset else 0


def _clock(start: int, end: int, zone: ZoneInfo) -> str:
    """Return the expression of what the clocks showed, where they were changed between two instants."""
    offset, last = _offset(start, zone), _offset(end, zone)
    if last == offset:
        return CLOCK
    low, high = start, end
    while high - low > 1000:  # to the second in which they were changed
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    changed = high - high % 1000 + offset
    return f"(({CLOCK}) + (({CLOCK}) >= {changed} ? {last - offset} : 0))"


def timed(rows: list[Row], window: Window) -> alt.Chart:
    """Start a picture of moments, with the moment in words for tooltips."""
    when = WHEN.format(value=window.clock.format(value="datum.at"))
    return theme.chart(rows).transform_calculate(when=when)


def shade(window: Window, wording: Wording, *, phone: bool = False) -> Chart:
    """Shade the times in which nothing was published, or nothing new, and say how long they were."""
    rows = [
        {**gap, "middle": (gap["start"] + gap["end"]) // 2, "lines": [wording.text(title), gap["label"]]}
        for title, gaps in (
            ("chart.timeline.silence", window.gaps),
            ("chart.timeline.standing", window.stood),
        )
        for gap in gaps
    ]
    data = theme.chart(rows)
    band = data.mark_rect(color=theme.SHADE, opacity=0.45).encode(
        x=window.x("start", wording, phone=phone), x2=alt.X2("end:Q")
    )
    words = data.mark_text(
        baseline="bottom", dy=-24, lineHeight=15, color=theme.MUTED, fontSize=11 if phone else 12
    ).encode(
        x=window.x("middle", wording, phone=phone),
        y=theme.fixed(alt.YValue, "height"),
        text=alt.Text("lines:N"),
    )
    return alt.layer(band, words)
