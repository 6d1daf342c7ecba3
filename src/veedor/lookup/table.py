"""One table over all sheets of a count: a row a sheet, with everything that can be asked of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import numpy as np

from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN
from veedor.count.versions import pair
from veedor.engine import connect
from veedor.errors import MissingDataError, QuestionError
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from veedor.checks import Baseline, ChecksResult
    from veedor.count.selection import Selection
    from veedor.count.sheets import Places
    from veedor.count.states import States
    from veedor.count.vectors import BoolVector, IntMatrix, IntVector
    from veedor.engine import Connection
    from veedor.model import Contest

VOTES, AT = "votes:", "at:"
"""Begin the names of columns that a choice, or a level of place, gives; the latter hold codes of places."""
PLAIN = (
    "sheet", "place", "state", "status", "reason", "stratum", "registered", "cast", "valid", "turnout",
    "winner", "margin", "adds", "checks", "changed", "late", "verified_at",
)  # fmt: skip
"""Columns that every table has beside those of choices; one that nothing is known for is left out."""
NAME = "sheets"
"""Of the table within the engine."""


@dataclass(eq=False)
class SheetTable:
    """The table of one publication of one count of one contest.

    Parameters
    ----------
    selection : Selection
        Which.
    connection : Connection
        Holds it; each question takes a connection of its own beside.
    names : tuple of str
        Every column.
    columns : tuple of str
        Those that can be shown: in which anything is known, of :data:`PLAIN` and of the choices.
    levels : tuple of str
        Levels of place that are known, widest first.
    checks : tuple of str
        Ids of the checks that name a sheet.
    scale : int
        What is added to the condition that decides (``adds``) counts parts of a vote: so many make one.
    first : str
        The publication that late sheets are not in; empty where there is none before.
    baseline : Baseline, optional
        What annulling is measured against; None without a rule.
    kept : dict
        SheetSums by what was asked, those that were asked last.
    """

    selection: Selection
    connection: Connection
    names: tuple[str, ...]
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    checks: tuple[str, ...]
    scale: int
    first: str
    baseline: Baseline | None
    kept: dict[object, object] = field(default_factory=dict)

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.selection.contest

    def by_the_clock(self, at: datetime) -> datetime:
        """Give a time of the table as the clocks of the case showed it."""
        return at.replace(tzinfo=UTC).astimezone(self.selection.election.zone)

    def middles(self, level: str) -> Mapping[int, tuple[float, float]]:
        """Give the middle of the polling places of each place of a level, by its code: latitude, longitude.

        Places of which no coordinates were published have none.
        """
        key = ("middles", level)
        if key not in self.kept:
            self.kept[key] = _middles(self.selection.states.roll.places, level)
        return cast("Mapping[int, tuple[float, float]]", self.kept[key])

    def trail(self, region: str) -> tuple[tuple[str, str], ...]:
        """Give the places in which a place lies, widest first, itself the last: id and name."""
        places, found, inner = self.selection.states.roll.places, [], region
        for level in reversed(self.levels if region else ()):
            if inner in places.ids[level]:
                found.append((inner, places.names[level][places.ids[level].index(inner)]))
                inner = inner.rpartition(" / ")[0]
        return tuple(reversed(found))


def _middles(places: Places, level: str) -> dict[int, tuple[float, float]]:
    if places.lat is None or places.lon is None:
        return {}
    finest, code = places.codes[places.finest], places.codes[level]
    lat, lon = places.lat[finest], places.lon[finest]
    known = np.isfinite(lat) & np.isfinite(lon) & places.known(level)
    number = np.bincount(code[known])
    with np.errstate(invalid="ignore"):
        middle = [np.bincount(code[known], weights=values[known]) / number for values in (lat, lon)]
    there = np.flatnonzero(number).tolist()
    return {n: (float(middle[0][n]), float(middle[1][n])) for n in there}


def sheet_table(selection: Selection, checks: ChecksResult | None, baseline: Baseline | None) -> SheetTable:
    """Lay out all sheets of a publication.

    Parameters
    ----------
    selection : Selection
        Contest, count and moment; published by sheet.
    checks : ChecksResult, optional
        Which sheets each check names.
    baseline : Baseline, optional
        What annulling is measured against.

    Raises
    ------
    QuestionError
        Where the count is published by area.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    states = selection.states
    made, scale = _figures(states, selection, baseline)
    table = _places(states) | made | _named(states, checks)
    first, moved = _over_time(selection)
    table |= moved
    known = {
        name: column for name, column in table.items() if column.null_count < len(column) or not len(column)
    }
    connection = connect(threads=2)
    with TemporaryDirectory(prefix="veedor-sheets-", ignore_cleanup_errors=True) as home:
        path = Path(home) / "sheets.parquet"
        pq.write_table(pa.table(known), path, compression="snappy")
        connection.share(NAME, connection.read_parquet(path).query)
    choices = tuple(VOTES + str(choice.choice_id) for choice in selection.contest.choices)
    shown = tuple(name for name in (*PLAIN, *choices) if name in known)
    named = () if checks is None else tuple(r.check.check_id for r in checks.results if r.sheets)
    levels = states.roll.places.levels_known
    return SheetTable(selection, connection, tuple(known), shown, levels, named, scale, first, baseline)


