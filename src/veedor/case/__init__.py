"""An opened case: ask a question, get a result with its findings."""

from veedor.case.case import ORDER, Case, open_case

__all__ = ["ORDER", "Case", "open_case"]
