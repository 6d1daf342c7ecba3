"""What every analysis returns: frozen numbers, their tables, and the findings they support."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from veedor.model.figure import Unit, Value

if TYPE_CHECKING:
    from veedor.model.finding import Finding
    from veedor.model.table import Column, Table


@dataclass(frozen=True)
class Words:
    """What puts a kind of result in words and figures.

    Parameters
    ----------
    findings : callable
        Result -> its findings, in the order in which a reader needs them.
    tables : callable
        Result -> the tables behind them.
    """

    findings: Callable[[Any], tuple[Finding, ...]]
    tables: Callable[[Any], tuple[Table, ...]]


@dataclass(frozen=True)
class Result:
    """Base of every analysis result.

    Subclasses are frozen dataclasses that hold numbers, and know neither units nor message keys. What they
    support is said by :mod:`veedor.findings`, which is found by the type of the result, as its pictures are.
    They print as plain text, and as tables in a notebook; ``veedor.chart(result)`` draws them.

    Parameters
    ----------
    command : str
        The command line that computes it again; who asks knows it.
    """

    command: str = field(default="", kw_only=True)
    speaker: ClassVar[str] = "veedor.findings"
    """The package that finds the words of a type of result. It lies above: named, not imported."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the numbers support, in the order in which a reader needs it, with command and contest."""
        said = self._words().findings(self)
        contest = getattr(getattr(self, "contest", None), "contest_id", "")
        return tuple(
            replace(f, command=f.command or self.command, contest=f.contest or contest) for f in said
        )

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables behind the findings."""
        return self._words().tables(self)

    def table(self, name: str) -> Table | None:
        """Return the table of a name; None where the result has none of it."""
        return next((table for table in self.tables if table.name == name), None)

    def _words(self) -> Words:
        found: Words = import_module(self.speaker).words_of(type(self))
        return found

    def __str__(self) -> str:
        """Give the figures and tables as plain text."""
        lines = []
        for finding in self.findings:
            lines.append(finding.finding_id)
            lines += [f"  {f.name:<28} {plain(f.value, f.unit, f.digits)}" for f in finding.figures]
        for table in self.tables:
            lines += ["", *_text_table(table)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Give the tables for a notebook."""
        from html import escape  # late: a terminal needs none

        facts = "".join(
            f"<tr><th>{escape(finding.finding_id)}</th><td>{escape(f.name)}</td>"
            f"<td style='text-align:right'>{escape(plain(f.value, f.unit, f.digits))}</td></tr>"
            for finding in self.findings
            for f in finding.figures
        )
        return f"<table>{facts}</table>" + "".join(_html_table(table) for table in self.tables)


def plain(value: Value, unit: Unit, digits: int = 2) -> str:
    """Write a value without any language: for terminals and notebooks of every locale.

    Parameters
    ----------
    value : Value
        The value.
    unit : Unit
        What it counts; shares become per cent, points percentage points.
    digits : int
        Decimals for everything that is not counted.
    """
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case int() if unit not in {Unit.SHARE, Unit.POINTS}:
            return f"{value:,}"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case timedelta():
            return str(value)
        case int() | float() | Fraction():
            if unit is Unit.SHARE:
                return f"{fixed(Fraction(value) * 100, digits)} %"
            if unit is Unit.POINTS:
                return f"{fixed(Fraction(value) * 100, digits)} points"
            return fixed(value, digits)
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


def fixed(value: float | Fraction, digits: int) -> str:
    """Write a number with thousands separated and a fixed number of decimals, rounding half to even.

    Exact for fractions: no float takes part, so a figure next to its threshold is never rounded across
    it by binary arithmetic.
    """
    if isinstance(value, float):
        return f"{value:,.{digits}f}"
    scaled = round(Fraction(value) * 10**digits)
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**digits)
    return f"{sign}{whole:,}.{rest:0{digits}d}" if digits else f"{sign}{whole:,}"


def _text_table(table: Table, limit: int = 20) -> list[str]:
    rows = [
        [plain(v, c.unit, c.digits) for v, c in zip(row, table.columns, strict=True)] for row in table.rows
    ]
    shown = [[c.name for c in table.columns], *rows[:limit]]
    widths = [max(len(row[i]) for row in shown) for i in range(len(table.columns))]
    lines = [f"{table.name} ({len(rows)} rows)"]
    lines += [
        "  " + "  ".join(_pad(cell, w, c) for cell, w, c in zip(row, widths, table.columns, strict=True))
        for row in shown
    ]
    if len(rows) > limit:
        lines.append(f"  … {len(rows) - limit} more")
    return lines


def _pad(cell: str, width: int, column: Column) -> str:
    words = {Unit.TEXT, Unit.CHOICE, Unit.PLACE, Unit.TERM}
    return cell.ljust(width) if column.unit in words else cell.rjust(width)


def _html_table(table: Table, limit: int = 50) -> str:
    from html import escape

    head = "".join(f"<th>{escape(c.name)}</th>" for c in table.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(plain(v, c.unit, c.digits))}</td>" for v, c in zip(row, table.columns, strict=True)
        )
        + "</tr>"
        for row in table.rows[:limit]
    )
    more = (
        f"<caption>{escape(table.name)}: first {limit} of {len(table)} rows</caption>"
        if len(table) > limit
        else f"<caption>{escape(table.name)}</caption>"
    )
    return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
