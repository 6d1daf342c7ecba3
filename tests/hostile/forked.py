"""Runs verbs in forked children of one process that has imported everything, and kills them where it is told.

``python forked.py`` reads one job a line (JSON) and answers one line a job. A child counts its steps towards
the disk: what it opens to write, makes, renames, removes and settles. At the step it is told it is killed, or
the disk is full from there on.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts steps, and ends or refuses at one of them."""

    def __init__(self, kill: int, full: int) -> None:
        self.kill, self.full, self.done = kill, full, 0

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at what Python is about to do."""
        if event == "open":
            _, mode, flags = arguments
            writes = bool(set(mode) & set("wax+")) if isinstance(mode, str) else bool(flags & WRITES)
            if writes:
                self.step()
        elif event in STEPS:
            self.step(full=event not in {"os.remove", "os.rmdir"})

    def step(self, *, full: bool = True) -> None:
        """Count one step."""
        self.done += 1
        if self.done == self.kill:
            os.kill(os.getpid(), signal.SIGKILL)
        if full and self.full and self.done >= self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def child(job: dict[str, Any]) -> None:
    """Run a verb, never to return."""
    steps = Steps(job.get("kill", 0), job.get("full", 0))
    for name, number in (("stdout", 1), ("stderr", 2)):
        handle = os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
    os.chdir(job["cwd"])
    if shift := job.get("clock", 0):
        real = time.time
        time.time = lambda: real() + shift
    fsync = os.fsync

    def settled(handle: Any) -> None:  # noqa: ANN401 - as os.fsync takes it
        steps.step()
        fsync(handle)
        steps.step()

    setattr(os, "fsync", settled)  # noqa: B010 - its type is that of the system's own
    sys.addaudithook(steps.hook)
    if "after" in job:
        threading.Timer(job["after"], os.kill, (os.getpid(), signal.SIGKILL)).start()
    code: object = 0
    try:
        _run(job)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - it is told, and the child ends
        import traceback

        traceback.print_exc()
        code = 99
    steps.full = steps.kill = 0
    sys.stdout.flush()
    sys.stderr.flush()
    done = steps.done
    Path(job["stdout"] + ".steps").write_text(str(done))
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def _run(job: dict[str, Any]) -> None:
    if job.get("journal"):
        from veedor.audit import journal

        one = [journal.Entered("record", "records/12.json", b"{}\n", "Ana"),
               journal.Entered("record", "records/12.json.sig", b"s")]  # fmt: skip
        journal.append(Path(job["journal"]), *one, at="2030-05-06T10:00:00-04:00")
        return
    from veedor.cli.main import main

    main(job["args"])


def serve() -> None:
    """Answer jobs until there are no more."""
    import veedor.audit.journal
    import veedor.case.export
    import veedor.cli.main
    import veedor.report.write
    from veedor.intake import run, tables  # noqa: F401 - imported before the first fork

    for verb in veedor.cli.main.VERBS:
        veedor.cli.main.veedor.get_command(None, verb)  # type: ignore[arg-type]
    for line in sys.stdin:
        job = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if not pid:
            child(job)
        _, status = os.waitpid(pid, 0)
        ended = os.waitstatus_to_exitcode(status)
        counted = Path(job["stdout"] + ".steps")
        steps = int(counted.read_text()) if ended >= 0 and counted.is_file() else 0
        print(json.dumps({"ended": ended, "steps": steps, "took": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    serve()
