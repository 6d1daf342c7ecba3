"""A fact of a count: its name, its value, and the expression that gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from veedor.claims.moments import FINAL
from veedor.claims.types import NotKnownError, ValueType
from veedor.errors import VeedorError
from veedor.press.language import languages

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a count.

    Parameters
    ----------
    kind : str
        ``share``, ``lead``, ``votes``, ...: a name in the table ``facts`` of the word lists.
    value : Fraction
        Its value, in per cent for shares.
    type : ValueType
        What it counts.
    check : str
        Expression of the check language that gives it.
    choice, rival : str
        Whose it is, and over whom.
    base : str
        Of a share: ``valid``, ``cast`` or ``registered``; of others what their name says further.
    at : str
        At which publication.
    place : str
        Where; empty for all.
    level : str
        Level of the place, or of the areas that are counted.
    case : str
        Of which other case, or compared with which: an earlier election.
    next_best : bool
        Whether it is a lead of the first over the second, who need no names.
    """

    kind: str
    value: Fraction
    type: ValueType
    check: str
    choice: str = ""
    rival: str = ""
    base: str = ""
    at: str = FINAL
    place: str = ""
    level: str = ""
    case: str = ""
    next_best: bool = False

    @property
    def of_share(self) -> bool:
        """Whether its printed digits tell how exact it is: per cent and points."""
        return self.type in {ValueType.PERCENT, ValueType.POINTS}

    @property
    def name(self) -> dict[str, str]:
        """Its name by language."""
        return {language.code: self._named(language.table("facts")) for language in languages()}

    def _named(self, words: dict[str, str]) -> str:
        when = "" if self.at == FINAL else words.get(f"at_{self.at}", words["at"]).format(at=self.at)
        named = words[self.kind].format(
            choice=self.choice,
            rival=self.rival,
            level=self.level,
            kind=self.base,
            of=words.get(f"of_{self.base}", ""),
            where=words["where"].format(place=self.place) if self.place else "",
            when=when,
        )
        return named + (words["case"].format(case=self.case) if self.case else "")


def call(function: str, *arguments: str, at: str = FINAL, where: str = "", **named: str) -> str:
    """Write a call of the check language; what its signature says anyway is left out."""
    written = [f'"{one}"' for one in arguments]
    given = {**named, "at": "" if at == FINAL else at, "where": where}
    written += [f'{name}="{value}"' for name, value in given.items() if value]
    return f"{function}({', '.join(written)})"


def condition(level: str, name: str) -> str:
    """Write the condition that a sheet lies in a place; empty where its name cannot stand in a check."""
    if '"' in name or "\\" in name or "'" in name:
        return ""
    plain = name.replace(" ", "").replace(".", "").replace("-", "").isalnum()
    single = plain and not {"and", "or"} & set(name.casefold().split())
    return f"{level} = {name}" if single else f"{level} = '{name}'"


def known(ask: Callable[..., T], *arguments: object) -> T | None:
    """Ask; None where the case does not hold the answer."""
    try:
        return ask(*arguments)
    except (NotKnownError, VeedorError):
        return None
