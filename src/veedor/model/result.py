"""What every analysis returns: frozen numbers, their tables, and the findings they support."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from veedor.model.finding import Finding
    from veedor.model.table import Table

_SMALL = (str, int, float, type(None))
WIDEST = 60
"""Letters of a value at the most."""


class Brief:
    """Base of frozen dataclasses with long columns: small values are printed, of others how much."""

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "__repr__" not in vars(cls):  # a dataclass leaves one alone that is there
            type.__setattr__(cls, "__repr__", brief)


def brief(record: Any) -> str:  # noqa: ANN401 - any dataclass
    """Write a dataclass on one line: small values as they are, of all else its length or its type.

    Parameters
    ----------
    record : dataclass
        Any.
    """
    named = ((one.name, getattr(record, one.name)) for one in fields(record) if one.repr)
    return f"{type(record).__name__}({', '.join(f'{name}={_value(value)}' for name, value in named)})"


def _value(value: object) -> str:
    if isinstance(value, _SMALL):
        text = repr(value)
        return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
    shape = getattr(value, "shape", None)
    if shape is not None:
        return f"<{' x '.join(f'{n:,}' for n in shape)}>"
    try:
        return f"<{len(value):,} {type(value).__name__}>"  # type: ignore[arg-type] # what has no length says so
    except TypeError:
        return f"<{type(value).__name__}>"


@dataclass(frozen=True)
class Words:
    """What puts a kind of result in words and figures.

    Parameters
    ----------
    findings : callable
        Result -> its findings, in the order in which a reader needs them.
    tables : callable
        Result -> the tables behind them.
    """

    findings: Callable[[Any], tuple[Finding, ...]]
    tables: Callable[[Any], tuple[Table, ...]]


@dataclass(frozen=True)
class Result:
    """Base of every analysis result.

    Subclasses are frozen dataclasses that hold numbers, and know neither units nor message keys. What they
    support is said by :mod:`veedor.findings`, which is found by the type of the result, as its pictures are.
    They print as a few sentences; ``text("es")`` gives all of them, ``veedor.chart(result)`` draws them.

    Parameters
    ----------
    command : str
        The command line that computes it again; who asks knows it.
    """

    command: str = field(default="", kw_only=True)
    speaker: ClassVar[str] = "veedor.findings"
    """The package that finds the words of a type of result. It lies above: named, not imported."""
    voice: ClassVar[str] = "veedor.report.spoken"
    """The module that puts findings in sentences. It lies above, too."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the numbers support, in the order in which a reader needs it, with command and contest."""
        said = self._words().findings(self)
        contest = getattr(getattr(self, "contest", None), "contest_id", "")
        return tuple(
            replace(f, command=f.command or self.command, contest=f.contest or contest) for f in said
        )

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables behind the findings."""
        return self._words().tables(self)

    def table(self, name: str) -> Table | None:
        """Return the table of a name; None where the result has none of it."""
        return next((table for table in self.tables if table.name == name), None)

    def _words(self) -> Words:
        found: Words = import_module(self.speaker).words_of(type(self))
        return found

    def text(self, lang: str = "en") -> str:
        """Say what was found: every sentence, the first one first, a paragraph each.

        Parameters
        ----------
        lang : str
            ``en``, ``es``, or another language that there are texts in.

        Raises
        ------
        QuestionError
            Where there are no texts in the language.
        """
        said: str = self._voice().text(self, lang)
        return said

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        if "__repr__" not in vars(cls):  # a dataclass leaves one alone that is there
            type.__setattr__(cls, "__repr__", Result.__repr__)

    def __repr__(self) -> str:
        """Say what was found on a screen at the most; what cannot be put in words prints its fields."""
        try:
            said: str = self._voice().short(self)
        except Exception:  # noqa: BLE001 - whatever it is: to print must never fail
            return brief(self)
        return said

    def _repr_html_(self) -> str:
        """Show a notebook the sentences and the beginning of the first table, a screen at the most."""
        shown: str = self._voice().html(self)
        return shown

    def _voice(self) -> Any:  # noqa: ANN401 - a module
        return import_module(self.voice)
