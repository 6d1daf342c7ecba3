"""What would settle it, and did it: risk-limiting audits of tally sheets, agreed before the draw."""

from veedor.audit.ballots import BallotList, usual_design
from veedor.audit.compare import beside_copy, beside_count, beside_keys
from veedor.audit.costs import RUNS, costs
from veedor.audit.design import Design
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
from veedor.audit.papers import Party
from veedor.audit.procedure import draw_sheets, show_figures, start
from veedor.audit.propose import propose
from veedor.audit.reported import ReportedContest, reported_contest
from veedor.audit.seed import new_share
from veedor.audit.signed_papers import (
    AuditRecord,
    Dice,
    Interpretation,
    OpenedShare,
    Refusal,
    Signed,
    Witness,
)
from veedor.audit.simulated import Errors
from veedor.audit.sshsig import fingerprint, load_private
from veedor.audit.status import AuditStatus, audit_status
from veedor.audit.verification import Checked

__all__ = [
    "RUNS",
    "AuditFolder",
    "AuditRecord",
    "AuditStatus",
    "BallotList",
    "Checked",
    "Design",
    "Dice",
    "Errors",
    "FormWords",
    "Interpretation",
    "OpenedShare",
    "Outlook",
    "Party",
    "Refusal",
    "ReportedContest",
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
    "new_share",
    "outlook",
    "party_of",
    "prepare",
    "propose",
    "read_form",
    "remarks",
    "reported_contest",
    "show_figures",
    "start",
    "usual_design",
]
