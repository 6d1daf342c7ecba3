"""The process that opens what was brought: within limits, so that whatever a file does ends in a message.

Run as ``python -m veedor.desk.bring.worker``; :mod:`veedor.desk.apart` says how it is told what to do. What
it finds stands in the folder afterwards: ``found.json``, ``done.json``, or ``problems.json``.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.desk.apart import task, tell, tell_step
from veedor.desk.bring.casefile import text_of
from veedor.desk.bring.drafts import Draft
from veedor.desk.bring.opening import given_of
from veedor.desk.bring.problems import recorded_problems
from veedor.desk.bring.reading import print_of, reading_of
from veedor.desk.bring.receive import MOST_BYTES, own_name, refuse_bomb
from veedor.desk.bring.record import recorded
from veedor.engine import fetch_rows
from veedor.errors import InputError, InputErrors, MissingDataError, VeedorError
from veedor.guess.trial import try_out
from veedor.guess.tried_proposal import propose_and_try
from veedor.intake.address import fetched
from veedor.intake.formats import Format
from veedor.intake.load import load_case
from veedor.intake.names import fold
from veedor.intake.read import look_inside, unpack_all
from veedor.intake.run import import_case
from veedor.intake.transfer import Limits
from veedor.report.catalogue import shipped
from veedor.report.phrases import Phrases
from veedor.report.proposed import left_out, opened_as, seen
from veedor.report.wording import Wording
from veedor.sentence import record, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.guess.given import Given
    from veedor.guess.tried_proposal import TriedProposal
    from veedor.intake.case import FileForm
    from veedor.intake.raw import Raw

SHOWN = 12
"""Rows of the preview."""
LINES = 20
"""Lines that are shown as they stand."""
HEAD = 20_000
"""Bytes in which these are looked for."""
LONGEST_LINE = 200
LONGEST_CELL = 60
MOST_MEMBERS = 500
LONGEST_DOWNLOAD = 3600.0
"""Seconds."""
EVERY = 0.5
"""Seconds between two words on how much has come."""
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Byte order marks of texts that are not UTF-8."""
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
    """Find out what the files are, and try the proposal; what has an address is downloaded first."""
    if (address := draft.read("address")) is not None and not draft.names:
        _fetch(draft, **address)
    files = [draft.files / name for name in draft.names]
    path = files[0] if len(files) == 1 else draft.files
    given = given_of(draft)
    draft.write("inside", _inside(files[0], given))
    with propose_and_try(path, given) as found:
        draft.write("found", _told(found))
    _forget_lost_roles(draft)


def _fetch(draft: Draft, url: str, *, private: bool) -> None:
    """Download what an address gives, within the limits of what is uploaded."""
    last = 0.0

    def told(name: str, have: int, total: int | None) -> None:
        nonlocal last
        del name
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            what = sentence("{have:,} bytes have come", have=have)
            steps = {"step": have, "steps": total or 0, "fetching": True}
            tell(progress={"what": record(what), **steps})

    limits = Limits(size=MOST_BYTES, seconds=LONGEST_DOWNLOAD, private=private)
    coming = draft.folder / "coming"
    coming.mkdir(exist_ok=True)
    path, fetch = fetched(url, coming, told, limits, lambda name: own_name(name, ()))
    refuse_bomb(path)
    path.rename(draft.files / path.name)
    draft.write("fetched", {"url": fetch.url, "sha256": fetch.sha256, "size": fetch.size})
    tell(progress={})


def _inside(file: Path, given: Given) -> dict[str, object]:
    """Say what is inside a file, as far as that can be told: for those who say how it is opened."""
    form = given.form(file.name)
    try:
        inside = look_inside(file, form)
        lines = [] if inside.members else _first_lines(file, replace(form, member=form.member))
    except (VeedorError, InputErrors):
        return {}
    sheets = [one for one in inside.tables if one.key == "sheets"]
    if sheets:
        lines = [" | ".join(row) for row in sheets[0].head[:LINES]]
    return {
        "label": inside.label,
        "members": list(inside.members[:MOST_MEMBERS]) or ([given.member] if given.member else []),
        "sheets": [one.name for one in sheets],
        "lines": [_short(line, LONGEST_LINE) for line in lines],
    }


def _first_lines(file: Path, form: FileForm) -> list[str]:
    """Return the first lines of a text file as they stand."""
    with disk.temporary() as folder:
        plain = unpack_all(file, form, folder)
        if plain.format is not Format.TEXT:
            return []
        with plain.path.open("rb") as opened:
            data = opened.read(HEAD)
    for encoding in filter(None, (form.encoding, _MARKS.get(data[:2]), "utf-8-sig")):
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(encoding).splitlines()[:LINES]
    return data.decode("cp1252", errors="replace").splitlines()[:LINES]


def _forget_lost_roles(draft: Draft) -> None:
    """Forget what was said of columns that are not there any more, as the files are opened otherwise."""
    found, answers = draft.found, draft.answers
    if found is not None and answers.roles:
        here = {fold(name) for name in found.header}
        roles = {name: role for name, role in answers.roles.items() if fold(name) in here}
        try:
            reading_of(found, replace(answers, roles=roles))
        except VeedorError:
            roles = {}
        draft.keep(replace(answers, roles=roles))


def _told(found: TriedProposal) -> dict[str, object]:
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
    rows = fetch_rows(raw.table.order_by("source", "row").limit(SHOWN))
    return [[_short(str(row.get(name) or "")) for name in columns] for row in rows]


def _short(text: str, most: int = LONGEST_CELL) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def retry(draft: Draft) -> None:
    """Try the files as they are read after all answers, where that was not tried yet."""
    found = draft.found
    if found is None:
        raise MissingDataError("Its files have not been read yet.")
    reading = reading_of(found, draft.answers)
    if not reading.tried:
        trial = try_out(reading.proposal, found.forms, [draft.files / name for name in found.files])
        draft.keep_try(print_of(reading.proposal), trial)
    draft.write("tried", {})


def _asks_more(draft: Draft) -> bool:
    """Try the files as the answers changed it: what the import asks then is asked of the user as well."""
    found, answers = draft.found, draft.answers
    if found is None or draft.written is not None:
        return False
    before = reading_of(found, answers)
    if before.tried:
        return False
    retry(draft)
    after = reading_of(draft.found or found, answers)
    return bool(after.doubts.keys() - before.doubts.keys() - answers.given.keys())


def finish(draft: Draft) -> None:
    """Import the case as it stands, and move it among the others."""
    found = draft.found
    if found is None:
        raise MissingDataError("Its files have not been read yet.")
    if _asks_more(draft):
        draft.write("done", {"asks": True})
        return
    shutil.rmtree(draft.case, ignore_errors=True)
    (draft.case / "data").mkdir(parents=True)
    for name in found.files:
        _link(draft.files / name, draft.case / "data" / name)
    found = draft.found or found  # as it was tried
    (draft.case / "case.toml").write_text(text_of(draft, found), encoding="utf-8")
    case = load_case(draft.case)

    try:
        import_case(case, tell_step)
    except (InputError, InputErrors) as error:
        draft.write("problems", {"task": "finish", "problems": recorded_problems(error, draft, case)})
        return
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


TASKS: dict[str, Callable[[Draft], None]] = {"find": find, "try": retry, "finish": finish}


if __name__ == "__main__":
    sys.exit(main())
