"""What a template is given: how many, a share and how it is compared, a word, a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.rules.node import exact
from veedor.rules.rule_parts import Op
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import Localised

COUNT = re.compile(r"[0-9]{1,9}")
THRESHOLD = re.compile(r"(>=|>)?\s*([^+<>=]+?)\s*(\+\s*1)?")
BELOW = {Op.GE: Op.LT, Op.GT: Op.LE}
"""What is below a threshold, by what reaches it."""

Values = dict[str, "str | int"]
"""What the placeholders of a document stand for."""


@dataclass(frozen=True)
class Parameter:
    """What a template is given.

    Parameters
    ----------
    name : str
        By which it is written, ``turnout=50%``; also its placeholder.
    kind : str
        ``count``, ``threshold`` (a share with how it is compared), ``word`` or ``text``.
    meaning : Localised
        For people.
    default : str
        What stands where it is not given; empty where it then has no value, or must be given.
    optional : bool
        Whether it may be left out.
    least, most : int
        Of a count.
    options : tuple of str
        Of a word.
    op : Op
        How a bare threshold is compared: ``1/2`` is read as ``>1/2`` or ``>=1/2``.
    """

    name: str
    kind: str
    meaning: Localised
    default: str = ""
    optional: bool = False
    least: int = 1
    most: int = 1
    options: tuple[str, ...] = ()
    op: Op = Op.GT

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return not (self.optional or self.default)

    def values(self, text: str) -> Values:
        """Read what is given, as the values of its placeholders.

        Raises
        ------
        ValueError
            Saying what is expected.
        """
        if self.kind == "count":
            number = int(text) if COUNT.fullmatch(text) else -1
            if not self.least <= number <= self.most:
                raise ValueError(
                    sentence("a whole number from {least:,} to {most:,}", least=self.least, most=self.most)
                )
            return {self.name: number}
        if self.kind == "threshold":
            return self._threshold(text)
        if self.options and text not in self.options:
            raise ValueError(sentence("one of {options}", options=self.options))
        if not text:
            raise ValueError(sentence("a name"))
        return {self.name: text}

    def _threshold(self, text: str) -> Values:
        match = THRESHOLD.fullmatch(text)
        share = exact(match[2]) if match else None
        if match is None or share is None or not 0 < share <= 1:
            raise ValueError(sentence("a share of 1 at the most, such as 1/2, 40% or >=2/3"))
        op = Op(match[1]) if match[1] else self.op
        if match[3]:
            if match[1] or not self.adds_one:
                raise ValueError(sentence("a share such as 1/2, 40% or >=2/3"))
            op = Op.PLUS_ONE
        if share == 1 and op is not Op.GE:
            raise ValueError(
                sentence(
                    "a share that can be reached; nothing is more than all, so write >={share}",
                    share=match[2],
                )
            )
        found: Values = {self.name: match[2], f"{self.name}.op": str(op)}
        return found | ({f"{self.name}.below": str(BELOW[op])} if op in BELOW else {})

    @property
    def adds_one(self) -> bool:
        """Whether ``1/2+1`` can be meant: of votes to win, not of a turnout or of seats."""
        return self.name == "share"


def read_parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    """Read a parameter from the table of a template.

    Parameters
    ----------
    name : str
        By which it is given.
    table : mapping
        ``[parameter.NAME]``.
    """
    return Parameter(
        name,
        table["kind"],
        table["meaning"],
        default=table.get("default", ""),
        optional=table.get("optional", False),
        least=table.get("least", 1),
        most=table.get("most", 1),
        options=tuple(table.get("options", ())),
        op=Op(table.get("op", Op.GT)),
    )
