"""Sums of a count by place, for what is written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows
from veedor.errors import QuestionError, nearest
from veedor.model import ContestId, CountId, State

if TYPE_CHECKING:
    from veedor.engine import Store
    from veedor.engine.sql import Table
    from veedor.intake.case import CaseFile

NOT_COUNTED = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
"""States of the sheets that are in no sum, in the order in which they are written."""
WHOLE = ""
"""Place id of everything together."""


@dataclass(frozen=True)
class Selection:
    """One publication of one count of one contest.

    Parameters
    ----------
    contest_id, count_id, snapshot_id
        Which.
    position : int
        Place of the snapshot among those of the count, from 1.
    """

    contest_id: ContestId
    count_id: CountId
    snapshot_id: str
    position: int


@dataclass
class Apart:
    """Sheets in a state that is not counted: nothing of them is in the sums.

    Parameters
    ----------
    sheets, registered : int
        How many, and their registered voters as far as they are published.
    """

    sheets: int = 0
    registered: int = 0


@dataclass
class PlaceTotals:
    """Sums over the sheets of one place.

    Parameters
    ----------
    place_id, name, level, parent_id : str
        The place; empty for everything together.
    sheets : int
        Tally sheets counted.
    expected : int
        Tally sheets that should exist.
    registered : int
        Registered voters of the sheets counted; those without a published number count as none.
    others : dict of State to Apart
        The sheets that are not counted, by state.
    votes : dict of str to int
        By choice; a blank cell adds nothing.
    """

    place_id: str
    name: str
    level: str
    parent_id: str
    sheets: int = 0
    expected: int = 0
    registered: int = 0
    others: dict[State, Apart] = field(default_factory=lambda: {state: Apart() for state in NOT_COUNTED})
    votes: dict[str, int] = field(default_factory=dict)

    @property
    def electorate(self) -> int:
        """Registered voters of all sheets, counted or not."""
        return self.registered + sum(apart.registered for apart in self.others.values())

    def add(self, row: Mapping[str, Any], choices: tuple[str, ...]) -> None:
        """Add the sums of a polling place."""
        self.sheets += row["sheets"]
        self.expected += row["expected"]
        self.registered += row["registered"]
        for state, apart in self.others.items():
            apart.sheets += row[f"sheets:{state}"]
            apart.registered += row[f"registered:{state}"]
        for choice in choices:
            self.votes[choice] = self.votes.get(choice, 0) + row[choice]


def selections(case: CaseFile, store: Store) -> Iterator[Selection]:
    """Give every publication of every count that was imported."""
    rows = store.arrow("snapshot", ["contest_id", "count_id", "snapshot_id", "position"]).to_pylist()
    order = {(contest, count): i for i, (contest, count) in enumerate(product(case.contests, case.counts))}
    for row in sorted(rows, key=lambda r: (order[r["contest_id"], r["count_id"]], r["position"])):
        yield Selection(
            ContestId(row["contest_id"]), CountId(row["count_id"]), row["snapshot_id"], row["position"]
        )


def choose(case: CaseFile, store: Store, contest: str = "", count: str = "", snapshot: str = "") -> Selection:
    """Choose one publication: by default the last of the last official count of the first contest.

    Raises
    ------
    QuestionError
        Where there is none of that name.
    """
    known = list(selections(case, store))
    if not known:
        raise QuestionError("The case has no count.", remedy='Add a source with layout = "wide" or "long".')
    contest = contest or known[0].contest_id
    of_contest = [s for s in known if s.contest_id == contest]
    if not of_contest:
        raise QuestionError(f"There is no contest {contest!r}.", remedy=nearest(contest, case.contests))
    official = [s for s in of_contest if case.counts[s.count_id].kind == "official"]
    count = count or (official or of_contest)[-1].count_id
    of_count = [s for s in of_contest if s.count_id == count]
    if not of_count:
        raise QuestionError(
            f"There is no count {count!r} of {contest!r}.",
            remedy=nearest(count, [s.count_id for s in of_contest]),
        )
    chosen = [s for s in of_count if s.snapshot_id == (snapshot or of_count[-1].snapshot_id)]
    if not chosen:
        raise QuestionError(
            f"There is no snapshot {snapshot!r}.", remedy=nearest(snapshot, [s.snapshot_id for s in of_count])
        )
    return chosen[0]


def sum_places(
    case: CaseFile, store: Store, selection: Selection, finest: str = ""
) -> dict[str, PlaceTotals]:
    """Sum a publication of a count by place, for every level down to ``finest``.

    Parameters
    ----------
    case, store
        The imported case.
    selection : Selection
        What to sum.
    finest : str
        Level; everything together alone where empty.

    Returns
    -------
    dict of str to PlaceTotals
        By place id, wider places first; everything together under :data:`WHOLE`.
    """
    choices = tuple(c.id for c in case.contests[selection.contest_id].choices)
    levels = case.election.levels[: case.election.levels.index(finest) + 1] if finest else ()
    parents, made = {}, {WHOLE: PlaceTotals(WHOLE, case.election.title, "", "")}
    places = store.arrow("place", ["place_id", "level", "name", "parent_id"]).to_pylist()
    rank = {level: depth for depth, level in enumerate(case.election.levels)}
    for place in sorted(places, key=lambda p: (rank[p["level"]], p["place_id"])):
        # A place may bear the name of the one it lies in at no level twice: the path tells them apart.
        parents[place["place_id"]] = place["parent_id"]
        if place["level"] in levels:
            made[place["place_id"]] = PlaceTotals(
                place["place_id"], place["name"], place["level"], place["parent_id"] or WHOLE
            )
    for row in _by_polling_place(store, selection, choices):
        at = row["place_id"]
        made[WHOLE].add(row, choices)
        while at:
            if at in made:
                made[at].add(row, choices)
            at = parents.get(at)
    return made


def _by_polling_place(store: Store, selection: Selection, choices: tuple[str, ...]) -> list[dict[str, Any]]:
    """Sum the counted sheets of each polling place, and count the others by state."""
    joined = _sheets_with_states(store, selection)
    counted = joined.filter(joined.state == State.COUNTED.value).select("sheet_id", "seq")
    votes = store.table(f"votes-{selection.contest_id}")
    mine = votes.filter(votes.count_id == str(selection.count_id)).select("sheet_id", "seq", *choices)
    figures = joined.left_join(counted.join(mine, ["sheet_id", "seq"]), ["sheet_id", "seq"])
    sums = {choice: figures[choice].sum().fill_null(0) for choice in choices}
    for state in (State.COUNTED, *NOT_COUNTED):
        here = figures.state == state.value
        sums[f"sheets:{state}"] = here.sum()
        sums[f"registered:{state}"] = figures.registered.sum(where=here).fill_null(0)
    rows = fetch_rows(figures.group_by("place_id").aggregate(expected=figures.count(), **sums))
    shared = _shared_registers(store, selection, joined)
    for row in rows:
        for state in (State.COUNTED, *NOT_COUNTED):
            row[f"registered:{state}"] += shared.get((row["place_id"], state.value), 0)
        row["sheets"], row["registered"] = row[f"sheets:{State.COUNTED}"], row[f"registered:{State.COUNTED}"]
    return rows


def _sheets_with_states(store: Store, selection: Selection) -> Table:
    """Give every expected sheet with the version that the snapshot had; one without is outstanding."""
    versions, snapshots, every = (store.table(name) for name in ("version", "snapshot", "sheet"))
    contest, count = str(selection.contest_id), str(selection.count_id)
    mine = snapshots.filter((snapshots.contest_id == contest) & (snapshots.count_id == count))
    first = mine.select(first_snapshot="snapshot_id", begins="position")
    last = mine.select(last_snapshot="snapshot_id", ends="position")
    of_count = versions.filter((versions.contest_id == contest) & (versions.count_id == count))
    then = of_count.join(first, "first_snapshot").join(last, "last_snapshot")
    then = then.filter((then.begins <= selection.position) & (then.ends >= selection.position))
    sheets = every.filter(every.contest_id == contest)
    joined = sheets.left_join(then.select("sheet_id", "seq", "state"), "sheet_id")
    return joined.select(
        "sheet_id",
        "place_id",
        "registered",
        "unit_id",
        "seq",
        state=joined.state.fill_null(State.OUTSTANDING.value),
    )


def _shared_registers(store: Store, selection: Selection, sheets: Table) -> dict[tuple[str, str], int]:
    """Give the voters of shared registers by place and state, each register once.

    It stands in the first state, in the order of :class:`~veedor.model.State`, of any of its sheets.
    """
    if not store.has("unit"):
        return {}
    units = store.table("unit")
    mine = units.filter(units.contest_id == str(selection.contest_id))
    voters = mine.select("unit_id", voters="registered")
    sharing = sheets.filter(sheets.unit_id.notnull()).select("place_id", "unit_id", "state").distinct()
    found = fetch_rows(sharing.join(voters, "unit_id").order_by("place_id", "unit_id"))
    order = [state.value for state in State]
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for row in found:
        key = (row["place_id"], row["unit_id"])
        if key not in first or order.index(row["state"]) < order.index(first[key][0]):
            first[key] = (row["state"], row["voters"] or 0)
    sums: dict[tuple[str, str], int] = {}
    for (place, _), (state, number) in first.items():
        sums[place, state] = sums.get((place, state), 0) + number
    return sums
