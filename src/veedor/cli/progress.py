"""How far a command is, on standard error and only on a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.language import in_words, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class ImportBar:
    """Shows on standard error how far an import is. It appears only when there is something to import.

    Parameters
    ----------
    hidden : bool
        Show nothing, ever.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        self.hidden = hidden or not sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def __call__(self, what: str, step: int, steps: int) -> None:
        """Show one step."""
        if self.hidden:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=steps,
                label=translated("importing"),
                file=sys.stderr,
                item_show_func=lambda item: item and in_words(item),
            )
        self._bar.update(step - 1 - self._done, what)
        self._done = step - 1

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.render_finish()


@contextmanager
def steps(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Show on a terminal how far an analysis is.

    Parameters
    ----------
    label : str
        What is being done.
    quiet : bool
        Show nothing.

    Yields
    ------
    callable or None
        To be told the steps done and their number; None where nothing is shown.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=100, label=label, file=sys.stderr) as bar:
        shown = 0

        def tell(done: int, number: int) -> None:
            nonlocal shown
            now = 100 * done // max(number, 1)
            bar.update(now - shown)
            shown = now

        yield tell
