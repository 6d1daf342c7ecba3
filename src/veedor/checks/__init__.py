"""Sheets that do not add up: certain checks, each with its definition, source, sheets and consequence."""

from veedor.checks.base import Check, Dossier, Flagged, LooksAt, Unable
from veedor.checks.card import SheetCard, card, of_consequence
from veedor.checks.gather import dossier_of, examined, pack_of
from veedor.checks.impact import Baseline, ChangeEffect, Impact, Sway
from veedor.checks.pack import NO_PACK, Pack, load_pack
from veedor.checks.register import CHECKS, get, settings
from veedor.checks.result import CheckResult, ChecksResult, Subset
from veedor.checks.run import run_checks

__all__ = [
    "CHECKS",
    "NO_PACK",
    "Baseline",
    "ChangeEffect",
    "Check",
    "CheckResult",
    "ChecksResult",
    "Dossier",
    "Flagged",
    "Impact",
    "LooksAt",
    "Pack",
    "SheetCard",
    "Subset",
    "Sway",
    "Unable",
    "card",
    "dossier_of",
    "examined",
    "get",
    "load_pack",
    "of_consequence",
    "pack_of",
    "run_checks",
    "settings",
]
