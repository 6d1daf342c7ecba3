"""The form in which those who look at drawn sheets write down figures: written, and read back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit.records import MOST_VOTES, said, standing
from veedor.audit.signed_papers import AuditRecord, Interpretation
from veedor.errors import InputError, InputErrors
from veedor.intake.safe_cells import safe_cell
from veedor.sentence import sentence
from veedor.small_tables import separator_of
from veedor.text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.audit.folder import AuditFolder

COLUMNS = ("rank", "sheet_id", "status", "reason", "by", "second_by")
_LIMIT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of a form in a language.

    Parameters
    ----------
    columns : tuple of str
        Heads of rank, sheet, status, reason, reader and second reader.
    second : str
        What stands before the name of a choice where the second reader writes.
    found, not_auditable : str
        What the column of the status can say.
    """

    columns: tuple[str, ...] = COLUMNS
    second: str = "second"
    found: str = "found"
    not_auditable: str = "not_auditable"

    def header(self, choices: Sequence[str]) -> list[str]:
        """Return the heads of all columns."""
        return [
            *self.columns,
            *(str(safe_cell(c)) for c in choices),
            *(f"{self.second}:{c}" for c in choices),
        ]


def form(folder: AuditFolder, first: int, last: int, words: FormWords | None = None) -> str:
    """Return a CSV form for the figures: one row a sheet, two columns a choice (one for each reader).

    The reported figures are *not* in it: who reads a sheet should not know what to expect. No cell of it is
    run as a formula by a spreadsheet, whatever the ids of sheets and choices look like.
    """
    words = words or FormWords()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = sum(folder.plan.columns, ())
    writer.writerow(words.header(names))
    blank = [""] * (2 * len(names))
    for rank, sheet in enumerate(folder.drawn[first - 1 : last], start=first):
        if sheet not in folder.records:
            writer.writerow([rank, safe_cell(sheet), words.found, "", "", "", *blank])
    return out.getvalue()


def read_form(
    folder: AuditFolder, path: Path, words: Sequence[FormWords] = (FormWords(),)
) -> tuple[AuditRecord, ...]:
    """Read a filled form; rows in which nothing was written yet are left out.

    Parameters
    ----------
    folder : AuditFolder
        A drawn audit.
    path : Path
        The CSV file: the columns of :func:`form`, with commas or, as some spreadsheets write it, semicolons.
    words : sequence of FormWords
        Languages that it may be written in.

    Returns
    -------
    tuple of AuditRecord
        One for each row that was filled in.

    Raises
    ------
    InputError, InputErrors
        All rows that cannot be read, each with row and column; nothing is recorded then.
    """
    text = read_text(path, _LIMIT)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text.partition("\n")[0]))
    reader = _FormReader(folder, path.name, _words_of(folder, path.name, next(rows, []), words))
    records, problems = [], []
    try:
        for number, row in enumerate(rows, start=2):
            try:
                records.append(reader.record(number, row))
            except InputError as problem:
                problems.append(problem)
    except csv.Error as error:
        raise InputError(
            sentence("The form is no CSV: {error}.", error=error), file=path.name, row=rows.line_num
        ) from None
    if problems:
        raise InputErrors(sentence("{path}: nothing was recorded", path=path.name), problems)
    return tuple(record for record in records if record is not None)


def _words_of(folder: AuditFolder, file: str, header: list[str], words: Sequence[FormWords]) -> FormWords:
    """Tell the language of a form by its heads; refuse a file with other columns."""
    choices = sum(folder.plan.columns, ())
    found = next((one for one in words if one.header(choices) == [cell.strip() for cell in header]), None)
    if found is None:
        raise InputError(
            "The columns are not those of the form.",
            file=file,
            row=1,
            value=",".join(header),
            expected=",".join(words[0].header(choices)),
            remedy="Print the form again with 'veedor audit list --form'.",
        )
    return found


