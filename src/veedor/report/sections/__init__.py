"""The page as a list of sections, each made by one module from a case.

How to add a section
--------------------
Add a name to :data:`ORDER`, and write ``report/sections/<name>.py`` with one function::

    def build(case: Case, wording: Wording) -> Section:
        result = case.timeline()
        return Section(
            "timeline",
            (
                *said(result),  # each finding: sentence, figures, method, assumptions, command
                *drawn(result, wording),  # each picture, with its summary and its table
                Listing(result.tables[0]),  # a table of its own
                Fragment(render("timeline_note.html", wording, interruptions=...)),  # anything else
            ),
        )

and the texts ``section.<name>`` (its heading) and, if wanted, ``section.<name>.lead`` (a sentence under it)
in the area's catalogue, and ``section.<name>.needs``: what a case must hold to have it. Let
``MissingDataError`` or ``QuestionError`` pass when the case has no data for it: the page then says why. Any
other exception is an error inside Veedor, and is said as one. Either costs its own section only. A section
adds no reasoning and no number of its own: both belong in findings.
"""

from __future__ import annotations

from importlib import import_module
from logging import NullHandler, getLogger
from typing import TYPE_CHECKING

from veedor.errors import InputErrors, QuestionError, VeedorError, nearest, reason_of
from veedor.report.charts import specs
from veedor.report.page_parts import (
    Evidence,
    Folded,
    Fragment,
    Known,
    Lack,
    Listing,
    OfContest,
    Part,
    Picture,
    Said,
    Section,
)  # fmt: skip
from veedor.report.second_process import LONG
from veedor.report.templates import render
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.case import Case
    from veedor.model import Result
    from veedor.report.wording import Wording

__all__ = [
    "ORDER",
    "Evidence",
    "Folded",
    "Fragment",
    "Known",
    "Lack",
    "Listing",
    "OfContest",
    "Part",
    "Picture",
    "Said",
    "Section",
    "attempt",
    "build_all",
    "drawn",
    "faults",
    "lack_of",
    "render",
    "said",
]

ORDER = (
    "outcome",
    "search",
    "results",
    "seats",
    "contests",
    "timeline",
    "compare",
    "stakes",
    "check",
    "forensics",
    "project",
    "quickcount",
    "shift",
    "audit",
    "press",
    "claims",
    "data",
)
"""Sections from top to bottom: the answer first, the material last."""


LOG = getLogger("veedor.report")
LOG.addHandler(NullHandler())  # silent unless somebody listens: `--debug`, or a program that uses Veedor


def said(result: Result) -> tuple[Said, ...]:
    """Return every finding of a result."""
    return tuple(Said(finding) for finding in result.findings)


def drawn(result: Result, wording: Wording) -> tuple[Picture | Lack, ...]:
    """Return every picture of a result; where they cannot be drawn, why, so that the findings stay."""
    try:
        return tuple(Picture(spec) for spec in specs(result, wording))
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs the pictures only
        return (lack_of(type(result).__name__, error),)


def attempt(what: str, make: Callable[[], Sequence[Part]]) -> tuple[Part, ...]:
    """Return some parts of a section; where they cannot be had, why, so that the other parts stay.

    Parameters
    ----------
    what : str
        What they are, for the log.
    make : callable
        Gives them.
    """
    try:
        return tuple(make())
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs these parts only
        return (lack_of(what, error),)


def lack_of(what: str, error: Exception) -> Lack:
    """Say why something cannot be had; an error that Veedor did not raise on purpose goes to the log.

    Parameters
    ----------
    what : str
        The section, or the part of one.
    error : Exception
        What happened.
    """
    if isinstance(error, VeedorError | InputErrors):
        return Lack(what, reason_of(error))
    LOG.error("error inside Veedor (%s)", what, exc_info=error)
    return Lack(what, f"{type(error).__name__}: {error}", inside=True)


def faults(sections: Sequence[Section]) -> tuple[Lack, ...]:
    """Return the errors inside Veedor that some sections met."""
    found: list[Lack] = []
    waiting: list[Part] = [part for section in sections for part in section.parts]
    for part in waiting:
        if isinstance(part, Lack) and part.inside:
            found.append(part)
        elif isinstance(part, Folded | OfContest):
            waiting += part.parts
    return tuple(found)


def build_all(
    case: Case,
    wording: Wording,
    only: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _name: None,
) -> tuple[tuple[Section, ...], tuple[Lack, ...]]:
    """Build every section; one that cannot be had costs only itself.

    Parameters
    ----------
    case : veedor.case.Case
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
        In the order of the page; one that met an error inside Veedor stands in its place and says so.
    tuple of Lack
        The sections that the case holds no data for, with the reason.

    Raises
    ------
    QuestionError
        Where there is no section of a name.
    """
    for name in only:
        if name not in ORDER:
            raise QuestionError(
                sentence("There is no section {name!r}.", name=name), remedy=nearest(name, ORDER)
            )
    built: list[Section] = []
    lacking: list[Lack] = []
    # those whose answers come from a second process are written last, and stand in their place
    later = list(LONG)
    for name in sorted(ORDER, key=lambda name: later.index(name) if name in later else -1):
        if only and name not in only:
            continue
        progress(name)
        module = import_module(f"{__name__}.{name}")
        try:
            section = module.build(case, wording)
            built += [section] if section.parts else []
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this section only
            lack = lack_of(name, error)
            if lack.inside:
                built.append(Section(name, (lack,)))
            else:
                lacking.append(lack)
    built.sort(key=lambda section: ORDER.index(section.name))
    return tuple(built), tuple(sorted(lacking, key=lambda lack: ORDER.index(lack.what)))
