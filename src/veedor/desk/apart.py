"""A process of its own for a job, seen from both sides: it is told one task, and says how far it is.

It lives no longer than the desk that started it: the desk holds the other end of its standard input, and
when that closes, however the desk ended, the process ends too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from veedor.errors import InputErrors, VeedorError
from veedor.intake.apart_child import limit
from veedor.sentence import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOURS = 2
"""After which a process is ended, whatever it does."""
LONGEST_LINE = 400_000_000
"""Signs of an answer."""
MEGABYTES = 4096
SECONDS = 1800
"""Of a processor."""


class Child:
    """A process that does one task.

    Parameters
    ----------
    module : str
        What it runs.
    given : mapping
        Its task, as JSON.
    """

    def __init__(self, module: str, given: Mapping[str, Any]) -> None:
        source = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))
        self._errors = TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,  # Ctrl-C in the terminal is for the desk, which ends its processes itself
        )
        self._last = threading.Timer(HOURS * 3600, self.end)
        self._last.daemon = True
        self._last.start()
        try:
            self._pipe(self._process.stdin).write(json.dumps(given) + "\n")
            self._pipe(self._process.stdin).flush()
        except OSError:
            pass  # it ended at once, which its code tells

    @staticmethod
    def _pipe(pipe: Any) -> Any:  # noqa: ANN401 - of subprocess
        assert pipe is not None  # noqa: S101 - it was asked for
        return pipe

    def lines(self) -> Iterator[dict[str, Any]]:
        """Return what it says, line by line, until it ends; what is no such line goes to its errors."""
        said = self._pipe(self._process.stdout)
        while line := said.readline(LONGEST_LINE):
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict):
                yield told
        self._process.wait()
        self._last.cancel()

    def end(self) -> None:
        """End it now."""
        self._process.kill()

    def close(self) -> tuple[int, str]:
        """Return the code with which it ended, and the last of what it wrote to its errors."""
        self.end()
        code = self._process.wait()
        self._last.cancel()
        self._errors.seek(0)
        errors = self._errors.read()[-4000:].decode(errors="replace")
        self._errors.close()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._pipe(pipe).close()
            except OSError:
                continue
        return code, errors


# within the process


def task() -> dict[str, Any]:
    """Read the task within limits of memory and time; from now on the process ends with its desk."""
    limit(MEGABYTES, SECONDS)
    given: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_desk, daemon=True).start()
    return given


def _end_with_desk() -> None:
    while sys.stdin.read(1):
        continue
    os._exit(4)


def tell(**said: Any) -> None:  # noqa: ANN401 - JSON
    """Say one line to the desk: ``progress``, ``result`` or ``problems``."""
    sys.stdout.write(json.dumps(said, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def tell_step(what: str, step: int, steps: int) -> None:
    """Say which step of how many is being done, as an import does."""
    tell(progress={"what": record(what), "step": step, "steps": steps})


def singles(error: Exception) -> list[VeedorError]:
    """Return the single errors of a group; any other error as it is."""
    if isinstance(error, InputErrors):
        return [one for member in error.exceptions for one in singles(member)]
    return [error] if isinstance(error, VeedorError) else []
