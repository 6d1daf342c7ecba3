"""A file, a folder or an archive of files as one table: parts with the same columns, or publications."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from veedor.engine import Scratch, fetch_arrow
from veedor.errors import InputError, InputErrors, MissingDataError
from veedor.guess.apart import are_alike, columns_of_votes, refuse_apart
from veedor.guess.chosen import KEY, file_doubt
from veedor.guess.file_names import PART, have_order, naming, pattern_of, varying_parts
from veedor.guess.heading import find_heading
from veedor.guess.opening import Opened, Opening
from veedor.guess.phrase import Phrase, answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.same_sheets import are_publications, is_told, is_told_by_worksheet
from veedor.intake.archive import is_companion
from veedor.intake.names import fold
from veedor.intake.read import look_inside
from veedor.intake.stacked import stack
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from veedor.intake.case import FileForm
    from veedor.intake.raw import Raw

MOST_FILES = 2_000
"""Files of a folder or an archive that are looked at."""

NAMED_SHEETS = f"^.+#(?P<{PART}>.+)$"
"""Names the worksheet of every row of a workbook, of which ``file#worksheet`` is said."""

MOST_NAMES = 2_000
"""Rows of a worksheet that may be a list of names, at the most."""

MOST_LISTS = 6
"""Worksheets that are looked at for names, at the most."""

HELD = 400_000
"""Rows of many parts that are laid side by side to look at them."""


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
    lists : callable
        Opens the tables that stand beside them and are not read: they may hold the names of codes.
    """

    files: tuple[Path, ...]
    forms: tuple[FileForm, ...]
    raw: Raw
    doubts: tuple[Doubt, ...] = ()
    left: tuple[Phrase, ...] = ()
    settings: dict[str, str] | None = None
    lists: Callable[[], Sequence[Raw]] = tuple

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
        return self.member or self.opened.form.table or self.path.name

    @property
    def is_inner(self) -> bool:
        """Whether it stands in one file with the others."""
        return self.name != self.path.name

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
        one = _with_worksheets(opening, path, opening.open(path))
        own = _One(path, one.form.sheets[0] if one.form.sheets else "", one)
        refuse_apart(own, _worksheets(opening, path, one, alike=True), "--sheet {name}", path.name)
        tables = _tables(opening, path, one)
        if len(tables) > 1:
            made = _together(opening, tables, [])
            names = ", ".join(table.name for table in tables)
            doubt = file_doubt(
                "table", phrase("ask.file.all_tables", n=len(tables)), names, (tables[0].name,)
            )
            return replace(made, doubts=(doubt, *made.doubts))
        return Published(
            (path,), (one.form,), one.raw, one.doubts, lists=partial(_small_tables, opening, path, one)
        )
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
    option = "--member {name}" if members else "{name}"
    refuse_apart(chosen[0], [group[0] for group in rest], option, path.name)
    lists = tuple(one.opened.raw for group in rest for one in group if len(group) == 1)
    return replace(made, lists=lambda: lists)


def _with_worksheets(opening: Opening, path: Path, one: Opened) -> Opened:
    """Let the name of a worksheet be a further column, where no column tells several that are read apart."""
    form = one.form
    if len(form.sheets) < 2 or form.named or is_told_by_worksheet(one.raw):
        return one
    again = opening.open(path, form.member, replace(form, named=NAMED_SHEETS))
    return replace(again, doubts=one.doubts) if again.form.named else one


def _small_tables(opening: Opening, path: Path, one: Opened) -> list[Raw]:
    """Open the small worksheets of a workbook that are not read."""
    return [other.opened.raw for other in _worksheets(opening, path, one, alike=False)]


def _worksheets(opening: Opening, path: Path, one: Opened, *, alike: bool) -> list[_One]:
    """Open worksheets that are not read: those with nearly the same columns, or the small ones."""
    if len(one.form.sheets) != 1 or opening.given.sheets:
        return []
    own = {name for name in one.raw.folded if name}
    found: list[_One] = []
    for page in look_inside(path, one.form).tables:
        heading = None if page.name in one.form.sheets or page.hidden else find_heading(page.head)
        if heading is None or len(found) == MOST_LISTS:
            continue
        names = {fold(name) for name in heading.names if name}
        if are_alike(names, own) if alike else (page.rows or 0) <= MOST_NAMES:
            with suppress(InputError, InputErrors):
                given = replace(opening.given, sheets=(page.name,))
                found.append(_One(path, page.name, replace(opening, given=given).open(path)))
    return found


def _tables(opening: Opening, path: Path, one: Opened) -> list[_One]:
    """Open the tables of a page or a database that have the same columns as the one that would be read."""
    if not one.form.table or "table" in opening.given.further:
        return []
    found: list[_One] = []
    for table in look_inside(path, replace(one.form, table="")).tables:
        with suppress(InputError, InputErrors):
            opened = opening.open(path, one.form.member, replace(one.form, table=table.name))
            if not table.hidden and opened.form.table == table.name and opened.raw.folded == one.raw.folded:
                found.append(_One(path, "", opened))
    return found


def _names(group: Sequence[_One]) -> tuple[str, ...]:
    return tuple(one.name for one in group)


def _holds_votes(one: _One) -> bool:
    """Whether a file may be read as votes: a larger one may be a list of places, or no count at all."""
    return bool(columns_of_votes(one.opened))


def _files(folder: Path) -> list[tuple[Path, str]]:
    files = sorted(
        file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")
        and not is_companion(file.name) and file.name != "case.toml"
    )  # fmt: skip
    if not files:
        raise MissingDataError(
            sentence("The folder {folder} holds no file.", folder=folder),
            remedy="Name the folder that holds the files of results.",
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
    varying = varying_parts([one.name for one in group])
    scratch = Scratch(opening.connection, opening.work)
    if have_order([one.name for one in group]) and are_publications(raws[0], raws[-1]):
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
    elif varying and not is_told(raws):
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
    if group[0].is_inner or not alike or not (pattern := pattern_of([one.path.name for one in group])):
        return tuple(parts)
    return (replace(first, name=pattern),)


def _with_names(group: list[_One], varying: list[str]) -> list[FileForm]:
    """Let the name of a file, of a member or of a table be a further column."""
    if group[0].is_inner:
        return [
            replace(one.opened.form, constants={PART: part}) for one, part in zip(group, varying, strict=True)
        ]
    named = naming([one.path.name for one in group])
    return [replace(one.opened.form, named=named) for one in group]
