"""Sheets that do not add up: certain checks, each with its definition, source, sheets and consequence."""

from veedor.checks.base import Check, Evidence, Flagged, Material, Reach, Unable
from veedor.checks.impact import Effect, Impact
from veedor.checks.pack import NO_PACK, Pack, load_pack
from veedor.checks.register import CHECKS, get, settings
from veedor.checks.result import CheckResult, ChecksResult, Part
from veedor.checks.run import run_checks

__all__ = [
    "CHECKS",
    "NO_PACK",
    "Check",
    "CheckResult",
    "ChecksResult",
    "Effect",
    "Evidence",
    "Flagged",
    "Impact",
    "Material",
    "Pack",
    "Part",
    "Reach",
    "Unable",
    "get",
    "load_pack",
    "run_checks",
    "settings",
]
