"""Pictures of results of ``veedor.count``; each kind has a module of its own."""

from veedor.report.charts import comparison, outcome, timeline

__all__ = ["comparison", "outcome", "timeline"]
