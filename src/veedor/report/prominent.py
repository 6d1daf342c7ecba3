"""What no reader may miss: how complete the count is, and what its import had to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Finding

PROMINENT = (
    "outcome.states", "outcome.completeness", "outcome.official", "outcome.notice", "import.no_control",
    "import.notice", "rules.stated", "outcome.other_rule",
)  # fmt: skip
"""Beginnings of the ids of findings that stand right under the headline, on the page and on the terminal."""


def prominent(finding: Finding) -> bool:
    """Whether a finding stands right under the headline."""
    return finding.finding_id.startswith(PROMINENT)


def headline_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return some findings in the order to read them in: the first, those no reader may miss, the others."""
    first, others = findings[:1], findings[1:]
    return (
        *first,
        *(finding for finding in others if prominent(finding)),
        *(finding for finding in others if not prominent(finding)),
    )
