"""The captures of a watch as a case of their own: each one a dated publication, to be asked anything."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import tomli_w

from veedor import disk
from veedor.errors import MissingDataError
from veedor.intake.locate import DATA, find
from veedor.intake.pages import series_of
from veedor.intake.strict import read_toml
from veedor.sentence import sentence
from veedor.watch.building import watched
from veedor.watch.reading import unpacked
from veedor.watch.targets import LastKept
from veedor.watch.warc import read_watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.intake.case import CaseFile

    Toml = dict[str, Any]


def write_captures(case: CaseFile, folder: Path, to: Path) -> int:
    """Write every capture that could be read as a publication of a new case.

    Parameters
    ----------
    case : CaseFile
        The case that was watched.
    folder : Path
        Of the watch.
    to : Path
        A new or empty folder.

    Returns
    -------
    int
        Captures.

    Raises
    ------
    MissingDataError
        Where nothing was captured that could be read, or the folder is not empty.
    """
    events, store = read_watch(folder)
    entry = watched(case)
    read = {event["n"] for event in events if event["kind"] == "read" and "problem" not in event}
    if not read or (to.is_dir() and any(to.iterdir())):
        raise MissingDataError(
            sentence("{folder} is not empty.", folder=str(to))
            if read
            else sentence("Nothing was captured in {folder} that could be read.", folder=str(folder)),
            remedy="Name a new folder." if read else "Watch until something is published.",
        )
    document: Toml = read_toml(case.path)
    document.pop("watch", None)
    templates = {name: document["source"].pop(name) for name in entry.sources}
    made: dict[str, list[str]] = {name: [] for name in entry.sources}
    with disk.aside(to, last=("case.toml",)) as new:
        _copy_others(case, frozenset(entry.sources), new / DATA)
        last = LastKept()
        for event in events:
            last.take(event)
            if event["kind"] != "capture" or event["n"] not in read:
                continue
            for name, template in templates.items():
                files = _files(
                    case, name, template, last, new / DATA, event["n"], store.read, entry.size << 20
                )
                if files:
                    key = f"{name}-{event['n']:04}"
                    made[name].append(key)
                    document["source"][key] = _dated(template, files, event, case)
        _rename(document, made)
        (new / "case.toml").write_text(tomli_w.dumps(document), encoding="utf-8")
    return len(read)


def _dated(template: Toml, files: list[Toml], event: Toml, case: CaseFile) -> Toml:
    at = datetime.fromtimestamp(int(event["at"]), ZoneInfo(case.election.tz)).replace(tzinfo=None)
    dated = {**template, "files": files}
    if template["layout"] in {"wide", "long"}:
        dated |= {"snapshot": f"capture-{event['n']}", "taken_at": at}
    return dated


def _files(
    case: CaseFile,
    name: str,
    template: Toml,
    last: LastKept,
    data: Path,
    number: int,
    load: Callable[[str], bytes],
    size: int,
) -> list[Toml]:
    """Write the files of one source of a capture, and give their entries."""
    entries = []
    for form, entry in zip(case.sources[name].files, template["files"], strict=True):
        plain = {k: v for k, v in entry.items() if k not in {"fetch", "copies", "sha256", "name"}}
        if form.fetch is None:
            entries.append(entry)
            continue
        for series in series_of(form):
            for page in series.pages():
                if page.name not in last.files:
                    if series.endless:
                        break
                    continue
                target = f"capture-{number:04}/{page.name}"
                packed = last.headers(page.name).get("Content-Encoding", "")
                content = unpacked(load(last.hash_of(page.name)), packed, page.name, size)
                (data / target).parent.mkdir(parents=True, exist_ok=True)
                (data / target).write_bytes(content)
                entries.append({"name": target, **plain})
    return entries


def _copy_others(case: CaseFile, sources: frozenset[str], data: Path) -> None:
    """Copy the files of the sources that were not watched, as far as they are there."""
    data.mkdir(parents=True, exist_ok=True)
    for name, source in case.sources.items():
        for form in source.files:
            if name in sources and form.fetch is not None:
                continue
            for one, path in find(case, form):
                (data / one.name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, data / one.name)


def _rename(document: Toml, made: dict[str, list[str]]) -> None:
    """Let what names a watched source name its captures, the latest as the best."""
    election = document["election"]
    if "roll" in election:
        election["roll"] = [k for name in election["roll"] for k in reversed(made.get(name, [name]))]
    for contest in document["contest"].values():
        expected = contest.get("expected")
        if isinstance(expected, str) and expected in made:
            contest["expected"] = made[expected]
        elif isinstance(expected, list):
            contest["expected"] = [k for name in expected for k in made.get(name, [name])]
