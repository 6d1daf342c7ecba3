"""The functions of the check language: questions to the count, each with a typed signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from veedor.claims.areas_functions import AREAS
from veedor.claims.stakes_functions import STAKES
from veedor.claims.time_functions import TIMES
from veedor.claims.totals_functions import TOTALS
from veedor.claims.types import NotKnownError, Unknown, Value

if TYPE_CHECKING:
    from veedor.claims.case_facts import CaseFacts
    from veedor.claims.signatures import Function

T = TypeVar("T")

ALL: tuple[Function, ...] = (*TOTALS, *AREAS, *TIMES, *STAKES)
"""Every function of the language; each computes from a case first, then from its arguments."""


def functions(facts: CaseFacts) -> Mapping[str, Function]:
    """Give the functions that ask a case.

    Parameters
    ----------
    facts : CaseFacts
        The case, and the facts attested from outside.
    """
    return {
        f.name: replace(
            f,
            compute=partial(_computed, f.compute, facts),
            parts=None if f.parts is None else partial(_computed, f.parts, facts),
        )
        for f in ALL
    }


def _computed(compute: Callable[..., T], facts: CaseFacts, **arguments: Value) -> T | Unknown:
    try:
        return compute(facts.other(str(arguments.pop("case", ""))), **arguments)
    except NotKnownError as error:
        return error.unknown
