"""What the forensic battery says: the whole first, each test that was run, the negative controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.findings.rows import columns_in, table_of
from veedor.forensics.controls import total
from veedor.forensics.fingerprint import CELLS
from veedor.forensics.result import LEVEL
from veedor.forensics.series import TURNOUT
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.forensics import ForensicsResult, SeriesTest
    from veedor.model import Value

SOURCES = {
    "last_digits": "Beber, Scacco (2012), Political Analysis 20, 211-234; null simulated",
    "second_digits": "Deckert, Myagkov, Ordeshook (2011), Political Analysis 19, 245-268",
    "integer_percentages": "Kobak, Shpilkin, Pshenichnikov (2016), Annals of Applied Statistics 10, 54-73",
    "coarse_shares": "Rozenas (2017), Political Analysis 25, 41-56; kernel our own",
    "fingerprint": "Klimek, Yegorov, Hanel, Thurner (2012), PNAS 109, 16469-16473; null simulated",
    "slope_on_turnout": "Myagkov, Ordeshook, Shakin (2009); tested within places",
    "dip": "Hartigan, Hartigan (1985), Annals of Statistics 13, 70-84; null simulated",
}
"""Where each test comes from."""


def findings(result: ForensicsResult) -> tuple[Finding, ...]:
    """The whole first, then each test that was run, then the controls."""
    found = [_summary(result), *(_finding(result, t) for t in result.ran)]
    return (*found, _control(result)) if controlled(result) else tuple(found)


def controlled(result: ForensicsResult) -> bool:
    """Whether a test could be run on some clean election; otherwise there is no rate of false alarms."""
    return total(result.controls).tests > 0


def tables(result: ForensicsResult) -> tuple[Table, ...]:
    """All tests, tests not run, bars of each test, fingerprints, controls."""
    found = [overview(result), gates(result), _bars(result)]
    if result.pictures:
        found.append(_fingerprints(result))
    if controlled(result):
        found.append(controls(result))
    return tuple(found)


def _summary(result: ForensicsResult) -> Finding:
    evidence = [t for t in result.ran if t.evidence]
    figures = (
        Figure("tests", len(evidence), Unit.NUMBER),
        Figure("below", sum(t.p <= LEVEL for t in evidence), Unit.NUMBER),
        Figure("expected", LEVEL * len(evidence), Unit.NUMBER, digits=1),
        Figure("discoveries", len(result.discoveries), Unit.NUMBER),
        Figure("not_run", len(result.tests) - len(result.ran), Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
        Figure("simulations", result.simulations, Unit.NUMBER),
    )
    says = "forensics.discoveries" if result.discoveries else "forensics.no_discovery"
    says = says if evidence else "forensics.none_ran"
    return Finding(
        "forensics.summary",
        says,
        figures,
        Method("forensics.method.false_discovery", "Benjamini, Hochberg (1995), JRSS B 57, 289-300"),
        ("forensics.assumption.twin",),
        (
            "forensics.cannot_show.never_proof",
            "forensics.cannot_show.never_clean",
            "forensics.cannot_show.only_direct_evidence",
        ),
    )


def _finding(result: ForensicsResult, tested: SeriesTest) -> Finding:
    bh, by = result.rates.get((tested.test_id, tested.series), (None, None))
    plain = tested.effect_unit in {"dip", "points_a_point"}
    small, base, digits = (Unit.NUMBER, "", 4) if plain else (Unit.SHARE, "forensics.base.sheets", 2)
    figures = (
        Figure("test", f"forensics.test.{tested.test_id}", Unit.TERM),
        Figure("series", series_key(tested.series), Unit.CHOICE),
        Figure("sheets", tested.sheets, Unit.SHEETS),
        Figure("statistic", tested.statistic, Unit.NUMBER, digits=4),
        Figure("null_mean", tested.null_mean, Unit.NUMBER, digits=4),
        Figure("null_sd", tested.null_sd, Unit.NUMBER, digits=4),
        Figure("z", tested.z, Unit.NUMBER),
        Figure("p", tested.p, Unit.PROBABILITY, digits=3),
        Figure("fdr", bh, Unit.PROBABILITY, digits=3),
        Figure("fdr_any_dependence", by, Unit.PROBABILITY, digits=3),
        Figure("effect", tested.effect, small, base, digits),
        Figure("smallest", tested.smallest, small, base, digits),
        Figure("effect_unit", f"forensics.effect.{tested.effect_unit}", Unit.TERM),
        Figure("seed", result.seed, Unit.NUMBER),
        Figure("simulations", tested.simulations, Unit.NUMBER),
        *(_extra(name, value) for name, value in tested.extra),
    )
    return Finding(
        f"forensics.{tested.test_id}.{tested.series}",
        _says(result, tested),
        figures,
        Method(f"forensics.test.{tested.test_id}.definition", SOURCES[tested.test_id]),
        ("forensics.assumption.binomial_null",)
        if tested.test_id == "integer_percentages"
        else ("forensics.assumption.twin",),
        (
            f"forensics.criticism.{tested.test_id}",
            "forensics.cannot_show.never_proof",
            "forensics.cannot_show.never_clean",
        ),
    )


def _says(result: ForensicsResult, tested: SeriesTest) -> str:
    if not tested.evidence:
        return "forensics.uninformative"
    return "forensics.stands_out" if tested in result.discoveries else "forensics.as_chance"


def _control(result: ForensicsResult) -> Finding:
    whole = total(result.controls)
    low, high = whole.interval
    figures = (
        Figure("elections", whole.elections, Unit.NUMBER),
        Figure("tests", whole.tests, Unit.NUMBER),
        Figure("alarms", whole.alarms, Unit.NUMBER),
        Figure("rate", whole.rate, Unit.SHARE, "forensics.base.tests", 1),
        Figure("low", low, Unit.SHARE, "forensics.base.tests", 1),
        Figure("high", high, Unit.SHARE, "forensics.base.tests", 1),
        Figure("nominal", LEVEL, Unit.SHARE, "forensics.base.tests", 0),
        Figure("with_discovery", whole.elections_with_discovery, Unit.NUMBER),
        Figure("seed", result.seed, Unit.NUMBER),
    )
    says = "forensics.controls_honest" if whole.honest else "forensics.controls_alarmed"
    return Finding(
        "forensics.controls",
        says,
        figures,
        Method("forensics.method.negative_controls", "Clopper, Pearson (1934), Biometrika 26, 404-413"),
        ("forensics.assumption.controls",),
        ("forensics.cannot_show.other_clean_elections",),
    )


def _extra(name: str, value: float) -> Figure:
    if name.startswith("p_"):
        return Figure(name, value, Unit.PROBABILITY, digits=3)
    return Figure(name, value, Unit.NUMBER, digits=4)


def series_key(series: str) -> str:
    """Return what names a series to readers: a choice, or the message key of the turnout."""
    return "forensics.series.turnout" if series == TURNOUT else series


def test_key(tested: SeriesTest) -> str:
    """Return the message key of a test."""
    return f"forensics.test.{tested.test_id}"


TEST: dict[str, Callable[[Any], Value]] = {"test": test_key, "series": lambda t: series_key(t.series)}
"""What fills the columns that name a test."""


def overview(result: ForensicsResult) -> Table:
    """Every test that was run."""
    columns = (
        Column("test", Unit.TERM),
        Column("series", Unit.CHOICE),
        Column("sheets", Unit.SHEETS),
        Column("z", Unit.NUMBER),
        *columns_in(Unit.PROBABILITY, "p", "fdr", digits=3),
        *columns_in(Unit.NUMBER, "effect", "smallest", digits=4),
        *columns_in(Unit.TERM, "effect_unit", "evidence"),
    )
    return table_of(
        "forensic_tests",
        columns,
        result.ran,
        **TEST,
        fdr=lambda t: result.rates.get((t.test_id, t.series), (None,))[0],
        effect_unit=lambda t: f"forensics.effect.{t.effect_unit}",
        evidence=lambda t: "term.yes" if t.evidence else "forensics.evidence.never",
    )


def gates(result: ForensicsResult) -> Table:
    """Tests that were not run, with the reason."""
    columns = (Column("test", Unit.TERM), Column("series", Unit.CHOICE), Column("reason", Unit.TERM))
    missing = [t for t in result.tests if not t.ran]
    return table_of("forensic_gates", columns, missing, **TEST, reason=lambda t: f"forensics.gate.{t.reason}")


def _bars(result: ForensicsResult) -> Table:
    """Observed counts beside the twins', class by class."""
    columns = (
        Column("test", Unit.TERM),
        Column("series", Unit.CHOICE),
        Column("class", Unit.TEXT),
        Column("observed", Unit.SHEETS),
        *columns_in(Unit.NUMBER, "expected", "low", "high", digits=1),
    )
    rows: list[tuple[Value, ...]] = [
        (test_key(t), series_key(t.series), b.label, round(b.observed), b.expected, b.low, b.high)
        for t in result.ran
        for b in t.bars
    ]
    return Table("forensic_bars", columns, tuple(rows))


