"""The processes that work on drafts: two at once, started again where the desk was stopped meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.intake.apart import MEMORY
from veedor.sentence import record, sentence

if TYPE_CHECKING:
    from veedor.desk.bring.drafts import Draft

AT_ONCE = 2
HOURS = 2
"""After which a process is ended, whatever it does."""
RECORDS = {"find": "found", "try": "tried", "finish": "done"}
"""Task -> what it writes where it succeeds."""

_workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="veedor-bring")
_running: dict[Path, Future[None]] = {}
_lock = threading.Lock()


def begin(draft: Draft, task: str) -> None:
    """Begin a task of a draft; what came of an earlier one is forgotten."""
    draft.forget(RECORDS[task], "problems", "progress")
    draft.write("task", {"task": task})
    _start(draft, task)


def working(draft: Draft) -> bool:
    """Whether a task is still being done; one that a stopped desk left is begun again."""
    known = (draft.read("task") or {}).get("task")
    if known not in RECORDS:
        return False
    with _lock:
        future = _running.get(draft.folder)
    if future is not None and not future.done():
        return True
    if draft.read(RECORDS[known]) is not None or draft.read("problems") is not None:
        draft.forget("task")
        return False
    _start(draft, known)
    return True


def wait(draft: Draft, seconds: float) -> None:
    """Wait for a task, so that what is quick needs no page that comes back."""
    with _lock:
        future = _running.get(draft.folder)
    if future is not None:
        try:
            future.result(timeout=seconds)
        except TimeoutError:
            return


def _start(draft: Draft, task: str) -> None:
    with _lock:
        future = _running.get(draft.folder)
        if future is None or future.done():
            _running[draft.folder] = _workers.submit(_run, draft, task)


def _run(draft: Draft, task: str) -> None:
    """Let a process do a task; where it ends without a word, say so in its place."""
    source = str(Path(__file__).parents[3])
    path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "veedor.desk.bring.worker", task, str(draft.folder)]
    try:
        with (draft.folder / "worker.log").open("wb") as log:
            code = subprocess.run(  # noqa: S603 - our own module, and a folder of ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=HOURS * 3600,
                env={**os.environ, "PYTHONPATH": path},
                check=False,
            ).returncode
    except subprocess.TimeoutExpired:
        code = -1
    except OSError:
        return  # the draft was discarded
    if draft.folder.is_dir() and draft.read(RECORDS[task]) is None and draft.read("problems") is None:
        draft.write("problems", {"task": task, "problems": [_ended(code)]})


def _ended(code: int) -> dict[str, object]:
    return {
        "says": record(
            sentence("The process that reads it ended without an answer (code {code}).", code=code)
        ),
        "remedy": record(
            sentence(
                "It takes too much memory or time, or is damaged. Save it as CSV and bring that, or run "
                "`veedor new` in a terminal; {variable} is the memory that a reader may take.",
                variable=MEMORY,
            )
        ),
    }
