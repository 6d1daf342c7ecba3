"""Pieces of a case file as remedies print them: to be copied as they stand."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from veedor.intake.names import fold
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_COLUMNS = 60
"""Columns that a remedy names one by one."""

OTHER_FILE = "If the file is another one than was meant, fetch it again or name the right file."

OTHER_WIDTHS = (
    "If the columns part elsewhere, state other `widths`; where the case states some, columns of blanks are "
    "found when you remove `widths`."
)

_FIGURES = re.compile(r"(.* / )?[0-9][0-9.,: -]*")
_STEERS = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters beyond those of JSON, and marks that turn the direction of text."""


def quoted(text: str) -> str:
    """Write a text, without escapes where it can be; what could steer a terminal is escaped."""
    plain = "'" not in text and text.isprintable()
    if plain and "\\" in text:
        return f"'{text}'"
    written = json.dumps(text, ensure_ascii=False)
    return _STEERS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", written)


def array(texts: Iterable[str]) -> str:
    """Write several texts."""
    return sentence("[{texts}]", texts=", ".join(quoted(text) for text in texts))


def columns_line(names: Sequence[str], skip: int = 0) -> str:
    """Write the keys of a file that name its columns in order, each with a name of its own.

    Parameters
    ----------
    names : sequence of str
        As the header has them; blank ones and those that repeat get a number.
    skip : int
        Lines that are left out with the header; of 0 nothing is said.
    """
    made: list[str] = []
    for place, name in enumerate(names, 1):
        known = {fold(other) for other in made}
        free = [name, f"{name} ({place})"] if fold(name) else []
        made.append(next((n for n in free if fold(n) not in known), f"Column {place}"))
    listed = array(made) if len(made) <= _COLUMNS else "[...]"
    skipped = sentence(" and `skip = {skip}`", skip=skip) if skip else ""
    return sentence("`columns = {listed}`{skipped} beside `name` in `files`", listed=listed, skipped=skipped)


def parted_otherwise(name: str, header: Iterable[str]) -> str:
    """Say which quote or delimiter a header has in which a name stands within another one; or nothing."""
    names = list(header)
    if any("+" in cell and _in_seven_bits(cell) == fold(name) for cell in names):
        return sentence('If its letters are in seven bits, state `encoding = "utf-7"` beside `name`. ')
    for mark in "'`\u201d\u2019":
        if any(cell[:1] == cell[-1:] == mark and fold(cell[1:-1]) == fold(name) for cell in names):
            return sentence(
                "If so its cells are quoted, state `quote = {mark}` beside `name`. ", mark=quoted(mark)
            )
    for cell in names:
        for mark in ",;\t|":
            if mark in cell and fold(name) in {fold(part) for part in cell.split(mark)}:
                return sentence(
                    "If so its cells are parted, state `delimiter = {mark}` beside `name`. ",
                    mark=quoted(mark),
                )
    return ""


def _in_seven_bits(text: str) -> str:
    try:
        return fold(text.encode("ascii").decode("utf-7"))
    except UnicodeError:
        return ""


def header_elsewhere(header: Iterable[str]) -> str:
    """Say what to do where a header holds figures; or nothing."""
    if not any(_FIGURES.fullmatch(name) for name in header):
        return ""
    return sentence(
        "If the header is not read where it stands, remove `skip` and "
        "`header_rows`; if the file has none, name the right file, or name "
        "its columns with `columns = [...]`. "
    )


def inline_table(pairs: Mapping[str, str]) -> str:
    """Write names and what they stand for."""
    return sentence(
        "{{ {items} }}", items=", ".join((f"{quoted(name)} = {quoted(text)}" for name, text in pairs.items()))
    )


def drop_line(stated: Mapping[str, str], chosen: Mapping[str, Iterable[str]]) -> str:
    """Write the `rows.drop` that leaves out rows by whole texts of columns, beside what the case leaves out.

    Parameters
    ----------
    stated : mapping of str to str
        Column -> pattern, as the case has it.
    chosen : mapping of str to iterable of str
        Column -> texts of the further rows.
    """
    patterns = dict(stated)
    for name, values in chosen.items():
        new = whole_pattern(list(dict.fromkeys(values)))
        column = next((old for old in stated if fold(old) == fold(name)), name)
        patterns[column] = f"{patterns[column]}|{new}" if column in patterns else new
    return sentence("rows.drop = {patterns}", patterns=inline_table(patterns))


def whole_pattern(texts: list[str]) -> str:
    """Return the pattern that matches these texts, whole, and nothing else."""
    escaped = [re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", text) for text in texts]
    return f"^{escaped[0]}$" if len(escaped) == 1 else f"^({'|'.join(escaped)})$"
