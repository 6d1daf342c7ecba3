"""An earlier election as a baseline of a projection: matched to today's sheets, and learnt from."""

from veedor.outstanding.earlier.match import EarlierMatch, match_earlier
from veedor.outstanding.earlier.model import fit_with_baseline

__all__ = ["EarlierMatch", "fit_with_baseline", "match_earlier"]
