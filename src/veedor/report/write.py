"""The report of a case: the page, findings.json, and the pictures as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.findings.serial import document, dumps
from veedor.model import Unit
from veedor.report.ahead import ahead
from veedor.report.asked import answers, remembering
from veedor.report.page import Front, page, specs_of
from veedor.report.sections import ORDER, build_all
from veedor.report.wording import Wording
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.findings import Case
    from veedor.report.charts import ChartSpec

READING = tuple(
    f"report.reading.{name}" for name in ("findings", "bases", "line", "words", "colours", "times")
)
"""What the box "how to read this page" says."""


@dataclass(frozen=True)
class Written:
    """What a report consists of.

    Parameters
    ----------
    page : Path
        The HTML file.
    findings : Path
        ``findings.json``.
    images : tuple of Path
        Pictures, two files each; empty unless they were asked for.
    """

    page: Path
    findings: Path
    images: tuple[Path, ...]


def write_report(
    case: Case,
    folder: Path,
    *,
    lang: str = "en",
    images: bool = False,
    only: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Written:
    """Write the report of a case.

    Parameters
    ----------
    case : Case
        An opened case.
    folder : Path
        Where to; made where it is not there. Files of an earlier report in it are replaced.
    lang : str
        ``en`` or ``es``.
    images : bool
        Whether to write each picture as SVG and PNG too, into ``images/``.
    only : sequence of str
        Names of the sections to write (:data:`~veedor.report.sections.ORDER`); all where empty.
    progress : callable, optional
        Told what is being done: the name of a section, of a file, of a picture.

    Raises
    ------
    QuestionError
        Where there is no section of a name.
    """
    from veedor.report.charts import theme

    tell = progress or (lambda _what: None)
    with ahead(case, only or ORDER) as expected:
        case = remembering(case, expected)
        wording = _wording(case, lang)
        with theme.unchecked():
            sections, empty = build_all(case, wording, only, tell)
    tell("page")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"report-{lang}.html"
    with theme.unchecked():
        text = page(front(case, wording), sections, empty, wording)
    target.write_text(text, encoding="utf-8")
    tell("findings.json")
    found = folder / "findings.json"
    found.write_text(dumps(document(answers(case), case=case.about(), say=wording.say)), encoding="utf-8")
    drawn: tuple[Path, ...] = ()
    if images:
        label = wording.text("report.synthetic") if case.election.file.election.synthetic else ""
        drawn = write_images(specs_of(sections), folder / "images", wording, tell, label)
    return Written(target, found, drawn)


def _wording(case: Case, lang: str) -> Wording:
    """Give the words of a language with the labels of the contest that the report is about."""
    return Wording(lang).of(case.election.contest())


def front(case: Case, wording: Wording) -> Front:
    """Give what stands at the top of the page.

    Parameters
    ----------
    case : Case
        An opened case.
    wording : Wording
        The language.
    """
    election = case.election.file.election
    facts = [wording.value(election.date, Unit.DAY), case.election.contest().title]
    headline = election.title
    try:
        outcome = case.outcome()
    except MissingDataError:
        pass
    else:
        headline = wording.say(outcome.findings[0])
        counted = case.election.file.counts[outcome.count_id].title
        sheets = f"{wording.value(outcome.sheets, Unit.SHEETS)} {wording.noun(Unit.SHEETS, outcome.sheets)}"
        facts += [counted, sheets]
    facts.append(wording.text("report.zone", zone=election.tz))
    return Front(election.title, headline, tuple(facts), READING, election.synthetic, __version__)


def write_images(
    specs: list[ChartSpec], folder: Path, wording: Wording, tell: Callable[[str], None], label: str = ""
) -> tuple[Path, ...]:
    """Write each picture as SVG and as PNG of twice the size, titled and themed.

    Parameters
    ----------
    specs : list of ChartSpec
        The pictures.
    folder : Path
        Where to.
    wording : Wording
        The language.
    tell : callable
        Told the name of each.
    label : str
        Stands under each title: that the data are made up.
    """
    import vl_convert

    from veedor.report.charts import theme

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for spec in specs:
        tell(spec.name)
        drawn = theme.finished(spec, wording, label).to_json()
        svg = folder / f"{spec.name}-{wording.lang}.svg"
        svg.write_text(vl_convert.vegalite_to_svg(drawn), encoding="utf-8")
        png = svg.with_suffix(".png")
        png.write_bytes(vl_convert.vegalite_to_png(drawn, scale=2))
        made += [svg, png]
    return tuple(made)
