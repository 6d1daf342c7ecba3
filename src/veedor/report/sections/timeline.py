"""The count over time: pictures first, then what was found, the longest interruption before the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.report.sections import Folded, Listing, Part, Said, Section, drawn

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.count import Timeline
    from veedor.report.wording import Wording

LISTED = (
    "interruptions",
    "pauses",
    "standing",
    "totals_fell",
    "excess",
    "regions",
    "area_changes",
    "snapshot_sheets",
)
"""Tables of the result that stand on the page; findings.json has all."""


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = case.timeline()
    lesser = _lesser(result)
    main = [Said(f) for f in result.findings if not f.finding_id.startswith(lesser)]
    others = tuple(Said(f) for f in result.findings if f.finding_id.startswith(lesser))
    parts: list[Part] = [*drawn(result, wording), *main]
    if others:
        parts.append(Folded(wording.text("report.other_interruptions"), others))
    parts += [Listing(table, folded=True) for table in result.tables if table.name in LISTED]
    return Section("timeline", tuple(parts))


def _lesser(result: Timeline) -> tuple[str, ...]:
    """Return the beginnings of the ids of findings about any interruption but the longest."""
    return tuple(
        f"timeline.{what}.{number}"
        for number, gap in enumerate(result.interruptions, 1)
        if gap is not result.longest
        for what in ("interruption", "unpublished", "meanwhile", "across")
    )
