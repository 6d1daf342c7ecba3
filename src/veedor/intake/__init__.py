"""From what was published to canonical tables.

Names are imported when they are first used: the process that reads a workbook needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.later import later

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile
    from veedor.intake.load import load_case
    from veedor.intake.reading import reading_of
    from veedor.intake.run import Imported, import_case
else:
    __getattr__ = later(
        __name__,
        {
            ".case": ["CaseFile"],
            ".load": ["load_case"],
            ".reading": ["reading_of"],
            ".run": ["Imported", "import_case"],
        },
    )

__all__ = ["CaseFile", "Imported", "import_case", "load_case", "reading_of"]
