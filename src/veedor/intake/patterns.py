"""Patterns of a case on names of files and columns: found in a time that grows with the name and no faster.

Python's own engine tries again and again, and a pattern such as ``(a+)+$`` never ends; RE2 does not. Rows
of a file meet it too (``rows.keep``), so a pattern means the same everywhere.
"""

from __future__ import annotations

import re
from functools import cache

from veedor.errors import CaseError
from veedor.sentence import sentence

_WHOLE = "veedor_whole"
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|\((?!\?)", re.DOTALL)


@cache
def found(pattern: str, text: str, key: str) -> dict[str, str] | None:
    """Find a pattern anywhere in a text.

    Parameters
    ----------
    pattern : str
        Regular expression as RE2 knows it.
    text : str
        Where to look.
    key : str
        Key of the case that holds the pattern, for messages.

    Returns
    -------
    dict of str to str, optional
        The named groups, the first unnamed one as ``1``, and all that was found as ``0``; nothing where it is
        not there.

    Raises
    ------
    CaseError
        Where it is no pattern that RE2 can look for.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    first = f"{_WHOLE}_1"
    named = _GROUP.sub(_Once(f"(?P<{first}>"), pattern)
    try:
        made = pc.extract_regex(pa.array([text]), pattern=f"(?P<{_WHOLE}>{named})")[0].as_py()
    except pa.ArrowInvalid as error:
        reason = str(error).rpartition(": ")[2] or sentence("it is no regular expression")
        raise CaseError(
            sentence("`{key}` is not a pattern that can be used: {reason}.", key=key, reason=reason),
            value=pattern,
            expected="a regular expression without (?=...), (?!...), (?<=...), (?<!...) and \\1",
            remedy="Write it without these.",
        ) from None
    if made is None:
        return None
    groups = {name: value or "" for name, value in made.items()}
    groups["0"] = groups.pop(_WHOLE)
    if first in groups:
        groups["1"] = groups.pop(first)
    return groups


class _Once:
    """Names the first group without a name; the others only hold together."""

    def __init__(self, new: str) -> None:
        self._new = new

    def __call__(self, match: re.Match[str]) -> str:
        if match[0] != "(":
            return match[0]
        new, self._new = self._new, "(?:"
        return new
