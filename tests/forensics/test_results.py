"""The result of the battery in words, tables and pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forensics.build_forensics import country
from veedor.findings.forensics import gates
from veedor.forensics import ForensicsResult, run_forensics
from veedor.report.charts import specs
from veedor.report.charts.theme import vega_lite
from veedor.report.wording import Wording


@pytest.fixture(scope="module")
def result() -> ForensicsResult:
    return replace(
        run_forensics(country(31, sheets=800), seed=2, simulations=99, controls=0), command="veedor x"
    )


def test_every_finding_says_what_it_cannot_show(result: ForensicsResult) -> None:
    for finding in result.findings:
        assert "forensics.cannot_show.never_proof" in finding.cannot_show
        assert "forensics.cannot_show.never_clean" in finding.cannot_show
        assert finding.command == "veedor x"


def test_every_test_that_may_count_has_the_smallest_effect_and_a_rate(result: ForensicsResult) -> None:
    for tested in result.ran:
        finding = next(
            f for f in result.findings if f.finding_id.endswith(f"{tested.test_id}.{tested.series}")
        )
        assert finding.figure("smallest").value == tested.smallest > 0
        assert (finding.figure("fdr").value is None) == (not tested.evidence)
        assert finding.figure("seed").value == 2


def test_tests_that_were_not_run_say_why(result: ForensicsResult) -> None:
    for row in gates(result).rows:
        assert Wording("en").has(str(row[2]))
        assert Wording("es").has(str(row[2]))


def test_words_never_accuse(result: ForensicsResult) -> None:
    for lang, bad in (
        ("en", ("fraudulent", "rigged", "stolen", "suspicious")),
        ("es", ("fraudulent", "robad")),
    ):
        words = Wording(lang).of(result.contest)
        said = " ".join(words.say(f) for f in result.findings).lower()
        assert not [word for word in bad if word in said]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_pictures_are_drawn_with_words_and_unique_names(result: ForensicsResult, lang: str) -> None:
    words = Wording(lang).of(result.contest)
    drawn = specs(result, words)
    assert len({spec.name for spec in drawn}) == len(drawn) >= 4
    for spec in drawn:
        assert "forensics." not in spec.title + spec.summary
        assert vega_lite(spec, words)["description"] == spec.summary
