"""Follow the remedies that a refusal prints, to the letter, until the import has the right figures.

Two kinds of remedies are carried out: a setting of the case is written or removed as the words name it, and
a file is fetched again or mended in a copy, where its bytes are what is wrong. What stands in a fetched or
mended file is known: the variant as it was before the change that spoilt it.
"""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import tempfile
import tomllib
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from field.mend import edit
from hostile.columned import lined_up
from hostile.drafts import as_json
from hostile.marked import document
from hostile.packing import pack
from hostile.paging import web_page
from hostile.run import outcome
from hostile.tabling import cells, number, page, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hostile.drafts import Draft
    from hostile.run import Outcome
    from veedor.errors import VeedorError

FORM = re.compile(
    r"^(skip|header_rows|columns|widths|foot|fill_down|hidden|short_rows|line_breaks|delimiter|quote|encoding|member|"
    r"named|records|table|constants|sheets|sha256)$"
)
ASSIGNED = re.compile(r"\b([a-z_][a-z_0-9]*(?:\.[a-z_]+)*) = ")
REMOVED = re.compile(r"[Rr]emove ((?:`[^`]+`(?:,| and|, and)? ?)+)")
NAMED = re.compile(r"`([^`]+)`")
CONDITION = re.compile(
    r"\b(if|where|whether|otherwise|or|probably|mean|import the rest)\b|[?]", re.IGNORECASE
)
READ_SO = re.compile(r"([a-z0-9_-]+): ['\"]")
MOST = 16
"""Settings that may be tried of one variant."""


class Change(NamedTuple):
    """What a remedy asks for: settings to write and to remove, and a file to put in place."""

    change: dict[str, Any]
    delete: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    sure: bool = False
    """Whether it is printed without a condition: followed by whoever reads it, it may give no other "
    "figures."""


@dataclass(frozen=True)
class Standing:
    """A case on the way: its text, the files that were put in place, its refusal, and what was done so "
    "far."""

    text: str
    refusal: Outcome
    files: tuple[tuple[str, bytes], ...] = ()
    path: tuple[str, ...] = ()
    sure: bool = True


def again(made: Draft) -> list[Change]:
    """Fetch the file again: the sound one comes, under the name that the case has."""
    return [Change({}, (), ((made.form["name"], published(made, made.name)),))]


def named(made: Draft) -> list[Change]:
    """Name the right file."""
    assert made.fresh is not None
    name = made.fresh.name
    return [Change({_at("name"): name}, (), ((name, published(made, name)),))]


def copied(made: Draft) -> list[Change]:
    """Mend a copy, written as the file is, and name it in the case."""
    name = "copy" + "".join(Path(made.name).suffixes)
    return [Change({_at("name"): name}, (), ((name, published(made, name)),))]


def written_anew(made: Draft) -> list[Change]:
    """Write a copy in UTF-8, and take the stated encoding out."""
    as_utf8 = made.copy()
    as_utf8.encoding = "utf-8"
    made_so = copied(as_utf8)[0]
    return [made_so._replace(delete=keys) for keys in ((), (_at("encoding"),))]


def saved(made: Draft) -> list[Change]:
    """Save the table as CSV, and name that in the case."""
    return [Change({_at("name"): "copy.csv"}, (), (("copy.csv", published(made, "copy.csv")),))]


def parted(made: Draft) -> list[Change]:
    """Part a file into two."""
    assert made.fresh is not None
    halves = [made.fresh.copy(), made.fresh.copy()]
    halves[0].rows, halves[1].rows = made.fresh.rows[:4], made.fresh.rows[4:]
    first, second = (half.raw() for half in halves)
    files = [{"name": "first.csv"}, {"name": "second.csv"}]
    return [Change({"source.final.files": files}, (), (("first.csv", first), ("second.csv", second)))]


