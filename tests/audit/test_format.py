"""The papers of an audit to the byte: an audit that was written once can be read, and is written the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audit.build_audit import reported, states_of
from audit.test_procedure import (
    AT,
    KEYS,
    NONCE,
    OBSERVER,
    RULE,
    drawn_by,
    found,
    refuse,
    sign,
    witness,
)
from veedor.audit.design import Design
from veedor.audit.entry import add_records, enter
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import SheetManifest
from veedor.audit.papers import Party
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.signed_papers import AuditRecord, Dice
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.audit.verification import verify_audit
from veedor.rules import explain

STORED = Path(__file__).parent / "stored_audit"


def written(path: Path) -> Path:
    """Take every step of an audit of a count with open, annulled, blank and shared sheets, in two strata."""
    rng = np.random.default_rng(11)
    n = 60
    votes = np.column_stack([rng.integers(*span, n) for span in ((60, 90), (5, 20), (0, 9), (0, 5))])
    code = np.zeros(n, dtype=np.int64)
    code[:3] = (1, 2, 3)
    blank = np.zeros(votes.shape, dtype=bool)
    blank[7, 2] = True
    unit = np.full(n, -1, dtype=np.int64)
    unit[[0, 10, 11]] = 0
    county = np.where(np.arange(n) < 40, "East", "West")
    registered = votes.sum(axis=1) + 12
    states = states_of(
        votes, code, registered, blank=blank, unit=unit, unit_registered=(330,), county=county,
        expected=61, most_ballots=150,
    )  # fmt: skip
    of = SheetManifest.of_states(states, ("county",))
    plan, figures, rule = propose(
        reported(of, explain(RULE, states.counted.tally())),
        title="President",
        design=Design(strata="county", risk_limit="1/10", most_sheets=50),
        parties=[Party(name, public_line(key)) for name, key in KEYS.items()], quorum=2,
        unauditable=("s0020",), place="https://example.org/audit", nonce=NONCE, dice=20,
        observers=[Party("OAS", public_line(OBSERVER))],
    )  # fmt: skip
    start(path, plan, figures, rule, at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    refuse(path, "Blue", "We were not asked.")
    dice = Dice("31415926535897932384", "Ten-sided dice, town hall", ("A. Witness",))
    enter(path, KEYS["Mission"], dice, at=AT)
    drawn_by(path, "Red", "Mission")
    audit = AuditFolder(path)
    first, second, third = audit.drawn[:3]
    add_records(path, [found(path, first), found(path, second, change=3)], key=KEYS["Mission"], at=AT)
    earlier = AuditFolder(path).records[second][0][0].sha256
    mended = found(path, second, change=1, replaces=earlier)
    missing = AuditRecord(third, "not_auditable", (), "The box is empty.", audit.draw_line.sha256)
    add_records(path, [mended, missing], key=KEYS["Mission"], at=AT)
    witness(path, "OAS", OBSERVER)
    return path


def contents(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()}


def test_every_paper_is_written_as_it_was(tmp_path: Path, *, accept: bool) -> None:
    if accept:
        written(STORED)
    assert contents(written(tmp_path / "audit")) == contents(STORED)


def test_a_stored_audit_is_read_and_verified() -> None:
    assert {check.name: check.problems for check in verify_audit(STORED) if check.problems} == {}
    status = audit_status(STORED)
    assert [(one.sheet_id, str(one.found.discrepancy)) for one in status.folder.audited] == [
        (status.folder.drawn[0], "agrees"),
        (status.folder.drawn[1], "differs"),
        (status.folder.drawn[2], "not_auditable"),
    ]
