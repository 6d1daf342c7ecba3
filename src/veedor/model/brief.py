"""Records that print on one line, however much they hold."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

_SMALL = (str, int, float, type(None))
WIDEST = 60
"""Letters of a value at the most."""


class Brief:
    """Base of frozen dataclasses with long columns: small values are printed, of others how much."""

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "__repr__" not in vars(cls):  # a dataclass leaves one alone that is there
            type.__setattr__(cls, "__repr__", brief)


def brief(record: Any) -> str:  # noqa: ANN401 - any dataclass
    """Write a dataclass on one line: small values as they are, of all else its length or its type.

    Parameters
    ----------
    record : dataclass
        Any.
    """
    named = ((one.name, getattr(record, one.name)) for one in fields(record) if one.repr)
    return f"{type(record).__name__}({', '.join(f'{name}={_value(value)}' for name, value in named)})"


def _value(value: object) -> str:
    if isinstance(value, _SMALL):
        text = repr(value)
        return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
    shape = getattr(value, "shape", None)
    if shape is not None:
        return f"<{' x '.join(f'{n:,}' for n in shape)}>"
    try:
        return f"<{len(value):,} {type(value).__name__}>"  # type: ignore[arg-type] # what has no length says so
    except TypeError:
        return f"<{type(value).__name__}>"
