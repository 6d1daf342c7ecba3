"""The picture of the checks."""

from __future__ import annotations

import numpy as np
import pytest

from checks.build_checks import baseline, clean, with_votes
from veedor.checks import NO_PACK, Dossier, run_checks
from veedor.report.charts import specs
from veedor.report.charts.theme import vega_lite
from veedor.report.wording import Wording


@pytest.mark.parametrize("lang", ["en", "es"])
def test_each_check_has_a_dot_for_each_treatment_and_the_line_of_the_law(lang: str) -> None:
    sheets = with_votes(clean(), 3, (0, 0, 0, 0, 0))
    result = run_checks(Dossier((clean(), sheets), NO_PACK), baseline(sheets))
    words = Wording(lang).of(result.contest)
    (spec,) = specs(result, words)
    drawn = vega_lite(spec, words)
    dots, line = (drawn["datasets"][layer["data"]["name"]] for layer in drawn["layer"])
    shown = [r for r in result.ranked if r.impact is not None]
    assert len(dots) == 2 * len(shown)
    assert result.measure is not None
    assert line == [{"x": float(result.measure.threshold * 100)}]
    assert "checks." not in spec.title + spec.summary


def test_nothing_named_draws_nothing() -> None:
    result = run_checks(
        Dossier((clean().take(np.arange(12)),), NO_PACK), baseline(clean()), only=("no_ballots",)
    )
    assert specs(result, Wording("en")) == ()
