"""Who wins: predicates, laws as data, seats (standard library only)."""

from veedor.rules.decide import alternatives, decide
from veedor.rules.decision import Decision
from veedor.rules.establish import establishing
from veedor.rules.explain import explain
from veedor.rules.fixtures import tally_of, try_fixtures
from veedor.rules.load import available, dump, load, loads
from veedor.rules.margins import Change, Margin, Transfer
from veedor.rules.rule import Rule, RuleSummary

__all__ = [
    "Change",
    "Decision",
    "Margin",
    "Rule",
    "RuleSummary",
    "Transfer",
    "alternatives",
    "available",
    "decide",
    "dump",
    "establishing",
    "explain",
    "load",
    "loads",
    "tally_of",
    "try_fixtures",
]