ACTS: tuple[tuple[re.Pattern[str], Callable[[Draft], list[Change]]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), act)
    for words, act in (
        (r"fetch (it|the file|the page) again|ask who published|put them there", again),
        (r"save (it|(the|its) (file|table)) (anew )?as CSV|in it, save it as CSV|unpack it yourself", saved),
        (r"part them into two files", parted),
        (r"name the right file|plain file name|at most 255 bytes|use one that holds votes", named),
        (r"copy (in which every row is|as) UTF-8", written_anew),
        (r"in a copy|(save|write) a copy|save it anew|use a file with the marker|same letters in the file",
         copied),
    )
)  # fmt: skip
"""Remedies that no setting of the case can be, and how each is carried out."""


def published(made: Draft, name: str) -> bytes:
    """Write the sound file as its name says."""
    assert made.fresh is not None
    fresh = made.fresh.copy()
    fresh.delimiter, fresh.encoding, fresh.end = made.delimiter, made.encoding, made.end
    fresh.to_bytes = made.to_bytes
    suffixes = [s.lower() for s in Path(name).suffixes]
    raw = WRITERS[next((s for s in suffixes if s in WRITERS), ".csv")](fresh)
    for suffix in reversed(suffixes):
        if suffix in {".gz", ".bz2", ".xz", ".zip", ".tar", ".tgz"}:
            raw = pack(suffix, raw)
    return raw


def _json(fresh: Draft, *, lines: bool) -> bytes:
    as_json(fresh, lines=lines)
    return fresh.content or b""


def _csv(fresh: Draft) -> bytes:
    try:
        return fresh.raw()
    except UnicodeError:
        fresh.encoding = "utf-8"
        return fresh.raw()


def _parquet(fresh: Draft) -> bytes:
    out = io.BytesIO()
    columns = [pa.array([row[x] for row in fresh.rows]) for x in range(len(fresh.head))]
    pq.write_table(pa.table(columns, names=fresh.head), out)
    return out.getvalue()


def _sqlite(fresh: Draft) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE results ({})".format(", ".join(f'"{name}"' for name in fresh.head)))
        marks = ", ".join("?" for _ in fresh.head)
        base.executemany(f"INSERT INTO results VALUES ({marks})", fresh.rows)  # noqa: S608 - marks alone
        base.commit()
        base.close()
        return path.read_bytes()


WRITERS: dict[str, Callable[[Draft], bytes]] = {
    ".csv": _csv,
    ".json": lambda fresh: _json(fresh, lines=False),
    ".ndjson": lambda fresh: _json(fresh, lines=True),
    ".xlsx": lambda fresh: workbook(page(cells([fresh.head, *fresh.rows], number))),
    ".parquet": _parquet,
    ".sqlite": _sqlite,
    ".html": lambda fresh: web_page(fresh).encode(),
    ".xml": lambda fresh: document(fresh).encode(),
    ".txt": lambda fresh: lined_up(fresh).encode(),
}


def settings(problem: VeedorError) -> list[Change]:
    """Give what a remedy names: each assignment alone, all of a clause together, and each removal."""
    words = problem.remedy
    found: list[Change] = []
    for clause in re.split(r";|\. (?=[A-Z])", words):
        stated = dict(_assignments(clause))
        sure = not CONDITION.search(clause) and len(stated) == 1
        if len(stated) > 1:
            found.append(Change(stated))
        found += [Change({key: value}, sure=sure) for key, value in stated.items()]
    removed = [tuple(_at(key) for key in NAMED.findall(keys)) for keys in REMOVED.findall(words)]
    every = tuple(key for keys in removed for key in keys)
    found += [Change({}, keys) for keys in {every, *removed, *((key,) for key in every)} if keys]
    if "`encoding`" in words and "emove `encoding`" not in words:
        names = [*READ_SO.findall(words), *re.findall(r"probably '([a-z0-9-]+)'", words)]
        found += [Change({_at("encoding"): name}) for name in names]
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
    if key == "name":
        return "source.final.files.0.name"
    return f"source.final.files.0.{key}" if FORM.match(key) else f"source.final.{key}"


