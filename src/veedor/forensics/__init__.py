"""Patterns of the whole count that are odd (never proof): simulated nulls, negative controls."""

from veedor.forensics.battery import TESTS, adjusted, run_battery, run_tests
from veedor.forensics.controls import CleanControl, clean_election, negative_controls
from veedor.forensics.result import Bar, SeriesTest
from veedor.forensics.run import ForensicsResult, ForensicWork, run_forensics
from veedor.forensics.series import Series, series_of

__all__ = [
    "TESTS",
    "Bar",
    "CleanControl",
    "ForensicWork",
    "ForensicsResult",
    "Series",
    "SeriesTest",
    "adjusted",
    "clean_election",
    "negative_controls",
    "run_battery",
    "run_forensics",
    "run_tests",
    "series_of",
]
