"""The forensic battery run on a count, with its negative controls."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.forensics.battery import OF_LAWS, SIMULATIONS, TESTS, adjusted, in_order, tests_of
from veedor.forensics.controls import KINDS, CleanControl, by_kind, one_control
from veedor.forensics.fingerprint import Fingerprint, picture
from veedor.forensics.result import LEVEL, SeriesTest
from veedor.forensics.series import LARGEST, TOTALS, TURNOUT, series_of
from veedor.model import Result
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        """Return one test of one series.

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


SHARES = (tuple(OF_LAWS), tuple(test for test in TESTS if test not in OF_LAWS))
"""The tests of a series in two parts: those of the laws of all sheets, which are written once, and others."""
Part = tuple[SeriesTest, ...] | CleanControl
"""What one part of the work gives: tests of a series, or a clean election."""


class ForensicWork:
    """The battery and its negative controls, in parts that need nothing of each other.

    Whoever does a part finds the same; so threads, or processes, can share them.

    Parameters
    ----------
    sheets, seed, simulations, controls
        As for :func:`run_forensics`.

    Raises
    ------
    MissingDataError
        As :func:`run_forensics`.
    """

    def __init__(self, sheets: Sheets, *, seed: int, simulations: int, controls: int) -> None:
        _need_tally_sheets(sheets)
        self.sheets, self.seed, self.simulations = sheets, seed, simulations
        self.series = series_of(sheets)
        # what takes longest comes first: laws are dear, and those of many votes dearest
        places = sorted(range(len(self.series)), key=lambda i: -int(self.series[i].hits.sum()))
        self._tests = [(place, only) for only in SHARES for place in places]
        self._elections = [(kind, i) for kind in KINDS for i in range(controls)]

    def __len__(self) -> int:
        return len(self._tests) + len(self._elections)

    def part(self, number: int) -> Part:
        """Do one part, of as many as there are.

        Parameters
        ----------
        number : int
            From 0; those that take longest come first.
        """
        if number < len(self._tests):
            place, only = self._tests[number]
            return tests_of(self.series, place, self.simulations, self.seed, only=only)
        kind, election = self._elections[number - len(self._tests)]
        return one_control(
            self.sheets,
            kind,
            election,
            simulations=CONTROL_SIMULATIONS,
            seed=self.seed,
            largest=CONTROL_SHEETS,
            workers=1,
        )

    def done(self, workers: int | None = None) -> ForensicsResult:
        """Do all parts, in threads: as many as there are processors where no number is given."""
        with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
            return self.joined(tuple(pool.map(self.part, range(len(self)))))

    def joined(self, parts: Sequence[Part]) -> ForensicsResult:
        """Put all parts together.

        Parameters
        ----------
        parts : sequence of Part
            In the order of their numbers.
        """
        tests = in_order((part for part in parts if not isinstance(part, CleanControl)), self.series)
        elections = [part for part in parts if isinstance(part, CleanControl)]
        turnout = next((s for s in self.series if s.name == TURNOUT), None)
        leading = sorted((s for s in self.series if s is not turnout), key=lambda s: -int(s.hits.sum()))[:2]
        return ForensicsResult(
            self.sheets.contest,
            self.sheets.count_id,
            len(self.sheets),
            tests,
            adjusted(tests),
            by_kind(elections) if elections else (),
            () if turnout is None else tuple(picture(turnout, s) for s in leading),
            self.seed,
            self.simulations,
        )


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
    return ForensicWork(sheets, seed=seed, simulations=simulations, controls=controls).done(workers)


def _need_tally_sheets(sheets: Sheets) -> None:
    """Refuse a count without votes, and one of rows that are no tally sheets."""
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
