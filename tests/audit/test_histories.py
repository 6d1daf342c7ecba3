"""Random histories: what was accepted is no problem, what was refused leaves nothing, what is cut is seen."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from audit.test_procedure import AT, KEYS, OBSERVER, count, digits, found, plan_of, problems
from veedor.audit import journal
from veedor.audit.compare import beside_copy
from veedor.audit.entry import agreement, countersignature, enter
from veedor.audit.folder import AuditFolder
from veedor.audit.procedure import draw_sheets, start
from veedor.audit.signed_papers import AuditRecord, Dice, OpenedShare, Refusal, Witness
from veedor.audit.status import audit_status
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.signed_papers import AnyContent

EVERYBODY = KEYS | {"OAS": OBSERVER}


def content(path: Path, chance: random.Random, name: str) -> AnyContent:
    """Anything that somebody may try to say now, in order or not."""
    audit = AuditFolder(path)
    options: list[AnyContent] = [
        agreement(audit, name, digits(name)),
        Refusal(audit.plan_line.sha256, chance.choice(["No.", " "])),
        Dice("1" * 20, "Here", ()),
        OpenedShare(digits(chance.choice(list(KEYS)))),
        Witness(len(audit.lines) - chance.choice([0, 0, 0, 1])),
    ]
    if audit.only("draw"):
        sheet = audit.drawn[chance.randrange(3)]
        known = [one.sha256 for one, _ in audit.records.get(sheet, ())]
        record = found(path, sheet, chance.randrange(3), replaces=chance.choice(["", *known]))
        lost = AuditRecord(sheet, "not_auditable", (), "Burnt.", audit.draw_line.sha256)
        options += [countersignature(audit), countersignature(audit), record, record, lost]
        options += [replace(record, settles=True, replaces=""), replace(lost, settles=True)]
    return chance.choice(options)


def contents(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in path.rglob("*") if f.is_file()}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("seed", range(6))
def test_no_history_that_was_accepted_is_a_problem(tmp_path: Path, seed: int) -> None:
    chance, path = random.Random(seed), tmp_path / "audit"  # noqa: S311 - no secret hangs on it
    start(path, *plan_of(count()), at=AT)
    accepted = 0
    for turn in range(90):
        name = chance.choice(list(EVERYBODY))
        if turn == 30 and not AuditFolder(path).only("draw"):
            _go_on(path)
        before = contents(path)
        try:
            if chance.random() < 0.15:
                draw_sheets(path, without=tuple(KEYS) if chance.random() < 0.3 else (), at=AT)
            else:
                enter(path, EVERYBODY[name], content(path, chance, name), at=AT)
            accepted += 1
        except AuditError:
            assert contents(path) == before
    assert accepted > 5
    assert problems(path) == {}
    status = audit_status(path)
    assert status.good
    assert status.findings
    _cut_at_every_length(path, tmp_path / "cut", chance)


def _go_on(path: Path) -> None:
    """Do what is lacking up to the countersignatures, where chance has not."""
    steps = (
        lambda name: enter(path, KEYS[name], agreement(AuditFolder(path), name, digits(name)), at=AT),
        lambda name: enter(path, KEYS[name], OpenedShare(digits(name)), at=AT),
        lambda _: draw_sheets(path, without=tuple(KEYS), at=AT),
        lambda name: enter(path, KEYS[name], countersignature(AuditFolder(path)), at=AT),
    )
    for step in steps:
        for name in KEYS:
            with suppress(AuditError):
                step(name)


def _cut_at_every_length(path: Path, cut: Path, chance: random.Random) -> None:
    """Whatever is taken off the end is named by a copy, and seldom by the folder itself."""
    lines = AuditFolder(path).lines
    for length in chance.sample(range(3, len(lines)), 2):
        shutil.copytree(path, cut)
        text = (cut / journal.NAME).read_bytes().split(b"\n")
        (cut / journal.NAME).write_bytes(b"\n".join(text[:length]) + b"\n")
        for line in lines[length:]:
            with suppress(FileNotFoundError):
                (cut / line.file).unlink()
        told = beside_copy(AuditFolder(cut), path).problems
        gone = [line for line in lines[length:] if not line.is_signature]
        assert len([one for one in told if one.endswith("is gone.")]) == len(gone)
        shutil.rmtree(cut)
