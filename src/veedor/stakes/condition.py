"""Which sheets are meant, by a condition such as ``department = Potosí and registered > 100``.

The conditions form a small language of their own, parsed here and evaluated over whole columns; nothing in
it can call anything::

    condition := term {("or") term}          term := factor {("and") factor}
    factor    := "not" factor | "(" condition ")" | field comparison
    comparison := ("=" | "!=") value | ("<" | "<=" | ">" | ">=") number | "in" "(" value {"," value} ")"

Fields are ``sheet``, every level of place (by name or by whole path), every division, ``stratum``,
``registered``, ``cast``, ``valid`` and the votes of each choice. Values with spaces or signs stand in quotes.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.arrays import Flags, Ints
    from veedor.count.sheets import Sheets

LONGEST = 10_000
"""Characters of a condition."""
DEEPEST = 50
"""Parentheses within parentheses."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<sign><=|>=|!=|[=<>(),])|(?P<word>[^\s=<>!(),'"]+))"""
)
_NUMERIC: dict[str, Callable[[Ints, int], Flags]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def where(sheets: Sheets, condition: str) -> Ints:
    """Find the rows that satisfy a condition.

    Parameters
    ----------
    sheets : Sheets
        The count.
    condition : str
        As described at the head of this module.

    Returns
    -------
    int vector
        Ascending.

    Raises
    ------
    QuestionError
        Where the condition cannot be read, names a field or value that does not exist, or holds for no sheet.
    """
    if len(condition) > LONGEST:
        raise QuestionError(
            sentence(
                "The condition has {number_of_condition:,} characters; at most {longest:,} are read.",
                number_of_condition=len(condition),
                longest=LONGEST,
            )
        )
    parser = _Parser(sheets, _tokens(condition))
    found = parser.condition(0)
    parser.end()
    rows = np.flatnonzero(found).astype(np.int64)
    if not rows.size:
        raise QuestionError(
            sentence("No sheet satisfies {condition!r}.", condition=condition),
            remedy="Ask with a wider condition.",
        )
    return rows


@dataclass(frozen=True)
class _Token:
    text: str
    quoted: bool = False

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words


def _tokens(condition: str) -> list[_Token]:
    tokens, at = [], 0
    condition = condition.rstrip()
    while at < len(condition):
        match = _TOKEN.match(condition, at)
        if match is None or match.end() == at:
            raise QuestionError(
                sentence("The condition cannot be read at {condition!r}.", condition=condition[at : at + 20]),
                remedy='Put values with signs or spaces in quotes: department = "Santa Cruz".',
            )
        quoted = match.group("text")
        tokens.append(_Token(quoted[1:-1], quoted=True) if quoted else _Token(match.group().strip()))
        at = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens of a condition; each part gives a mask over the sheets."""

    def __init__(self, sheets: Sheets, tokens: list[_Token]) -> None:
        self.sheets = sheets
        self.tokens = tokens
        self.at = 0
        choices = {str(c): c for c in sheets.column}
        self.numbers: dict[str, Callable[[], Ints]] = {
            "registered": lambda: sheets.registered,
            "cast": lambda: sheets.cast,
            "valid": lambda: sheets.valid,
            **{name: (lambda c=c: sheets.of(c)) for name, c in choices.items()},  # type: ignore[misc]
        }
        self.texts = ["sheet", "stratum", *sheets.places.levels, *sheets.areas]

    def condition(self, depth: int) -> Flags:
        found = self.term(depth)
        while self._take("or"):
            found = found | self.term(depth)
        return found

    def term(self, depth: int) -> Flags:
        found = self.factor(depth)
        while self._take("and"):
            found = found & self.factor(depth)
        return found

    def factor(self, depth: int) -> Flags:
        if depth > DEEPEST:
            raise QuestionError(sentence("The condition nests more than {deepest} times.", deepest=DEEPEST))
        if self._take("not"):
            return ~self.factor(depth + 1)
        if self._take("("):
            found = self.condition(depth + 1)
            self._expect(")")
            return found
        field = self._value(sentence("a field"))
        if field in self.numbers and self._next_is("=", "!=", "<", "<=", ">", ">="):
            return self._compared(field)
        if field in self.texts:
            return self._matched(field)
        raise QuestionError(
            sentence("There is no field {field!r} in this count.", field=field),
            remedy=nearest(field, [*self.texts, *self.numbers]),
        )

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise QuestionError(
                sentence(
                    "The condition goes on with {tokens!r} after its end.", tokens=self.tokens[self.at].text
                ),
                remedy="Join parts with and, or.",
            )

    def _compared(self, field: str) -> Flags:
        sign = self._value(sentence("a comparison"))
        text = self._value(sentence("a number"))
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise QuestionError(
                sentence("{field!r} is compared with {text!r}.", field=field, text=text),
                remedy="Give a whole number.",
            )
        amounts = self.numbers[field]()
        found = _NUMERIC[sign](amounts, int(text))
        return found & (amounts != UNKNOWN) if field == "registered" else found

    def _matched(self, field: str) -> Flags:
        if self._take("in"):
            self._expect("(")
            values = [self._value(sentence("a value"))]
            while self._take(","):
                values.append(self._value(sentence("a value")))
            self._expect(")")
            return self._equal(field, values)
        if self._take("!="):
            return ~self._equal(field, [self._value(sentence("a value"))])
        self._expect("=")
        return self._equal(field, [self._value(sentence("a value"))])

    def _equal(self, field: str, values: list[str]) -> Flags:
        """Match a field with values, each of which must exist."""
        places = self.sheets.places
        if field in places.levels:
            names, ids = places.names[field], places.ids[field]
            codes = places.codes[field]
            hits = [i for i, pair in enumerate(zip(names, ids, strict=True)) if set(pair) & set(values)]
            self._known(field, values, {*names, *ids})
            return np.isin(codes, hits)
        column = self.sheets.ids if field == "sheet" else self.sheets.stratum
        column = self.sheets.areas.get(field, column)
        self._known(field, values, set(np.unique(column).tolist()))
        return np.isin(column, values)

    @staticmethod
    def _known(field: str, values: list[str], known: set[str]) -> None:
        for value in values:
            if value not in known:
                raise QuestionError(
                    sentence("There is no {field} {value!r} in this count.", field=field, value=value),
                    remedy=nearest(value, known),
                )

    def _next_is(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].is_word(*signs)

    def _take(self, word: str) -> bool:
        if self._next_is(word):
            self.at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            seen = self.tokens[self.at].text if self.at < len(self.tokens) else "the end"
            raise QuestionError(
                sentence(
                    "{sign!r} was expected in the condition, and {seen!r} stands there.", sign=sign, seen=seen
                )
            )

    def _value(self, what: str) -> str:
        if self.at == len(self.tokens):
            raise QuestionError(sentence("The condition ends where {what} was expected.", what=what))
        self.at += 1
        return self.tokens[self.at - 1].text
