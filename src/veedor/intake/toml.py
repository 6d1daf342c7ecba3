"""Pieces of a case file as remedies print them: to be copied as they stand."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STEERS = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters beyond those of JSON, and marks that turn the direction of text."""


def quoted(text: str) -> str:
    """Write a text, without escapes where it can be; what could steer a terminal is escaped."""
    plain = "'" not in text and text.isprintable()
    if plain and "\\" in text:
        return f"'{text}'"
    written = json.dumps(text, ensure_ascii=False)
    return _STEERS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", written)


def array(texts: Iterable[str]) -> str:
    """Write several texts."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def inline_table(pairs: Mapping[str, str]) -> str:
    """Write names and what they stand for."""
    return f"{{ {', '.join(f'{quoted(name)} = {quoted(text)}' for name, text in pairs.items())} }}"


def drop_line(stated: Mapping[str, str], chosen: Mapping[str, Iterable[str]]) -> str:
    """Write the `rows.drop` that leaves out rows by whole texts of columns, beside what the case leaves out.

    Parameters
    ----------
    stated : mapping of str to str
        Column -> pattern, as the case has it.
    chosen : mapping of str to iterable of str
        Column -> texts of the further rows.
    """
    patterns = dict(stated)
    for name, values in chosen.items():
        new = _whole(list(dict.fromkeys(values)))
        column = next((old for old in stated if fold(old) == fold(name)), name)
        patterns[column] = f"{patterns[column]}|{new}" if column in patterns else new
    return f"rows.drop = {inline_table(patterns)}"


def _whole(texts: list[str]) -> str:
    """Give the pattern that matches these texts, whole, and nothing else."""
    escaped = [re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", text) for text in texts]
    return f"^{escaped[0]}$" if len(escaped) == 1 else f"^({'|'.join(escaped)})$"
