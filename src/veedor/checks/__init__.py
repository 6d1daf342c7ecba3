"""Sheets that do not add up: certain checks, each with its definition, source, sheets and consequence."""

from veedor.checks.base import Check, Evidence, Flagged, Material, Reach, Unable
from veedor.checks.card import SheetCard, card, of_consequence
from veedor.checks.impact import Effect, Impact
from veedor.checks.material import decision_of, material_of, pack_of
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
    "SheetCard",
    "Unable",
    "card",
    "decision_of",
    "get",
    "load_pack",
    "material_of",
    "of_consequence",
    "pack_of",
    "run_checks",
    "settings",
]
