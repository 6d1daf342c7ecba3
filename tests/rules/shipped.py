"""The rules that come with Veedor, read once a process for all tests that go through them."""

from __future__ import annotations

from veedor.rules import available
from veedor.rules.templates import templates

RULES = available()
IDS = tuple(str(rule.rule_id) for rule in RULES)
CALLS = tuple(call for template in templates() for call in template.examples)
"""Every template, with parameters."""
