"""Who wins: predicates, laws as data, seats (standard library only)."""

from veedor.rules.allocation import Allocation, allocate
from veedor.rules.decide import alternatives, decide
from veedor.rules.decision import Decision
from veedor.rules.establish import establishing
from veedor.rules.explain import explain
from veedor.rules.fixtures import tally_of, try_fixtures
from veedor.rules.load import available, dump, load, loads
from veedor.rules.margins import Change, Margin, Transfer
from veedor.rules.rule import Rule, RuleSummary
from veedor.rules.seats import Seats, seats
from veedor.rules.text import in_words

__all__ = [
    "Allocation",
    "Change",
    "Decision",
    "Margin",
    "Rule",
    "RuleSummary",
    "Seats",
    "Transfer",
    "allocate",
    "alternatives",
    "available",
    "decide",
    "dump",
    "establishing",
    "explain",
    "in_words",
    "load",
    "loads",
    "seats",
    "tally_of",
    "try_fixtures",
]
