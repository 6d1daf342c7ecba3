"""In words: what two records of one log say of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.log_report import METHOD, moment
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Table, Unit

if TYPE_CHECKING:
    from veedor.ledger.comparing import LogComparison


def findings(result: LogComparison) -> tuple[Finding, ...]:
    """Say whether the later one continues the earlier one."""
    figures = (
        Figure("origin", result.origin, Unit.TEXT),
        count_figure("earlier", result.earlier.checkpoint.size),
        count_figure("later", result.later.checkpoint.size),
        count_figure("leaf", result.leaf),
        Figure("in_earlier", result.about[0] if result.about else None, Unit.TEXT),
        Figure("in_later", result.about[-1] if result.about else None, Unit.TEXT),
    )
    says = f"ledger.compare.{result.verdict}"
    if result.verdict == "split":
        says += f"_{result.how}"
    found = [Finding("ledger.compare", says, figures, METHOD)]
    if result.evidence is not None:
        found.append(Finding("ledger.evidence", "ledger.compare.evidence", figures[:1], METHOD))
    return tuple(found)


def tables(result: LogComparison) -> tuple[Table, ...]:
    """Return who signed each of them, and when."""
    rows = [
        (f"ledger.record.{name}", witness, moment(time))
        for name, one in (("earlier", result.earlier), ("later", result.later))
        for witness, time in one.times.items()
    ]
    columns = (Column("record", Unit.TERM), Column("witness", Unit.TEXT), Column("time", Unit.MOMENT))
    return (Table("ledger_cosigned", columns, tuple(rows)),) if rows else ()
