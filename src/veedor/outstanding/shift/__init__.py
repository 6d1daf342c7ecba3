"""Whether a late shift needs explaining: composition, contrast within places, jump at the cut."""

from veedor.outstanding.shift.contrast import Contrast, contrast, permuted_contrasts
from veedor.outstanding.shift.decomposition import Decomposition, decompose
from veedor.outstanding.shift.discontinuity import Jump, OrderedSeries
from veedor.outstanding.shift.known_methods import KnownMethod, known_methods
from veedor.outstanding.shift.lateness import Lateness
from veedor.outstanding.shift.placebo import CutJumps, Placebos, jumps_at
from veedor.outstanding.shift.result import Shift, examine

__all__ = [
    "Contrast",
    "CutJumps",
    "Decomposition",
    "Jump",
    "KnownMethod",
    "Lateness",
    "OrderedSeries",
    "Placebos",
    "Shift",
    "contrast",
    "decompose",
    "examine",
    "jumps_at",
    "known_methods",
    "permuted_contrasts",
]
