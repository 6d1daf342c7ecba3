"""Reading a document key by key, so that every problem of a file is found at once."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from veedor.errors import RuleError, nearest
from veedor.lacking import remedy_of
from veedor.rules.needed_keys import needed
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHARE = re.compile(r"\s*(\d{1,9})(?:\.(\d{1,9}))?\s*(%|/\s*([1-9]\d{0,8}))?\s*")
"""``1/2``, ``40%``, ``12.5 %``, ``0``: digits are limited, so that no file can ask for much work."""

LONGEST_TEXT = 20_000
"""Characters; the longest article quoted so far has fewer than 3,000."""

MISSING = template("is missing.")
"""Said of a key that must be there; what it means, and a line for it, is added as the remedy."""
REFUSED = Fraction(0)
"""What stands for an invalid share: it is in no rule, as its document is refused."""


def exact(text: str) -> Fraction | None:
    """Read ``1/2``, ``40%`` or ``12.5%`` exactly.

    Returns
    -------
    Fraction or None
        None where the text is no such number.

    Examples
    --------
    >>> exact("12.5%")
    Fraction(1, 8)
    """
    match = SHARE.fullmatch(text)
    if match is None:
        return None
    whole, decimals, mark, denominator = match.groups()
    number = Fraction(f"{whole}.{decimals or 0}")
    if mark is None:
        return number
    if mark == "%":
        return number / 100
    return None if decimals else number / int(denominator)


class Node:
    """A table of a document. It remembers which keys were asked for and collects what is wrong.

    Parameters
    ----------
    table : mapping
        Keys and values.
    path : str
        Where it stands: ``round[1].win[2]`` (counted from 1); empty for the whole document.
    problems : list of RuleError
        Shared by all nodes of a document.
    file : str
        Name of the file.
    """

    def __init__(self, table: Mapping[str, Any], path: str, problems: list[RuleError], file: str) -> None:
        self.table = table
        self.path = path
        self.problems = problems
        self.file = file
        self._known: set[str] = set()

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return sentence("{path}.{key}", path=self.path, key=key) if self.path else key

    def wrong(
        self, message: str, key: str = "", *, value: object = None, expected: str = "", remedy: str = ""
    ) -> None:
        """Note a problem."""
        column = (self.at(key) if key else self.path) or None
        if message == MISSING:
            table, _, name = str(self.at(key)).rpartition(".")
            bare = re.sub(r"\[\d+\]", "", table)
            remedy = remedy_of(needed(bare, name), name, table, self.file)
        seen = None if value is None else str(value)
        self.problems.append(
            RuleError(message, file=self.file, column=column, value=seen, expected=expected, remedy=remedy)
        )

    def has(self, key: str) -> bool:
        """Whether a key is there; it counts as asked for."""
        self._known.add(key)
        return key in self.table

    def value(self, key: str, *, required: bool) -> Any:  # noqa: ANN401 - a document holds anything
        """Return any value, None where there is none."""
        value = self.table[key] if self.has(key) else None
        if value is None and required:  # JSON may write that there is none
            self.wrong(MISSING, key)
        return value

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """Return a text that is not empty."""
        value = self.value(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.wrong("is no text.", key, value=value, expected="words in quotation marks")
            return default
        if len(value) > LONGEST_TEXT:
            self.wrong(
                "is too long.",
                key,
                expected=sentence("at most {longest_text} characters", longest_text=LONGEST_TEXT),
            )
            return default
        return value.strip()

    def word(self, key: str, options: Iterable[str], *, required: bool = True, default: str = "") -> str:
        """Return one word of a list."""
        text = self.text(key, required=required, default=default)
        known = tuple(str(option) for option in options)
        if text != default and text not in known:
            self.wrong("is not known.", key, value=text, remedy=nearest(text, known))
            return default
        return text

    def integer(self, key: str, *, least: int) -> int | None:
        """Return a whole number, None where there is none."""
        return None if self.value(key, required=False) is None else self.number(key, least=least)

    def number(self, key: str, *, least: int) -> int:
        """Return a whole number that must be there; the least one where it is missing or wrong."""
        value = self.value(key, required=True)
        if value is None:
            return least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 10**15:
            self.wrong(
                "is no such number.",
                key,
                value=value,
                expected=sentence("a whole number, {least} or more", least=least),
            )
            return least
        return value

    def flag(self, key: str) -> bool:
        """Return true or false, false where it is absent."""
        value = self.value(key, required=False)
        if value is None:
            return False
        if not isinstance(value, bool):
            self.wrong("is neither true nor false.", key, value=value, expected="true or false")
            return False
        return value

    def share(self, key: str) -> Fraction:
        """Return an exact share between 0 and 1."""
        value = self.value(key, required=True)
        if value is None:
            return REFUSED
        number = exact(value) if isinstance(value, str) else None
        if number is None or number > 1:
            self.wrong(
                "is no share.",
                key,
                value=value,
                expected='an exact share as text, such as "1/2" or "40%"',
                remedy="Write numbers of the law in quotation marks, so that no binary rounding takes part.",
            )
            return REFUSED
        return number

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a day from text in ISO form (days of TOML have been written so before)."""
        value = self.value(key, required=required)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.wrong("is no date.", key, value=value, expected="a day such as 2009-02-07")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is absent."""
        value = self.value(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.wrong("is no list of texts.", key, value=value, expected='a list such as ["a", "b"]')
            return ()
        return tuple(value)

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """Return a table within."""
        value = self.value(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(
                "is no table.",
                key,
                value=value,
                expected=sentence("[{key}] or {{ key = value }}", key=self.at(key)),
            )
            return None
        return Node(value, self.at(key), self.problems, self.file)

    def nodes(self, key: str, *, required: bool = False) -> list[Node]:
        """Return a list of tables within."""
        value = self.value(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.wrong("is no list of tables.", key, expected=sentence("[[{key}]]", key=self.at(key)))
            return []
        return [
            Node(item, f"{self.at(key)}[{i}]", self.problems, self.file)
            for i, item in enumerate(value, start=1)
        ]

    def entries(self, key: str, *, required: bool = False) -> dict[str, Node]:
        """Return the tables within a table, by name; none where it is absent."""
        outer = self.node(key, required=required)
        return {} if outer is None else outer.children()

    def children(self) -> dict[str, Node]:
        """Read the whole table as tables by name."""
        found = {name: self.node(name) for name in self.table}
        return {name: node for name, node in found.items() if node is not None}

    def counts(self, *, least: int = 0) -> dict[str, int]:
        """Read the whole table as numbers by name."""
        return {key: self.number(key, least=least) for key in self.table}

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.table:
            if key not in self._known:
                self.wrong("is no key of this format.", key, remedy=nearest(key, self._known))
