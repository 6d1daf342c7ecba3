"""The outcome: its position against each line of the rule, and the votes of each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import altair as alt

from veedor.count.outcome import OutcomeResult
from veedor.findings.words import base_key, digits_of, unit_of
from veedor.model import Assertion, Figure, Quorum, Unit, measure_of
from veedor.report.charts import ChartSpec, theme
from veedor.report.charts.results import choices, regions
from veedor.report.charts.seats import assembly, by_area

if TYPE_CHECKING:
    from veedor.model import Condition
    from veedor.report.charts.spec import Chart
    from veedor.report.wording import Given, Wording
    from veedor.rules.decision import Decision, Support

Row = dict[str, Any]
LINE = 76
OWN_LINE = 16
"""Height of a condition: its name and what it asks, above its bar."""
NARROW_NAME, BROKEN = 44, 15
"""Letters of a name on one line of a narrow picture, and the height of each further line."""
HEAD = 36
"""Height of the heading of a way to win."""
PALE = "#8793A6"


def outcome(result: OutcomeResult, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw the lines of the rule, its seats, the votes by choice, and the shares by region."""
    wording = wording.of(result.contest)
    seats = (draw(counted.shared, wording) for counted in result.seats for draw in (assembly, by_area))
    made = (lines(result, wording), *seats, choices(result, wording), regions(result, wording))
    return tuple(spec for spec in made if spec is not None)


def lines(result: OutcomeResult, wording: Wording) -> ChartSpec | None:
    """Draw how far each condition of each way to win is from its line.

    Returns
    -------
    ChartSpec or None
        None for a rule whose ways to win no totals can be put beside (a ranking of preferences), or that only
        shares out seats.
    """
    decision = result.decided
    if decision is None or not any(way.alternative.conditions for way in decision.ways):
        return None
    drawing = _LinesOfTheRule(decision, wording)
    return ChartSpec(
        name="outcome-lines",
        title=drawing.title(),
        summary=drawing.summary(),
        chart=drawing.chart(),
        narrow=drawing.chart(phone=True),
        table=result.table("rule_conditions"),
    )


@dataclass(frozen=True)
class _Met:
    """A condition beside its line.

    Parameters
    ----------
    name : str
        What is measured, and how much of it there is.
    asked : str
        What the law asks for.
    distance : Fraction
        From the line, as a fraction of its base; positive where it holds.
    written : str
        The distance in words.
    slack : str
        The slack in votes, in words; empty for conditions that are no sum of votes.
    holds, binds : bool
        Whether it is met, and whether it is what decides.
    """

    name: str
    asked: str
    distance: Fraction
    written: str
    slack: str
    holds: bool
    binds: bool


