"""A proposed mapping as the text of a ``case.toml`` to edit."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.guess.old import Proposal
    from veedor.intake.read import Raw


def write_case(
    proposal: Proposal, raw: Raw, path: Path, member: str = "", sheets: tuple[str, ...] = ()
) -> str:
    """Write a proposal as the text of a ``case.toml`` to edit.

    Parameters
    ----------
    proposal : Proposal
        From :func:`guess`.
    raw : Raw
        How the file is written.
    path : Path
        The file.
    member : str
        Within a zip.
    sheets : tuple of str
        Of a workbook.
    """
    return "\n".join(_lines(proposal, raw, path, member, sheets)) + "\n"


def _lines(made: Proposal, raw: Raw, path: Path, member: str, sheets: tuple[str, ...]) -> Iterator[str]:
    settings = ", ".join(f"{key}: {value}" for key, value in raw.settings.items())
    yield f"# Proposed from {_one_line(path.name)} ({_one_line(settings)}; {made.rows:,} rows looked at)."
    yield "# Every line marked ? is a guess. Read the file's own explanation before you believe it."
    yield "format = 1"
    yield ""
    yield "[election]"
    yield 'title = "?"'
    yield "date = 2000-01-01                     # ? the day of the election"
    yield 'country = "??"                        # ? ISO 3166 code'
    yield 'tz = "UTC"                            # ? zone of every time in the files'
    if made.levels:
        yield f"levels = {array(made.levels)}  # ? from the widest to the polling place"
    yield ""
    yield "[contest.president]"
    yield 'title = "?"                           # ? what was voted on'
    yield '# rule = "..."                        # see `veedor rules list`'
    yield "choices = ["
    for column, kind in made.choices.items():
        shown = "" if kind == "candidate" else f', kind = "{kind}"'
        yield f"  {{ id = {quoted(_choice_id(column, kind))}, label = {quoted(column)}{shown} }},"
    if made.long:
        yield f"  # ? one entry for each text in the column {quoted(made.long[0])}"
    yield "]"
    yield ""
    yield "[count.official]"
    yield 'title = "Official count"              # ? or the preliminary one'
    yield 'kind = "official"'
    yield ""
    yield from _source_lines(made, path, member, sheets)
    if made.unsure:
        yield ""
        yield "# What could not be told:"
        for text in made.unsure:
            yield f"#  - {_one_line(text)}"


def _source_lines(made: Proposal, path: Path, member: str, sheets: tuple[str, ...]) -> Iterator[str]:
    inside = f", member = {quoted(member)}" if member else ""
    inside += f", sheets = {array(sheets)}" if sheets else ""
    yield "[source.official]"
    yield f'layout = "{"long" if made.long else "wide"}"'
    yield 'contest = "president"'
    yield 'count = "official"'
    yield f"files = [{{ name = {quoted(path.name)}{inside} }}]"
    yield "# Nothing is imported without totals to check it by. Copy them from who published them:"
    yield "# [[source.official.control]]"
    yield '# who = "..."'
    yield "# sheets = 0"
    yield "# valid = 0"
    yield 'control = "none known"                # ? remove this line when you have them'
    yield "[source.official.sheet]"
    yield f"id = {quoted(made.sheet or '?')}                             # ?"
    if "status" in made.fields:
        yield f"status = {quoted(made.fields['status'])}"
    if "at" in made.fields:
        yield f"verified_at = {quoted(made.fields['at'])}  # ?"
    if made.levels:
        yield "[source.official.place]"
        levels = ", ".join(f"{level} = {quoted(column)}" for level, column in made.levels.items())
        yield f"levels = {{ {levels} }}"
        for name in ("lat", "lon"):
            if name in made.fields:
                yield f"{name} = {quoted(made.fields[name])}"
    numbers = {name: made.fields[name] for name in ("registered", "valid", "cast") if name in made.fields}
    if numbers:
        yield "[source.official.numbers]"
        for name, column in numbers.items():
            yield f"{name} = {quoted(column)}"
    if made.long:
        yield "[source.official.choices]"
        yield f"choice = {quoted(made.long[0])}"
        yield f"votes = {quoted(made.long[1])}"


def _choice_id(column: str, kind: str) -> str:
    if kind in {"blank", "null", "challenged", "none"}:
        return kind
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.+]+", "-", plain).strip("-") or "choice"


def _one_line(text: str) -> str:
    """Write a text into a comment: a name with a line break must not become a line of the file."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)
