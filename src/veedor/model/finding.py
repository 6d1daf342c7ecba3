"""What an analysis found, with all that is needed to judge it and to compute it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.model.figure import Figure


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure was obtained.

    Parameters
    ----------
    name : str
        Message key that describes it.
    source : str
        Paper with equation, law with article, or handbook with page.
    """

    name: str
    source: str


@dataclass(frozen=True)
class Finding:
    """What an analysis found.

    Parameters
    ----------
    finding_id : str
        Stable: ``outcome.decision``.
    says : str
        Message key of the sentence; its ``{names}`` are names of figures.
    figures : tuple of Figure
        Everything the sentence says, and more where useful.
    method : Method
        How it was obtained.
    assumptions : tuple of str
        Message keys of what must be true for it to mean what it says.
    cannot_show : tuple of str
        Message keys of what it says nothing about.
    command : str
        The command that computes it again.
    sql : str, optional
        The query behind it, for DuckDB alone.
    contest : str
        Of which contest it is, for the labels of its choices; empty where it is of none, or of all.
    """

    finding_id: str
    says: str
    figures: tuple[Figure, ...]
    method: Method
    assumptions: tuple[str, ...] = ()
    cannot_show: tuple[str, ...] = ()
    command: str = ""
    sql: str | None = None
    contest: str = ""

    def figure(self, name: str) -> Figure:
        """Give one figure by its name.

        Raises
        ------
        KeyError
            Where there is none of that name.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(name)
