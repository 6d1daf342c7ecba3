"""Every file of the field gives a proposal that can be used, or a question, or is refused in our words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from field.expect import CASES
from field.observe import run

FILES = sorted(
    path for pattern in ("*/data/*", "shapes/*/data/*", "shapes/v.*") for path in CASES.glob(pattern)
    if path.is_file() and not path.match("76-eighty-snapshots/data/s0[1-9]*")
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=[str(path.relative_to(CASES)) for path in FILES])
def test_a_file_of_the_field(file: Path) -> None:
    ran = run("new", str(file), "--json")
    assert ran.crash is None, str(ran)
    assert ran.code in {0, 2}, str(ran)
    if ran.code == 2:
        assert "error" in ran.err
        return
    made = json.loads(ran.out)
    assert made["proposal"]["choices"]
    assert made["trial"]["reads"] or made["trial"]["refused"]
