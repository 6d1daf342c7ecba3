"""Importing a case: every source read, every control met, the tables kept under a key of their content."""

from __future__ import annotations

import errno
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from veedor import disk
from veedor.engine import MANIFEST, Store, connect
from veedor.errors import InputError, InputErrors, VeedorError, raise_all
from veedor.intake.alike import refuse_ids_alike, refuse_look_alikes
from veedor.intake.assemble import counts_of
from veedor.intake.contents import FileContents
from veedor.intake.earlier import write_earlier
from veedor.intake.expected import write_drawn, write_expected
from veedor.intake.kept import forget_others, is_kept, name_of, seal_tables
from veedor.intake.locate import Located, locate, work_folder
from veedor.intake.manifest import make_manifest, plain, write_findings_of
from veedor.intake.tables import write_choices, write_counts, write_logs
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine import Engine
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadSource
    from veedor.intake.source_reader import SourceReader

FORMAT = 6
"""Version of the tables' form; part of the key, so that a new form is imported anew."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, and which step of how many it is."""


@dataclass(frozen=True, eq=False)
class Imported:
    """An imported case.

    Parameters
    ----------
    case : CaseFile
        The case.
    store : Store
        Its tables.
    reused : bool
        Whether they were there already.
    """

    case: CaseFile
    store: Store
    reused: bool


def import_case(
    case: CaseFile,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    engine: Engine = "duckdb",
    contents: FileContents | None = None,
) -> Imported:
    """Read the published files of a case into canonical tables, or reuse what was read before.

    Parameters
    ----------
    case : CaseFile
        From :func:`veedor.intake.load_case`.
    progress : callable, optional
        Told of each step.
    anew : bool
        Read everything again even where the tables are there.
    engine : {"duckdb", "spark"}
        What reads them, into the same tables. On Spark every machine must see the folders of the case and of
        its data under the same names.
    contents : FileContents, optional
        What files held in an import before, where the same case is imported again and again.

    Returns
    -------
    Imported
        The tables; they are complete or not there at all.

    Raises
    ------
    MissingDataError
        Where a source is nowhere.
    InputError, InputErrors
        Where a file is not what the case says, or control totals are missed. Nothing is left behind.
    """
    located = locate(case)
    base = work_folder(case)
    key = key_of_import(case, located)
    folder = base / name_of(key)
    disk.sweep(base)
    if is_kept(folder) and not anew:
        return Imported(case, Store(folder), reused=True)
    base.mkdir(parents=True, exist_ok=True)
    tell = progress or _silent
    try:
        with disk.alone(base, lambda: tell("waiting for another veedor that reads this case", 0, 1)):
            if is_kept(folder) and not anew:  # the other one has read it
                return Imported(case, Store(folder), reused=True)
            with disk.made_aside(base) as new:
                _import_into(new, case, located, tell, engine, key, contents or FileContents(0))
                seal_tables(new)
                _put_into_place(new, folder)
            forget_others(base, folder)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise _full(base) from error
    return Imported(case, Store(folder), reused=False)


def _full(base: Path) -> VeedorError:
    try:
        temporary = tempfile.gettempdir()
    except OSError:  # it was never asked for before, and now nothing can be written
        temporary = "TMPDIR"
    return VeedorError(
        sentence(
            "The disk is full: the tables could not be written to {base}, or temporary files to {temporary}.",
            base=base,
            temporary=temporary,
        ),
        remedy="Make room there, or name a folder for temporary files on another disk with TMPDIR.",
    )


def key_of_import(case: CaseFile, located: tuple[Located, ...]) -> str:
    """Return the key of an import: hash of the files, the mapping and the form of the tables.

    What is for pictures only changes no table, and no key.
    """
    content = {
        "format": FORMAT,
        "files": [[file.source, file.form.name, file.sha256] for file in located],
        "election": case.election,
        "contests": case.contests,
        "counts": case.counts,
        "sources": case.sources,
    }
    mapping = plain(content)
    mapping["election"].pop("outline")
    for contest in mapping["contests"].values():
        del contest["image"]
        for choice in contest["choices"]:
            del choice["candidate"], choice["colour"]
    return sha256(msgspec.json.encode(mapping, order="sorted")).hexdigest()[:24]


def _import_into(
    folder: Path,
    case: CaseFile,
    located: tuple[Located, ...],
    progress: Progress,
    engine: Engine,
    key: str,
    contents: FileContents,
) -> None:
    from veedor.intake.source_reader import SourceReader

    started = time.monotonic()
    steps = len(located) + 3
    with (
        disk.temporary() as own,
        # what does not fit into memory stands beside the tables: the system's folder may itself be memory,
        # and other machines see this one
        disk.made_aside(folder.parent) as spill,
    ):
        work = spill if engine == "spark" else own
        connection = connect(engine, spill=spill)
        try:
            reader = SourceReader(connection, case, work, contents)
            read = _read(reader, case, located, progress)
            parts = [part for source in read for part in source.parts]
            for contest_id in case.contests:
                refuse_ids_alike(case, contest_id, parts, reader.scratch)
                refuse_look_alikes(case, contest_id, parts)
            progress(sentence("writing counts"), steps - 2, steps)
            counts = list(counts_of(case, parts, reader.scratch))
            write_counts(case, counts, folder, reader.scratch)
            write_logs(case, parts, folder, reader.scratch)
            progress(sentence("writing sheets and places"), steps - 1, steps)
            expected = write_expected(case, parts, folder, reader.scratch)
            write_drawn(parts, folder, reader.scratch)
            write_earlier(parts, folder, reader.scratch)
            write_choices(case, folder)
            write_findings_of(read, folder)
        finally:
            connection.close()
    progress(sentence("finishing"), steps, steps)
    manifest = make_manifest(case, read, expected, Store(folder), seconds=time.monotonic() - started)
    manifest["key"] = key
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(
    reader: SourceReader, case: CaseFile, located: tuple[Located, ...], progress: Progress
) -> list[ReadSource]:
    """Read every source; what is wrong with all of them is raised at once."""
    read: list[ReadSource] = []
    problems: list[InputError | InputErrors] = []
    step = 0
    for _, files in groupby(located, key=attrgetter("source")):
        parts = list(files)
        step += len(parts)
        told = sentence("reading {file}", file=parts[0].path.name)
        if len(parts) > 1:
            told = sentence("reading {file} and {more} more", file=parts[0].path.name, more=len(parts) - 1)
        progress(told, step, len(located) + 3)
        try:
            read.append(reader.read(parts))
        except (InputError, InputErrors) as problem:
            problems.append(problem)
    raise_all(problems, sentence("{path} cannot be imported", path=case.path))
    return read


def _put_into_place(new: Path, folder: Path) -> None:
    """Move finished tables to where they are looked for, all at once."""
    for file in new.iterdir():
        with file.open("rb") as opened:
            disk.settle(opened)
    new.chmod(0o755)
    if folder.exists():
        with disk.made_aside(folder.parent) as old:
            folder.replace(old / "tables")
            new.replace(folder)
    else:
        new.replace(folder)
    disk.settle_folder(folder.parent)


def _silent(what: str, step: int, steps: int) -> None:
    del what, step, steps