class _LinesOfTheRule:
    """The conditions of every way to win, in rows from top to bottom."""

    def __init__(self, decision: Decision, wording: Wording) -> None:
        self.decision = decision
        self.wording = wording
        outcome = decision.as_counted
        self.who = str(outcome.choices[0] if outcome.choices else decision.tally.ranking()[0])
        self.ways = [(way, [self._met(c) for c in self._telling(way)]) for way in decision.ways]
        self.beside = self._beside()

    def title(self) -> str:
        """Say who is put beside the lines: somebody, or a proposal."""
        if self.decision.rule.round(self.decision.round).approve is not None:
            return self.wording.text("chart.outcome.title.proposal")
        return self.wording.text("chart.outcome.title", who=self.wording.choice(self.who))

    def _telling(self, way: Support) -> list[Condition]:
        """Keep one condition of each kind: against all rivals the law asks the same, the nearest tells."""
        kept: dict[object, Condition] = {}
        for condition in way.alternative.conditions:
            key: object = (
                condition.name if isinstance(condition, Quorum) else (condition.kind, condition.scope)
            )
            other = kept.get(key)
            if isinstance(condition, Assertion) and isinstance(other, Assertion):
                tally = self.decision.tally
                condition = min(other, condition, key=lambda a: a.slack(tally))  # noqa: PLW2901
            kept[key] = condition
        return list(kept.values())

    def _beside(self) -> list[_Met]:
        """Give what decides where no way to win of the first asks it: who goes on, or a way of another."""
        binding = self.decision.binding
        if binding is None or any(c.binds for _, conditions in self.ways for c in conditions):
            return []
        met = self._met(binding)
        if isinstance(binding, Assertion) and binding.subject is not None:
            who = self.wording.choice(str(binding.subject))
            met = replace(met, name=self.wording.text("chart.outcome.of", who=who, name=met.name))
        return [met]

    def _met(self, condition: Condition) -> _Met:
        if isinstance(condition, Quorum):
            return self._quorum(condition)
        w, tally = self.wording, self.decision.tally
        measure = measure_of(condition, tally.contest)
        unit, reached = unit_of(measure), measure.of(tally)
        away = Fraction(0) if reached is None else reached - measure.threshold
        if measure.negated:
            away = -away
        whole = digits_of(measure.threshold) == 0
        said: dict[str, Given] = {
            "subject": " + ".join(w.choice(choice) for choice in condition.whose),
            "rival": w.choice(str(condition.rival)),
            "threshold": Figure("threshold", measure.threshold, unit, digits=0 if whole else 2),
            "base": w.text(base_key(measure.base_name)),
            "reached": w.value(reached, unit),
        }
        kind = condition.kind.removeprefix("not_")
        name = w.text(f"chart.outcome.{kind}", **said)
        asked = w.text(f"chart.outcome.{condition.kind}.{_operator(condition)}", **said)
        slack = w.text("chart.outcome.slack", slack=_signed(w, condition.slack(tally), Unit.VOTES))
        return _Met(
            name,
            asked,
            away,
            _signed(w, away, Unit.POINTS),
            slack,
            condition.holds(tally),
            self._binds(condition),
        )

    def _binds(self, condition: Condition) -> bool:
        """Whether a condition is what decides, itself or as the one that must not hold."""
        binding = self.decision.binding
        if not isinstance(condition, Assertion) or not isinstance(binding, Assertion):
            return condition == binding
        return all(
            getattr(condition, part) == getattr(binding, part)
            for part in ("subject", "rival", "threshold", "base", "scope")
        ) and condition.kind.removeprefix("not_") == binding.kind.removeprefix("not_")

    def _quorum(self, quorum: Quorum) -> _Met:
        w, score = self.wording, quorum.score(self.decision.tally)
        whole = max(sum(quorum.points), 1)
        name = w.text("chart.outcome.quorum", name=quorum.name, reached=score)
        asked = w.text("chart.outcome.quorum.least", needed=quorum.need, whole=whole)
        away = _signed(w, Fraction(score - quorum.need), Unit.NUMBER)
        holds = score >= quorum.need
        return _Met(name, asked, Fraction(score - quorum.need, whole), away, "", holds, self._binds(quorum))

    def summary(self) -> str:
        """Say how many ways are met, and which condition decides."""
        w = self.wording
        met = sum(way.holds for way, _ in self.ways)
        said = [w.text("chart.outcome.ways", ways=len(self.ways), met=met)]
        for conditions in (*(conditions for _, conditions in self.ways), self.beside):
            said += [
                w.text("chart.outcome.binding", name=c.name, asked=c.asked, slack=c.slack or c.written)
                for c in conditions
                if c.binds
            ]
        return " ".join(said)

    def _rows(self, *, phone: bool) -> tuple[list[Row], list[Row], int]:
        """Give headings and conditions with their places from the top, and the height of all.

        On a narrow picture the votes left have a line of their own: long names leave no room beside them.
        """
        own = OWN_LINE if phone else 0
        heads: list[Row] = []
        bars: list[Row] = []
        y = 0
        blocks = [
            (
                self.wording.text(
                    f"chart.outcome.head_{'met' if way.holds else 'failed'}",
                    number=number,
                    ways=len(self.ways),
                ),
                conditions,
            )
            for number, (way, conditions) in enumerate(self.ways, 1)
        ]
        if self.beside:
            blocks.append((self.wording.text("chart.outcome.head_beside"), self.beside))
        for head, conditions in blocks:
            heads.append({"y": y + 16, "head": head})
            y += HEAD
            for c in conditions:
                name = wrap(c.name, NARROW_NAME) if phone else [c.name]
                more = BROKEN * (len(name) - 1)
                bar = y + own + more
                place = {"y1": y + 8, "y2": y + more + 25, "y3": y + more + 41, "zero": 0}
                place |= {"y": bar + 45, "top": bar + 37, "bottom": bar + 53}
                words = {"name": name, "asked": c.asked, "slack": c.slack, "written": c.written}
                distance = round(float(c.distance * 100), 4)
                paint = theme.ACCENT if c.binds else PALE
                colours = {"paint": paint, "inside": paint if c.holds else theme.PAPER}
                bars.append({**place, **words, **colours, "distance": distance, "binds": c.binds})
                y += LINE + own + more
        return heads, bars, y

    def chart(self, *, phone: bool = False) -> Chart:
        """Layer the line, a bar and a dot for each condition, and the words."""
        heads, bars, height = self._rows(phone=phone)
        low = min(0.0, *(row["distance"] for row in bars))
        high = max(0.0, *(row["distance"] for row in bars))
        margin = ((high - low) or 1.0) * 0.03
        scale = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
        label = self.wording.text("chart.outcome.line")
        axis = alt.Axis(
            title=self.wording.text("chart.outcome.axis"),
            tickCount=4 if phone else 7,
            labelExpr=f"datum.value == 0 ? '{label}' : format(datum.value, '+,~f')",
            tickMinStep=1,
        )
        x = alt.X("distance:Q", scale=scale, axis=axis)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
        data = theme.chart(bars)
        colour = alt.Color("paint:N", scale=None)
        fill = alt.Fill("inside:N", scale=None)
        size = 12 if phone else 13
        top = alt.Y("top:Q", axis=None)
        drawn = [
            data.mark_rule(strokeWidth=5).encode(
                x=alt.X("zero:Q"), x2=alt.X2("distance:Q"), y=y, color=colour
            ),
            data.mark_rule(strokeWidth=1.6).encode(
                x=alt.X("zero:Q", scale=scale), y=top, y2=alt.Y2("bottom:Q")
            ),
            data.mark_point(size=120, strokeWidth=2.4, filled=False, opacity=1).encode(
                x=x, y=y, color=colour, fill=fill
            ),
        ]
        bold = [row for row in bars if row["binds"]]
        plain = [row for row in bars if not row["binds"]]
        first = ("name",) if phone else ("name", "slack")
        words = [
            *_words(bold, "y1", first, size, bold=True),
            *_words(plain, "y1", first, size),
            *(_words(bold, "y3", ("slack",), size, bold=True) if phone else []),
            *(_words(plain, "y3", ("slack",), size) if phone else []),
            *_words(bars, "y2", ("asked",) if phone else ("asked", "written"), size - 1, colour=theme.MUTED),
            *_words(heads, "y", ("head",), size - 1, colour=theme.MUTED, bold=True),
        ]
        return alt.layer(*drawn, *words).properties(height=height)


def _words(
    rows: list[Row],
    y: str,
    fields: tuple[str, ...],
    size: int,
    *,
    colour: str = theme.INK,
    bold: bool = False,
) -> list[Chart]:
    """Write words flush left and, from a second field, flush right."""
    if not rows:
        return []
    made: list[Chart] = []
    for field, right in zip(fields, (False, True), strict=False):
        data = theme.chart([{y: row[y], field: row[field]} for row in rows])
        mark = data.mark_text(
            align="right" if right else "left",
            fontSize=size,
            lineHeight=BROKEN,
            color=colour,
            fontWeight="bold" if bold else "normal",
            limit=0 if right else alt.expr("width"),
        )
        x = alt.value("width" if right else 0)
        made.append(mark.encode(x=x, y=alt.Y(f"{y}:Q", axis=None), text=alt.Text(f"{field}:N")))
    return made


def _operator(condition: Assertion) -> str:
    """Say how the law compares: the last part of a message key."""
    if condition.constant:
        return "plus_one"
    return "more" if condition.strict else "least"


def _signed(wording: Wording, value: Fraction, unit: Unit) -> str:
    written = wording.votes(value) if unit is Unit.VOTES else wording.value(value, unit)
    return ("+" if value > 0 else "") + written
