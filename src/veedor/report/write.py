"""The report of a case: the page, findings.json, and the pictures as files."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.case.record import record
from veedor.errors import QuestionError
from veedor.findings.serial import written
from veedor.findings.summary import Summary, Weight, summary
from veedor.model import Unit
from veedor.report.chapters import findings_of
from veedor.report.page import Entry, Front, Told, contest_anchor, credit, page, specs_of
from veedor.report.second_process import asked_meanwhile
from veedor.report.sections import ORDER, Lack, build_all, faults, lack_of
from veedor.report.wording import Wording
from veedor.sentence import sentence
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.case import Case
    from veedor.intake.case import ContestEntry, CountEntry, ElectionEntry
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
    faults : tuple of str
        Errors inside Veedor that were met: where, and what. The page says each in its place.
    """

    page: Path
    findings: Path
    images: tuple[Path, ...]
    faults: tuple[str, ...] = ()


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
    named = (case.election.contest_id(), *case.election.contests)  # the contest of the headline first
    wording = Wording(lang).of_all([case.election.contest(name) for name in dict.fromkeys(named)])
    with asked_meanwhile(case, only or ORDER), theme.unchecked():
        sections, lacking = build_all(case, wording, only, tell)
    tell("page")
    met: list[Lack] = []
    said = {section.name: findings_of(section.parts) for section in sections}
    line = case.command("report", lang=None if lang == "en" else lang, only=tuple(only) or None)
    answers = summary(said, command=case.command("report"))
    sections = tuple(replace(section, answer=answers.of(section.name)) for section in sections)
    findings = written(
        (*case.answers(), answers),
        case=case.about(),
        record=record(case, line, lang),
        say=wording.say,
        lost=lambda result, error: met.append(lack_of(type(result).__name__, error)),
    )
    top = replace(
        front(case, wording, lacking),
        findings=sha256(findings.encode()).hexdigest(),
        answers=_told(answers, wording),
        made=written_at(wording),
        command=line,
    )
    if images and (specs := specs_of(sections)):
        top = replace(top, image=f"images/{specs[0].name}-{lang}.png", image_says=specs[0].summary)
    with theme.unchecked():
        text = page(top, sections, lacking, wording, met)
    target, found = folder / f"report-{lang}.html", folder / "findings.json"
    drawn: tuple[Path, ...] = ()
    with disk.aside(folder, last=(found.name, target.name)) as new:
        disk.write(new / target.name, text)
        tell("findings.json")
        disk.write(new / found.name, findings)
        if images:
            label = wording.text("report.synthetic") if case.election.file.election.synthetic else ""
            made = write_images(specs_of(sections), new / "images", wording, tell, label, met, credit(top))
            drawn = tuple(folder / path.relative_to(new) for path in made)
    every = dict.fromkeys((lack.what, lack.reason) for lack in (*faults(sections), *met))
    return Written(target, found, drawn, tuple(f"{what}: {reason}" for what, reason in every))


def written_at(wording: Wording) -> str:
    """Say when a page was made, to the minute: now, or at the time of ``SOURCE_DATE_EPOCH``.

    Raises
    ------
    QuestionError
        Where that is set, and is no time.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        at = datetime.fromtimestamp(int(told), UTC) if told else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise QuestionError(
            sentence("SOURCE_DATE_EPOCH is {told!r}.", told=told[:40]),
            remedy="Set it to whole seconds since 1970, such as 1571529600, or unset it.",
        ) from None
    return f"{wording.value(at, Unit.DAY)}, {at:%H:%M} UTC"


def _told(answers: Summary, wording: Wording) -> tuple[Told, ...]:
    """Put the answers of the first screen in words."""
    return tuple(
        Told(answer.chapter, wording.say(answer.finding), answer.weight == Weight.NOTHING)
        for answer in answers.answers
    )


def front(case: Case, wording: Wording, lacking: Sequence[Lack] = ()) -> Front:
    """Give what stands at the top of the page. Without an outcome its headline is the title of the election.

    Parameters
    ----------
    case : Case
        An opened case.
    wording : Wording
        The language.
    lacking : sequence of Lack
        The sections that cannot be had: of the outcome the reason stands under the headline.
    """
    file = case.election.file
    election = file.election
    title = _title(election, wording)
    facts = [
        wording.value(election.date, Unit.DAY),
        _title(file.contests[case.election.contest_id()], wording),
    ]
    headline = title
    try:
        outcome = case.outcome()
        headline = wording.say(outcome.findings[0])
        if len(case.election.ruled) > 1:
            headline = f"{_title(file.contests[outcome.contest.contest_id], wording)}: {headline}"
    except Exception:  # noqa: BLE001 - the section of the outcome says which, and has logged it
        headline = title
    else:
        counted = _title(file.counts[outcome.count_id], wording)
        sheets = f"{wording.value(outcome.sheets, Unit.SHEETS)} {wording.noun(Unit.SHEETS, outcome.sheets)}"
        facts += [counted, sheets]
    facts.append(wording.text("report.zone", zone=election.tz))
    why = next((wording.said(lack.reason) for lack in lacking if lack.what == "outcome"), "")
    return Front(
        title,
        headline,
        tuple(facts),
        READING,
        election.synthetic,
        __version__,
        why,
        index=index(case, wording),
    )


def _title(entry: ElectionEntry | ContestEntry | CountEntry, wording: Wording) -> str:
    """Give the title of an entry of the case in the language of the page, where the case has it."""
    return entry.titles.get(wording.lang, entry.title)


def index(case: Case, wording: Wording) -> tuple[Entry, ...]:
    """List the contests of a case with their outcomes; nothing where a rule decides only one.

    Parameters
    ----------
    case : Case
        An opened case.
    wording : Wording
        The language.
    """
    if len(case.election.ruled) < 2:
        return ()
    every, main = case.contests(), case.election.contest_id()
    entries = {
        result.contest.contest_id: Entry(
            _title(case.election.file.contests[result.contest.contest_id], wording),
            wording.of(result.contest).say(result.findings[0]),
            "outcome" if result.contest.contest_id == main else contest_anchor(result.contest.contest_id),
        )
        for result in every.outcomes
    }
    entries |= {
        lack.of.contest_id: Entry(wording.value(lack.of.title, Unit.CONTEST), wording.said(lack.reason))
        for lack in every.unanswered
    }
    return tuple(entries[name] for name in case.election.ruled)


def write_images(
    specs: list[ChartSpec],
    folder: Path,
    wording: Wording,
    tell: Callable[[str], None],
    label: str = "",
    met: list[Lack] | None = None,
    credited: str = "",
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
    met : list of Lack, optional
        A picture that cannot be written is left out, and its error added; without a list it is raised.
    credited : str
        Stands in each picture: of what it is, and who drew it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for spec in specs:
        tell(spec.name)
        try:
            made += _image(spec, folder, wording, label, credited)
        except Exception as error:
            if met is None:
                raise
            met.append(lack_of(spec.name, error))
    return tuple(made)


def _image(spec: ChartSpec, folder: Path, wording: Wording, label: str, credited: str) -> tuple[Path, Path]:
    import vl_convert

    from veedor.report.charts import theme

    drawn = theme.finished(spec, wording, label, credited).to_json()
    svg = folder / f"{spec.name}-{wording.lang}.svg"
    svg.write_text(vl_convert.vegalite_to_svg(drawn), encoding="utf-8")
    png = svg.with_suffix(".png")
    png.write_bytes(vl_convert.vegalite_to_png(drawn, scale=2))
    return svg, png
