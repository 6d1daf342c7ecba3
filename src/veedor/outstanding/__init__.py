"""What is still out, and whether a late shift needs explaining."""

from veedor.outstanding.partial_count import PartialCount, partial_count
from veedor.outstanding.projection import Projection, project

__all__ = ["PartialCount", "Projection", "partial_count", "project"]
