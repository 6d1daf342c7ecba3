"""What is still out, and whether a late shift needs explaining."""

from veedor.outstanding.partial_count import PartialCount, partial_count
from veedor.outstanding.projection import Projection, project
from veedor.outstanding.quick_count import (
    PlannedSample,
    SampleEstimate,
    estimate_sample,
    plan_for_threshold,
    plan_for_width,
)

__all__ = [
    "PartialCount",
    "PlannedSample",
    "Projection",
    "SampleEstimate",
    "estimate_sample",
    "partial_count",
    "plan_for_threshold",
    "plan_for_width",
    "project",
]
