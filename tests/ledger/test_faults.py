"""No fault of the disk, no kill and no power cut loses what was acknowledged, or spoils a log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from child import environment
from hunt import HUNT, tries

FAULTS = Path(__file__).with_name("faults.py")


def run(folder: Path, mode: str, mutant: str, number: int) -> dict[str, Any]:
    command = [sys.executable, str(FAULTS), str(folder), mode, mutant, str(number)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_some_calls_fail(tmp_path: Path) -> None:
    found = run(tmp_path, "faults", "none", 23)
    assert found["bad"] == []


def test_the_power_is_cut(tmp_path: Path) -> None:
    found = run(tmp_path, "power", "none", 60)
    assert (found["tried"], found["bad"]) == (60, [])


@pytest.mark.slow
def test_calls_fail_once_in_every_way(tmp_path: Path) -> None:
    found = run(tmp_path, "faults", "none", 1 if HUNT else 3)
    assert found["bad"] == []
    assert found["tried"] > tries(200, 400)


@pytest.mark.slow
def test_many_disks_that_a_power_cut_may_leave(tmp_path: Path) -> None:
    disks = tries(300, 848)
    found = run(tmp_path, "power", "none", disks)
    assert (found["tried"], found["bad"]) == (disks, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mutant", "mode", "number"),
    [
        ("files", "power", 150), ("new names", "power", 150), ("names", "power", 150),
        ("folders", "power", 400), ("order", "power", 400), ("loop", "faults", 5), ("clear", "faults", 5),
    ],
)  # fmt: skip
def test_what_is_taken_out_is_noticed(tmp_path: Path, mutant: str, mode: str, number: int) -> None:
    assert run(tmp_path, mode, mutant, number)["bad"]
