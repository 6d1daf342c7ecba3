"""Veedor puts a published election count to the test.

The door: everything else lies behind it and may move. Names are imported when they are first used, so that
``veedor --version`` stays as quick as Python itself.

>>> import veedor
>>> case = veedor.open("cases/bolivia-2019")   # doctest: +SKIP
>>> case.outcome().decision.outcome.winner     # doctest: +SKIP
'MAS'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from veedor.version import __version__

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.case import open_case as open  # noqa: A004 - `veedor.open` says what it does
    from veedor.findings.convert import to_arrow, to_pandas, to_polars
    from veedor.model import Finding, Result
    from veedor.report.charts import chart
    from veedor.rules import Rule

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

_BEHIND = {
    "Case": ("veedor.case", "Case"),
    "Finding": ("veedor.model", "Finding"),
    "Result": ("veedor.model", "Result"),
    "Rule": ("veedor.rules", "Rule"),
    "chart": ("veedor.report.charts", "chart"),
    "open": ("veedor.case", "open_case"),
    "to_arrow": ("veedor.findings.convert", "to_arrow"),
    "to_pandas": ("veedor.findings.convert", "to_pandas"),
    "to_polars": ("veedor.findings.convert", "to_polars"),
}
"""Name -> module and name behind the door."""


def __getattr__(name: str) -> object:
    """Import a name of the door when it is first used."""
    if name not in _BEHIND:
        raise AttributeError(f"module 'veedor' has no attribute {name!r}")
    module, attribute = _BEHIND[name]
    value: object = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Give the names of the door."""
    return sorted(__all__)
