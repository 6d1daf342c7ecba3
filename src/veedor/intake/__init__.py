"""From what was published to canonical tables."""

from veedor.intake.case import CaseFile, Layout, Source
from veedor.intake.load import load_case
from veedor.intake.reading import Reading, reading_of
from veedor.intake.run import Imported, import_case

__all__ = ["CaseFile", "Imported", "Layout", "Reading", "Source", "import_case", "load_case", "reading_of"]
