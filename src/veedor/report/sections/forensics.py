"""Patterns of the whole count, beside simulated clean twins and with their negative controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings import forensics as words_of
from veedor.report.second_process import ask_forensics
from veedor.report.sections import Listing, Part, Said, Section, drawn

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.report.wording import Wording


def build(case: Case, wording: Wording) -> Section:
    """Write the section."""
    result = ask_forensics(case)
    words = wording.of(result.contest)
    whole, *each = result.findings
    controls = [f for f in each if f.finding_id == "forensics.controls"]
    tests = [f for f in each if f.finding_id != "forensics.controls"]
    parts: list[Part] = [
        Said(whole),
        *(Said(finding) for finding in controls),
        Listing(words_of.overview(result)),
        *drawn(result, words),
        *(Said(finding) for finding in tests),
        Listing(words_of.gates(result), folded=True),
    ]
    if words_of.controlled(result):
        parts.append(Listing(words_of.controls(result), folded=True))
    return Section("forensics", tuple(parts))
