"""Records of an import as plain values."""

from __future__ import annotations

from typing import Any

import msgspec


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Give frozen records as plain tables, lists, numbers and texts, sentences in English.

    Parameters
    ----------
    value : object
        A record, or tables and lists of some.

    Raises
    ------
    TypeError
        Where something has no plain form.
    """
    return msgspec.to_builtins(value, enc_hook=_english)


def _english(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")
