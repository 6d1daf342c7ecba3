"""Every expected sheet accounted for, before any check is asked: which of them are not in the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.count.states import Completeness
from veedor.model import Figure, Finding, Method, State, Unit

if TYPE_CHECKING:
    from veedor.count.states import States

NOT_COUNTED = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
STATES = Method("count.method.states", "the published files; the mapping in case.toml")


def accounted(states: States, *, is_open: bool, command: str = "") -> Finding:
    """Say in which state every sheet of a count is, naming those states only that occur.

    Parameters
    ----------
    states : States
        Every sheet, as the examined count had it.
    is_open : bool
        Whether sheets that are not counted could change the outcome.
    command : str
        The command that computes it again.
    """
    numbers = {state: states.number(state) for state in NOT_COUNTED}
    total = len(states.roll) + states.unnamed
    met = [state.name.lower() for state, number in numbers.items() if number]
    return Finding(
        "checks.accounted",
        ".".join(["checks.accounted", *(["open"] if is_open else []), *(met or ["whole"])]),
        (
            Figure("total", total, Unit.SHEETS),
            Figure("which", _which(states, total), Unit.TERM),
            Figure("counted", len(states.counted), Unit.SHEETS),
            *(Figure(state.name.lower(), number, Unit.SHEETS) for state, number in numbers.items()),
        ),
        STATES,
        cannot_show=("count.cannot.truth_of_sheets",),
        command=command,
    )


def _which(states: States, total: int) -> str:
    """Name what these sheets are: the expected ones, or those that the files name."""
    if states.completeness is Completeness.UNKNOWN:
        which = "named"
    else:
        which = "with_others" if len(states.roll.unlisted) else "expected"
    return f"checks.accounted_of.{which}{'.one' if total == 1 else ''}"
