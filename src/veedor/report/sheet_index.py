"""Every tally sheet of a contest, packed so small that a page can hold it and look any of them up offline."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.states import ORDER
from veedor.count.vectors import UNKNOWN
from veedor.findings.checks import check_term
from veedor.findings.words import state_term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.arrays import Ints
    from veedor.checks import ChecksResult
    from veedor.count.selection import Selection
    from veedor.count.states import States
    from veedor.report.wording import Wording

MOST_BYTES = 1_500_000
"""What the index may add to a page; a larger one is left out."""
MOST_SHEETS = 200_000
"""Of more sheets no index can be as small as that: none is made, which would take gigabytes of a million."""


def sheet_index(selection: Selection, checks: ChecksResult | None, wording: Wording) -> str:
    """Pack the sheets of what is asked for.

    Parameters
    ----------
    selection : Selection
        Contest, count and moment.
    checks : ChecksResult, optional
        Names the checks that name a sheet.
    wording : Wording
        With the labels of the choices.

    Returns
    -------
    str
        JSON, compressed by zlib, in Base64; empty where larger than :data:`MOST_BYTES`. ``ids`` and ``place``
        (index into ``places``, -1 for none) have a value a sheet known by name; ``columns`` has a
        list a choice, and ``voters`` one, None where a figure is not known; ``states`` and ``checks`` name
        those that are not simply counted, and those that a check names.
    """
    states = selection.states
    if len(states.roll) > MOST_SHEETS:
        return ""
    ids = [str(name) for name in states.roll.ids]
    places, place = _places(states)
    content = {
        "ids": ids,
        "places": places,
        "place": place.tolist(),
        "choices": [wording.choice(choice.choice_id) for choice in states.counted.contest.choices],
        "columns": _columns(states),
        "voters": _known(states.roll.registered),
        "states": _states(states, wording),
        "checks": _named(states, checks, wording),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    packed = b64encode(zlib.compress(text.encode(), 6)).decode()
    return packed if len(packed) <= MOST_BYTES else ""


def _places(states: States) -> tuple[list[str], Ints]:
    """Return the whole path of every place that holds a sheet, and which one each sheet lies in."""
    places = states.roll.places
    if not places.levels_known:
        return [], np.full(len(states.roll), -1, dtype=np.int64)
    level = places.comparable
    place = np.where(places.known(level), places.codes[level], -1)
    return list(places.ids[level]), place


def _columns(states: States) -> list[list[int | None]]:
    """Return figures of each choice for every sheet of the roll; those that no row holds are not known."""
    n, m = len(states.roll), len(states.counted.contest.choices)
    votes = np.full((n, m), UNKNOWN, dtype=np.int64)
    for part in (states.counted, states.aside, states.annulled):
        rows = states.roll.rows(part.ids)
        votes[rows[rows >= 0]] = np.where(part.blank, UNKNOWN, part.votes)[rows >= 0]
    return [_known(votes[:, number]) for number in range(m)]


def _known(values: Ints) -> list[int | None]:
    return [value if value >= 0 else None for value in values.tolist()]


def _states(states: States, wording: Wording) -> Mapping[str, list[int]]:
    """Return the rows of the sheets in each state but the counted one, by its name and the published word."""
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(states.code != 0):
        name = wording.text(state_term(ORDER[states.code[row]]))
        word = str(states.word[row])
        found.setdefault(f"{name} ({word})" if word else name, []).append(int(row))
    return found


def _named(states: States, checks: ChecksResult | None, wording: Wording) -> Mapping[str, list[int]]:
    """Return the rows of the sheets that each check names."""
    found: dict[str, list[int]] = {}
    for result in checks.results if checks is not None else ():
        if result.flagged is not None and len(result.flagged.ids):
            rows = states.roll.rows(result.flagged.ids)
            found[wording.text(check_term(result))] = np.sort(rows[rows >= 0]).tolist()
    return found
