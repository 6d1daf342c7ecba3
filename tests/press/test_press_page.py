"""The page: the picture draws in both languages, passages are marked and escaped."""

from __future__ import annotations

import pytest

from press.build_press import Spin, spun
from veedor import press
from veedor.report.charts import specs, theme
from veedor.report.charts.press import MOST
from veedor.report.sections.press import QUOTED, side_by_side
from veedor.report.wording import Wording


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("articles", [1, 5, 200])
def test_the_network_draws(lang: str, articles: int) -> None:
    found = press.reuse(spun(Spin(seed=40, articles=articles)).articles)
    wording = Wording(lang)
    (spec,) = specs(found, wording)
    drawn = theme.finished(spec, wording).to_dict()
    # Altair may lift data that layers share, and keep them under a name.
    dots = next(layer for layer in drawn["layer"] if layer["mark"]["type"] == "point")
    data = dots.get("data", drawn.get("data"))
    values = data["values"] if "values" in data else drawn["datasets"][data["name"]]
    assert len(values) == min(articles, MOST)
    assert "{" not in spec.summary


def test_passages_are_escaped_marked_and_short() -> None:
    line = "<script>alert(1)</script> said one two three four five six seven eight nine ten eleven " * 8
    found = press.reuse(
        [press.article("a", f"A headline\n\n{line}."), press.article("b", f"It rained <b>.\n\n{line} on.")]
    )
    made = side_by_side(found, Wording("en"))
    assert made is not None
    html = str(made.html)
    assert "<script>" not in html
    assert "<mark>" in html
    assert html.count("alert(1)") * len("alert(1)") < 2 * QUOTED


def test_nothing_shared_is_no_fragment() -> None:
    assert side_by_side(press.reuse([press.article("a", "Alone.")]), Wording("en")) is None
