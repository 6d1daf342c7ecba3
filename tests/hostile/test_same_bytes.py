"""The same findings, to the byte, whatever the language, zone, hash seed and threads of a machine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hostile.build_case import decided_case

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

MACHINES = (
    {"LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"},
    {"LANG": "ar_EG.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "1"},
    {"PYTHONUTF8": "0", "LANG": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "99", "VEEDOR_MEMORY": "1GB"},
)


def test_findings(tmp_path: Path) -> None:
    decided_case(tmp_path / "case")
    seen = {}
    for number, machine in enumerate(MACHINES):
        out = tmp_path / f"out-{number}"
        command = [sys.executable, "-m", "veedor", "report", "case", "--out", str(out)]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **machine}, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        seen[number] = (out / "findings.json").read_bytes()
        for kept in (tmp_path / "case" / ".veedor").glob("*/seal.json"):
            kept.unlink()
    assert len(set(seen.values())) == 1
