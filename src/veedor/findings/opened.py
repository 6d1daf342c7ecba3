"""An opened case: what every question needs."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from veedor.count import Election


class Opened:
    """A case that was opened.

    Parameters
    ----------
    election : Election
        The case, imported.
    """

    def __init__(self, election: Election) -> None:
        self.election = election
        self._kept: dict[tuple[object, ...], object] = {}

    def __repr__(self) -> str:
        return f"<Case {self.election.name!r}: {self.election.title}>"

    def about(self) -> dict[str, Any]:
        """Say what every finding rests on: the case, its title, the hash of its data."""
        return {
            "name": self.election.name,
            "title": self.election.title,
            "data": self.election.data_hash,
            "synthetic": self.election.file.election.synthetic,
        }

    def command(self, verb: str, *words: str, **options: str | int | None) -> str:
        """Write the command line that asks the same question.

        Parameters
        ----------
        verb : str
            ``outcome``.
        *words : str
            Arguments after the case.
        **options : str or int, optional
            ``count="official"`` is ``--count official``; options that are None are left out.
        """
        parts = ["veedor", verb, self.election.name, *words]
        for name, value in options.items():
            if value is not None:
                parts += [f"--{name.replace('_', '-')}", str(value)]
        return shlex.join(parts)
