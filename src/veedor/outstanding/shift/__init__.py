"""Whether a late shift needs explaining: composition, contrast within places, jump at the cut, traps."""

from veedor.outstanding.shift.contrast import Contrast, contrast, permuted_contrasts
from veedor.outstanding.shift.decomposition import Decomposition, decompose
from veedor.outstanding.shift.discontinuity import Jump, Series
from veedor.outstanding.shift.lateness import Lateness
from veedor.outstanding.shift.placebo import CutJumps, Placebos, jumps_at
from veedor.outstanding.shift.result import Shift, examine
from veedor.outstanding.shift.traps import Trap, spring_traps

__all__ = [
    "Contrast",
    "CutJumps",
    "Decomposition",
    "Jump",
    "Lateness",
    "Placebos",
    "Series",
    "Shift",
    "Trap",
    "contrast",
    "decompose",
    "examine",
    "jumps_at",
    "permuted_contrasts",
    "spring_traps",
]
