"""Laying out all sheets of a publication, column by column: each is made once, and texts are codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.selection import select
from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN
from veedor.count.versions import pair
from veedor.engine.schemas import VOTES
from veedor.errors import MissingDataError, QuestionError
from veedor.lookup.cells import NONE, Cells, worded
from veedor.lookup.search import search_texts
from veedor.lookup.table import PLAIN, SheetTable, SummedFigures
from veedor.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Flags
    from veedor.checks import Baseline, ChecksResult
    from veedor.count.roll import Roll
    from veedor.count.selection import Selection
    from veedor.count.sheets import Sheets
    from veedor.count.states import States
    from veedor.lookup.cells import Wholes
    from veedor.lookup.search import SearchTexts
    from veedor.model import Contest


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
    states = selection.states
    figures, scale = _figures(states, baseline)
    first, moved = over_time(selection)
    ruled = baseline is not None and baseline.decision.pivot is not None
    numbers = _numbers(states, figures, ruled=ruled)
    winners = _winners(numbers, selection.contest)
    cells = {**_words(states), **numbers, **winners, "checks": _named(states, checks), **moved}
    choices = [VOTES + str(choice.choice_id) for choice in selection.contest.choices]
    shown = {name: cells[name] for name in (*PLAIN, *choices) if name in cells and not cells[name].is_empty}
    return SheetTable(
        selection,
        shown,
        {level: _codes_at(states, level) for level in states.roll.places.levels_known},
        figures,
        states.of(State.COUNTED),
        _search(states),
        () if checks is None else tuple(r.check.check_id for r in checks.results if r.sheets),
        scale,
        first,
        baseline,
    )


def _codes_at(states: States, level: str) -> Wholes:
    """Return the place of each sheet at a level; their number stands for none that is known."""
    places = states.roll.places
    known = places.known(level)
    code = places.codes[level] if bool(known.all()) else np.where(known, places.codes[level], len(known))
    return code.astype(np.int32)


def _search(states: States) -> SearchTexts:
    roll, places = states.roll, states.roll.places
    if not places.levels_known:
        return search_texts(roll.keys)
    finest = places.comparable
    return search_texts(roll.keys, places.ids[finest], places.codes[finest])


def _words(states: States) -> dict[str, Cells]:
    """Return what is told in words: the id, the place, the state and why."""
    roll, places = states.roll, states.roll.places
    names = tuple(state.name.lower().replace("_", "-") for state in ORDER)
    reason = worded(states.reason)
    found = {
        "sheet": Cells(roll.ids),
        "state": Cells(states.code.astype(np.int32), names),
        "status": worded(states.word),
        "reason": Cells(reason.values, tuple(text.replace(" ", "_") for text in reason.words or ())),
        "stratum": worded(roll.stratum),
    }
    if places.levels_known:
        finest = places.comparable
        code = np.where(places.known(finest), places.codes[finest], NONE)
        found["place"] = Cells(code.astype(np.int32), places.ids[finest])
    return found


# figures


def _parts(states: States) -> Iterator[tuple[Sheets, Wholes | slice]]:
    """Return the figures of all sheets that have any, and their rows; those that are not counted, too."""
    roll = states.roll
    for part in (states.counted, states.aside, states.annulled):
        if len(part) == len(roll):  # each once, in the same order
            yield part, slice(None)
        elif len(part):
            yield part, roll.rows(part.ids)


def _figures(states: States, baseline: Baseline | None) -> tuple[SummedFigures, int]:
    """Return what is added up, and how many parts of a vote make one in what is added to the condition."""
    pivot = None if baseline is None else baseline.decision.pivot
    choices = states.counted.contest.choices
    names = (
        "counted",
        "known",
        "registered",
        "cast",
        "valid",
        "adds",
        *(VOTES + str(c.choice_id) for c in choices),
    )
    parts, registered = list(_parts(states)), np.maximum(states.roll.registered, 0)
    adds = (
        np.zeros(len(states.counted), dtype=np.int64)
        if pivot is None
        else states.counted.contributions(pivot)
    )
    # no column of votes comes to more than all ballots
    largest = max(
        int(registered.sum()), sum(int(part.cast.sum()) for part, _ in parts), int(np.abs(adds).sum())
    )
    kind = np.int32 if largest < np.iinfo(np.int32).max else np.int64
    matrix = np.zeros((len(states.roll), len(names)), dtype=kind)
    matrix[:, 1], matrix[:, 2] = states.roll.registered >= 0, registered
    for part, rows in parts:
        matrix[rows, 3], matrix[rows, 4] = part.cast, part.valid
        for i in range(len(choices)):
            matrix[rows, 6 + i] = part.votes[:, i]
        if part is states.counted:
            matrix[rows, 0], matrix[rows, 5] = 1, adds
    return SummedFigures(names, matrix), 1 if pivot is None else pivot.scale


def _numbers(states: States, figures: SummedFigures, *, ruled: bool) -> dict[str, Cells]:
    """Return the figures as they are shown: a blank cell has none, nor have sheets without any."""
    roll, kind = states.roll, figures.matrix.dtype
    there, parts = np.zeros(len(roll), dtype=np.bool_), list(_parts(states))
    for _, rows in parts:
        there[rows] = True
    registered: Wholes = np.maximum(roll.registered, UNKNOWN).astype(kind)
    cast: Wholes = np.where(there, figures.column("cast"), UNKNOWN).astype(kind)
    found = {
        "registered": Cells(registered, known=_unless_all(registered >= 0)),
        "cast": Cells(cast, known=_unless_all(there)),
        "valid": Cells(figures.column("valid"), known=_unless_all(there)),
        "turnout": _turnout(cast, registered),
    }
    for i, choice in enumerate(states.counted.contest.choices):
        name, known = VOTES + str(choice.choice_id), there.copy()
        for part, rows in parts:
            known[rows] &= ~part.blank[:, i]
        found[name] = Cells(figures.column(name), known=_unless_all(known))
    if ruled:
        found["adds"] = Cells(figures.column("adds"), known=_unless_all(states.of(State.COUNTED)))
    return found


def _unless_all(known: Flags) -> Flags | None:
    return None if bool(known.all()) else known


def _turnout(cast: Wholes, registered: Wholes) -> Cells:
    """Return ballots in per cent of registered voters, to sort and to show; what is compared is whole."""
    known = (cast >= 0) & (registered > 0)
    share = np.divide(cast * 100.0, registered, out=np.zeros(len(cast)), where=known)
    return Cells(share, known=_unless_all(known))


def _winners(numbers: dict[str, Cells], contest: Contest) -> dict[str, Cells]:
    """Return choice with the most votes and the votes between the first two; none where they are level."""
    names = [str(name) for name in contest.candidates]
    if not names:
        return {}
    columns = [numbers[VOTES + name] for name in names]
    first = np.full(len(columns[0].values), -1, dtype=columns[0].values.dtype)
    second, winner = first.copy(), np.zeros(len(first), dtype=np.int32)
    known = np.zeros(len(first), dtype=np.bool_)
    for i, column in enumerate(columns):  # the first two so far: no sorting of a whole matrix
        better = column.values > first
        second = np.where(better, first, np.maximum(second, column.values))
        first, winner = np.where(better, column.values, first), np.where(better, i, winner)
        known |= column.is_known
    margin = first - np.maximum(second, 0)
    code = np.where(known & (margin > 0), winner, NONE).astype(np.int32)
    return {"winner": Cells(code, tuple(names)), "margin": Cells(margin, known=_unless_all(known))}


def _named(states: States, checks: ChecksResult | None) -> Cells:
    """Return ids of the checks that name each sheet, with blanks between; each set of checks is a word."""
    code, sets = np.zeros(len(states.roll), dtype=np.int32), [""]
    for result in checks.results if checks is not None else ():
        rows = states.roll.rows(result.named)
        rows = rows[rows >= 0]
        before, place = np.unique(code[rows], return_inverse=True)
        code[rows] = len(sets) + place
        sets += [f"{sets[n]} {result.check.check_id}".strip() for n in before.tolist()]
    return Cells(code + NONE, tuple(sets[1:]))


def over_time(selection: Selection) -> tuple[str, dict[str, Cells]]:
    """Say which sheets changed between publications, which the first lacked, when each was verified.

    Parameters
    ----------
    selection : Selection
        The last of the publications that are compared.

    Returns
    -------
    tuple of str and dict
        The first publication, empty where there is none before; and the columns.
    """
    roll, sheets = selection.states.roll, selection.sheets
    found: dict[str, Cells] = {}
    first, before = "", None
    changed, early = np.zeros(len(roll), dtype=np.bool_), np.zeros(len(roll), dtype=np.bool_)
    for name, counted in _before(selection):
        if before is None:
            first, early[roll.rows(counted.ids)] = name, True
        else:
            changed |= _changed(before, counted, roll)
        before = counted
    if before is not None:
        changed |= _changed(before, selection.states.counted, roll)
        late = selection.states.of(State.COUNTED) & ~early
        found = {"changed": Cells(changed), "late": Cells(late)}
    if sheets.verified_at is not None:
        times = np.full(len(roll), np.datetime64("NaT", "s"))
        times[roll.rows(sheets.ids)] = sheets.verified_at
        found["verified_at"] = Cells(times, known=~np.isnat(times))
    return first, found


def _changed(before: Sheets, after: Sheets, roll: Roll) -> Flags:
    """Say which sheets of a roll differ in some figure between two publications, shape (n_roll,)."""
    both = pair(before, after)
    changed = np.zeros(len(roll), dtype=np.bool_)
    changed[roll.rows(after.ids[both.new[both.changed]])] = True
    return changed


def _before(selection: Selection) -> Iterator[tuple[str, Sheets]]:
    """Return the publications by sheet of the contest before this one, in their order, each only for a while.

    One that is kept already is not read again; the others are read and let go: a case may have hundreds.
    """
    election = selection.election
    names = election.moments(selection.contest_id, by_sheet=True)
    here = str(selection.at(selection.publication)) if str(selection) not in names else str(selection)
    for name in names[: names.index(here)] if here in names else ():
        moment = select(election, name, contest=selection.contest_id)
        moment = moment if "states" in vars(moment) else replace(moment)
        try:
            counted = moment.states.counted
        except (MissingDataError, QuestionError):  # a count without sheets of this contest
            continue
        if len(counted):
            yield name, counted
