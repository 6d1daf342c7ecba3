"""Veedor puts a published election count to the test.

The door: everything else lies behind it and may move. Names are imported when they are first used, so that
``veedor --version`` stays as quick as Python itself.

>>> import veedor
>>> case = veedor.open("cases/bolivia-2019")   # doctest: +SKIP
>>> case.outcome().decision.outcome.winner     # doctest: +SKIP
'MAS'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.later import later
from veedor.version import __version__

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.case import open_case as open  # noqa: A004 - `veedor.open` says what it does
    from veedor.findings.convert import to_arrow, to_pandas, to_polars
    from veedor.model import Finding, Result
    from veedor.report.charts import chart
    from veedor.rules import Rule
else:
    __getattr__ = later(
        __name__,
        {
            ".case": ["Case", "open=open_case"],
            ".findings.convert": ["to_arrow", "to_pandas", "to_polars"],
            ".model": ["Finding", "Result"],
            ".report.charts": ["chart"],
            ".rules": ["Rule"],
        },
    )

__all__ = [
    "Case",
    "Finding",
    "Result",
    "Rule",
    "__version__",
    "chart",
    "open",
    "to_arrow",
    "to_pandas",
    "to_polars",
]


def __dir__() -> list[str]:
    """Return the names of the door."""
    return sorted(__all__)
