"""The words and signs of a check: what is not of the language, or too much of it, is refused here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veedor.errors import ClaimError
from veedor.sentence import sentence

LONGEST = 2_000
MOST_DIGITS = 12
MOST_TOKENS = 300

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<text>"[^"\\\r\n]*")
  | (?P<moment>@[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)
  | (?P<day>@[0-9]{4}-[0-9]{2}-[0-9]{2})
  | (?P<name>[a-z][a-z0-9_]*)
  | (?P<sign><=|>=|==|!=|[<>+\-*/(),=%])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class CheckToken:
    """A word or a sign of a check, with where it stands.

    Parameters
    ----------
    kind : str
        ``number``, ``text``, ``moment``, ``day``, ``name``, ``sign`` or ``end``.
    text : str
        As it is written.
    at : int
        Offset in the check.
    """

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[CheckToken]:
    """Split a check into its words and signs, with one for its end.

    Parameters
    ----------
    text : str
        The check.

    Raises
    ------
    ClaimError
        Where a sign is not of the language, or the check or a number in it is too long.
    """
    if len(text) > LONGEST:
        raise ClaimError(
            sentence(
                "The check has {number_of_text} characters; the limit is {longest}.",
                number_of_text=len(text),
                longest=LONGEST,
            )
        )
    tokens, at = [], 0
    while at < len(text):
        token = _next(text, at)
        if token.kind != "space":
            tokens.append(token)
        at += len(token.text)
    if len(tokens) >= MOST_TOKENS:
        raise ClaimError(
            sentence(
                "The check has {number_of_tokens} words and signs; the limit is {most_tokens}.",
                number_of_tokens=len(tokens) + 1,
                most_tokens=MOST_TOKENS,
            )
        )
    return [*tokens, CheckToken("end", "", len(text))]


def _next(text: str, at: int) -> CheckToken:
    """Read the word or sign, or the space, that begins at an offset."""
    found = _TOKEN.match(text, at)
    if found is None:
        raise ClaimError(
            sentence("The check cannot be read at column {at}.", at=at + 1),
            value=text[at : at + 12],
            expected='numbers, "text", @days, names of functions, and + - * / < <= > >= == != ( )',
        )
    kind = found.lastgroup or ""
    if kind == "number" and sum(c.isdigit() for c in found[0]) > MOST_DIGITS:
        raise ClaimError(
            sentence(
                "The number at column {at} has more than {most_digits} digits.",
                at=at + 1,
                most_digits=MOST_DIGITS,
            )
        )
    return CheckToken(kind, found[0], at)
