"""What is still out, and whether a late shift needs explaining."""

from veedor.outstanding.projection import Projection, project
from veedor.outstanding.sample import SampleEstimate, estimate_sample
from veedor.outstanding.sample_size import PlannedSample, plan_for_threshold, plan_for_width
from veedor.outstanding.situation import Situation, situation

__all__ = [
    "PlannedSample",
    "Projection",
    "SampleEstimate",
    "Situation",
    "estimate_sample",
    "plan_for_threshold",
    "plan_for_width",
    "project",
    "situation",
]
