"""Papers with wounds are read, or refused in our words; what is signed or hashed is never consented to."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from hostile.papers import PAPERS, answered, faults
from hunt import tries

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT TESTED: needs links and pipes")
FEW, MANY = 6, tries(60, 300)
"""Wounds of each kind of paper, and those of the slow suite."""


def told_of(name: str, seeds: range, folder: Path) -> list[str]:
    answers, told = answered(name, folder / "sound"), []
    for seed in seeds:
        told += faults(name, seed, folder / "sound", folder / str(seed), answers)
        shutil.rmtree(folder / str(seed))
    return told


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("name", PAPERS)
def test_some_wounds_of_each_paper(name: str, tmp_path: Path) -> None:
    told = told_of(name, range(FEW), tmp_path)
    assert not told, "\n".join(told)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAPERS)
def test_many_wounds_of_each_paper(name: str, tmp_path: Path) -> None:
    told = told_of(name, range(FEW, MANY), tmp_path)
    assert not told, "\n".join(told)
