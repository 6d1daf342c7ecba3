"""The report of a case: the page, findings.json, and the pictures as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.case.record import record
from veedor.findings.serial import written
from veedor.findings.summary import summary
from veedor.report.chapters import findings_of
from veedor.report.embedding import specs_of
from veedor.report.front import answers_told, credit, front, written_at
from veedor.report.page import page
from veedor.report.second_process import asked_meanwhile
from veedor.report.sections import ORDER, Lack, build_all, faults, lack_of
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.case import Case
    from veedor.report.charts import ChartSpec
    from veedor.report.front import Front
    from veedor.report.sections import Section


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
    tell = progress or (lambda _what: None)
    named = (case.election.contest_id(), *case.election.contests)  # the contest of the headline first
    wording = Wording(lang).of_all([case.election.contest(name) for name in dict.fromkeys(named)])
    wording = wording.of_counts(case.election.file.counts)
    with asked_meanwhile(case, only or ORDER):
        from veedor.report.charts import theme  # takes long, and the other process is at work by now

        with theme.unchecked():
            sections, lacking = build_all(case, wording, only, tell)
    tell("page")
    line = case.command("report", lang=None if lang == "en" else lang, only=tuple(only) or None)
    return _write(case, folder, wording, sections, lacking, line, images=images, tell=tell)


def _write(
    case: Case,
    folder: Path,
    wording: Wording,
    sections: Sequence[Section],
    lacking: Sequence[Lack],
    line: str,
    *,
    images: bool,
    tell: Callable[[str], None],
) -> Written:
    """Write what the sections hold, and the answers that stand above them."""
    from veedor.report.charts import theme

    met: list[Lack] = []
    said = {section.name: findings_of(section.parts) for section in sections}
    answers = summary(said, command=case.command("report"))
    sections = tuple(replace(section, answer=answers.of(section.name)) for section in sections)
    findings = written(
        (*case.answers(), answers),
        case=case.about(),
        record=record(case, line, wording.lang),
        say=wording.say,
        lost=lambda result, error: met.append(lack_of(type(result).__name__, error)),
    )
    drawings = specs_of(sections) if images else []
    top = replace(
        front(case, wording, lacking),
        findings=sha256(findings.encode()).hexdigest(),
        answers=answers_told(answers, wording),
        made=written_at(wording),
        command=line,
        image=f"images/{drawings[0].name}-{wording.lang}.png" if drawings else "",
        image_says=drawings[0].summary if drawings else "",
    )
    with theme.unchecked():
        text = page(top, sections, lacking, wording, met)
    made = _write_files(folder, text, findings, drawings, wording, top, tell, met)
    every = dict.fromkeys((lack.what, lack.reason) for lack in (*faults(sections), *met))
    return replace(made, faults=tuple(f"{what}: {reason}" for what, reason in every))


def _write_files(
    folder: Path,
    text: str,
    findings: str,
    drawings: Sequence[ChartSpec],
    wording: Wording,
    top: Front,
    tell: Callable[[str], None],
    met: list[Lack],
) -> Written:
    """Write all files of a report aside, and put them into their places together."""
    target, found = folder / f"report-{wording.lang}.html", folder / "findings.json"
    with disk.aside(folder, last=(found.name, target.name)) as new:
        disk.write(new / target.name, text)
        tell("findings.json")
        disk.write(new / found.name, findings)
        drawn = _write_images(drawings, new, wording, top, tell, met)
    return Written(target, found, tuple(folder / path.relative_to(new) for path in drawn))


def _write_images(
    specs: Sequence[ChartSpec],
    folder: Path,
    wording: Wording,
    top: Front,
    tell: Callable[[str], None],
    met: list[Lack],
) -> list[Path]:
    """Write each picture into ``images/``; one that cannot be written is left out, and its error added."""
    label = wording.text("report.synthetic") if top.synthetic else ""
    made: list[Path] = []
    for spec in specs:
        tell(spec.name)
        try:
            made += _image(spec, folder / "images", wording, label, credit(top))
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this picture only
            met.append(lack_of(spec.name, error))
    return made


def _image(spec: ChartSpec, folder: Path, wording: Wording, label: str, credited: str) -> tuple[Path, Path]:
    """Write a picture as SVG and as PNG of twice the size, titled and themed."""
    import vl_convert

    from veedor.report.charts import theme

    drawn = theme.finished(spec, wording, label, credited).to_json()
    folder.mkdir(exist_ok=True)
    svg = folder / f"{spec.name}-{wording.lang}.svg"
    svg.write_text(vl_convert.vegalite_to_svg(drawn), encoding="utf-8")
    png = svg.with_suffix(".png")
    png.write_bytes(vl_convert.vegalite_to_png(drawn, scale=2))
    return svg, png
