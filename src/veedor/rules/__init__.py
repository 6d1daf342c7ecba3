"""Who wins: predicates, laws as data, seats (standard library only)."""

from veedor.rules.decide import alternatives, decide
from veedor.rules.fixtures import tally_of, try_fixtures
from veedor.rules.load import available, dump, load, loads
from veedor.rules.rule import Rule, RuleSummary

__all__ = [
    "Rule",
    "RuleSummary",
    "alternatives",
    "available",
    "decide",
    "dump",
    "load",
    "loads",
    "tally_of",
    "try_fixtures",
]