def _fingerprints(result: ForensicsResult) -> Table:
    """Cells of the fingerprints that hold any sheet; lower edges in shares."""
    columns = (
        Column("choice", Unit.CHOICE),
        Column("turnout", Unit.SHARE, "base.registered", 0),
        Column("share", Unit.SHARE, "base.cast", 0),
        Column("sheets", Unit.SHEETS),
    )
    rows: list[tuple[Value, ...]] = []
    for shown in result.pictures:
        for i, j in zip(*shown.counts.nonzero(), strict=True):
            rows.append((shown.choice, i / CELLS, j / CELLS, int(shown.counts[i, j])))
    return Table("forensic_fingerprints", columns, tuple(rows))


def controls(result: ForensicsResult) -> Table:
    """Negative controls by kind."""
    columns = (
        Column("kind", Unit.TERM),
        *columns_in(Unit.NUMBER, "elections", "tests", "alarms"),
        *columns_in(Unit.SHARE, "rate", "low", "high", base="forensics.base.tests", digits=1),
        Column("with_discovery", Unit.NUMBER),
    )
    return table_of(
        "forensic_controls",
        columns,
        result.controls,
        kind=lambda c: f"forensics.control.{c.kind}",
        low=lambda c: c.interval[0],
        high=lambda c: c.interval[1],
        with_discovery=lambda c: c.elections_with_discovery,
    )
