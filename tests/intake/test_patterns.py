"""Patterns of a case: the same answers as Python's, in bounded time."""

from __future__ import annotations

import re
import time

import pytest

from veedor.errors import CaseError
from veedor.intake.patterns import found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^v1_([a-z]+)$", "v1_oak"),
        (r"^(?P<Region>.+)[.]csv$", "Entre Ríos.csv"),
        (r"(?P<a>[(]x)(?P<b>y)?", "(x"),
        (r"\(([^)(]+)\)", "f(oak)"),
        (r"[]()]+(b)", "a)(b"),
        (r"(?i)TOTAL", "subtotal"),
        (r"(?:a|b)+", "cab"),
        (r"never", "cab"),
    ],
)
def test_as_python_finds(pattern: str, text: str) -> None:
    match, groups = re.search(pattern, text), found(pattern, text, "named")
    assert (match is None) == (groups is None)
    if match is not None and groups is not None:
        assert groups["0"] == match[0]
        for name in match.re.groupindex:
            assert groups[name] == (match[name] or "")
        if match.re.groups > len(match.re.groupindex):
            assert groups["1"] == match[1]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*(a*)*(a*)*c", "^(?P<x>(a|aa)+)$"])
def test_a_pattern_that_would_never_end(pattern: str) -> None:
    began = time.process_time()
    assert found(pattern, "a" * 200 + "!", "named") is None
    assert time.process_time() - began < 20  # Python's own engine would take longer than the sun has


@pytest.mark.parametrize("pattern", ["(?=x)", r"(a)\1", "(", "[z-a]", "(?<!x)y"])
def test_what_cannot_be_looked_for_is_refused(pattern: str) -> None:
    with pytest.raises(CaseError, match="`named` is not a pattern that can be used"):
        found(pattern, "x", "named")
