"""One case -> its findings: the order of the house, no arithmetic."""

from veedor.findings.case import ORDER, Case, open_case

__all__ = ["ORDER", "Case", "open_case"]
