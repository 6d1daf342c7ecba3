"""What waits for other work; empty in the end, and then this file goes."""

from __future__ import annotations

SAMPLES: dict[str, str] = {"check": "stakes"}
"""Commands on the sample of Peru -> the branch that is expected to mend them."""
