"""Who won under the rule, by how much, and where the votes came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor.count.areas import STRATUM, AreaSums, area_sums, held_of_areas, sums_by, telling_level
from veedor.count.held import Holdings, Official, SheetApart
from veedor.count.states import ORDER, Completeness
from veedor.count.vectors import known
from veedor.errors import MissingDataError, QuestionError
from veedor.model import Result, State, as_counted
from veedor.rules import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from veedor.count.by_area import AreaCount
    from veedor.count.seats import CountedSeats
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.model import Contest, CountId, Outcome, SnapshotId, Tally
    from veedor.rules import Decision, Rule

MOST_SHEETS = 400
"""Sheets apart that are named one by one; the tables of the import have all."""


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
    rule : Rule
        The rule, in the reading that was applied.
    tally : Tally
        Totals of the count, with what is open in it.
    decided : Decision, optional
        What the rule says of the totals, what establishes it, and its margins; with what is open taken into
        account. None of a rule that only shares out seats.
    seats : tuple of CountedSeats
        The seats that the rule shares out by the same votes.
    without_seats : str
        Why the seats cannot be shared out, where the rule has some and they cannot; empty otherwise.
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
    apart : tuple of SheetApart
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
    by_area : AreaCount, optional
        The areas of a count that is published by area: its sheets are numbers in them, none has a name.
    filed : str
        The rule that the case names, where another one was applied; empty otherwise.
    """

    contest: Contest
    count_id: CountId
    snapshot_id: SnapshotId | None
    rule: Rule
    tally: Tally
    decided: Decision | None
    seats: tuple[CountedSeats, ...]
    without_seats: str
    completeness: Completeness
    expected: int | None
    sheets: int
    roll: int
    beyond: tuple[str, ...]
    bounded: bool
    held: Mapping[State, Holdings]
    apart: tuple[SheetApart, ...]
    blank_cells: int
    voters: int | None
    ballots: int | None
    officials: tuple[Official, ...]
    notices: tuple[Mapping[str, Any], ...]
    without_control: tuple[str, ...]
    areas: tuple[AreaSums, ...]
    level: str
    sql: str | None = None
    by_area: AreaCount | None = None
    filed: str = ""

    @property
    def decision(self) -> Decision:
        """What the rule says of the totals.

        Raises
        ------
        QuestionError
            Where the rule only shares out seats.
        """
        if self.decided is None:
            self.rule.round()
            raise AssertionError("a rule with a round has a decision")
        return self.decided

    @property
    def outcome(self) -> Outcome:
        """What the rule says."""
        return self.decision.outcome

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels and divisions that there are sums by."""
        return tuple(area.level for area in self.areas)


def outcome(selection: Selection) -> OutcomeResult:
    """Apply the rule to a count.

    Parameters
    ----------
    selection : Selection
        Which count of which contest, in which publication, and under which reading of the rule.

    Raises
    ------
    MissingDataError
        Where the case names no rule, or the rule needs what was not published.
    QuestionError
        Where a rule that only shares out seats cannot be applied.
    """
    rule = selection.rule
    decided = selection.standing if rule.rounds else None
    tally = selection.tally if decided is None else decided.tally
    seats, without_seats = seats_or_why(selection)
    told = _manifest_of(selection)
    made = partial(
        OutcomeResult,
        contest=selection.contest,
        count_id=selection.count_id,
        snapshot_id=selection.snapshot_id,
        rule=rule,
        tally=tally,
        decided=decided,
        seats=seats,
        without_seats=without_seats,
        officials=told.officials,
        notices=told.notices,
        without_control=told.without_control,
        sql=selection.sql,
        filed=_filed(selection),
    )
    return (
        _of_areas(made, selection.areas, tally) if selection.by_area else _of_sheets(made, selection, tally)
    )


def _of_sheets(made: Callable[..., OutcomeResult], selection: Selection, tally: Tally) -> OutcomeResult:
    """Add what a count by sheet says beside the decision."""
    states, sheets = selection.states, selection.states.counted
    strata = (STRATUM,) if bool((sheets.stratum != "").any()) else ()
    levels = dict.fromkeys((*sheets.places.levels_known, *sheets.areas, *strata))
    return made(
        completeness=states.completeness,
        expected=states.expected,
        sheets=len(sheets),
        roll=len(states.roll),
        beyond=tuple(states.beyond.tolist()),
        bounded=states.most_ballots is not None,
        held={state: _holdings(selection, state) for state in State if state is not State.COUNTED},
        apart=tuple(_apart(states)),
        blank_cells=int(sheets.blank.sum()),
        voters=states.roll.voters(states.of(State.COUNTED)),
        ballots=sheets.printed_ballots if sheets.printed_ballots is not None else tally.turnout,
        areas=tuple(sums_by(sheets, level) for level in levels),
        level=telling_level(sheets),
    )


def _of_areas(made: Callable[..., OutcomeResult], areas: AreaCount, tally: Tally) -> OutcomeResult:
    """Add what a count by area says beside the decision."""
    figures = areas.figures
    return made(
        completeness=Completeness.UNKNOWN if areas.expected is None else Completeness.NUMBER,
        expected=areas.expected,
        sheets=areas.sheets,
        roll=areas.named,
        beyond=(),
        bounded=areas.most_ballots is not None,
        held=held_of_areas(areas),
        apart=(),
        blank_cells=int(figures.blank[areas.counted > 0].sum()),
        voters=areas.voters,
        ballots=figures.printed_ballots if figures.contest.votes_allowed > 1 else tally.turnout,
        areas=tuple(area_sums(areas, level) for level in areas.divisions),
        level=telling_level(figures),
        by_area=areas,
    )


def _filed(selection: Selection) -> str:
    """Return the rule that the case names, where another one is applied."""
    if selection.other_rule is None:
        return ""
    return selection.election.file.contests[selection.contest_id].rule or ""


def seats_or_why(selection: Selection) -> tuple[tuple[CountedSeats, ...], str]:
    """Share out the seats, or say why they cannot be where the rule decides something else besides.

    Raises
    ------
    MissingDataError, QuestionError
        Where they cannot be, and the rule decides nothing else.
    """
    try:
        return selection.seats, ""
    except (MissingDataError, QuestionError) as error:
        if not selection.rule.rounds:
            raise
        return (), error.text


def _holdings(selection: Selection, state: State) -> Holdings:
    """Say what the sheets in a state hold, and what the rule would make of it."""
    states, rule = selection.states, selection.rule
    here = {State.SET_ASIDE: states.aside, State.ANNULLED: states.annulled}.get(state)
    registered = states.roll.voters(states.of(state))
    if state is State.OUTSTANDING and states.unnamed:
        registered = None
    if here is None or not here.cast.any():
        return Holdings(states.number(state), 0, registered)
    if not rule.rounds:
        return Holdings(states.number(state), int(here.cast.sum()), registered)
    both = as_counted(selection.tally).plus(here.tally(selection.divisions))
    outcome = decide(rule, both, round=selection.round)
    return Holdings(states.number(state), int(here.cast.sum()), registered, outcome)


def _apart(states: States) -> Iterator[SheetApart]:
    """Name the sheets that are not counted, in the order of their ids."""
    held: dict[str, int] = {}
    for part in (states.aside, states.annulled):
        held |= dict(zip(part.ids.tolist(), part.cast.tolist(), strict=True))
    for row in np.flatnonzero(~states.of(State.COUNTED))[:MOST_SHEETS].tolist():
        sheet = str(states.roll.ids[row])
        yield SheetApart(
            sheet,
            ORDER[int(states.code[row])],
            str(states.word[row]),
            str(states.reason[row]),
            known(int(states.roll.registered[row])),
            held.get(sheet),
        )


@dataclass(frozen=True)
class _Manifest:
    """What the manifest tells of the sources of a count."""

    officials: tuple[Official, ...]
    notices: tuple[Mapping[str, Any], ...]
    without_control: tuple[str, ...]


def _manifest_of(selection: Selection) -> _Manifest:
    """Return the official totals, the notices and the missing control totals of the sources of a count."""
    manifest = selection.election.store.manifest
    wanted = (selection.contest_id, selection.count_id)
    mine = [
        (name, source, part)
        for name, source in manifest["sources"].items()
        for part in source["parts"]
        if (part["contest"], part["count"]) == wanted and part["snapshot"]
    ]
    names = {name for name, _, _ in mine}
    officials = tuple(
        Official(total["field"], total["value"], total["found"], total["who"])
        for _, _, part in mine
        for total in part.get("official", ())
    )
    return _Manifest(
        officials,
        tuple(notice for notice in manifest.get("notices", ()) if notice["source"] in names),
        tuple(dict.fromkeys(name for name, source, _ in mine if source["no_control"])),
    )
