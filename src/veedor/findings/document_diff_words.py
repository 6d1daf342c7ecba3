"""What the comparison of two reports says."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.serial import value_to_json
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.findings.document_diff import Difference, DocumentDiff
    from veedor.findings.kept_document import KeptFinding
    from veedor.model import Value

METHOD = Method("diff.method", "findings.json")
_CANNOT = ("diff.cannot.why",)


def findings(result: DocumentDiff) -> tuple[Finding, ...]:
    """Say how many findings differ, and everything that the two documents rest on and that differs."""
    counts = (
        count_figure("findings", len(result.after.findings)),
        count_figure("same", result.same),
        count_figure("changed", len(result.changed)),
        count_figure("appeared", len(result.appeared)),
        count_figure("went", len(result.went)),
        count_figure("finer", result.finer),
    )
    says = "diff.summary" if result.differs else "diff.same"
    made = [Finding("diff.summary", says, counts, METHOD, cannot_show=_CANNOT)]
    if result.finer:
        made.append(Finding("diff.finer", "diff.finer", counts, METHOD))
    made += [_difference(number, one) for number, one in enumerate(result.differences, 1)]
    if not result.differences:
        made.append(Finding("diff.cause.none", "diff.cause.none", (), METHOD))
    return tuple(made)


def _difference(number: int, one: Difference) -> Finding:
    what = dict(zip(("name", "of"), one.what, strict=False))
    figures = (
        *(Figure(name, text, Unit.TEXT) for name, text in what.items()),
        Figure("before", one.before, Unit.TEXT),
        Figure("after", one.after, Unit.TEXT),
    )
    return Finding(f"diff.cause.{number}", f"diff.cause.{one.says}", figures, METHOD)


def tables(result: DocumentDiff) -> tuple[Table, ...]:
    """Return every figure that differs, the findings that one document lacks, and the tables that differ."""
    text = Unit.TEXT
    changes = tuple(
        (c.after.finding.finding_id, c.after.finding.contest or None, name, exact(a), exact(b), causes)
        for c in result.changed
        for causes in [tuple(f"diff.why.{cause}" for cause in c.causes)]
        for name, a, b in _named(c.figures)
    )
    return (
        Table(
            "diff_changes",
            (
                *columns_in(text, "finding", "contest", "figure", "before", "after"),
                Column("why", Unit.TERM),
            ),
            changes,
        ),
        _listed("diff_appeared", result.appeared),
        _listed("diff_went", result.went),
        Table(
            "diff_tables",
            (
                Column("table", text),
                *columns_in(Unit.ROWS, "only_before", "only_after", "in_both"),
            ),
            result.listings,
        ),
    )  # fmt: skip


def _named(
    figures: tuple[tuple[Figure | None, Figure | None], ...],
) -> list[tuple[str | None, Figure | None, Figure | None]]:
    """Return each pair with its name; a change of the sentence alone has none."""
    named: list[tuple[str | None, Figure | None, Figure | None]] = [
        ((b or a).name, a, b)  # type: ignore[union-attr] # one of them is there
        for a, b in figures
    ]
    return named or [(None, None, None)]


def exact(figure: Figure | None) -> str | None:
    """Write a value as text that loses nothing; None where there is none."""
    if figure is None:
        return None
    value: Value = figure.value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    written = value_to_json(value)
    return ", ".join(written) if isinstance(written, list) else None if written is None else str(written)


def _listed(name: str, kept: tuple[KeptFinding, ...]) -> Table:
    columns = columns_in(Unit.TEXT, "finding", "contest", "text")
    rows = tuple((one.finding.finding_id, one.finding.contest or None, one.text or None) for one in kept)
    return Table(name, columns, rows)
