"""The risk limit is said as it was stated: none of its digits is lost."""

from __future__ import annotations

import pytest

from veedor.findings.audit_words import risk_limit_of
from veedor.report.wording import Wording


@pytest.mark.parametrize(
    ("limit", "said"), [(0.05, "5"), (0.1, "10"), (0.001, "0.1"), (0.025, "2.5"), (0.0001, "0.01")]
)
def test_a_risk_limit_has_the_digits_that_were_stated(limit: float, said: str) -> None:
    assert Wording("en").figure(risk_limit_of(limit)).startswith(said)
