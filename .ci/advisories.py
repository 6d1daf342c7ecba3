"""Ask OSV (https://osv.dev) what is known against locked packages: ``python .ci/advisories.py *.lock``.

Ends with 1 where one is known that ``ACCEPTED`` does not settle with a reason. Where the service cannot be
reached it says so, loudly, and ends with 0, or with 1 where ``ADVISORIES=required``.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SERVICE = "https://api.osv.dev/v1/querybatch"
ACCEPTED: dict[str, str] = {}
"""Id of an advisory -> why it does not concern us."""
SECONDS = 30
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def packages(locks: list[Path]) -> list[tuple[str, str]]:
    """Give name and version of everything that lock files pin."""
    return sorted({pair for lock in locks for pair in PINNED.findall(lock.read_text(encoding="utf-8"))})


def asked(pinned: list[tuple[str, str]], service: str) -> list[tuple[str, str, str]]:
    """Give name, version and advisory of everything that has one."""
    queries = [{"package": {"ecosystem": "PyPI", "name": n}, "version": v} for n, v in pinned]
    request = urllib.request.Request(  # noqa: S310 - an address of ours, or of a test
        service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the same
        results: list[dict[str, Any]] = json.load(answer)["results"]
    told = zip(pinned, results, strict=True)
    return [(n, v, one["id"]) for (n, v), result in told for one in result.get("vulns", ())]


def main(locks: list[str]) -> int:
    """Ask, print, and give the exit code."""
    pinned = packages([Path(lock) for lock in locks])
    try:
        found = asked(pinned, os.environ.get("ADVISORIES_SERVICE", SERVICE))
    except (OSError, ValueError, KeyError) as error:
        required = os.environ.get("ADVISORIES") == "required"
        print(f"ADVISORIES NOT ASKED: the service cannot be reached ({error}).", file=sys.stderr)
        print(f"{len(pinned)} locked packages were held against nothing.", file=sys.stderr)
        return 1 if required else 0
    left = [one for one in found if one[2] not in ACCEPTED]
    for name, version, advisory in left:
        print(f"{name} {version}: {advisory}, https://osv.dev/vulnerability/{advisory}")
    print(f"{len(pinned)} locked packages, {len(found)} advisories, {len(left)} of them not settled.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
