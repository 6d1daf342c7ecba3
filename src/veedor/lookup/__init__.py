"""Which sheets are like this: one table over all sheets of a count, and questions of it."""

from veedor.lookup.answer import SheetSteps, ask, download, steps
from veedor.lookup.lay_out import sheet_table
from veedor.lookup.result import SheetList
from veedor.lookup.sheet_question import KEYS, PAGE, SheetQuestion, ValueSpan
from veedor.lookup.table import SheetTable

__all__ = [
    "KEYS",
    "PAGE",
    "SheetList",
    "SheetQuestion",
    "SheetSteps",
    "SheetTable",
    "ValueSpan",
    "ask",
    "download",
    "sheet_table",
    "steps",
]
