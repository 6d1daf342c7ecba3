"""Who wins: predicates, laws as data, seats (standard library only)."""

from veedor.rules.load import available, dump, load, loads
from veedor.rules.rule import Rule, RuleSummary

__all__ = ["Rule", "RuleSummary", "available", "dump", "load", "loads"]
