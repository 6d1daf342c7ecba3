"""In words: what a proof shows that travels without its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.log_report import CANNOT, METHOD, moment, witness_findings
from veedor.findings.rows import columns_in
from veedor.findings.words import count_figure
from veedor.model import Figure, Finding, Table, Unit

if TYPE_CHECKING:
    from veedor.ledger.proofs import ProofReport


def findings(result: ProofReport) -> tuple[Finding, ...]:
    """Say that the leaf stands in the log, and who saw it."""
    figures = (
        Figure("origin", result.shown.checkpoint.origin, Unit.TEXT),
        count_figure("leaf", result.index),
        count_figure("leaves", result.shown.checkpoint.size),
        Figure("kind", f"ledger.kind.{result.leaf['kind']}", Unit.TERM),
        Figure("stated", moment(result.stated), Unit.MOMENT),
    )
    return (
        Finding("ledger.proof", "ledger.proved", figures, METHOD, (), CANNOT),
        *witness_findings(result.shown, result.colluding, pinned=result.pinned),
    )


def tables(result: ProofReport) -> tuple[Table, ...]:
    """Return the fields of the leaf."""
    rows = []
    for name, value in sorted(result.leaf.items()):
        if isinstance(value, dict):
            rows += [(f"{name} {inner}", str(one)) for inner, one in value.items()]
        else:
            rows.append((name, str(value)))
    return (Table("ledger_leaf", columns_in(Unit.TEXT, "field", "content"), tuple(rows)),)
