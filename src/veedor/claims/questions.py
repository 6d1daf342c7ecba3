"""How a function of the check language is declared, and the parameters that many share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from veedor.claims.facts import MOMENTS
from veedor.claims.signatures import Parameter
from veedor.claims.types import Type, Value

BASES = ("valid", "cast", "registered")
"""What a share can be taken of."""

CHOICE = Parameter("choice", Type.TEXT)
AT = Parameter("at", Type.TEXT, "final", MOMENTS)
WHERE = Parameter("where", Type.TEXT, "")
BASE = Parameter("base", Type.TEXT, "valid", BASES)


@dataclass(frozen=True)
class Asked:
    """A function before it knows its case.

    Parameters
    ----------
    name, parameters, gives, says
        As in :class:`veedor.claims.signatures.Function`.
    compute : callable
        Takes the :class:`~veedor.claims.facts.Facts` of a case first.
    """

    name: str
    parameters: tuple[Parameter, ...]
    gives: Type
    compute: Callable[..., Value]
    says: str
