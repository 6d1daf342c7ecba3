"""How much work an audit will be, in closed form. Source: Stark 2009 (:mod:`veedor.audit.risk`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


def kaplan_markov_draws(ratio: Fraction | float, risk_limit: float) -> int:
    """Return the draws of an error-free audit, proportional to bounds with replacement.

    ``ceil(log(alpha) / log(1 - 1/U))``; one where ``U`` is not above 1, so that nothing can be wrong.
    """
    if ratio <= 1:
        return 1
    return math.ceil(math.log(risk_limit) / math.log1p(-1.0 / float(ratio)))
