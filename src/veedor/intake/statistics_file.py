"""Files of Stata and SPSS as text, read by pyreadstat (the extra ``veedor[stats]``)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError
from veedor.intake.limits import AGAIN, check_rows, check_width
from veedor.intake.raw import ROW, Content
from veedor.intake.worksheet import LONG, cell_text
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read a file of Stata or SPSS; a figure that the file gives a label is read as its label.

    ``encoding`` of the form is that of the texts, where the file itself does not say. Needs pyreadstat.
    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    import pyarrow as pa

    values, meta = _load(path, form, label)
    header = tuple(str(name).strip() for name in meta.column_names)
    rows = len(next(iter(values.values()), ()))
    check_rows(rows, label)
    check_width(len(header), label)
    columns: dict[str, Any] = {}
    for place, name in enumerate(meta.column_names):
        labels = _distinct(meta.variable_value_labels.get(name, {}))
        texts = [_text(cell, labels, label, header[place], row) for row, cell in enumerate(values[name], 1)]
        columns[f"c{place}"] = pa.array(texts, pa.string())
    columns[ROW] = pa.array(range(1, rows + 1), pa.int64())
    kind = _kind(path)
    settings = {"format": kind, "encoding": str(meta.file_encoding or "")}
    return Content(header, pa.table(columns), {k: v for k, v in settings.items() if v})


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        return "SPSS" if file.read(4) in {b"$FL2", b"$FL3"} else "Stata"


def _load(path: Path, form: FileForm, label: str) -> tuple[dict[str, Any], Any]:
    kind = _kind(path)
    try:
        import pyreadstat
    except ImportError as error:
        raise InputError(
            sentence("it is a file of {kind}, and the package that reads it is not installed.", kind=kind),
            file=label,
            expected="pyreadstat",
            remedy="Run `pip install 'veedor[stats]'`; or save it as CSV, and name that file in the case.",
        ) from error
    _check_end(path, label)
    reader = pyreadstat.read_sav if kind == "SPSS" else pyreadstat.read_dta
    try:
        values, meta = reader(str(path), output_format="dict", encoding=form.encoding or None)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError) as error:
        raise InputError(
            sentence(
                "the {kind} file is damaged, cut short, or its letters are not those that it says: {error}.",
                kind=kind,
                error=error,
            ),
            file=label,
            remedy="Fetch it again; if its texts are in an older encoding, state `encoding` beside `name` in "
            '`files`, such as `encoding = "cp1252"`; or save it as CSV.',
        ) from error
    return values, meta


def _check_end(path: Path, label: str) -> None:
    """Refuse a Stata file that lacks its end: the labels of its values stand there."""
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(max(0, path.stat().st_size - 64))
        if head.startswith(b"<stata_dta>") and b"</stata_dta>" not in file.read():
            raise InputError(
                "the Stata file is cut short.",
                file=label,
                expected="its mark of the end",
                remedy=AGAIN,
            )


def _distinct(labels: dict[Any, str]) -> dict[Any, str]:
    """Return the labels of values, with the value before those that two values share."""
    times = Counter(labels.values())
    return {value: text if times[text] == 1 else f"{_plain(value)} {text}" for value, text in labels.items()}


def _plain(value: object) -> str:
    return cell_text(value.item() if hasattr(value, "item") else value)


def _text(cell: Any, labels: dict[Any, str], label: str, column: str, row: int) -> str | None:  # noqa: ANN401
    if hasattr(cell, "item"):
        cell = cell.item()
    if cell is None or cell != cell:  # noqa: PLR0124 - a missing value is not equal to itself
        return None
    if cell in labels:
        return labels[cell] or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) >= LONG:
        raise InputError(
            "the number is kept as a fraction, which leaves out some of its digits.",
            file=label,
            row=row,
            column=column,
            value=repr(cell),
            remedy="Ask for a file in which this column is text, or use a CSV of it.",
        )
    return _plain(cell) or None
