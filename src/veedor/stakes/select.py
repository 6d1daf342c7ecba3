"""Which sheets are meant: ids in a file, or a condition such as ``department = Potosí and registered > 100``.

The conditions form a small language of their own, parsed here and evaluated over whole columns; nothing in
it can call anything::

    condition := term {("or") term}          term := factor {("and") factor}
    factor    := "not" factor | "(" condition ")" | field comparison
    comparison := ("=" | "!=") value | ("<" | "<=" | ">" | ">=") number | "in" "(" value {"," value} ")"

Fields are ``sheet``, every level of place (by name or by whole path), every division, ``stratum``,
``registered``, ``cast``, ``valid`` and the votes of each choice. Values with spaces or signs stand in quotes.
"""

from __future__ import annotations

import csv
import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veedor import disk
from veedor.count.vectors import UNKNOWN
from veedor.errors import InputError, QuestionError, nearest
from veedor.model.exact import read_fraction
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.count.sheets import Sheets
    from veedor.count.vectors import BoolVector, IntVector

LARGEST_FILE = 64 * 2**20
"""Bytes; far above a list of every sheet of any country."""
LONGEST = 10_000
"""Characters of a condition."""
DEEPEST = 50
"""Parentheses within parentheses."""
SHOWN = 5
"""Unknown ids that a message names."""
HEADS = frozenset({"sheet", "sheet_id", "id", "mesa", "nummesa", "número mesa", "numero mesa", "acta"})
"""First lines of a column of ids, in lower case."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<sign><=|>=|!=|[=<>(),])|(?P<word>[^\s=<>!(),'"]+))"""
)
_NUMERIC: dict[str, Callable[[IntVector, int], BoolVector]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def rows_of(sheets: Sheets, ids: Sequence[str], *, source: str = "") -> IntVector:
    """Find the rows of some sheet ids.

    Parameters
    ----------
    sheets : Sheets
        The count.
    ids : sequence of str
        Sheet ids as the count writes them.
    source : str
        The file they come from, for messages.

    Returns
    -------
    int vector
        Ascending, each once.

    Raises
    ------
    QuestionError
        Where there is none, one is named twice, or one is not in the count: all of them are counted, the
        first are named with the nearest id there is.
    """
    where = sentence("{source}: ", source=source) if source else ""
    if not ids:
        raise QuestionError(
            sentence("{where}no sheet is named.", where=where), remedy="Name at least one sheet of the count."
        )
    unknown = list(dict.fromkeys(i for i in ids if i not in sheets.row))
    if unknown:
        named = joined((f"{i!r} ({nearest(i, _alike(i, sheets))})" for i in unknown[:SHOWN]), by="; ")
        more = (
            sentence(" and {number_of_unknown:,} more", number_of_unknown=len(unknown) - SHOWN)
            if len(unknown) > SHOWN
            else ""
        )
        raise QuestionError(
            sentence(
                "{where}{number_of_unknown:,} of {number_of_ids:,} sheets named are "
                "not in this count: {named}{more}.",
                where=where,
                number_of_unknown=len(unknown),
                number_of_ids=len(ids),
                named=named,
                more=more,
            ),
            remedy="Correct them, or leave them out; none is left out silently.",
        )
    seen: set[str] = set()
    twice = [i for i in ids if i in seen or seen.add(i)]  # type: ignore[func-returns-value]
    if twice:
        raise QuestionError(
            sentence(
                "{where}{number_of_twice:,} sheets are named more than once, the first: {twice!r}.",
                where=where,
                number_of_twice=len(set(twice)),
                twice=twice[0],
            ),
            remedy="Name each sheet once.",
        )
    return np.array(sorted(sheets.row[i] for i in ids), dtype=np.int64)


def read_ids(path: Path) -> list[str]:
    """Read sheet ids from a file: one a line, or the first column of a CSV file, with or without a head.

    Raises
    ------
    InputError
        Where the file cannot be read as text, or is too large.
    """
    try:
        text = disk.read(path, LARGEST_FILE).decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            sentence("cannot be read: {strerror}.", strerror=error.strerror), file=str(path)
        ) from None
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8.", file=str(path), remedy="Save it as UTF-8.") from None
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    separator = next((s for s in (";", "\t", ",") if lines and s in lines[0]), ",")
    try:
        ids = [row[0].strip() for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error as error:
        raise InputError(sentence("is no list of sheets: {error}.", error=error), file=str(path)) from None
    return ids[1:] if ids and ids[0].lower() in HEADS else ids


def where(sheets: Sheets, condition: str) -> IntVector:
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


def _alike(sheet_id: str, sheets: Sheets) -> list[str]:
    """Ids that begin alike, so that the search for the nearest one stays short."""
    ids = sheets.ids
    at = int(np.searchsorted(ids, sheet_id))
    near = set(ids[max(at - 20, 0) : at + 20].tolist())
    near |= {i for i in (sheet_id.lstrip("0"), sheet_id.zfill(6), sheet_id.zfill(5)) if i in sheets.row}
    return sorted(near)


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
        self.numbers: dict[str, Callable[[], IntVector]] = {
            "registered": lambda: sheets.registered,
            "cast": lambda: sheets.cast,
            "valid": lambda: sheets.valid,
            **{name: (lambda c=c: sheets.of(c)) for name, c in choices.items()},  # type: ignore[misc]
        }
        self.texts = ["sheet", "stratum", *sheets.places.levels, *sheets.areas]

    def condition(self, depth: int) -> BoolVector:
        found = self.term(depth)
        while self._take("or"):
            found = found | self.term(depth)
        return found

    def term(self, depth: int) -> BoolVector:
        found = self.factor(depth)
        while self._take("and"):
            found = found & self.factor(depth)
        return found

    def factor(self, depth: int) -> BoolVector:
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

    def _compared(self, field: str) -> BoolVector:
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

    def _matched(self, field: str) -> BoolVector:
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

    def _equal(self, field: str, values: list[str]) -> BoolVector:
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


def share_of(sheets_total: int, text: str) -> int:
    """Turn a share of the sheets into a number, rounded to the nearest sheet (halves up).

    Parameters
    ----------
    sheets_total : int
        How many there are.
    text : str
        ``0.22%``, or a fraction such as ``1/500``. A number without either may mean both, and is refused.

    Raises
    ------
    QuestionError
        Where it is no share between 0 and 100 %, or does not say whether it is one of a hundred or of one.
    """
    bare = text.strip().removesuffix("%").strip()
    try:
        number = read_fraction(bare)
    except ValueError:
        raise QuestionError(
            sentence("{text!r} is no share.", text=text), remedy="Write it as 0.22% or as 1/500."
        ) from None
    if "%" not in text and "/" not in text:
        ways = {f"{bare}%": number / 100, f"{_plain(number * 100)}%": number}
        told = [
            sentence("{share} for {number:,}", share=way, number=_rounded(part, sheets_total))
            for way, part in ways.items()
            if 0 <= part <= 1
        ]
        unsigned = sentence("{text!r} does not say whether it is a share of a hundred or of one.", text=text)
        if not told:
            raise QuestionError(unsigned, remedy="Write it as 0.22% or as 1/500.")
        if len(told) == 1:
            remedy = sentence("Write {one} of {all:,}.", one=told[0], all=sheets_total)
        else:
            remedy = sentence(
                "Write {one} or {other} of {all:,}.", one=told[0], other=told[1], all=sheets_total
            )
        raise QuestionError(unsigned, remedy=remedy)
    share = number / 100 if "%" in text else number
    if not 0 <= share <= 1:
        raise QuestionError(
            sentence("{text!r} is no share of at most 100 %.", text=text),
            remedy="Write it as 0.22% or as 1/500.",
        )
    return _rounded(share, sheets_total)


def _rounded(share: Fraction, sheets_total: int) -> int:
    return int(share * sheets_total + Fraction(1, 2))


def _plain(number: Fraction) -> str:
    """Write a decimal number without zeros behind it."""
    return f"{float(number):.12f}".rstrip("0").rstrip(".")
