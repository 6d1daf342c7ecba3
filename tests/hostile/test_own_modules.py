"""A folder of somebody's files holds modules that bear the names of ours: none of them is ever run."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from child import environment
from veedor.errors import InputError
from veedor.intake.apart import list_apart
from veedor.intake.case import FileForm
from veedor.intake.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("json", "pickle", "numpy", "msgspec", "veedor")
TRAP = "from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n"


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(TRAP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_process_that_reads_hostile_files(trap: Path) -> None:
    (trap / "count.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError):
        list_apart(Format.WORKBOOK, trap / "count.xlsx", FileForm("count.xlsx"), "count.xlsx")
    assert list(trap.glob("*.ran")) == []


SECOND = """
from veedor.cli import main
def verb(*_words, **_options):
    from multiprocessing import get_context
    child = get_context("spawn").Process(target=print)
    child.start()
    child.join()
main.veedor.main = verb
if __name__ == "__main__":
    main.main([])
"""


def test_a_second_process_of_a_verb(trap: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    program = tmp_path_factory.mktemp("bin") / "verb.py"
    program.write_text(SECOND)
    subprocess.run([sys.executable, str(program)], cwd=trap, env=environment(), check=True)
    assert list(trap.glob("*.ran")) == []
