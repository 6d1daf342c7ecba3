"""The process that reads a file: within limits, so that whatever it does to a reader ends in a message.

Run as ``python -m veedor.intake.apart_child``: the request comes on standard input, the answer leaves on
standard output, the rows as an Arrow file.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError, PluginError
from veedor.sentence import record

if TYPE_CHECKING:
    from collections.abc import Callable

READERS = {
    "workbook": "workbook_pages",
    "arrow": "parquet",
    "arrow stream": "parquet",
    "json": "jsonfile",
    "ndjson": "jsonfile",
    "web page": "htmlfile",
    "xml": "xmlfile",
    "sqlite": "sqlitefile",
    "stata": "statistics_file",
    "spss": "statistics_file",
    "own": "own_reader",
}
"""Format in small letters -> module with ``read`` and, where a file may hold
several tables, ``list_tables``, each of ``(path, form, label)``."""


def main() -> int:
    """Read the file that the request names, and answer."""
    request = json.load(sys.stdin)
    limit(request["memory"], request["seconds"])
    if request["reader"] not in {"stata", "spss", "own"}:
        # Arrow works without NumPy, whose import takes longer than everything else here.
        sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        answer = _answer(request)
    except InputError as error:
        said = ("message", "remedy", "file", "row", "column", "value", "expected")
        answer = {
            "error": {name: record(getattr(error, name)) for name in said} | {"kind": type(error).__name__}
        }
    except PluginError as error:
        answer = {"plugin": {"message": record(error.message), "remedy": record(error.remedy)}}
    except MemoryError:
        answer = {"stopped": "memory"}
    json.dump(answer, sys.stdout)
    return 0


def limit(megabytes: int, seconds: int) -> None:
    """Bound what this process may take; a system without such limits has none."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_DATA, megabytes * 1024**2),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))


def reader_of(name: str, task: str) -> Callable[..., Any]:
    """Return the function of a reader that does a task: ``read`` or ``list_tables``."""
    made: Callable[..., Any] = getattr(import_module(f"veedor.intake.{READERS[name]}"), task)
    return made


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    import pyarrow as pa

    from veedor.intake.case_forms import FileForm

    said: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in request["form"].items()}
    form = FileForm(**said)
    path, label = Path(request["path"]), request["label"]
    if request["task"] == "list_tables":
        tables = reader_of(request["reader"], "list_tables")(path, form, label)
        return {"tables": [asdict(table) for table in tables]}
    content = reader_of(request["reader"], "read")(path, form, label)
    with pa.OSFile(request["rows"], "wb") as file, pa.ipc.new_file(file, content.rows.schema) as writer:
        writer.write_table(content.rows)
    return {
        "header": content.header,
        "settings": content.settings,
        "notices": [asdict(notice) for notice in content.notices],
        "unusable": content.unusable,
        "header_row": content.header_row,
    }


if __name__ == "__main__":
    sys.exit(main())
