"""How much a random test tries: a part of it in every run, all of it in a hunt (``make hunt``)."""

from __future__ import annotations

import os

HUNT = "VEEDOR_HUNT" in os.environ


def tries(usual: int, hunt: int) -> int:
    """Give how often something is tried in the slow suite, or in a hunt."""
    return hunt if HUNT else usual
