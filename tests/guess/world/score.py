"""Run ``veedor new FILE --yes`` on an entry, import what it wrote unedited, and judge the sums."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from guess.world.judged import differences, found_in
from veedor.cli.new import command
from veedor.errors import VeedorError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

    from guess.world.corpus import Entry

STATED = ["--title", "t", "--rule", "plurality"]
"""All that a user is to add, beside day and country."""

_ABOUT = {"kind": "choices", "missing": "numbers"}


@dataclass(frozen=True)
class Verdict:
    """How a proposal did.

    Parameters
    ----------
    verdict : str
        ``right``; ``doubted``: not right, and a doubt names the very thing; ``asked``: a question
        mark makes the import refuse; ``refused``: by words of ours; ``WRONG``: imported, and another
        figure; ``BROKEN``.
    notes : tuple of str
        What was not right, or what was said.
    """

    verdict: str
    notes: tuple[str, ...] = ()


def run(entry: Entry, folder: Path) -> Verdict:
    """Propose, import unedited, and compare with the truth."""
    published, case = folder / entry.file, folder / "case"
    published.write_bytes(entry.content)
    stated = [*STATED, "--date", entry.date, "--country", entry.country, "--to", str(case)]
    shown = CliRunner().invoke(command, [str(published), "--yes", "--json", *stated])
    if shown.exception is not None:
        return _failed(shown.exception)
    doubts: list[dict[str, Any]] = json.loads(shown.stdout)["doubts"]
    try:
        store = import_case(load_case(case)).store
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the verdict
        said = _failed(error)
        asked = said.verdict == "refused" and all("still to be answered" in note for note in said.notes)
        return Verdict("asked", said.notes) if asked else said
    wrong = differences(entry.truth, found_in(store))
    if not wrong:
        return Verdict("right")
    notes = tuple(f"{about}: {text}" for about, text in wrong)
    return Verdict("doubted" if all(_doubted(*one, doubts) for one in wrong) else "WRONG", notes)


def _doubted(about: str, text: str, doubts: list[dict[str, Any]]) -> bool:
    if text.endswith("has these") and any("encoding" in doubt["key"] for doubt in doubts):
        return True
    word = about.rpartition(" ")[2] if about.startswith("missing") else _ABOUT.get(about, about)
    return any(word in doubt["key"] or word in doubt["question"]["text"] for doubt in doubts)


def _failed(error: BaseException) -> Verdict:
    if isinstance(error, VeedorError):
        return Verdict("refused", (str(error),))
    if isinstance(error, ExceptionGroup):
        return Verdict("refused", tuple(str(one) for one in error.exceptions[:3]))
    return Verdict("BROKEN", ("".join(traceback.format_exception(error)[-3:]),))
