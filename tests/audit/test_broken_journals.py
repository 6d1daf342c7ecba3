"""Journals that were tampered with: whoever verifies sees everything that is wrong, and never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from audit.test_procedure import AT, folder, problems
from veedor.audit import journal
from veedor.audit.folder import AuditFolder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder"]


def test_a_broken_chain_hides_nothing_else_that_is_wrong(folder: Path) -> None:
    path = folder / journal.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines + lines[-1:]))
    (folder / "draw.csv").write_bytes((folder / "draw.csv").read_bytes() + b"\n")
    found_in = problems(folder)
    assert any("does not follow" in problem for problem in found_in["chain"])
    assert any("draw.csv has changed" in problem for problem in found_in["files"])
    assert any("stands twice" in problem for problem in found_in["files"])


def test_a_signature_in_the_first_row_signs_no_paper(folder: Path) -> None:
    lines = AuditFolder(folder).lines
    content = {line.file: (folder / line.file).read_bytes() for line in lines}
    first = next(line for line in lines if line.is_signature)
    (folder / journal.NAME).unlink()
    for line in sorted(lines, key=lambda line: line is not first):
        (folder / line.file).unlink()
        entered = journal.Entered(line.step, line.file, content[line.file], line.who)
        journal.append(folder, entered, at=line.at)
    assert any(f"{first.file} signs no paper before it" in problem for problem in problems(folder)["papers"])


@pytest.mark.parametrize("link", [True, False])
def test_what_is_left_of_an_act_is_moved_into_place_and_a_link_never_is(tmp_path: Path, link: bool) -> None:
    path, elsewhere = tmp_path / "audit", tmp_path / "elsewhere"
    journal.append(path, journal.Entered("commit", "a.csv", b"123"), at=AT)
    (path / "a.csv").rename(elsewhere)
    (path / journal.PENDING).mkdir()
    waits = path / journal.PENDING / "a.csv"
    if link:
        waits.symlink_to(elsewhere)  # the same content for as long as its owner likes
    else:
        waits.write_bytes(b"123")
    journal.load(path)
    assert (path / "a.csv").exists() is not link
    assert not (path / "a.csv").is_symlink()
    assert not (path / journal.PENDING).exists()
