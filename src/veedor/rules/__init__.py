"""Who wins: predicates, laws as data, seats (standard library only)."""

from typing import TYPE_CHECKING

from veedor.later import later
from veedor.rules.decide import alternatives, decide
from veedor.rules.load import available, dump, load, loads

if TYPE_CHECKING:
    from veedor.rules.allocation import allocate
    from veedor.rules.applies import applies_to
    from veedor.rules.assembly import Seats, seats
    from veedor.rules.decision import Decision
    from veedor.rules.explanation import explain
    from veedor.rules.fixtures import tally_of, try_fixtures, try_seats
    from veedor.rules.margins import Change, Transfer
    from veedor.rules.rule import Rule
    from veedor.rules.sufficient import establishing
else:
    __getattr__ = later(
        __name__,
        {
            ".allocation": ["allocate"],
            ".applies": ["applies_to"],
            ".assembly": ["Seats", "seats"],
            ".decision": ["Decision"],
            ".sufficient": ["establishing"],
            ".explanation": ["explain"],
            ".fixtures": ["tally_of", "try_fixtures", "try_seats"],
            ".margins": ["Change", "Transfer"],
            ".rule": ["Rule"],
        },
    )

__all__ = [
    "Change",
    "Decision",
    "Rule",
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
