"""What would settle it, and did it: risk-limiting audits of tally sheets, agreed before the draw."""

from veedor.audit.bounds import Cap, SheetBounds, sheet_bounds
from veedor.audit.check import Checked, check_audit
from veedor.audit.costs import Cost, Errors, costs
from veedor.audit.documents import Design, Entry, Party, Plan, Record
from veedor.audit.expected import Expected, all_counted
from veedor.audit.folder import AuditFolder
from veedor.audit.found import Found, Looked
from veedor.audit.measure import Population, measure, outcome_p
from veedor.audit.outlook import Outlook, outlook
from veedor.audit.propose import propose
from veedor.audit.retrieval import form, read_form, retrieval
from veedor.audit.sshsig import load_private
from veedor.audit.status import AuditStatus, audit_status
from veedor.audit.steps import (
    add_records,
    draw_sheets,
    record_seed,
    refuse_plan,
    sign_plan,
    start,
    witness,
)

__all__ = [
    "AuditFolder",
    "AuditStatus",
    "Cap",
    "Checked",
    "Cost",
    "Design",
    "Entry",
    "Errors",
    "Expected",
    "Found",
    "Looked",
    "Outlook",
    "Party",
    "Plan",
    "Population",
    "Record",
    "SheetBounds",
    "add_records",
    "all_counted",
    "audit_status",
    "check_audit",
    "costs",
    "draw_sheets",
    "form",
    "load_private",
    "measure",
    "outcome_p",
    "outlook",
    "propose",
    "read_form",
    "record_seed",
    "refuse_plan",
    "retrieval",
    "sheet_bounds",
    "sign_plan",
    "start",
    "witness",
]
