"""The page as a list of sections, each made by one module from a case.

How to add a section
--------------------
Write ``report/sections/<name>.py`` for a name in :data:`ORDER`, with one function::

    def build(case: Case, wording: Wording) -> Section | None:
        result = case.timeline()
        return Section(
            "timeline",
            (
                *said(result),                   # each finding: sentence, figures, method, assumptions,
                command *drawn(result, wording),         # each picture, with its summary and its table
                Listing(result.tables[0]),       # a table of its own
                Fragment(render("timeline_note.html", wording, interruptions=...)),  # anything else, escaped
                by Jinja
            ),
        )

and the texts ``section.<name>`` (its heading) and, if wanted, ``section.<name>.lead`` (a sentence under it)
in the area's catalogue. Give None, or let ``MissingDataError`` pass, when the case has no data for it: the
page then says that the case does not hold it. A section adds no reasoning and no number of its own: both
belong in findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.model import Finding, Result, Table
from veedor.report.ahead import QUESTIONS
from veedor.report.charts import ChartSpec, specs
from veedor.report.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.findings import Case
    from veedor.report.wording import Wording

__all__ = [
    "ORDER",
    "Evidence",
    "Folded",
    "Fragment",
    "Listing",
    "Part",
    "Picture",
    "Said",
    "Section",
    "build_all",
    "drawn",
    "render",
    "said",
]

ORDER = (
    "outcome",
    "results",
    "timeline",
    "compare",
    "stakes",
    "checks",
    "forensics",
    "outstanding",
    "shift",
    "audit",
    "press",
    "claims",
    "data",
)
"""Sections from top to bottom: the answer first, the material last."""


@dataclass(frozen=True)
class Said:
    """A finding as a sentence, with all that is needed to judge it behind a fold."""

    finding: Finding


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on, where its sentence stands elsewhere."""

    finding: Finding


@dataclass(frozen=True)
class Picture:
    """A picture with its summary and its table."""

    spec: ChartSpec


@dataclass(frozen=True)
class Listing:
    """A table.

    Parameters
    ----------
    table : Table
        Its caption is ``table.<name>``.
    limit : int
        Rows to print; the page says how many there are in all.
    only : tuple of str
        Names of the columns to print; all where empty.
    folded : bool
        Whether it starts closed.
    """

    table: Table
    limit: int = 60
    only: tuple[str, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Fragment:
    """Any other piece of the page, made by :func:`render` so that everything in it is escaped."""

    html: Markup


@dataclass(frozen=True)
class Folded:
    """Pieces behind a fold, for what matters less.

    Parameters
    ----------
    title : str
        What is behind it.
    parts : tuple of Part
        From top to bottom.
    """

    title: str
    parts: tuple[Part, ...]


Part = Said | Evidence | Picture | Listing | Fragment | Folded


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Parameters
    ----------
    name : str
        One of :data:`ORDER`; its anchor, and the key of its heading ``section.<name>``.
    parts : tuple of Part
        From top to bottom.
    """

    name: str
    parts: tuple[Part, ...]


def said(result: Result) -> tuple[Said, ...]:
    """Give every finding of a result."""
    return tuple(Said(finding) for finding in result.findings)


def drawn(result: Result, wording: Wording) -> tuple[Picture, ...]:
    """Give every picture of a result."""
    return tuple(Picture(spec) for spec in specs(result, wording))


def build_all(
    case: Case,
    wording: Wording,
    only: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _name: None,
) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """Build every section that a case has data for.

    Parameters
    ----------
    case : veedor.findings.Case
        An opened case.
    wording : Wording
        Language, and labels of the choices.
    only : sequence of str
        Names of the sections to build; all where empty.
    progress : callable
        Told the name of each section before it is built.

    Returns
    -------
    tuple of Section
        In the order of the page.
    tuple of str
        Names of the sections that the case holds no data for.

    Raises
    ------
    QuestionError
        Where there is no section of a name.
    """
    for name in only:
        if name not in ORDER:
            raise QuestionError(f"There is no section {name!r}.", remedy=nearest(name, ORDER))
    built, empty = [], []
    # those whose answers come from a second process are written last, and stand in their place
    later = list(QUESTIONS)
    for name in sorted(ORDER, key=lambda name: later.index(name) if name in later else -1):
        if (only and name not in only) or find_spec(f"{__name__}.{name}") is None:
            continue
        progress(name)
        try:
            section = import_module(f"{__name__}.{name}").build(case, wording)
        except MissingDataError:
            section = None
        if section is None:
            empty.append(name)
        else:
            built.append(section)
    built.sort(key=lambda section: ORDER.index(section.name))
    return tuple(built), tuple(sorted(empty, key=ORDER.index))
