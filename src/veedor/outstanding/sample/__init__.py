"""Random samples of sheets: what they say, what missing ones may change, and how large to draw one.

**The sheets must be drawn at random before counting begins.** The first sheets to arrive are no random
sample: for them see `veedor.outstanding.project`.
"""

from veedor.outstanding.sample.case_sample import quick_count
from veedor.outstanding.sample.plan import SamplePlan, plan_sample
from veedor.outstanding.sample.result import QuickCount

__all__ = [
    "QuickCount",
    "SamplePlan",
    "plan_sample",
    "quick_count",
]
