"""Print what a lock file installs as CycloneDX 1.6: ``python .ci/sbom.py requirements.lock``.

The same lock gives the same bytes: no time, no serial number. A package that has a marker is installed on the
systems that it names only.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)(?: ; ([^\\\n]+?))?(?: \\)?$((?:\n +--hash=sha256:[0-9a-f]{64}(?: \\)?)+)",
    re.MULTILINE,
)
VERSION = re.compile(r'__version__ = "([^"]+)"')


def components(lock: str) -> list[dict[str, Any]]:
    """Give a component a package of a lock file."""
    found = []
    for name, version, marker, hashes in ENTRY.findall(lock):
        purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
        }
        if marker:
            component["properties"] = [{"name": "veedor:marker", "value": marker}]
        component["externalReferences"] = [
            {
                "type": "distribution",
                "url": purl,
                "comment": "one of the files that the lock accepts",
                "hashes": [{"alg": "SHA-256", "content": content}],
            }
            for content in re.findall(r"sha256:([0-9a-f]{64})", hashes)
        ]
        found.append(component)
    return found


def bill(lock: str, version: str) -> dict[str, Any]:
    """Give the whole document."""
    parts, veedor = components(lock), f"pkg:pypi/veedor@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": veedor,
                "name": "veedor",
                "version": version,
                "purl": veedor,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": veedor, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def main() -> None:
    """Print the bill of the lock file that is named."""
    source = Path(__file__).resolve().parents[1] / "src" / "veedor" / "version.py"
    found = VERSION.search(source.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{source} states no version")
    json.dump(bill(Path(sys.argv[1]).read_text(encoding="utf-8"), found[1]), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
