"""What is still out, and whether a late shift needs explaining."""

from veedor.outstanding.partial_count import partial_count
from veedor.outstanding.projection import Projection, project

__all__ = ["Projection", "partial_count", "project"]
