"""The functions of the check language: questions to the count, each with a typed signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from veedor.claims.ask_counts import COUNTS
from veedor.claims.ask_stakes import STAKES
from veedor.claims.ask_time import TIMES
from veedor.claims.signatures import Function
from veedor.claims.types import Value

if TYPE_CHECKING:
    from veedor.claims.facts import Facts
    from veedor.claims.questions import Asked

ALL: tuple[Asked, ...] = (*COUNTS, *TIMES, *STAKES)
"""Every function of the language."""


def functions(facts: Facts) -> Mapping[str, Function]:
    """Give the functions that ask a case.

    Parameters
    ----------
    facts : Facts
        The case, and the facts attested from outside.
    """
    return {
        asked.name: Function(
            asked.name, asked.parameters, asked.gives, partial(_compute, asked.compute, facts), asked.says
        )
        for asked in ALL
    }


def _compute(compute: Callable[..., Value], facts: Facts, **arguments: Value) -> Value:
    return compute(facts, **arguments)
