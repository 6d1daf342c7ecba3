"""Arrow (Feather) files and streams of Arrow as text, read in a process of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.intake.formats import Format, format_of
from veedor.intake.limits import check_rows, check_width
from veedor.intake.parquet import as_text, damaged, unusable_columns
from veedor.intake.raw import Content

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import FileForm


def read(path: Path, form: FileForm, label: str) -> Content:
    """Read an Arrow file or stream as a table of text.

    Arguments and errors are those of :func:`veedor.intake.apart.read_apart`.
    """
    import pyarrow as pa
    from pyarrow import ipc

    del form
    kind = format_of(path, label)
    try:
        with pa.OSFile(str(path)) as source:
            table = (ipc.open_stream if kind is Format.ARROW_STREAM else ipc.open_file)(source).read_all()
            table.validate(full=True)
    except MemoryError:
        raise  # said with the bound of memory
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(error, label, "Arrow") from error
    check_rows(table.num_rows, label)
    check_width(table.num_columns, label)
    header = tuple(name.strip() for name in table.schema.names)
    unusable = unusable_columns(table.schema)
    rows = pa.Table.from_batches(list(as_text(table.to_batches(), header, unusable, label)))
    return Content(header, rows, {"format": "Arrow"}, (), unusable)
