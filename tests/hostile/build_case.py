"""A small case with a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.build_intake import write_case

if TYPE_CHECKING:
    from pathlib import Path


def decided_case(folder: Path) -> Path:
    """Write a small case that is decided by the most votes."""
    write_case(folder)
    text = (folder / "case.toml").read_text()
    changed = text.replace("[contest.mayor]\n", '[contest.mayor]\nrule = "plurality"\n')
    (folder / "case.toml").write_text(changed)
    return folder
