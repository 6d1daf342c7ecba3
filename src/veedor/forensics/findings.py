"""The forensic battery as a result with findings and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.forensics import tables
from veedor.forensics.battery import SIMULATIONS, adjusted, run_tests
from veedor.forensics.controls import Control, negative_controls, total
from veedor.forensics.fingerprint import Fingerprint, picture
from veedor.forensics.result import LEVEL, SeriesTest
from veedor.forensics.series import LARGEST, TURNOUT, series_of
from veedor.model import Figure, Finding, Method, Result, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count import Sheets
    from veedor.model import Contest, CountId, Table

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

CONTROL_ELECTIONS, CONTROL_SIMULATIONS, CONTROL_SHEETS = 10, 99, 1500
"""Negative controls, unless other numbers are asked for: clean elections of each kind, twins, sheets."""


@dataclass(frozen=True, eq=False)
class ForensicsResult(Result):
    """What the tests of the whole count gave.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    sheets : int
        Sheets of the count.
    tests : tuple of SeriesTest
        Every test of every series, those not run with the reason.
    rates : mapping of (test, series) to (float, float)
        False discovery rates after Benjamini-Hochberg and Benjamini-Yekutieli.
    controls : tuple of Control
        Negative controls; empty where none were asked for.
    pictures : tuple of Fingerprint
        Sheets by turnout and share, for the leading candidates.
    seed, simulations : int
        Of the simulated twins.
    """

    contest: Contest
    count_id: CountId
    sheets: int
    tests: tuple[SeriesTest, ...]
    rates: Mapping[tuple[str, str], tuple[float, float]]
    controls: tuple[Control, ...]
    pictures: tuple[Fingerprint, ...]
    seed: int
    simulations: int

    def of(self, test_id: str, series: str) -> SeriesTest:
        """Give one test of one series.

        Raises
        ------
        KeyError
            Where there is none.
        """
        for tested in self.tests:
            if (tested.test_id, tested.series) == (test_id, series):
                return tested
        raise KeyError((test_id, series))

    @property
    def ran(self) -> tuple[SeriesTest, ...]:
        """Tests that were run."""
        return tuple(t for t in self.tests if t.ran)

    @property
    def discoveries(self) -> tuple[SeriesTest, ...]:
        """Tests that stand out at a false discovery rate of 5 % (Benjamini-Hochberg)."""
        return tuple(t for t in self.ran if self.rates.get((t.test_id, t.series), (1.0, 1.0))[0] <= LEVEL)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The whole first, then each test that was run, then the controls."""
        found = [self._summary(), *(self._finding(t) for t in self.ran)]
        if self.controls:
            found.append(self._control())
        return tuple(found)

    def _summary(self) -> Finding:
        evidence = [t for t in self.ran if t.evidence]
        figures = (
            Figure("tests", len(evidence), Unit.NUMBER),
            Figure("below", sum(t.p <= LEVEL for t in evidence), Unit.NUMBER),
            Figure("expected", LEVEL * len(evidence), Unit.NUMBER, digits=1),
            Figure("discoveries", len(self.discoveries), Unit.NUMBER),
            Figure("not_run", len(self.tests) - len(self.ran), Unit.NUMBER),
            Figure("seed", self.seed, Unit.NUMBER),
            Figure("simulations", self.simulations, Unit.NUMBER),
        )
        says = "forensics.discoveries" if self.discoveries else "forensics.no_discovery"
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
            self.command,
        )

    def _finding(self, tested: SeriesTest) -> Finding:
        bh, by = self.rates.get((tested.test_id, tested.series), (None, None))
        plain = tested.effect_unit in {"forensics.effect.dip", "forensics.effect.points_a_point"}
        small, base, digits = (Unit.NUMBER, "", 4) if plain else (Unit.SHARE, "forensics.base.sheets", 2)
        figures = (
            Figure("test", f"forensics.test.{tested.test_id}", Unit.TERM),
            Figure("series", tables.shown_series(tested.series), Unit.CHOICE),
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
            Figure("effect_unit", tested.effect_unit, Unit.TERM),
            Figure("seed", self.seed, Unit.NUMBER),
            Figure("simulations", tested.simulations, Unit.NUMBER),
            *(_extra(name, value) for name, value in tested.extra),
        )
        return Finding(
            f"forensics.{tested.test_id}.{tested.series}",
            self._says(tested),
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
            self.command,
        )

    def _says(self, tested: SeriesTest) -> str:
        if not tested.evidence:
            return "forensics.uninformative"
        return "forensics.stands_out" if tested in self.discoveries else "forensics.as_chance"

    def _control(self) -> Finding:
        whole = total(self.controls)
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
            Figure("seed", self.seed, Unit.NUMBER),
        )
        says = "forensics.controls_honest" if whole.honest else "forensics.controls_alarmed"
        return Finding(
            "forensics.controls",
            says,
            figures,
            Method("forensics.method.negative_controls", "Clopper, Pearson (1934), Biometrika 26, 404-413"),
            ("forensics.assumption.controls",),
            ("forensics.cannot_show.other_clean_elections",),
            self.command,
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tests, tests not run, bars of each test, fingerprints, controls."""
        found = [self.overview, self.gates, self.bars]
        if self.pictures:
            found.append(self.fingerprints)
        if self.controls:
            found.append(self.controls_table)
        return tuple(found)

    @property
    def overview(self) -> Table:
        """Every test that was run."""
        return tables.overview(self)

    @property
    def gates(self) -> Table:
        """Tests that were not run, with the reason."""
        return tables.gates(self)

    @property
    def bars(self) -> Table:
        """Observed counts beside the twins', class by class."""
        return tables.bars(self)

    @property
    def fingerprints(self) -> Table:
        """Cells of the fingerprints that hold any sheet; lower edges in shares."""
        return tables.fingerprints(self)

    @property
    def controls_table(self) -> Table:
        """Negative controls by kind."""
        return tables.controls_table(self)


def _extra(name: str, value: float) -> Figure:
    if name.startswith("p_"):
        return Figure(name, value, Unit.PROBABILITY, digits=3)
    return Figure(name, value, Unit.NUMBER, digits=4)


def run_forensics(
    sheets: Sheets,
    *,
    seed: int,
    simulations: int = SIMULATIONS,
    controls: int = CONTROL_ELECTIONS,
    workers: int | None = None,
    command: str = "",
) -> ForensicsResult:
    """Run the battery on a count, and its negative controls.

    Parameters
    ----------
    sheets : Sheets
        The count.
    seed : int
        Seed of everything random; same seed, same result, whatever the number of workers.
    simulations : int
        Twins for each test.
    controls : int
        Clean elections of each kind; 0 for none.
    workers : int, optional
        Threads; all processors where left out.

    Raises
    ------
    MissingDataError
        Where no sheet has a vote.
    """
    if not sheets.cast.any():
        raise MissingDataError("No sheet of the count has a vote, so there is no pattern to look at.")
    series = series_of(sheets)
    if not series:
        raise MissingDataError(f"Every row has more than {LARGEST:,} ballots: patterns are those of sheets.")
    tests = run_tests(series, simulations, seed, workers=workers)
    turnout = next((s for s in series if s.name == TURNOUT), None)
    leading = sorted((s for s in series if s is not turnout), key=lambda s: -int(s.hits.sum()))[:2]
    found = (
        negative_controls(
            sheets,
            elections=controls,
            simulations=CONTROL_SIMULATIONS,
            seed=seed,
            largest=CONTROL_SHEETS,
            workers=workers,
        )
        if controls
        else ()
    )
    return ForensicsResult(
        sheets.contest,
        sheets.count_id,
        len(sheets),
        tests,
        adjusted(tests),
        found,
        () if turnout is None else tuple(picture(turnout, s) for s in leading),
        seed,
        simulations,
        command=command,
    )
