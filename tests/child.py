"""The environment of a program that a test starts and that imports from the tests itself."""

from __future__ import annotations

import os
from pathlib import Path


def environment(**more: str) -> dict[str, str]:
    """Give this process's own, with the folder of the tests among the roads that imports take."""
    roads = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, roads))} | more
