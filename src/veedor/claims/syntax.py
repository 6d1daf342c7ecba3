"""The check language: a recursive-descent parser. No ``eval``, no attributes, no loops.

::

    check     = or
    or        = and { "or" and }
    and       = not { "and" not }
    not       = "not" not | comparison
    comparison = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum | "between" sum "and" sum ]
    sum       = term { ("+" | "-") term }
    term      = signed { ("*" | "/") signed }
    signed    = "-" signed | atom
    atom      = number [ "%" ] | text | day | "true" | "false" | call | "(" check ")"
    call      = name "(" [ argument { "," argument } ] ")"
    argument  = [ name "=" ] check
    number    = digits [ "." digits ]          at most 12 digits
    text      = '"' anything but quotes, backslashes and line ends '"'
    day       = "@" YYYY-MM-DD       with "T" HH:MM[:SS][+HH:MM] behind it a text that names a moment

Limits keep a hostile expression short, shallow and quick: 2,000 characters, 300 words and signs, 40
levels, 12 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NoReturn

from veedor.claims.check_tokens import CheckToken, tokens_of
from veedor.errors import ClaimError
from veedor.sentence import sentence

DEEPEST = 40
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_WORDS = frozenset({"and", "or", "not", "between", "true", "false"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, day or truth value as it is written."""

    value: Fraction | str | date | bool
    at: int
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, by position and by name."""

    name: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]
    at: int
    source: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator on its operands: ``and or not - + * / < <= > >= == != between``."""

    sign: str
    operands: tuple[Node, ...]
    at: int


Node = Literal | Call | Operation
_Rule = Callable[[int], "Node"]


def parse(text: str) -> Node:
    """Read a check.

    Parameters
    ----------
    text : str
        The expression.

    Returns
    -------
    Node
        Its tree; nothing has been evaluated and no name has been looked up.

    Raises
    ------
    ClaimError
        Where it is no check, with the column.
    """
    tokens = tokens_of(text)
    parser = _CheckParser(text, tokens)
    node = parser.check(0)
    if parser.now.kind != "end":
        parser.refuse(sentence("{now!r} is not expected here", now=parser.now.text))
    return node


def _named(token: CheckToken) -> str:
    """Return a token in quotation marks, or say that it is the end."""
    return repr(token.text) if token.text else sentence("the end")


class _CheckParser:
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, text: str, tokens: list[CheckToken]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0

    @property
    def now(self) -> CheckToken:
        return self.tokens[self.position]

    def refuse(self, why: str) -> NoReturn:
        raise ClaimError(sentence("Column {at} of the check: {why}.", at=self.now.at + 1, why=why))

    def take(self) -> CheckToken:
        token = self.now
        self.position += 1
        return token

    def expect(self, sign: str) -> CheckToken:
        if self.now.text != sign or self.now.kind == "text":
            self.refuse(
                sentence(
                    "{sign!r} is expected, {now} stands there",
                    sign=sign,
                    now=_named(self.now),
                )
            )
        return self.take()

    def is_sign(self, *signs: str) -> bool:
        return self.now.kind in {"sign", "name"} and self.now.text in signs

    def check(self, depth: int) -> Node:
        self._not_deeper(depth)
        return self._chain(("or",), lambda d: self._chain(("and",), self._not, d), depth)

    def _not_deeper(self, depth: int) -> None:
        if depth > DEEPEST:
            self.refuse(sentence("it is nested more than {deepest} levels deep", deepest=DEEPEST))

    def _chain(self, signs: tuple[str, ...], operand: _Rule, depth: int) -> Node:
        """Read operands joined by operators of one rank, from the left."""
        node = operand(depth)
        while self.is_sign(*signs):
            token = self.take()
            node = Operation(token.text, (node, operand(depth)), token.at)
        return node

    def _not(self, depth: int) -> Node:
        if self.is_sign("not"):
            token = self.take()
            self._not_deeper(depth)
            return Operation("not", (self._not(depth + 1),), token.at)
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Node:
        left = self._sum(depth)
        if self.is_sign(*_COMPARISONS):
            token = self.take()
            return Operation(token.text, (left, self._sum(depth)), token.at)
        if self.is_sign("between"):
            token = self.take()
            low = self._sum(depth)
            self.expect("and")
            return Operation("between", (left, low, self._sum(depth)), token.at)
        return left

    def _sum(self, depth: int) -> Node:
        return self._chain(("+", "-"), lambda d: self._chain(("*", "/"), self._signed, d), depth)

    def _signed(self, depth: int) -> Node:
        if self.is_sign("-"):
            token = self.take()
            self._not_deeper(depth)
            return Operation("negative", (self._signed(depth + 1),), token.at)
        return self._atom(depth)

    def _atom(self, depth: int) -> Node:
        token = self.take()
        match token.kind:
            case "number":
                percent = self.is_sign("%")
                if percent:
                    self.take()
                return Literal(Fraction(token.text), token.at, percent)
            case "text":
                return Literal(token.text[1:-1], token.at)
            case "moment":  # names a publication: at=@2019-10-20T19:40:57
                return Literal(token.text[1:], token.at)
            case "day":
                return Literal(self._day(token), token.at)
            case "name" if token.text in {"true", "false"}:
                return Literal(token.text == "true", token.at)
            case "name" if token.text not in _WORDS:
                return self._call(token, depth)
            case "sign" if token.text == "(":
                node = self.check(depth + 1)
                self.expect(")")
                return node
        self.position -= 1
        return self.refuse(sentence("a value is expected, {token} stands there", token=_named(token)))

    def _day(self, token: CheckToken) -> date:
        try:
            return date.fromisoformat(token.text[1:])
        except ValueError:
            self.position -= 1
            self.refuse(sentence("{token} is no day", token=token.text))

    def _call(self, token: CheckToken, depth: int) -> Call:
        if not self.is_sign("("):
            self.refuse(
                sentence(
                    "{token!r} is a name; functions are written with brackets, texts with quotes",
                    token=token.text,
                )
            )
        self.take()
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.is_sign(")"):
            if arguments or named:
                self.expect(",")
            follows = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
            if self.now.kind == "name" and follows.text == "=" and follows.kind == "sign":
                name = self.take().text
                self.take()
                named.append((name, self.check(depth + 1)))
            elif named:
                self.refuse(sentence("an argument without a name stands behind one with a name"))
            else:
                arguments.append(self.check(depth + 1))
        end = self.take()
        source = self.text[token.at : end.at + 1]
        return Call(token.text, tuple(arguments), tuple(named), token.at, source)
