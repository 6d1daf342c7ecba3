"""The papers of an audit as leaves of a public log: each row of its journal, in its order."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.canonical import canonical, sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.audit.status import AuditStatus

KIND_OF = {
    "commit": "plan", "rule": "plan", "plan": "plan", "sign": "plan", "refuse": "plan",
    "dice": "seed", "open": "seed", "seed": "seed", "draw": "draw", "countersign": "draw",
    "record": "record", "witness": "record",
}  # fmt: skip
"""Step of an audit -> kind of its leaf."""


def audit_leaves(status: AuditStatus) -> tuple[list[dict[str, object]], dict[str, bytes]]:
    """Return what an audit adds to a public log.

    Parameters
    ----------
    status : AuditStatus
        Where the audit stands.

    Returns
    -------
    list of dict, dict of str to bytes
        Leaves: a row of the journal each, which names the row before, and the result where there is one;
        and every file that they name, by its hash.

    Raises
    ------
    AuditError
        Where a step is wrong: a log takes no audit that does not verify.
    """
    wrong = [problem for check in status.checked for problem in check.problems]
    if wrong:
        raise AuditError(
            sentence("The audit {path} does not verify: {wrong}", path=status.folder.path, wrong=wrong[0]),
            remedy="'veedor audit verify' names everything that is wrong; mend it first.",
        )
    folder = status.folder
    audit = sha256(canonical(asdict(folder.lines[0])))
    leaves: list[dict[str, object]] = []
    files: dict[str, bytes] = {}
    for row, line in enumerate(folder.lines, start=1):
        leaf = {"kind": KIND_OF[line.step], "audit": audit, "row": row, **asdict(line)}
        if not line.who:
            del leaf["who"]
        leaves.append(leaf)
        files[line.sha256] = folder.content(line)
    if status.confirmed or status.full_counts:
        leaves.append(
            {
                "kind": "result", "audit": audit, "at": folder.lines[-1].at,
                "head": journal.head(folder.lines), "says": "confirmed" if status.confirmed else "full count",
                "figures": {"looked": str(len(folder.audited)), "risk_limit": folder.plan.design.risk_limit},
            }
        )  # fmt: skip
    return leaves, files
