"""The case file of a draft: written from the answers, or by hand; its errors at their lines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.desk.apart import singles
from veedor.desk.bring.reading import reading_of
from veedor.errors import CaseError, InputError, InputErrors, VeedorError
from veedor.guess.draft import write_case
from veedor.intake.load import load_case
from veedor.intake.open_values import line_of
from veedor.report.phrases import Phrases
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from veedor.desk.bring.drafts import BroughtFiles, Draft

LARGEST = 900_000
"""Letters of a case file."""


@dataclass(frozen=True)
class LineProblem:
    """What is wrong with a case file.

    Parameters
    ----------
    line : int or None
        Where.
    text : str
        What stands there.
    says : str
        What is wrong with it, and what to write.
    """

    line: int | None
    text: str
    says: str


def text_of(draft: Draft, found: BroughtFiles, lang: str = "") -> str:
    """Return the case file as it stands: by hand where it was edited, else from the answers.

    Parameters
    ----------
    draft : Draft
        What is brought.
    found : BroughtFiles
        What was found of it.
    lang : str
        Language of the comments; by default the one in which it was begun.
    """
    if (written := draft.written) is not None:
        return written
    lang = lang or str((draft.read("begun") or {}).get("lang", "en"))
    answers = draft.answers
    reading, words = reading_of(found, answers), Phrases(Wording(lang))
    forms = found.forms
    if found.fetch is not None:
        forms = tuple(replace(form, fetch=found.fetch) for form in forms)
    return write_case(
        reading.proposal,
        forms,
        answers.election,
        words=words,
        seen=found.words[lang]["seen"],
        left=[words.said(one) for one in reading.trial.refused] if reading.tried else (),
        controls=answers.controls,
    )


def problems_of(text: str, words: Wording) -> list[LineProblem]:
    """Say what is wrong with a case file.

    Parameters
    ----------
    text : str
        The file.
    words : Wording
        The language.
    """
    with disk.temporary() as folder:
        file = folder / "case.toml"
        file.write_text(text, encoding="utf-8")
        try:
            _refuse_rules_elsewhere(tomllib.loads(text), file)
        except tomllib.TOMLDecodeError:
            pass  # it is said below, in the words of the command line
        except CaseError as error:
            return [_at_line(error, text, file, words)]
        try:
            load_case(file)
        except (VeedorError, InputErrors) as error:
            return [_at_line(one, text, file, words) for one in singles(error)]
    return []


def _at_line(error: VeedorError, text: str, file: Path, words: Wording) -> LineProblem:
    says = words.said(error.text).replace(str(file.resolve()), "case.toml").replace(str(file), "case.toml")
    line = None
    if isinstance(error, InputError):
        line = error.row
        if line is None and error.column:
            line = line_of(text, error.column)
    if line is None and (at := re.search(r"\(at line (\d+)", str(error))):
        line = int(at[1])
    lines = text.splitlines()
    shown = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return LineProblem(line, shown[:200], says)


def _refuse_rules_elsewhere(document: dict[str, Any], file: Path) -> None:
    """Refuse a rule file outside the folder of the case: what a browser says is no path."""
    contests = document.get("contest")
    for name, contest in contests.items() if isinstance(contests, dict) else ():
        rule = contest.get("rule") if isinstance(contest, dict) else None
        if isinstance(rule, str) and rule.endswith((".toml", ".json")) and re.search(r"[/\\:]", rule):
            raise CaseError(
                "it leads out of the folder of the case.",
                file=str(file),
                column=f"contest.{name}.rule",
                value=rule,
                expected="the id of a rule, or the name of a file beside case.toml",
                remedy="`veedor rules list` lists the rules.",
            )
