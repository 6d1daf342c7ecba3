"""From an opened case to the material of the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.checks.base import Material
from veedor.checks.pack import NO_PACK, load_pack, names
from veedor.checks.register import settings
from veedor.count.columns import read, texts
from veedor.errors import MissingDataError, QuestionError
from veedor.model import State

if TYPE_CHECKING:
    from veedor.checks.pack import Pack
    from veedor.count import Sheets
    from veedor.count.election import Election
    from veedor.count.sheets import TextVector
    from veedor.count.states import States
    from veedor.model import ContestId, CountId
    from veedor.rules import Decision


def material_of(
    election: Election, pack: Pack, *, count: str | None = None, contest: str | None = None
) -> Material:
    """Gather what the checks of one count may look at.

    The counts before it are every publication that comes earlier in the case; partial counts are none
    of them. The other contests are those that have sheets of the same ids.

    Parameters
    ----------
    election : Election
        The opened case.
    pack : Pack
        Tolerances and legal grounds.
    count : str, optional
        The count to examine (``official``, ``preliminary@<snapshot>``); by default the one that counts in the
        end.
    contest : str, optional
        What was voted on; by default the first contest with a rule.

    Raises
    ------
    QuestionError
        Where there is no such count or contest.
    """
    contest_id = election.contest_id(contest)
    states = election.moments(contest)
    examined = _examined(election, count, states, contest)
    counts = [_sheets(election, state, contest_id) for state in states[: states.index(examined)]]
    counts.append(_sheets(election, examined, contest_id))
    logs = [election.verifications(name, contest) for name in election.file.counts]
    return Material(
        counts,
        pack,
        [log for log in logs if log is not None],
        _others(election, counts[-1], contest_id),
        _repeated(election, counts[-1]),
        [_places_as_written(election, sheets, contest_id) for sheets in counts],
        election.zone,
        _states(election, examined, contest_id),
        {log.count_id: _published(election, log.count_id, contest_id) for log in logs if log is not None},
    )


def decision_of(election: Election, sheets: Sheets) -> Decision | None:
    """Apply the rule to the examined count; None where the case names no rule for its contest.

    Parameters
    ----------
    election : Election
        The opened case.
    sheets : Sheets
        The count, from :func:`material_of`.
    """
    contest = str(sheets.contest.contest_id)
    if not election.file.contests[sheets.contest.contest_id].rule:
        return None
    snapshot = None if sheets.snapshot_id is None else str(sheets.snapshot_id)
    return election.decision(str(sheets.count_id), contest=contest, snapshot=snapshot)


def pack_of(election: Election, name: str | None) -> Pack:
    """Give a pack by its name; without one, that of the case's country, or the defaults where there is none.

    Parameters
    ----------
    election : Election
        The opened case.
    name : str, optional
        Name or path of a pack, or ``none``.

    Raises
    ------
    QuestionError, InputError
        Where there is no such pack, or it is none.
    """
    if name is None:
        country = (election.file.election.country or "").lower()
        return load_pack(country, settings()) if country in names() else NO_PACK
    return NO_PACK if name == NO_PACK.pack_id else load_pack(name, settings())


def _examined(election: Election, count: str | None, states: tuple[str, ...], contest: str | None) -> str:
    if count is None:
        return _last(election, states, contest)
    if count in states:
        return count
    of_count = [
        state for state in states if state.partition("@")[0] == str(election.count_id(count, contest))
    ]
    if "@" in count or not of_count:
        election.state(count)  # says what is wrong with the name
        raise QuestionError(f"The count {count!r} is a part of another one.", remedy="Name a whole count.")
    return of_count[-1]


def _last(election: Election, states: tuple[str, ...], contest: str | None) -> str:
    final = str(election.count_id(None, contest))
    return next(state for state in reversed(states) if state.partition("@")[0] == final)


def _sheets(election: Election, state: str, contest_id: ContestId) -> Sheets:
    count, snapshot = election.state(state)
    return election.sheets(count, contest=contest_id, snapshot=snapshot)


def _states(election: Election, state: str, contest_id: ContestId) -> States:
    count, snapshot = election.state(state)
    return election.states(count, contest=contest_id, snapshot=snapshot)


def _published(election: Election, count: CountId, contest_id: ContestId) -> TextVector:
    """Give the sheets of which some file of a count had figures, whatever became of them."""
    wanted = ["contest_id", "count_id", "state", "sheet_id"]
    table = read(election.store, "version", wanted)
    contest, of, state, sheet = (texts(table[name]) for name in wanted)
    found: TextVector = np.unique(
        sheet[(contest == contest_id) & (of == count) & (state != State.OUTSTANDING)]
    )
    return found


def _others(election: Election, sheets: Sheets, contest_id: ContestId) -> list[Sheets]:
    """Give the counts of other contests that share sheets with this one."""
    found = []
    for other in election.contests:
        if other == contest_id:
            continue
        for count in election.counts(other):
            try:
                candidate = election.sheets(count, contest=other)
            except MissingDataError:
                continue
            if np.isin(candidate.ids, sheets.ids, assume_unique=True).any():
                found.append(candidate)
    return found


def _repeated(election: Election, sheets: Sheets) -> TextVector:
    """Give the ids that came on further rows, which an import left out because the case says so."""
    found = [
        sheet
        for source in election.store.manifest.get("sources", {}).values()
        for part in source["parts"]
        if (part["contest"], part["count"]) == (sheets.contest.contest_id, sheets.count_id)
        and sheets.snapshot_id in {None, part["snapshot"]}
        for sheet in part.get("repeated_ids", ())
    ]
    return np.array(found, dtype=np.str_)


def _places_as_written(election: Election, sheets: Sheets, contest_id: ContestId) -> TextVector | None:
    """Give the polling place of each sheet as this count wrote it; None where it wrote none."""
    store = election.store
    if not store.has("version"):
        return None
    wanted = ["contest_id", "count_id", "sheet_id", "place_id"]
    table = read(store, "version", wanted)
    columns = [texts(table[name]) for name in wanted]
    chosen = (columns[0] == contest_id) & (columns[1] == sheets.count_id)
    ids, places = columns[2][chosen], columns[3][chosen]
    # a sheet keeps its place through the versions of one count
    known, first = np.unique(ids, return_index=True)
    at = np.searchsorted(known, sheets.ids)
    found = (at < len(known)) & (known[np.minimum(at, len(known) - 1)] == sheets.ids)
    written: TextVector = np.where(found, places[first][np.minimum(at, len(known) - 1)], "")
    return written if (written != "").any() else None
