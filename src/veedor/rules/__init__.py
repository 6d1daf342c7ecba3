"""Who wins: predicates, laws as data, seats (standard library only).

What every outcome needs is imported at once; seats and fixtures when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from veedor.rules.applies import Misfit, applies_to
from veedor.rules.decide import alternatives, decide
from veedor.rules.decision import Decision
from veedor.rules.establish import establishing
from veedor.rules.explain import explain
from veedor.rules.load import available, dump, load, loads
from veedor.rules.margins import Change, Margin, Transfer
from veedor.rules.rule import Rule, RuleSummary

if TYPE_CHECKING:
    from veedor.rules.allocation import Allocation, allocate
    from veedor.rules.assembly import Seats, seats
    from veedor.rules.fixtures import tally_of, try_fixtures, try_seats

__all__ = [
    "Allocation",
    "Change",
    "Decision",
    "Margin",
    "Misfit",
    "Rule",
    "RuleSummary",
    "Seats",
    "Transfer",
    "allocate",
    "alternatives",
    "applies_to",
    "available",
    "decide",
    "dump",
    "establishing",
    "explain",
    "load",
    "loads",
    "seats",
    "tally_of",
    "try_fixtures",
    "try_seats",
]

_LATER = {
    "Allocation": "allocation",
    "allocate": "allocation",
    "Seats": "assembly",
    "seats": "assembly",
    "tally_of": "fixtures",
    "try_fixtures": "fixtures",
    "try_seats": "fixtures",
}


def __getattr__(name: str) -> object:
    """Import what is asked for late."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
