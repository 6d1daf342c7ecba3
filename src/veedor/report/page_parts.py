"""What a page is made of: sections, and the parts of one from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from veedor.findings.summary import ChapterAnswer
    from veedor.model import Contest, Finding, Table
    from veedor.report.charts import ChartSpec


@dataclass(frozen=True)
class Said:
    """A finding as a sentence, with all that is needed to judge it behind a fold."""

    finding: Finding


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on, where its sentence stands elsewhere."""

    finding: Finding


@dataclass(frozen=True)
class Known:
    """What is known of the completeness of the count: findings that no reader may miss, in a box.

    Parameters
    ----------
    findings : tuple of Finding
        Each a sentence with its evidence behind a fold.
    """

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Lack:
    """Something that cannot be had, and why.

    Parameters
    ----------
    what : str
        The section, or the part of one.
    reason : str
        What the error said.
    inside : bool
        Whether it is an error inside Veedor: no fault of the published files, and to be reported.
    """

    what: str
    reason: str
    inside: bool = False


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
    """Any other piece of the page.

    Parameters
    ----------
    html : Markup
        Made by ``render`` of the templates, which escapes everything.
    title : str
        Of the fold that it stands behind; empty where it stands open.
    """

    html: Markup
    title: str = ""


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


@dataclass(frozen=True)
class OfContest:
    """Pieces about another contest than the rest of the page, with its own labels.

    Parameters
    ----------
    contest : Contest
        Which.
    headline : str
        Its outcome in one sentence.
    parts : tuple of Part
        From top to bottom.
    """

    contest: Contest
    headline: str
    parts: tuple[Part, ...]


Part = Said | Evidence | Known | Picture | Listing | Fragment | Folded | OfContest | Lack


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Parameters
    ----------
    name : str
        One of :data:`ORDER`; its anchor, and the key of its heading ``section.<name>``.
    parts : tuple of Part
        From top to bottom.
    answer : ChapterAnswer, optional
        What the chapter says in one sentence, which then stands above its parts.
    """

    name: str
    parts: tuple[Part, ...]
    answer: ChapterAnswer | None = None
