"""Who stops a verb finds nothing left behind; who closes its streams still gets its answer."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from child import environment

if TYPE_CHECKING:
    from pathlib import Path

STOPPED = """
import signal, sys, time
for name in sys.argv[1:]:  # a run of the tests may itself be one that ignores it (nohup)
    signal.signal(getattr(signal, name), signal.SIG_DFL)
from veedor import disk
from veedor.cli import main
def verb(*_words, **_options):
    with disk.temporary() as new:
        print(new, flush=True)
        time.sleep(60)
main.veedor.main = verb
main.main([])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is sent there before a program is ended")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_stop_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED, name],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(TMPDIR=str(tmp_path)),
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith(str(tmp_path))
        child.send_signal(getattr(signal, name))
        assert child.wait(20) == 128 + getattr(signal, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes them")
def test_closed_streams_change_no_answer(tmp_path: Path) -> None:
    line = f"'{sys.executable}' -m veedor outcome nowhere 0<&- 1>&- 2>&-"
    ended = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, env=environment(), check=False)
    assert ended.returncode == 2
