"""From what was published to canonical tables.

Names are imported when they are first used: the process that reads a workbook needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile, Layout, Source
    from veedor.intake.load import load_case
    from veedor.intake.reading import Reading, reading_of
    from veedor.intake.run import Imported, import_case

__all__ = ["CaseFile", "Imported", "Layout", "Reading", "Source", "import_case", "load_case", "reading_of"]

_BEHIND = {
    "CaseFile": "case",
    "Imported": "run",
    "Layout": "case",
    "Reading": "reading",
    "Source": "case",
    "import_case": "run",
    "load_case": "load",
    "reading_of": "reading",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first used."""
    if name not in _BEHIND:
        raise AttributeError(f"module 'veedor.intake' has no attribute {name!r}")
    value: object = getattr(import_module(f"veedor.intake.{_BEHIND[name]}"), name)
    globals()[name] = value
    return value
