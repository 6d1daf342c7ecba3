"""The process that reads a workbook: within limits, so that whatever it does to a reader ends in a message.

Run as ``python -m veedor.intake.workbook_child``: the request comes on standard input, the answer leaves on
standard output, the rows as an Arrow file.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from veedor.errors import InputError


def main() -> int:
    """Read the workbook that the request names, and answer."""
    request = json.load(sys.stdin)
    limit(request["memory"], request["seconds"])
    # Arrow works without NumPy, whose import takes longer than everything else here.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        answer = _read(request)
    except InputError as error:
        said = ("message", "remedy", "file", "row", "column", "value", "expected")
        answer = {"error": {name: getattr(error, name) for name in said}}
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


def _read(request: dict[str, Any]) -> dict[str, Any]:
    import pyarrow as pa

    from veedor.intake.workbook_pages import read_pages
    from veedor.intake.worksheet import Asked

    asked = Asked(**{**request["asked"], "sheets": tuple(request["asked"]["sheets"])})
    table, header, notices = read_pages(Path(request["path"]), asked, request["label"])
    with pa.OSFile(request["rows"], "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return {"header": header, "notices": [asdict(notice) for notice in notices]}


if __name__ == "__main__":
    sys.exit(main())
