"""Who won under the rule, by how much, and where the votes came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count import outcome_findings, outcome_tables
from veedor.count.areas import STRATUM, AreaSums, sums_by, telling_level
from veedor.count.sheets import UNKNOWN
from veedor.model import OpenVotes, Result
from veedor.rules import explain

if TYPE_CHECKING:
    from veedor.count.election import Election
    from veedor.count.roll import Roll
    from veedor.count.sheets import Sheets
    from veedor.model import Contest, CountId, Finding, Outcome, SnapshotId, Table, Tally
    from veedor.rules import Decision, Rule


@dataclass(frozen=True, slots=True)
class Missing:
    """The sheets of the roll that a count does not have.

    Parameters
    ----------
    sheets : int
        How many.
    registered : int, optional
        Their registered voters: no more ballots than these can come. None where not published.
    """

    sheets: int
    registered: int | None


@dataclass(frozen=True, eq=False)
class OutcomeResult(Result):
    """Who won under the rule, and by how much.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    count_id : CountId
        Which count.
    snapshot_id : SnapshotId, optional
        As which published file had it; absent for its last one.
    decision : Decision
        What the rule says of the totals, what establishes it, and its margins; with the ballots that the
        missing sheets may hold taken into account, where their registered voters are known.
    sheets, roll : int
        Sheets in the count, and on the roll.
    missing : Missing
        What the count does not have.
    areas : tuple of AreaSums
        Sums by each level of place, each further division, and the stratum where it was published.
    level : str
        The widest level of place that tells regions apart.
    sql : str, optional
        Query that sums the count, for DuckDB alone, in the folder of the imported tables.
    command : str
        The command that computes it again.
    """

    contest: Contest
    count_id: CountId
    snapshot_id: SnapshotId | None
    decision: Decision
    sheets: int
    roll: int
    missing: Missing
    areas: tuple[AreaSums, ...]
    level: str
    sql: str | None = None
    command: str = ""

    @property
    def rule(self) -> Rule:
        """The rule, in the reading that was applied."""
        return self.decision.rule

    @property
    def tally(self) -> Tally:
        """Totals of the count."""
        return self.decision.tally

    @property
    def outcome(self) -> Outcome:
        """What the rule says."""
        return self.decision.outcome

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels and divisions that there are sums by."""
        return tuple(area.level for area in self.areas)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The outcome, what decides, the margins to flip, the readings of the law, the sheets it rests on."""
        return outcome_findings.findings(self)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Votes, conditions, margins, readings; results by stratum, and by place at levels of few places."""
        return outcome_tables.tables(self)

    def by(self, level: str) -> Table:
        """Give the results by one level of place, division, or ``stratum``, however many areas it has.

        Raises
        ------
        QuestionError
            Where there is no such level.
        """
        return outcome_tables.by_area(self, level)

    def votes_by(self, level: str) -> Table:
        """Give every choice's votes by area of a level, one row an area and choice.

        Raises
        ------
        QuestionError
            Where there is no such level.
        """
        return outcome_tables.votes_by_area(self, level)


def outcome(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    variant: str | None = None,
    command: str = "",
) -> OutcomeResult:
    """Apply the rule to a count.

    Parameters
    ----------
    election : Election
        An opened case.
    count, contest, snapshot : str, optional
        Which totals; :class:`~veedor.count.Election` says what the defaults are.
    variant : str, optional
        Another reading of the rule.
    command : str
        The command that computes it again.

    Raises
    ------
    QuestionError
        Where there is no such count, contest, snapshot or reading.
    MissingDataError
        Where the case names no rule, or the rule needs what was not published.
    """
    contest_id, count_id = election.contest_id(contest), election.count_id(count, contest)
    sheets = election.sheets(count_id, contest=contest_id, snapshot=snapshot)
    missing = missing_sheets(election.roll, sheets)
    tally = election.tally(count_id, contest=contest_id, snapshot=snapshot)
    if missing.registered:
        tally = replace(tally, open=(OpenVotes(missing.registered),))
    decision = explain(
        election.rule(contest_id, variant),
        tally,
        round=election.file.contests[contest_id].round or None,
        command=command,
    )
    strata = (STRATUM,) if bool((sheets.stratum != "").any()) else ()
    levels = dict.fromkeys((*sheets.places.levels, *sheets.areas, *strata))
    return OutcomeResult(
        sheets.contest,
        count_id,
        sheets.snapshot_id,
        decision,
        len(sheets),
        len(election.roll),
        missing,
        tuple(sums_by(sheets, level) for level in levels),
        telling_level(sheets),
        election.totals_sql(contest_id, count_id, snapshot),
        command,
    )


def missing_sheets(roll: Roll, sheets: Sheets) -> Missing:
    """Say what of the roll is not in a count, and how many voters it stands for."""
    if len(sheets) == len(roll):
        return Missing(0, 0)
    there = np.zeros(len(roll), dtype=np.bool_)
    there[np.searchsorted(roll.ids, sheets.ids)] = True
    voters = roll.registered[~there]
    known = bool((voters != UNKNOWN).all())
    return Missing(len(voters), int(voters.sum()) if known else None)
