"""The replays of bench/, for tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def replays() -> ModuleType:
    """Load bench/projection_replays.py as a module."""
    path = Path(__file__).parents[2] / "bench" / "projection_replays.py"
    spec = importlib.util.spec_from_file_location("projection_replays", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
