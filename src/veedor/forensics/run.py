"""The forensic battery run on a count, with its negative controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.forensics.battery import SIMULATIONS, adjusted, run_tests
from veedor.forensics.controls import CleanControl, negative_controls
from veedor.forensics.fingerprint import Fingerprint, picture
from veedor.forensics.result import LEVEL, SeriesTest
from veedor.forensics.series import LARGEST, TOTALS, TURNOUT, series_of
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count import Sheets
    from veedor.model import Contest, CountId

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
    controls : tuple of CleanControl
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
    controls: tuple[CleanControl, ...]
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


def run_forensics(
    sheets: Sheets,
    *,
    seed: int,
    simulations: int = SIMULATIONS,
    controls: int = CONTROL_ELECTIONS,
    workers: int | None = None,
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
        Where no sheet has a vote, and where rows are totals of places.
    """
    cast = sheets.cast
    if not cast.any():
        raise MissingDataError("No sheet of the count has a vote, so there is no pattern to look at.")
    large = int((cast > LARGEST).sum())
    if large > TOTALS * len(sheets):
        raise MissingDataError(
            sentence(
                "{large:,} of {number_of_sheets:,} rows have more than {largest:,} "
                "ballots: such rows are totals of places, and patterns of digits and "
                "percentages are those of tally sheets.",
                large=large,
                number_of_sheets=len(sheets),
                largest=LARGEST,
            ),
            remedy="Give the case the tally sheets of polling stations, where they are published.",
        )
    series = series_of(sheets)
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
    )
