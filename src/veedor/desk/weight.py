"""How much memory a value takes with all that it holds, about: enough to know when to let it go."""

from __future__ import annotations

import sys
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

SAMPLE = 200
"""Of more values than so many in one place these are weighed, and the others taken to be like them."""
_NOTHING = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)
"""What every process has anyway."""


def weight(*values: object) -> int:
    """Return the bytes of some values and all that they hold, each part once.

    Parameters
    ----------
    *values : object
        Anything. Arrays say themselves how large they are.
    """
    seen: set[int] = set()
    found = 0.0
    waiting: list[tuple[object, float]] = [(value, 1.0) for value in values]
    while waiting:
        value, times = waiting.pop()
        if id(value) in seen or isinstance(value, _NOTHING):
            continue
        seen.add(id(value))
        found += times * _own(value)
        held, more = _held(value)
        waiting += [(one, times * more) for one in held]
    return round(found)


def _own(value: object) -> int:
    """Return the bytes of a value without what it holds."""
    size = getattr(value, "nbytes", None)
    if size is None:
        return sys.getsizeof(value, 64)
    return 100 if _viewed(value) else int(size)


def _viewed(array: object) -> list[object]:
    """Return the array that another one is a view of, which holds nothing of its own."""
    base = getattr(array, "base", None)
    return [base] if type(base) is type(array) else []


def _held(value: object) -> tuple[list[Any], float]:
    """Return what a value holds, and for how many of each one that is given stands."""
    if hasattr(value, "nbytes"):
        return _viewed(value), 1.0
    if isinstance(value, str | bytes | int | float):
        return [], 1.0
    if isinstance(value, dict):
        found = [one for pair in islice(value.items(), SAMPLE) for one in pair]
        return found, max(1.0, len(value) / SAMPLE)
    if isinstance(value, list | tuple | set | frozenset):
        return list(islice(value, SAMPLE)), max(1.0, len(value) / SAMPLE)
    slots = [getattr(value, name, None) for name in getattr(type(value), "__slots__", ())]
    return [*getattr(value, "__dict__", {}).values(), *slots], 1.0
