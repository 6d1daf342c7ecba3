"""An audit that a case holds, on its page: with the keys that the plan names and who has seen what."""

from __future__ import annotations

from pathlib import Path

from veedor.report.sections import Listing
from veedor.report.sections.audit import _held
from veedor.report.wording import Wording

STORED = Path(__file__).parents[1] / "audit" / "stored_audit"


def test_the_page_prints_the_fingerprints_and_folds_the_long_tables() -> None:
    listed = [part for part in _held(STORED / "plan.json", Wording("en")) if isinstance(part, Listing)]
    tables = {part.table.name: part for part in listed}
    keys = [row["fingerprint"] for row in tables["audit_parties"].table.records()]
    assert len(keys) == 4
    assert all(str(key).startswith("SHA256:") for key in keys)
    assert tables["audit_records"].folded
    assert not tables["audit_parties"].folded