class _FormReader:
    """Turns the rows of a form into records, each row checked cell by cell."""

    def __init__(self, folder: AuditFolder, file: str, words: FormWords) -> None:
        self.file = file
        self.words = words
        self.names = dict(zip(COLUMNS, words.columns, strict=True))
        self.contests = folder.plan.columns
        self.choices = sum(self.contests, ())
        self.drawn = folder.drawn
        self.of_ballots = folder.plan.design.of_ballots
        self.draw_sha256 = folder.draw_line.sha256
        self.seen: dict[str, int] = {}

    def record(self, number: int, row: list[str]) -> AuditRecord | None:
        """Read a row; None where nothing was filled in."""
        if not any(cell.strip() for cell in row):
            return None
        width = len(COLUMNS) + 2 * len(self.choices)
        if len(row) != width:
            raise InputError(
                sentence("{cells} {cells:cell|cells} instead of {width}.", cells=len(row), width=width),
                file=self.file,
                row=number,
                remedy="Look whether the row is whole, and whether a cell with a comma stands in quotes.",
            )
        cells, words = [cell.strip() for cell in row], self.words
        fixed = dict(zip(COLUMNS, cells, strict=False))
        if fixed["status"] == words.found and not any(cells[3:]):
            return None
        sheet = self._sheet(number, fixed)
        if fixed["status"] == words.not_auditable:
            self._refuse_figures(number, cells)
            return AuditRecord(sheet, "not_auditable", (), fixed["reason"], self.draw_sha256)
        if fixed["status"] != words.found:
            known = sentence(
                "{found} or {not_auditable}", found=words.found, not_auditable=words.not_auditable
            )
            raise self._odd(number, self.names["status"], fixed["status"], "Unknown status.", known)
        half = len(COLUMNS) + len(self.choices)
        entries = [self._entry(number, "by", fixed["by"], cells[len(COLUMNS) : half], "")]
        if fixed["second_by"] or any(cells[half:]):
            prefix = f"{words.second}:"
            entries.append(self._entry(number, "second_by", fixed["second_by"], cells[half:], prefix))
        return AuditRecord(sheet, "found", tuple(entries), "", self.draw_sha256)

    def _refuse_figures(self, number: int, cells: list[str]) -> None:
        """Refuse figures on a sheet that is called not auditable: one of the two is a slip."""
        header = self.words.header(self.choices)
        odd = next((i for i in range(len(COLUMNS), len(cells)) if cells[i]), None)
        if odd is not None:
            raise InputError(
                sentence(
                    "The sheet is called {not_auditable} and has figures.",
                    not_auditable=self.words.not_auditable,
                ),
                file=self.file,
                row=number,
                column=header[odd],
                value=cells[odd],
                expected="no figure",
                remedy=sentence(
                    "Write {found} as its {status}, or leave the figures empty.",
                    found=self.words.found,
                    status=self.names["status"],
                ),
            )

    def _sheet(self, number: int, fixed: dict[str, str]) -> str:
        """Find the sheet by its rank, and check that the id was not changed on the way."""
        rank, written = fixed["rank"], fixed["sheet_id"]
        known = rank.isascii() and rank.isdigit() and len(rank) <= 9 and 1 <= int(rank) <= len(self.drawn)
        sheet = self.drawn[int(rank) - 1] if known else None
        if sheet is None or written not in {sheet, safe_cell(sheet)}:
            raise InputError(
                "This sheet is not the one that was drawn at this rank.",
                file=self.file,
                row=number,
                column=self.names["sheet_id"],
                value=written,
                expected=str(sheet)
                if sheet is not None
                else sentence("a rank from 1 to {number_of_drawn}", number_of_drawn=len(self.drawn)),
                remedy=sentence(
                    "Spreadsheets sometimes rewrite ids: keep the columns {rank} and {sheet_id} as text.",
                    rank=self.names["rank"],
                    sheet_id=self.names["sheet_id"],
                ),
            )
        if sheet in self.seen:
            first = sentence("It stands in row {seen} already.", seen=self.seen[sheet])
            raise self._odd(
                number,
                self.names["sheet_id"],
                sheet,
                sentence("The sheet stands twice in the form. {first}", first=first),
                "",
            )
        self.seen[sheet] = number
        return sheet

    def _entry(self, number: int, column: str, by: str, cells: list[str], prefix: str) -> Interpretation:
        if not by:
            raise InputError(
                "Nobody is named who read the sheet.",
                file=self.file,
                row=number,
                column=self.names[column],
                remedy="Write down a name.",
            )
        votes = {}
        of_cell = dict(zip(self.choices, cells, strict=True))
        # of several contests that stand on a sheet, one whose cells are all empty was not there
        there = [names for names in self.contests if self.of_ballots or any(of_cell[n] for n in names)]
        for choice in sum(there or self.contests, ()):
            written = of_cell[choice]
            cell = written or ("0" if self.of_ballots else "")
            if not (cell.isascii() and cell.isdigit()) or len(cell) > len(str(MOST_VOTES)):
                known = sentence("a whole number from 0 to {most:,}", most=MOST_VOTES)
                raise self._odd(number, prefix + choice, cell, "Not a number of votes.", known)
            votes[str(choice)] = int(cell)
        return Interpretation(by, votes)

    def _odd(self, number: int, column: str, value: str, message: str, expected: str) -> InputError:
        return InputError(message, file=self.file, row=number, column=column, value=value, expected=expected)


def remarks(folder: AuditFolder, party: str, record: AuditRecord) -> tuple[str, ...]:
    """Say at once what makes a sheet count at its worst, while those who read it can still look again.

    Parameters
    ----------
    folder : AuditFolder
        The audit, before or after the record is entered.
    party : str
        Who signs it.
    record : AuditRecord
        A record that :func:`check_record` accepts.
    """
    sheet, told = record.sheet_id, []
    first = record.entries[0].votes if record.entries else {}
    apart = [
        f"{choice} {' / '.join(str(entry.votes.get(choice, '')) for entry in record.entries)}"
        for choice in first
        if len({entry.votes.get(choice) for entry in record.entries}) > 1
    ]
    if apart:
        told.append(
            sentence("Sheet {sheet!r}: the readings differ ({apart}).", sheet=sheet, apart=", ".join(apart))
        )
    if not folder.sealed and record.entries:
        for contest, names, most in zip(
            folder.plan.contests, folder.plan.columns, folder.most_votes, strict=True
        ):
            if sheet not in most:
                continue
            sums = [sum(entry.votes.get(name, 0) for name in names) for entry in record.entries]
            if max(sums) > most[sheet]:
                told.append(
                    sentence("Sheet {sheet!r}: these are more votes than the sheet can hold.", sheet=sheet)
                )
            if not set(names) <= set(first):
                told.append(
                    sentence(
                        "Sheet {sheet!r}: it has no figures of {title}.", sheet=sheet, title=contest.title
                    )
                )
    others = {
        one.paper.party
        for one, other in standing(folder.records.get(sheet, ()))
        if one.paper.party != party and said(other) != said(record)
    }
    if others and not record.settles:
        told.append(
            sentence(
                "Sheet {sheet!r}: {others} recorded something else.",
                sheet=sheet,
                others=", ".join(sorted(others)),
            )
        )
    return tuple(told)
