"""Whether a late shift needs explaining: composition, contrast within places, jump at the cut."""

from veedor.outstanding.shift.contrast import contrast
from veedor.outstanding.shift.known_methods import known_methods
from veedor.outstanding.shift.result import Shift, examine

__all__ = [
    "Shift",
    "contrast",
    "examine",
    "known_methods",
]
