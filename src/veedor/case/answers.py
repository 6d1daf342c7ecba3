"""One answer a question: what was asked of a case, kept under the command line that asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from veedor.case.command_line import command_line
from veedor.errors import InputErrors, VeedorError
from veedor.model import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.case.command_line import Option

R = TypeVar("R", bound=Result)

VERBS = (
    "outcome", "timeline", "compare", "stakes", "check", "sheets", "project", "quickcount", "shift", "audit",
    "press", "claims",
)  # fmt: skip
"""Verbs that ask a question, in the order in which a reader needs their answers."""


class Answers:
    """Answers about one case. A question is asked once, whoever asks it: a section, a verb, a notebook.

    Parameters
    ----------
    name : str
        How the user named the case: it stands in every command line.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept: dict[str, Result | VeedorError | InputErrors] = {}
        self._coming: dict[str, Callable[[], Result | None]] = {}

    def command(self, verb: str, *words: str, **options: Option) -> str:
        """Write the command line that asks a question of this case."""
        return command_line(verb, self._name, *words, options=options)

    def answer(self, command: str, ask: Callable[[], R], *, keep: bool = True) -> R:
        """Return the answer that is kept under a command line, or ask for it and keep it, refusals too.

        Parameters
        ----------
        command : str
            From :meth:`command`.
        ask : callable
            Gives the answer.
        keep : bool
            False where the command line does not say all that was asked (ids of sheets named by hand).
        """
        if not keep:
            return replace(ask(), command=command)
        if command not in self._kept:
            bring = self._coming.pop(command, None)
            try:
                made = None if bring is None else bring()
                self._kept[command] = replace(ask() if made is None else made, command=command)
            except (VeedorError, InputErrors) as error:
                self._kept[command] = error
        kept = self._kept[command]
        if isinstance(kept, Exception):
            raise kept
        return cast("R", kept)

    def expect(self, command: str, bring: Callable[[], Result | None]) -> None:
        """Say who brings the answer to a command line once it is asked; None says to ask here.

        Parameters
        ----------
        command : str
            From :meth:`command`.
        bring : callable
            Waits for the answer.
        """
        self._coming[command] = bring

    def answers(self) -> tuple[Result, ...]:
        """Return everything that was asked and answered so far, in the order of the house."""
        kept = [(c, r) for c, r in self._kept.items() if not isinstance(r, Exception)]
        return tuple(result for _, result in sorted(kept, key=lambda one: VERBS.index(one[0].split()[1])))
