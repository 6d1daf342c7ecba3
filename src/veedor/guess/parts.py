"""A file, a folder or an archive of files as one table: parts with the same columns, or publications."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.engine import Scratch, fetch_arrow
from veedor.errors import InputError, InputErrors, MissingDataError
from veedor.guess.chosen import KEY
from veedor.guess.columns import look
from veedor.guess.opening import Opened, Opening
from veedor.guess.phrase import Phrase, answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.propose import propose
from veedor.intake.archive import is_companion
from veedor.intake.inside import look_inside
from veedor.intake.names import fold
from veedor.intake.stacked import stack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.raw import Raw

MOST_FILES = 2_000
"""Files of a folder or an archive that are looked at."""

HELD = 400_000
"""Rows of many parts that are laid side by side to look at them."""

SAME_SHEETS = 0.8
"""Share of the ids of two files that are the same where they are publications of one count."""


@dataclass(frozen=True, eq=False)
class Published:
    """What is to be read.

    Parameters
    ----------
    files : tuple of Path
        The files that the case needs.
    forms : tuple of FileForm
        How the case names and opens them.
    raw : Raw
        Their rows, one below the other.
    doubts : tuple of Doubt
        What is not proven of how they are opened.
    left : tuple of Phrase
        Files that are not read, and why.
    settings : dict of str to str
        Further keys of the source, as TOML.
    """

    files: tuple[Path, ...]
    forms: tuple[FileForm, ...]
    raw: Raw
    doubts: tuple[Doubt, ...] = ()
    left: tuple[Phrase, ...] = ()
    settings: dict[str, str] | None = None

    @property
    def form(self) -> FileForm:
        """How the first of them is opened."""
        return self.forms[0]


@dataclass(frozen=True, eq=False)
class _One:
    """A file, or a file within an archive."""

    path: Path
    member: str
    opened: Opened

    @property
    def name(self) -> str:
        """The name that tells it from the others."""
        return self.member or self.path.name

    @property
    def columns(self) -> frozenset[str]:
        """The names of its columns, as they are compared."""
        return frozenset(name for name in self.opened.raw.folded if name)


def find_parts(opening: Opening, path: Path) -> Published:
    """Open a file, a folder or an archive.

    Parameters
    ----------
    opening : Opening
        Opens single files.
    path : Path
        A file or a folder.

    Raises
    ------
    InputError, InputErrors
        Where nothing of it is a table that can be read.
    MissingDataError
        Where a folder holds no file.
    """
    members = look_inside(path).members if path.is_file() and not opening.given.member else ()
    if path.is_file() and not members:
        one = opening.open(path)
        return Published((path,), (one.form,), one.raw, one.doubts)
    wanted = [(path, member) for member in members] if members else _files(path)
    opened, left = _open_all(opening, wanted[:MOST_FILES])
    if len(wanted) > MOST_FILES:
        left.append(phrase("left.further_files", n=len(wanted) - MOST_FILES, most=MOST_FILES))
    groups: dict[frozenset[str], list[_One]] = defaultdict(list)
    for each in opened:
        groups[each.columns].append(each)
    ranked = sorted(groups.values(), key=_weight, reverse=True)
    chosen = (
        next((group for group in ranked if _holds_votes(group[0])), ranked[0]) if ranked[1:] else ranked[0]
    )
    rest = [group for group in ranked if group is not chosen]
    for group in rest:
        columns = tuple(sorted(group[0].columns)[:6])
        left.append(phrase("left.other_columns", files=_names(group), columns=columns))
    made = _together(opening, chosen, left)
    doubts = tuple(_ask_alike(group, chosen[0]) for group in rest if _alike(group[0], chosen[0]))
    return replace(made, doubts=(*made.doubts, *doubts))


def _names(group: Sequence[_One]) -> tuple[str, ...]:
    return tuple(one.name for one in group)


def _holds_votes(one: _One) -> bool:
    """Whether a file may be read as votes: a larger one may be a list of places, or no count at all."""
    try:
        return bool(propose(look(one.opened.raw), one.opened.form).choices)
    except InputError:
        return False


def _alike(one: _One, other: _One) -> bool:
    """Whether most columns of two files are the same: a renamed column parts them, and not their subject."""
    return len(one.columns & other.columns) > 0.5 * max(len(one.columns), len(other.columns))


def _ask_alike(group: Sequence[_One], chosen: _One) -> Doubt:
    """Ask about files that are left out and may be parts of the count: what is missing elects another one."""
    own = tuple(sorted(group[0].columns - chosen.columns)[:6]) or phrase("nothing")
    theirs = tuple(sorted(chosen.columns - group[0].columns)[:6]) or phrase("nothing")
    left_out, parts = answers("left out", "parts of one count")
    why = phrase("why.nearly_same_columns", own=own, others=theirs)
    return Doubt(KEY, phrase("ask.file.further_parts", files=_names(group)), left_out, (parts,), why)


def _files(folder: Path) -> list[tuple[Path, str]]:
    files = sorted(
        file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")
        and not is_companion(file.name) and file.name != "case.toml"
    )  # fmt: skip
    if not files:
        raise MissingDataError(
            f"The folder {folder} holds no file.", remedy="Name the folder that holds the files of results."
        )
    return [(file, "") for file in files]


def _open_all(opening: Opening, wanted: Sequence[tuple[Path, str]]) -> tuple[list[_One], list[Phrase]]:
    """Open files one by one; what one of them needed is tried on the next."""
    opened: list[_One] = []
    left: list[Phrase] = []
    problems: list[InputError] = []
    like: FileForm | None = None
    for path, member in wanted:
        try:
            one = opening.open(path, member, like)
        except (InputError, InputErrors) as error:
            left.append(phrase("left.unreadable", file=member or path.name, error=str(error)))
            problems.append(error if isinstance(error, InputError) else error.exceptions[0])  # type: ignore[arg-type]
            continue
        opened.append(_One(path, member, one))
        like = one.form
    if not opened:
        raise problems[0]
    return opened, left


def _weight(group: Sequence[_One]) -> tuple[int, int]:
    """Prefer the columns that most bytes have: votes are more than lists of places."""
    size = sum(one.path.stat().st_size if not one.member else 1 for one in group)
    figures = max(len(one.columns) for one in group)
    return (size, figures) if not group[0].member else (len(group), figures)


def _together(opening: Opening, group: list[_One], left: list[Phrase]) -> Published:
    doubts = tuple({doubt.key: doubt for one in group for doubt in one.opened.doubts}.values())
    raws = [one.opened.raw for one in group]
    if len(group) == 1:
        one = group[0]
        return Published((one.path,), (one.opened.form,), raws[0], doubts, tuple(left))
    settings: dict[str, str] = {}
    parts = [one.opened.form for one in group]
    varying = _varying([one.name for one in group])
    scratch = Scratch(opening.connection, opening.work)
    if _are_publications(group):
        settings["source.official.each"] = '{ snapshot = "{file}" }'
        doubts += (
            Doubt(
                "source.official.each",
                phrase("ask.file.publications", n=len(group)),
                settings["source.official.each"],
                answers("parts of one count"),
                phrase("why.same_sheets", file=group[0].name, other=group[-1].name),
            ),
        )
    elif varying and not _is_told(group):
        parts = _with_names(group, varying)
        raws = [opening.open(one.path, one.member, form).raw for one, form in zip(group, parts, strict=True)]
        doubts += (
            Doubt(
                f"{KEY}.named",
                phrase("ask.file.named", text=varying[0], other=varying[1]),
                answers("column Part")[0],
                answers("no"),
                phrase("why.files_alike", n=len(group)),
            ),
        )
    raw = stack(raws, scratch)
    raw = replace(raw, arrow=fetch_arrow(raw.table.limit(HELD)))
    return Published(
        tuple(dict.fromkeys(one.path for one in group)),
        _forms(group, parts),
        raw,
        doubts,
        tuple(left),
        settings,
    )


def _forms(group: list[_One], parts: list[FileForm]) -> tuple[FileForm, ...]:
    """Write files that are opened alike as one pattern, where their names have one."""
    first = parts[0]
    alike = all(replace(part, name=first.name) == first for part in parts)
    if group[0].member or not alike or not (pattern := _pattern([one.path.name for one in group])):
        return tuple(parts)
    return (replace(first, name=pattern),)


def _pattern(names: Sequence[str]) -> str:
    start, end = _ends(names)
    return f"{start}*{end}" if not re.search(r"[*?\[\]]", start + end) else ""


def _ends(names: Sequence[str]) -> tuple[str, str]:
    """Give what all names begin and end with."""
    low, high = min(names), max(names)
    size = next(
        (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    start = low[:size]
    rest = [name[size:] for name in names]
    end = rest[0]
    while end and not all(name.endswith(end) for name in rest):
        end = end[1:]
    return start, end


def _varying(names: Sequence[str]) -> list[str]:
    """Give what differs between names; nothing where a name has no such part."""
    start, end = _ends(names)
    # a number keeps its first digits
    while start and start[-1].isdigit():
        start = start[:-1]
    parts = [name[len(start) : len(name) - len(end)] for name in names]
    return parts if all(parts) else []


def _with_names(group: list[_One], varying: list[str]) -> list[FileForm]:
    """Let the name of a file, or of a member, be a further column."""
    if group[0].member:
        return [
            replace(one.opened.form, constants={"Part": part})
            for one, part in zip(group, varying, strict=True)
        ]
    names = [one.path.name for one in group]
    place = names[0].index(
        varying[0], len(_ends(names)[0]) - len(varying[0]) if varying[0] in _ends(names)[0] else 0
    )
    start, end = names[0][:place], names[0][place + len(varying[0]) :]
    named = f"^{re.escape(start)}(?P<Part>.+){re.escape(end)}$"
    return [replace(one.opened.form, named=named) for one in group]


def _ids(one: _One) -> list[str]:
    """Give the texts of the first column that is unique in a file."""
    table = one.opened.raw.arrow
    if table is None:
        table = fetch_arrow(one.opened.raw.table.limit(5_000))
    for place in range(min(len(one.opened.raw.header), 12)):
        texts = [fold(text or "") for text in table[f"c{place}"].to_pylist()[:5_000]]
        if texts and all(texts) and len(set(texts)) == len(texts):
            return texts
    return []


def _are_publications(group: list[_One]) -> bool:
    """Whether files hold the same sheets again: the same ids, and most of what else is said of them."""
    first, last = group[0], group[-1]
    one, other = _rows(first), _rows(last)
    common = one.keys() & other.keys()
    if not common or len(common) < SAME_SHEETS * min(len(one), len(other)):
        return False
    same = sum(sum(a == b for a, b in zip(one[key], other[key], strict=False)) for key in common)
    cells = sum(max(1, len(one[key])) for key in common)
    return same >= 0.4 * cells


def _rows(one: _One) -> dict[str, list[str]]:
    ids = _ids(one)
    raw = one.opened.raw
    table = raw.arrow if raw.arrow is not None else fetch_arrow(raw.table.limit(5_000))
    columns = [table[f"c{i}"].to_pylist()[:5_000] for i in range(len(raw.header))]
    return {name: [str(column[i] or "") for column in columns] for i, name in enumerate(ids)}


def _is_told(group: list[_One]) -> bool:
    """Whether a column says which part a row is of: one text a file, another in every file."""
    texts = []
    for one in group[:20]:
        raw = one.opened.raw
        table = raw.arrow if raw.arrow is not None else fetch_arrow(raw.table.limit(1_000))
        found = {}
        for name, place in zip(raw.folded, range(len(raw.header)), strict=True):
            kinds = table[f"c{place}"].unique().to_pylist()
            if name and len(kinds) == 1 and kinds[0]:
                found[name] = kinds[0]
        texts.append(found)
    names = set.intersection(*(set(found) for found in texts))
    return any(len({found[name] for found in texts}) == len(texts) for name in names)
