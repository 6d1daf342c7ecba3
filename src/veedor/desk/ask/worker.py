"""The process that answers one question, and writes the answer in every language.

Run as ``python -m veedor.desk.ask.worker``; :mod:`veedor.desk.apart` says how it is told what to do.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.case.case import open_case
from veedor.case.command_line import command_line
from veedor.case.forms import VERBS, FormProblemsError, ask
from veedor.claims.result import FILE
from veedor.desk.apart import singles, task, tell, tell_step
from veedor.errors import InputErrors, VeedorError
from veedor.findings.serial import written
from veedor.report.catalogue import shipped
from veedor.report.embedding import specs_of
from veedor.report.image_files import as_svg
from veedor.report.section_html import chapter
from veedor.report.sections import Evidence, Said, Section
from veedor.report.wording import Wording
from veedor.sentence import record, sentence

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.model import Result
    from veedor.report.sections import Part

MOST_PROBLEMS = 100


def main() -> int:
    """Answer the question that is given."""
    given = task()
    try:
        tell(result=_answered(given))
    except FormProblemsError as error:
        tell(problems=[one for key, problem in error.problems.items() for one in _told(key, problem)])
    except (VeedorError, InputErrors) as error:
        tell(problems=_told("", error))
    return 0


def _told(key: str, problem: Exception) -> list[dict[str, Any]]:
    return [{"field": key, "says": record(one.text)} for one in singles(problem)[:MOST_PROBLEMS]]


def _answered(given: dict[str, Any]) -> dict[str, Any]:
    case = open_case(given["folder"], progress=tell_step)
    tell_step(sentence("asking the question"), 0, 0)
    with disk.temporary() as folder:
        claims = None
        if given["claims"] is not None:
            claims = folder / FILE
            claims.write_text(given["claims"], encoding="utf-8")
        result = ask(case, given["verb"], given["said"], claims=claims, progress=_simulated)
        if claims is not None:  # the file lies elsewhere for whoever asks again
            line = command_line(VERBS["claims"].line, given["folder"], options={"file": FILE})
            result = replace(result, command=line)
        return _in_every_language(case, given, result)


def _simulated(step: int, steps: int) -> None:
    tell_step(sentence("simulating"), step, steps)


def _in_every_language(case: Case, given: dict[str, Any], result: Result) -> dict[str, Any]:
    languages = shipped()
    made = {}
    for number, lang in enumerate(languages):
        tell_step(sentence("writing the answer"), number, len(languages))
        made[lang] = _in(lang, case, given, result)
    return {"command": result.command, "in": made}


def _in(lang: str, case: Case, given: dict[str, Any], result: Result) -> dict[str, Any]:
    """Write the answer in a language: as a piece of a page, its pictures, and as JSON."""
    if given["verb"] == "claims":
        result = replace(result, lang=lang)  # type: ignore[call-arg] # its texts are of a language
    contest = getattr(result, "contest", None)
    words = Wording(lang).of_all(getattr(result, "contests", (contest,) if contest else ()))
    words = words.of_counts(case.election.file.counts)
    name = given["verb"]  # of the section of the report that shows its answer, too
    parts: tuple[Part, ...] = import_module(f"veedor.report.sections.{name}").answer(result, words)
    if any(isinstance(part, Evidence) for part in parts):  # of the sentence that stands above a report
        rest = [part for part in parts if not isinstance(part, Evidence)]
        parts = (Said(result.findings[0]), *rest)
    section = Section(name, parts)
    return {
        "html": str(chapter(section, words, lambda spec, form: f"{given['key']}/{spec.name}-{form}.svg")),
        "pictures": {
            f"{spec.name}-{form}": drawing
            for spec in specs_of((section,))
            for form, drawing in as_svg(spec, words).items()
        },
        "json": written((result,), case=case.about(), say=words.say),
    }


if __name__ == "__main__":
    sys.exit(main())
