"""Cases that wait for other work; empty in the end, and then this file goes."""

from __future__ import annotations

WAITING: dict[str, str] = {}
"""Name of the test -> the branch that is expected to mend it."""

DEADLY = {"hostile-xlsx-far-cell-attribute-order"}
"""Cases that end the process, and so cannot even be tried."""

REMEDIES: dict[str, str] = {}
"""Tests of the words of a remedy that wait."""