def known_to_the_author(made: Draft, problem: VeedorError) -> list[Change]:
    """Write what a key of the case held before, where the case has a problem with it."""
    if "`widths`" in problem.remedy and made.fresh is not None and "widths" in made.fresh.form:
        return [Change({_at("widths"): made.fresh.form["widths"]})]
    named = re.search(r"source\.final\.([a-z_]+)", f"{getattr(problem, 'column', '')} {problem.message}")
    if named is None:
        return []
    assert made.fresh is not None
    key = named[1]
    at = f"source.final.{key}"
    return [Change({at: made.fresh.source[key]}) if key in made.fresh.source else Change({}, (at,))]


def follow(made: Draft, folder: Path, first: Outcome, *, author: bool = False) -> tuple[str, list[str]]:
    """Follow printed remedies until one way ends well: settings first, then files.

    Returns
    -------
    str, list of str
        ``reached`` by settings alone, ``mended`` (with a file fetched again or mended), ``crashed``,
        ``misled`` (a remedy printed without a condition gave other figures), ``nothing to state`` or
        ``not reached``; and the ways taken.
    """
    case = folder / "case.toml"
    begin = Standing(case.read_text(encoding="utf-8"), first)
    tried, ways = {(begin.text, begin.files)}, []
    waiting, later = deque([begin]), deque[Standing]()
    left = MOST
    while waiting or later:
        if waiting and left:
            now = waiting.popleft()
            later.append(now)
            changes = _stated(made, now, author=author)
        elif later:  # settings lead no further: now the files
            waiting.clear()
            now, left = later.popleft(), max(left, 4)
            changes = [c for p in now.refusal.problems[:3] for c in _acts(made, p)]
        else:
            break
        for one in changes:
            try:
                text = _written(case, now.text, one)
            except (KeyError, IndexError, TypeError, ValueError) as error:  # there is nothing to remove
                ways.append(f"{one.change or one.delete}: cannot be written ({error!r})")
                continue
            files = one.files or now.files
            if (text, files) in tried or not left:
                continue
            tried.add((text, files))
            left -= 1
            ran = _tried(made, folder, files)
            did = f"{one.change or one.delete} {[name for name, _ in one.files]}"
            path = (*now.path, f"{did} -> {ran.kind} {ran.words[:160]}")
            ways.append(" => ".join(path))
            if ran.kind in {"right", "named"}:
                return ("mended" if files else "reached"), ways
            sure = now.sure and one.sure
            if ran.kind == "crashed" or (ran.kind == "wrong" and sure):
                return {"crashed": "crashed", "wrong": "misled"}[ran.kind], ways
            if ran.kind == "refused":
                waiting.append(Standing(text, ran, files, path, sure))
    return ("not reached" if len(tried) > 1 else "nothing to state"), ways


def _stated(made: Draft, now: Standing, *, author: bool) -> list[Change]:
    """Give the settings that a refusal names; a case's author also knows what stood there before."""
    changes = [c for p in now.refusal.problems[:2] for c in settings(p)]
    if author:
        changes += [c for p in now.refusal.problems for c in known_to_the_author(made, p)]
    return changes


def _acts(made: Draft, problem: VeedorError) -> list[Change]:
    words = f"{problem.message} {problem.remedy}"
    return [change for pattern, act in ACTS if pattern.search(words) for change in act(made)]


def _written(case: Path, text: str, one: Change) -> str:
    case.write_text(text, encoding="utf-8")
    edit(case, change=one.change, delete=one.delete)
    return case.read_text(encoding="utf-8")


def _tried(made: Draft, folder: Path, files: tuple[tuple[str, bytes], ...]) -> Outcome:
    """Import with some files in place; what stood there comes back, for other ways."""
    data = folder / "data"
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for name, content in files:
        (data / name).write_bytes(content)
    ran = outcome(made, folder, followed=True, mended=bool(files))
    for name, _ in files:
        (data / name).unlink(missing_ok=True)
    for path, content in before.items():
        path.write_bytes(content)
    if ran.kind == "wrong":
        shutil.rmtree(folder / ".veedor", ignore_errors=True)
    return ran
