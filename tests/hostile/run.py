"""Import a variant, say what became of it, and follow the remedies that its refusal prints."""

from __future__ import annotations

import re
import shutil
import signal
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field.mend import edit
from hostile.truths import figures, observed, ordered
from veedor.errors import InputError, InputErrors, MissingDataError, VeedorError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hostile.drafts import Draft
    from hostile.truths import Truth

SECONDS = 30
SPOILT = (
    "double_encoded",
    "lost_letters",
    "ids_spoilt",
    "odd_letters",
    "escaped_letters",
    "letters_doubtful",
)
FORM = re.compile(
    r"^(skip|header_rows|columns|foot|fill_down|hidden|short_rows|line_breaks|delimiter|quote|encoding|member|named|records|table|constants)$"
)
ASSIGNED = re.compile(r"\b([a-z_]+(?:\.[a-z_]+)*) = ")
REMOVED = re.compile(r"[Rr]emove `([^`]+)`")
ELSEWHERE = re.compile(
    r"[Ii]n a copy|(save|write) a copy|fetch (it|the file) again|another file|name the right file|"
    r"part them into two files|plain file name|put them there|at most 255 bytes|unpack it yourself|"
    r"ask who published|save it anew|the same letters in the file|use a file with the marker|"
    r"save (it|the file) as CSV|use one that holds votes|correct the total|write one of",
    re.IGNORECASE,
)
"""Remedies that no setting of the case can be: they ask for other bytes, or for what nobody else knows."""
READ_SO = re.compile(r"([a-z0-9_-]+): ['\"]")
MOST = 10
"""Imports that following the remedies of one variant may take."""


@dataclass(frozen=True)
class Outcome:
    """What became of a variant: ``right``, ``named`` (with a word), ``refused``, ``wrong`` or ``crashed``."""

    kind: str
    words: str = ""
    problems: tuple[InputError, ...] = field(default=(), repr=False)


@contextmanager
def limited(seconds: int = SECONDS) -> Iterator[None]:
    """Stop what takes too long."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"{number} {frame}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(made: Draft, folder: Path, *, followed: bool = False) -> Outcome:
    """Import a case that is written, and hold what comes out against the truth."""
    truths = (*made.truths, *(made.after if followed else ()))
    try:
        with limited():
            imported = import_case(load_case(folder))
            seen = observed(imported.store, made.layout)
            notices = {notice["key"] for notice in imported.store.manifest["notices"]}
    except InputErrors as group:
        return _refused([p for p in group.exceptions if isinstance(p, InputError)], folder)
    except InputError as problem:
        return _refused([problem], folder)
    except MissingDataError as problem:
        return Outcome("refused" if problem.remedy else "crashed", str(problem))
    except VeedorError as problem:
        return Outcome("crashed", f"no InputError: {problem!r}")
    except BaseException as crash:
        if isinstance(crash, KeyboardInterrupt):
            raise
        return Outcome("crashed", f"{type(crash).__name__}: {str(crash)[:300]}")
    if any(ordered(seen) == ordered(truth) for truth in truths):
        return Outcome("right")
    if any(figures(seen) == figures(truth) for truth in truths) and notices & {*SPOILT, *made.says}:
        return Outcome("named", str(notices))
    return Outcome("wrong", f"{different(seen, truths)} {sorted(notices)}")


def different(seen: Truth, truths: tuple[Truth, ...]) -> str:
    """Show what is read otherwise than it is true."""
    if not truths:
        return f"read without a truth: {seen[:3]}"
    true, found = ordered(truths[0]), ordered(seen)
    return f"read {[r for r in found if r not in true][:2]}, true {[r for r in true if r not in found][:2]}"


def _refused(problems: list[InputError], folder: Path) -> Outcome:
    words = " || ".join(str(p) for p in problems[:4])
    left = [p.name for p in (folder / ".veedor").glob("*") if p.name != "seen.json"]
    bare = [str(p) for p in problems if not p.file or (not p.remedy and "in all, " not in p.message)]
    if left or bare:
        return Outcome("crashed", f"left {left}, without file or remedy {bare[:1]}: {words}")
    return Outcome("refused", words, tuple(problems))


def edits(problem: InputError) -> list[tuple[dict[str, Any], list[str]]]:
    """Give what a remedy names: each assignment alone, all of a clause together, and each removal."""
    words = problem.remedy
    found: list[tuple[dict[str, Any], list[str]]] = []
    for clause in re.split(r";|\. (?=[A-Z])", words):
        stated = dict(_assignments(clause))
        if len(stated) > 1:
            found.append((stated, []))
        found += [({key: value}, []) for key, value in stated.items()]
    removed = [_at(key) for key in REMOVED.findall(words)]
    found += [({}, [key]) for key in removed] + ([({}, removed)] if len(removed) > 1 else [])
    if "`encoding`" in words and "emove `encoding`" not in words:
        names = [*READ_SO.findall(words), *re.findall(r"probably '([a-z0-9-]+)'", words)]
        found += [({_at("encoding"): name}, []) for name in names]
    return found


def _assignments(clause: str) -> Iterator[tuple[str, Any]]:
    for match in ASSIGNED.finditer(clause):
        rest = clause[match.end() :]
        for end in range(len(rest), 0, -1):
            try:
                yield _at(match[1]), tomllib.loads(f"x = {rest[:end]}")["x"]
                break
            except tomllib.TOMLDecodeError:
                continue


def _at(key: str) -> str:
    if part := re.fullmatch(r"files\[(\d+)\]\.(.*)", key):
        return f"source.final.files.{int(part[1]) - 1}.{part[2]}"
    return f"source.final.files.0.{key}" if FORM.match(key) else f"source.final.{key}"


def follow(made: Draft, folder: Path, first: Outcome) -> tuple[str, list[str]]:
    """Follow printed remedies until one way ends well.

    Returns
    -------
    str, list of str
        ``reached``, ``elsewhere`` (the right figures stand in no setting: mend a copy, fetch again, name the
        right file), ``nothing to state`` or ``not reached``, and the ways taken.
    """
    case = folder / "case.toml"
    waiting: list[tuple[str, Outcome, list[str]]] = [(case.read_text(encoding="utf-8"), first, [])]
    seen = {waiting[0][0]}
    ways: list[str] = []
    left = MOST
    any_edit = False
    told = [*first.problems]
    while waiting and left:
        text, refusal, path = waiting.pop(0)
        for change, delete in [e for p in refusal.problems[:2] for e in edits(p)]:
            any_edit = True
            case.write_text(text, encoding="utf-8")
            try:
                edit(case, change=change, delete=delete)
            except (KeyError, IndexError, TypeError, ValueError) as error:  # there is nothing to remove
                ways.append(f"{change or delete}: cannot be written ({error!r})")
                continue
            new = case.read_text(encoding="utf-8")
            if new in seen or not left:
                continue
            seen.add(new)
            left -= 1
            shutil.rmtree(folder / ".veedor", ignore_errors=True)
            ran = outcome(made, folder, followed=True)
            way = [*path, f"{change or delete} -> {ran.kind} {ran.words[:160]}"]
            ways.append(" => ".join(way))
            if ran.kind in {"right", "named"}:
                return "reached", ways
            if ran.kind == "crashed":
                return "crashed", ways
            told += ran.problems
            if ran.kind == "refused":
                waiting.append((new, ran, way))
    if any(ELSEWHERE.search(p.remedy) for p in told):
        return "elsewhere", ways
    return ("not reached" if any_edit else "nothing to state"), ways
