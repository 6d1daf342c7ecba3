"""The axis of local time of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    from veedor.report.wording import Wording

_STEPS = (60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)
"""Steps between ticks of time, in seconds: what a clock or a calendar has."""
WHEN = "utcFormat({value}, '%d/%m %H:%M:%S')"
"""Expression that writes milliseconds, for tooltips."""
CLOCK = "{value}"
"""Expression of what the clocks showed at a place of the axis: that very place."""


def time_x(field: str, wording: Wording, start: int, end: int, ticks: int = 8, clock: str = CLOCK) -> alt.X:
    """Give an axis of local time: hours, and the day under the first tick of each; never shifted by a zone.

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
