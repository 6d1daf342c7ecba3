"""What would settle it, and did it: risk-limiting audits of tally sheets, agreed before the draw."""

from veedor.audit.ballots import BallotList, usual_design
from veedor.audit.bounds import SheetBounds, sheet_bounds
from veedor.audit.capacity import Cap
from veedor.audit.compare import beside_copy, beside_count, beside_keys
from veedor.audit.costs import RUNS, costs
from veedor.audit.design import Design
from veedor.audit.discrepancy import AuditedSheet, Discrepancy
from veedor.audit.entry import (
    add_records,
    agreement,
    countersignature,
    enter,
    hand_in,
    is_known,
    party_of,
    prepare,
)
from veedor.audit.folder import AuditFolder
from veedor.audit.form import FormWords, form, read_form, remarks
from veedor.audit.leaves import audit_leaves
from veedor.audit.manifest import SheetManifest, all_counted
from veedor.audit.manifest_changes import as_stated
from veedor.audit.outlook import Outlook, outlook
from veedor.audit.papers import AuditPlan, Party
from veedor.audit.population import Population
from veedor.audit.procedure import draw_sheets, show_figures, start
from veedor.audit.propose import propose
from veedor.audit.reported import ReportedContest, reported_contest
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.audit.seed import new_share
from veedor.audit.simulated import Cost, Errors
from veedor.audit.sshsig import fingerprint, load_private
from veedor.audit.status import AuditStatus, audit_status
from veedor.audit.steps import AuditRecord, Dice, Interpretation, OpenedShare, Refusal, Signed, Witness
from veedor.audit.verification import Checked, verify_audit

__all__ = [
    "RUNS",
    "AuditFolder",
    "AuditPlan",
    "AuditRecord",
    "AuditStatus",
    "AuditedSheet",
    "BallotList",
    "Cap",
    "Checked",
    "Cost",
    "Design",
    "Dice",
    "Discrepancy",
    "Errors",
    "FormWords",
    "Interpretation",
    "OpenedShare",
    "Outlook",
    "Party",
    "Population",
    "Refusal",
    "ReportedContest",
    "SheetBounds",
    "SheetManifest",
    "Signed",
    "Witness",
    "add_records",
    "agreement",
    "all_counted",
    "as_stated",
    "audit_leaves",
    "audit_status",
    "beside_copy",
    "beside_count",
    "beside_keys",
    "costs",
    "countersignature",
    "draw_sheets",
    "enter",
    "fingerprint",
    "form",
    "hand_in",
    "is_known",
    "load_private",
    "measure_risk",
    "new_share",
    "outcome_p",
    "outlook",
    "party_of",
    "prepare",
    "propose",
    "read_form",
    "remarks",
    "reported_contest",
    "sheet_bounds",
    "show_figures",
    "start",
    "usual_design",
    "verify_audit",
]
