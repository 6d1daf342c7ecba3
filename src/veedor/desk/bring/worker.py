"""The process that opens what was brought: within limits, so that whatever a file does ends in a message.

Run as ``python -m veedor.desk.bring.worker``; :mod:`veedor.desk.apart` says how it is told what to do. What
it finds stands in the folder afterwards: ``found.json``, ``done.json``, or ``problems.json``.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.desk.apart import task, tell, tell_step
from veedor.desk.bring.casefile import text_of
from veedor.desk.bring.drafts import Draft
from veedor.desk.bring.problems import recorded_problems
from veedor.desk.bring.questions import ELECTION, LATER, changed, proposal_of
from veedor.desk.bring.record import recorded
from veedor.engine import fetch_rows
from veedor.errors import InputErrors, MissingDataError, VeedorError
from veedor.guess.found import find_out
from veedor.guess.trial import try_out
from veedor.intake.load import load_case
from veedor.intake.run import import_case
from veedor.report.catalogue import shipped
from veedor.report.phrases import Phrases
from veedor.report.proposed import left_out, opened_as, seen
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.desk.bring.drafts import BroughtFiles
    from veedor.guess.found import Found
    from veedor.intake.raw import Raw

SHOWN = 12
"""Rows of the preview."""
LONGEST_CELL = 60
LONGEST_NAME = 60


def main() -> int:
    """Do the task that is given for a draft, and write what came of it."""
    given = task()
    draft = Draft(Path(given["folder"]))
    try:
        TASKS[given["task"]](draft)
    except (VeedorError, InputErrors) as error:
        draft.write("problems", {"task": given["task"], "problems": recorded_problems(error, draft)})
    except MemoryError:
        return 3
    tell(result=None)
    return 0


def find(draft: Draft) -> None:
    """Find out what the files are, and try the proposal."""
    files = [draft.files / name for name in draft.names]
    with find_out(files[0] if len(files) == 1 else draft.files) as found:
        draft.write("found", _told(found))


def _told(found: Found) -> dict[str, object]:
    published = found.published
    words = {}
    for lang in shipped():
        own = Phrases(Wording(lang))
        said = {"opened": opened_as(found, own), "left": left_out(found, own), "seen": list(seen(found, own))}
        words[lang] = said
    return {
        "trial": recorded(found.trial),
        "forms": recorded(published.forms),
        "files": [file.name for file in published.files],
        "header": list(published.raw.header),
        "rows": _first_rows(published.raw),
        "words": words,
    }


def _first_rows(raw: Raw) -> list[list[str]]:
    columns = [f"c{number}" for number in range(len(raw.header))]
    rows = fetch_rows(raw.table.order_by("row").limit(SHOWN))
    return [[_short(str(row.get(name) or "")) for name in columns] for row in rows]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _asks_more(draft: Draft, found: BroughtFiles) -> bool:
    """Try the proposal as the answers changed it: what the import asks then is asked of the user as well."""
    answers = draft.answers
    if draft.written is not None or not changed(found, answers):
        return False
    proposal = proposal_of(found, answers)
    trial = try_out(proposal, found.forms, [draft.files / name for name in found.files])
    draft.write("tried", recorded(trial))
    given = {key: text for key, text in answers.given.items() if key in ELECTION}
    left = {f"d{n}": LATER for n, one in enumerate(trial.proposal.doubts) if one in proposal.doubts}
    draft.keep(replace(answers, given=given | left))
    return len(left) < len(trial.proposal.doubts)


def finish(draft: Draft) -> None:
    """Import the case as it stands, and move it among the others."""
    found = draft.found
    if found is None:
        raise MissingDataError("Its files have not been read yet.")
    if _asks_more(draft, found):
        draft.write("done", {"asks": True})
        return
    shutil.rmtree(draft.case, ignore_errors=True)
    (draft.case / "data").mkdir(parents=True)
    for name in found.files:
        _link(draft.files / name, draft.case / "data" / name)
    found = draft.found or found  # as it was tried
    (draft.case / "case.toml").write_text(text_of(draft, found), encoding="utf-8")
    case = load_case(draft.case)

    import_case(case, tell_step)
    draft.write("done", {"folder": _moved(draft, case.election.title)})


def _link(file: Path, to: Path) -> None:
    """Put a file there without a second copy, where the disk can."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)


def _moved(draft: Draft, title: str) -> str:
    """Move the case among the others under a name that is free, and give the name."""
    wanted = re.sub(r"[^\w]+", "-", title.casefold()).strip("-")[:LONGEST_NAME] or "case"
    number, name = 1, wanted
    while True:
        if not (draft.home / name).exists():
            with suppress(OSError):  # another draft may have taken the name meanwhile
                draft.case.rename(draft.home / name)
                return name
            if not (draft.home / name).exists():
                raise VeedorError("The case cannot be moved among the others.")
        number += 1
        name = f"{wanted}-{number}"


TASKS: dict[str, Callable[[Draft], None]] = {"find": find, "finish": finish}


if __name__ == "__main__":
    sys.exit(main())
