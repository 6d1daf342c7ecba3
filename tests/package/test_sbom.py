"""The bill of materials lists what the lock installs, with its hashes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_of_the_lock_is_listed_with_its_hashes() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "sbom.py", ROOT / "requirements.lock"],
        capture_output=True,
        check=True,
    )
    bill = json.loads(done.stdout)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [(c["name"], c["version"]) for c in bill["components"]] == re.findall(
        r"^([\w.-]+)==(\S+)", lock, re.MULTILINE
    )
    listed = [h["content"] for c in bill["components"] for r in c["externalReferences"] for h in r["hashes"]]
    assert listed == re.findall(r"sha256:([0-9a-f]+)", lock)
    assert len(set(listed)) > len(bill["components"])
