"""Random samples of sheets: what they say, what missing ones may change, and how large to draw one.

**The sheets must be drawn at random before counting begins.** The first sheets to arrive are no random
sample: for them see `veedor.outstanding.project`.
"""

from veedor.outstanding.sample.data import Sample, Stratum
from veedor.outstanding.sample.of_case import quick_count
from veedor.outstanding.sample.plan import PlannedStratum, SamplePlan, plan_for_line, plan_for_width
from veedor.outstanding.sample.planned import plan_sample
from veedor.outstanding.sample.result import QuickCount

__all__ = [
    "PlannedStratum",
    "QuickCount",
    "Sample",
    "SamplePlan",
    "Stratum",
    "plan_for_line",
    "plan_for_width",
    "plan_sample",
    "quick_count",
]