# what stands in the columns


def _places(states: States) -> dict[str, pa.Array]:
    """Give id and place of every sheet, the id of its place at each level, and what a search looks at."""
    import pyarrow as pa

    roll, places = states.roll, states.roll.places
    ids = pa.array(roll.ids.tolist(), pa.string())
    found = {"row": pa.array(np.arange(len(roll))), "sheet": ids, "seek": _folded(ids)}
    for level in places.levels_known:
        found[AT + level] = pa.array(places.codes[level], pa.int32(), mask=~places.known(level))
    if places.levels_known:
        finest = places.comparable
        found["place"] = _taken(places.ids[finest], places.codes[finest], places.known(finest))
        found["seek_place"] = _taken([plain(name) for name in places.ids[finest]], places.codes[finest])
    found["stratum"] = pa.array(
        [text or None for text in roll.stratum.tolist()], pa.string()
    ).dictionary_encode()
    return found


def plain(text: str) -> str:
    """Give a text as it is compared by a search: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _folded(ids: pa.Array) -> pa.Array:
    import pyarrow as pa

    return pa.array([plain(name) for name in ids.to_pylist()], pa.string())


def _taken(names: Sequence[str], codes: IntVector, known: BoolVector | None = None) -> pa.Array:
    """Give names by their codes, as a dictionary: each stands once in the file."""
    import pyarrow as pa

    index = pa.array(codes, pa.int32(), mask=None if known is None else ~known)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(names), pa.string()))


def _figures(
    states: States, selection: Selection, baseline: Baseline | None
) -> tuple[dict[str, pa.Array], int]:
    """Give state and figures of every sheet; figures of those that are set aside or annulled too."""
    import pyarrow as pa

    roll, contest = states.roll, selection.contest
    n, choices = len(roll), contest.choices
    votes = np.full((n, len(choices)), UNKNOWN, dtype=np.int64)
    cast, valid = np.full(n, UNKNOWN, dtype=np.int64), np.full(n, UNKNOWN, dtype=np.int64)
    for part in (states.counted, states.aside, states.annulled):
        rows = roll.rows(part.ids)
        here = rows >= 0
        votes[rows[here]] = np.where(part.blank, UNKNOWN, part.votes)[here]
        cast[rows[here]], valid[rows[here]] = part.cast[here], part.valid[here]
    names = [state.name.lower().replace("_", "-") for state in ORDER]
    found = {
        "is_counted": pa.array(states.of(State.COUNTED)),
        "state": _taken(names, states.code),
        "status": _words(states.word.tolist()),
        "reason": _words([text.replace(" ", "_") for text in states.reason.tolist()]),
        "registered": whole(roll.registered),
        "cast": whole(cast),
        "valid": whole(valid),
        "turnout": _turnout(cast, roll.registered),
        **_winners(votes, contest),
        **{VOTES + str(choice.choice_id): whole(votes[:, i]) for i, choice in enumerate(choices)},
    }
    pivot = None if baseline is None else baseline.decision.pivot
    if pivot is None:
        return found, 1
    sheets = states.counted
    adds, there = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    rows = roll.rows(sheets.ids)
    adds[rows], there[rows] = sheets.contributions(pivot), True
    found["adds"] = pa.array(adds, mask=~there)
    return found, pivot.scale


def whole(values: IntVector) -> pa.Array:
    """Give whole numbers; what is not known is missing."""
    import pyarrow as pa

    return pa.array(values, pa.int64(), mask=values < 0)


def _words(texts: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array([text or None for text in texts], pa.string()).dictionary_encode()


def _turnout(cast: IntVector, registered: IntVector) -> pa.Array:
    """Give ballots in per cent of registered voters, to sort and to show; what is compared is whole."""
    import pyarrow as pa

    known = (cast >= 0) & (registered > 0)
    share = np.divide(cast * 100.0, registered, out=np.zeros(len(cast)), where=known)
    return pa.array(share, mask=~known)


def _winners(votes: IntMatrix, contest: Contest) -> dict[str, pa.Array]:
    """Give the choice with the most votes and the votes between the first two; none where they are level."""
    import pyarrow as pa

    ids = [choice.choice_id for choice in contest.choices]
    columns = [ids.index(name) for name in contest.candidates]
    none = pa.nulls(len(votes), pa.string())
    if not columns:
        return {"winner": none, "margin": pa.nulls(len(votes), pa.int64())}
    of = votes[:, columns]
    ordered = np.sort(np.maximum(of, 0), axis=1)
    second = ordered[:, -2] if len(columns) > 1 else np.zeros(len(votes), dtype=np.int64)
    margin, known = ordered[:, -1] - second, (of >= 0).any(axis=1)
    winner = _taken([str(name) for name in contest.candidates], of.argmax(axis=1), known & (margin > 0))
    return {"winner": winner, "margin": pa.array(margin, mask=~known)}


def _named(states: States, checks: ChecksResult | None) -> dict[str, pa.Array]:
    """Give the ids of the checks that name each sheet, between blanks."""
    import pyarrow as pa

    names = [""] * len(states.roll)
    for result in checks.results if checks is not None else ():
        rows = states.roll.rows(result.named)
        for row in rows[rows >= 0].tolist():
            names[row] = f"{names[row] or ' '}{result.check.check_id} "
    return {"checks": pa.array([name or None for name in names], pa.string()).dictionary_encode()}


# what happened over time


def _over_time(selection: Selection) -> tuple[str, dict[str, pa.Array]]:
    """Say which sheets changed between publications, which the first lacked, when each was verified."""
    import pyarrow as pa

    roll = selection.states.roll
    found: dict[str, pa.Array] = {}
    before = _moments(selection)
    states = [moment.states.counted for moment in before] + [selection.states.counted]
    if before:
        changed = np.zeros(len(roll), dtype=np.bool_)
        for old, new in pairwise(states):
            both = pair(old, new)
            changed[roll.rows(both.later.ids[both.changed])] = True
        first, last = pair(states[0], states[-1]), states[-1]
        late = np.zeros(len(roll), dtype=np.bool_)
        late[roll.rows(last.ids[first.appeared])] = True
        found |= {"changed": pa.array(changed), "late": pa.array(late)}
    sheets = selection.sheets
    if sheets.verified_at is not None:
        times = np.full(len(roll), np.datetime64("NaT", "s"))
        times[roll.rows(sheets.ids)] = sheets.verified_at
        found["verified_at"] = pa.array(times, mask=np.isnat(times))
    return (str(before[0]) if before else ""), found


def _moments(selection: Selection) -> list[Selection]:
    """Give the publications by sheet of the contest before this one, in their order."""
    from veedor.count.selection import select

    election, found = selection.election, []
    names = election.moments(selection.contest_id, by_sheet=True)
    here = str(selection.at(selection.publication)) if str(selection) not in names else str(selection)
    for name in names[: names.index(here)] if here in names else ():
        moment = select(election, name, contest=selection.contest_id)
        try:
            counted = len(moment.states.counted)
        except (MissingDataError, QuestionError):  # a count without sheets of this contest
            continue
        found += [moment] if counted else []
    return found
