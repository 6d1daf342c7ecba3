"""Who won under the rule, by how much, and where the votes came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from veedor.count import outcome_findings, outcome_tables
from veedor.count.areas import STRATUM, AreaSums, sums_by, telling_level
from veedor.count.state_tables import apart
from veedor.model import Result, State, as_counted
from veedor.rules import decide, explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.count.election import Election
    from veedor.count.states import Completeness, States
    from veedor.model import Contest, ContestId, CountId, Finding, Outcome, SnapshotId, Table, Tally
    from veedor.rules import Decision, Rule


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the sheets in one state hold, as published.

    Parameters
    ----------
    sheets : int
        How many.
    votes : int
        Their votes of every kind.
    registered : int, optional
        Their registered voters; None where not published for all of them.
    outcome : Outcome, optional
        What the rule would say if their figures were counted too; None where they have none.
    """

    sheets: int
    votes: int
    registered: int | None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """A total that an authority states, beside what the counted sheets give.

    Parameters
    ----------
    field : str
        A choice, or ``valid``, ``cast``, ``registered``, ``sheets``.
    stated : int
        As the authority states it.
    found : int, optional
        What the file gives; None where it does not publish it.
    who : str
        Who says so.
    """

    field: str
    stated: int
    found: int | None
    who: str


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
        What the rule says of the totals, what establishes it, and its margins; with what is open taken into
        account.
    completeness : Completeness
        What is known of how many sheets there should be.
    expected : int, optional
        How many; None where neither a list nor a number is known.
    sheets, roll : int
        Counted sheets, and sheets that are known by their ids.
    beyond : tuple of str
        Counted sheets that the list of expected sheets does not name.
    bounded : bool
        Whether something bounds the votes of the sheets that no file names.
    held : mapping of State to Holdings
        What the sheets in each other state hold.
    apart : Table
        The sheets that are not counted, by name; of very many the first.
    blank_cells : int
        Blank or unreadable cells of counted sheets: their votes are open.
    voters : int, optional
        Registered voters of the counted sheets, each shared register once; None where some are not known.
    ballots : int, optional
        Ballots cast on the counted sheets: as printed where every sheet prints them, else the votes where a
        ballot gives one; None where neither tells.
    officials : tuple of Official
        Totals that an authority states and the file need not meet.
    notices : tuple of mapping
        What the import met and must be said, as the manifest has it.
    without_control : tuple of str
        Sources of this count for which nobody has published control totals.
    areas : tuple of AreaSums
        Sums by each level of place, each further division, and the stratum where it was published.
    level : str
        The widest level of place that tells regions apart.
    sql : str, optional
        Query that sums the count, for DuckDB alone, in the folder of the imported tables.
    """

    contest: Contest
    count_id: CountId
    snapshot_id: SnapshotId | None
    decision: Decision
    completeness: Completeness
    expected: int | None
    sheets: int
    roll: int
    beyond: tuple[str, ...]
    bounded: bool
    held: Mapping[State, Holdings]
    apart: Table
    blank_cells: int
    voters: int | None
    ballots: int | None
    officials: tuple[Official, ...]
    notices: tuple[Mapping[str, Any], ...]
    without_control: tuple[str, ...]
    areas: tuple[AreaSums, ...]
    level: str
    sql: str | None = None

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

    Raises
    ------
    QuestionError
        Where there is no such count, contest, snapshot or reading.
    MissingDataError
        Where the case names no rule, or the rule needs what was not published.
    """
    contest_id, count_id = election.contest_id(contest), election.count_id(count, contest)
    states = election.states(count_id, contest=contest_id, snapshot=snapshot)
    sheets, rule = states.counted, election.rule(contest_id, variant)
    round_ = election.file.contests[contest_id].round or None
    tally = states.tally(rule.divisions)
    decision = replace(explain(rule, tally, round=round_), command=command)
    strata = (STRATUM,) if bool((sheets.stratum != "").any()) else ()
    levels = dict.fromkeys((*sheets.places.levels_known, *sheets.areas, *strata))
    told = published(election, contest_id, count_id)
    return OutcomeResult(
        sheets.contest,
        count_id,
        sheets.snapshot_id,
        decision,
        states.completeness,
        states.expected,
        len(sheets),
        len(states.roll),
        tuple(states.beyond.tolist()),
        states.most_ballots is not None,
        {state: _holdings(states, state, decision, round_) for state in State if state is not State.COUNTED},
        apart(states),
        int(sheets.blank.sum()),
        states.roll.voters(states.of(State.COUNTED)),
        sheets.printed_ballots if sheets.printed_ballots is not None else decision.tally.turnout,
        told.officials,
        told.notices,
        told.without_control,
        tuple(sums_by(sheets, level) for level in levels),
        telling_level(sheets),
        election.totals_sql(contest_id, count_id, snapshot),
        command=command,
    )


def _holdings(states: States, state: State, decision: Decision, round_: str | None) -> Holdings:
    """Say what the sheets in a state hold, and what the rule would make of it."""
    here = {State.SET_ASIDE: states.aside, State.ANNULLED: states.annulled}.get(state)
    registered = states.roll.voters(states.of(state))
    if state is State.OUTSTANDING and states.unnamed:
        registered = None
    if here is None or not here.cast.any():
        return Holdings(states.number(state), 0, registered)
    divisions = decision.rule.divisions
    both = as_counted(states.tally(divisions)).plus(here.tally(divisions))
    return Holdings(
        states.number(state), int(here.cast.sum()), registered, decide(decision.rule, both, round=round_)
    )


@dataclass(frozen=True)
class Told:
    """What the manifest tells of the sources of a count."""

    officials: tuple[Official, ...]
    notices: tuple[Mapping[str, Any], ...]
    without_control: tuple[str, ...]


def published(election: Election, contest_id: ContestId, count_id: CountId) -> Told:
    """Give the official totals, the notices and the missing control totals of the sources of a count."""
    manifest = election.store.manifest
    mine = [
        (name, source, part)
        for name, source in manifest["sources"].items()
        for part in source["parts"]
        if part["contest"] == contest_id and part["count"] == count_id and part["snapshot"]
    ]
    names = {name for name, _, _ in mine}
    officials = tuple(
        Official(total["field"], total["value"], total["found"], total["who"])
        for _, _, part in mine
        for total in part.get("official", ())
    )
    return Told(
        officials,
        tuple(notice for notice in manifest.get("notices", ()) if notice["source"] in names),
        tuple(dict.fromkeys(name for name, source, _ in mine if source["no_control"])),
    )
