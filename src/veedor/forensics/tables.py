"""The tables of the forensic battery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.forensics.fingerprint import CELLS
from veedor.forensics.series import TURNOUT
from veedor.model import Column, Table, Unit

if TYPE_CHECKING:
    from veedor.forensics.findings import ForensicsResult
    from veedor.model import Value


def shown_series(series: str) -> str:
    """Give what names a series to readers: a choice, or the message key of the turnout."""
    return "forensics.series.turnout" if series == TURNOUT else series


def overview(result: ForensicsResult) -> Table:
    """Every test that was run."""
    columns = (
        Column("test", Unit.TERM),
        Column("series", Unit.CHOICE),
        Column("sheets", Unit.SHEETS),
        Column("z", Unit.NUMBER),
        Column("p", Unit.PROBABILITY, digits=3),
        Column("fdr", Unit.PROBABILITY, digits=3),
        Column("effect", Unit.NUMBER, digits=4),
        Column("smallest", Unit.NUMBER, digits=4),
        Column("effect_unit", Unit.TERM),
        Column("evidence", Unit.TERM),
    )
    rows: list[tuple[Value, ...]] = [
        (
            f"forensics.test.{t.test_id}",
            shown_series(t.series),
            t.sheets,
            t.z,
            t.p,
            result.rates.get((t.test_id, t.series), (None,))[0],
            t.effect,
            t.smallest,
            t.effect_unit,
            "term.yes" if t.evidence else "forensics.evidence.never",
        )
        for t in result.ran
    ]
    return Table("forensic_tests", columns, tuple(rows))


def gates(result: ForensicsResult) -> Table:
    """Tests that were not run, with the reason."""
    columns = (Column("test", Unit.TERM), Column("series", Unit.CHOICE), Column("reason", Unit.TERM))
    rows = tuple(
        (f"forensics.test.{t.test_id}", shown_series(t.series), t.reason) for t in result.tests if not t.ran
    )
    return Table("forensic_gates", columns, rows)


def bars(result: ForensicsResult) -> Table:
    """Observed counts beside the twins', class by class."""
    columns = (
        Column("test", Unit.TERM),
        Column("series", Unit.CHOICE),
        Column("class", Unit.TEXT),
        Column("observed", Unit.SHEETS),
        Column("expected", Unit.NUMBER, digits=1),
        Column("low", Unit.NUMBER, digits=1),
        Column("high", Unit.NUMBER, digits=1),
    )
    rows: list[tuple[Value, ...]] = [
        (
            f"forensics.test.{t.test_id}",
            shown_series(t.series),
            b.label,
            round(b.observed),
            b.expected,
            b.low,
            b.high,
        )
        for t in result.ran
        for b in t.bars
    ]
    return Table("forensic_bars", columns, tuple(rows))


def fingerprints(result: ForensicsResult) -> Table:
    """Cells of the fingerprints that hold any sheet; lower edges in shares."""
    columns = (
        Column("choice", Unit.CHOICE),
        Column("turnout", Unit.SHARE, "base.registered", 0),
        Column("share", Unit.SHARE, "base.cast", 0),
        Column("sheets", Unit.SHEETS),
    )
    rows: list[tuple[Value, ...]] = []
    for shown in result.pictures:
        for i, j in zip(*shown.counts.nonzero(), strict=True):
            rows.append((shown.choice, i / CELLS, j / CELLS, int(shown.counts[i, j])))
    return Table("forensic_fingerprints", columns, tuple(rows))


def controls_table(result: ForensicsResult) -> Table:
    """Negative controls by kind."""
    columns = (
        Column("kind", Unit.TERM),
        Column("elections", Unit.NUMBER),
        Column("tests", Unit.NUMBER),
        Column("alarms", Unit.NUMBER),
        Column("rate", Unit.SHARE, "forensics.base.tests", 1),
        Column("low", Unit.SHARE, "forensics.base.tests", 1),
        Column("high", Unit.SHARE, "forensics.base.tests", 1),
        Column("with_discovery", Unit.NUMBER),
    )
    rows = tuple(
        (
            f"forensics.control.{c.kind}",
            c.elections,
            c.tests,
            c.alarms,
            c.rate,
            *c.interval,
            c.elections_with_discovery,
        )
        for c in result.controls
    )
    return Table("forensic_controls", columns, rows)
