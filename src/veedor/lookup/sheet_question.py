"""A question about sheets, as an address and a command write it: the same keys, the same values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, nearest
from veedor.model import State
from veedor.model.exact import read_fraction
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = 50
"""Sheets a page."""
KEYS = (
    "find", "in", "state", "check", "winner", "margin", "turnout", "changed", "late", "sort", "columns",
    "page",
)  # fmt: skip
"""What a question can say, by the names that addresses and options have."""
STATES = {state.name.lower().replace("_", "-"): state for state in State}
"""States by the names that a question has for them."""
LONGEST = 200
"""Signs of a text that is looked for."""
MOST = 10**12
"""No count has a figure beyond it."""


@dataclass(frozen=True)
class ValueSpan:
    """Values from one to another, both included.

    Parameters
    ----------
    low, high : Fraction, optional
        Its ends; None for none.
    """

    low: Fraction | None = None
    high: Fraction | None = None

    @cached_property
    def _text(self) -> str:
        return f"{_end(self.low)}..{_end(self.high)}"

    def __str__(self) -> str:
        """Write it as a question does: ``0..10``, ``90..``."""
        return self._text


@dataclass(frozen=True)
class SheetQuestion:
    """Which sheets, in which order, which page of them.

    Parameters
    ----------
    find : str
        A text within the id or the place of a sheet, whatever its capitals and accents.
    region : str
        Id of a place that they lie in (``in``).
    state : str
        One of :data:`STATES`.
    check : str
        Id of a check that names them; ``any`` for any check.
    winner : str
        Choice that has the most votes on them.
    margin : ValueSpan, optional
        Votes between the first and the second choice.
    turnout : ValueSpan, optional
        Ballots in per cent of registered voters.
    changed, late : bool, optional
        Whether their figures changed between two publications; whether the first publication lacked them.
    sort : str
        A column; by default the id.
    down : bool
        Whether the largest come first (``sort=-margin``).
    columns : tuple of str
        Which to show; the usual ones where empty.
    page : int
        From 1.
    """

    find: str = ""
    region: str = ""
    state: str = ""
    check: str = ""
    winner: str = ""
    margin: ValueSpan | None = None
    turnout: ValueSpan | None = None
    changed: bool | None = None
    late: bool | None = None
    sort: str = "sheet"
    down: bool = False
    columns: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> SheetQuestion:
        """Read what an address or a command says.

        Parameters
        ----------
        given : mapping of str to str
            By :data:`KEYS`; empty values say nothing.

        Raises
        ------
        QuestionError
            Where a key or a value is not valid.
        """
        for name in given:
            if name not in KEYS:
                raise QuestionError(
                    sentence("A question about sheets has no key {name!r}.", name=name),
                    remedy=nearest(name, KEYS),
                )
        said = {name: value.strip() for name, value in given.items() if value.strip()}
        sort = said.get("sort", "sheet")
        return cls(
            find=_short(said.get("find", "")),
            region=given.get("in", ""),
            state=_one_of("state", said.get("state", ""), STATES),
            check=said.get("check", ""),
            winner=said.get("winner", ""),
            margin=_span("margin", said.get("margin", "")),
            turnout=_span("turnout", said.get("turnout", "")),
            changed=_truth("changed", said.get("changed", "")),
            late=_truth("late", said.get("late", "")),
            sort=sort.removeprefix("-"),
            down=sort.startswith("-"),
            columns=tuple(dict.fromkeys(name for name in said.get("columns", "").split(",") if name)),
            page=_page(said.get("page", "1")),
        )

    def written(self) -> dict[str, str]:
        """Write it as an address does; what says nothing is left out."""
        said = {
            "find": self.find,
            "in": self.region,
            "state": self.state,
            "check": self.check,
            "winner": self.winner,
            "margin": str(self.margin or ""),
            "turnout": str(self.turnout or ""),
            "changed": {None: "", True: "yes", False: "no"}[self.changed],
            "late": {None: "", True: "yes", False: "no"}[self.late],
            "sort": ("-" if self.down else "") + self.sort if self.down or self.sort != "sheet" else "",
            "columns": ",".join(self.columns),
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def which(self) -> tuple[object, ...]:
        """What says which sheets are meant, whatever their order."""
        return (
            self.find, self.region, self.state, self.check, self.winner, self.margin, self.turnout,
            self.changed, self.late,
        )  # fmt: skip

    @property
    def of_all(self) -> bool:
        """Whether every sheet is meant."""
        return self.which == SheetQuestion().which


def _end(value: Fraction | None) -> str:
    if value is None:
        return ""
    plain = str(float(value))
    return str(value) if value.denominator == 1 or Fraction(plain) != value else plain


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise QuestionError(
            sentence("A text to look for has at most {most} signs.", most=LONGEST), remedy="Shorten it."
        )
    return text


def _one_of(name: str, text: str, known: Mapping[str, object]) -> str:
    if text and text not in known:
        raise QuestionError(
            sentence("{text!r} is no {name}.", text=text[:40], name=name), remedy=nearest(text[:40], known)
        )
    return text


def _truth(name: str, text: str) -> bool | None:
    return {"": None, "yes": True, "no": False}[_one_of(name, text, {"": 0, "yes": 1, "no": 0})]


def _span(name: str, text: str) -> ValueSpan | None:
    """Read ``5``, ``0..10``, ``90..`` or ``..10``."""
    if not text or text == "..":
        return None
    low, dots, high = text.partition("..")
    ends = (_number(name, low), _number(name, high) if dots else _number(name, low))
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise QuestionError(
            sentence("The {name} {text!r} ends before it begins.", name=name, text=text[:40]),
            remedy="Write the smaller number first.",
        )
    return ValueSpan(*ends)


def _number(name: str, text: str) -> Fraction | None:
    if not text.strip():
        return None
    try:
        value = read_fraction(text.strip().removesuffix("%")) if len(text) <= 20 else Fraction(MOST + 1)
    except (ValueError, ZeroDivisionError):
        value = None
    if value is None or abs(value) > MOST or value.denominator > MOST:
        raise QuestionError(
            sentence("{text!r} is no {name}.", text=text[:40], name=name),
            remedy="Write a number, or two with points between: 0..10, 90.., ..10.",
        )
    return value


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= 10**8):
        raise QuestionError(
            sentence("{text!r} is no page.", text=text[:40]), remedy="Pages are numbered from 1."
        )
    return int(text)
