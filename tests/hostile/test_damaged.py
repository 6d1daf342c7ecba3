"""Files of every format with bytes changed, cut off or put in: read right or refused in words, never a crash.

Where a format keeps a checksum, a changed figure must be noticed. Where it keeps none, a changed byte may
make another sound file, and only what a reader does with it is tested. A hunt makes more.
"""

from __future__ import annotations

import importlib.util
import os
import random
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from field.expect import CASES
from hunt import tries
from intake.build_read import read
from veedor.errors import InputError, InputErrors

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="NOT TESTED: this system has no fork"),
]

SHAPES = CASES / "shapes"
VARIANTS = tries(20, 200)
"""Of each format."""
SECONDS = 60
SEED = 20191021
CHECKED = {".gz", ".bz2", ".xz", ".xlsx", ".ods"}
"""Formats with a checksum over all that a reader takes from them."""
NAMES = sorted(p.name for p in SHAPES.glob("v.*") if p.suffix not in {".pdf", ".rds"})

RIGHT, OTHER, REFUSED, FAULT = 0, 3, 2, 4


def variants(whole: bytes, name: str) -> Iterator[bytes]:
    """Make damaged copies of a file, each with one or a few wounds."""
    draw = random.Random(f"{SEED} {name}")  # noqa: S311 - the same wounds every time
    for _ in range(VARIANTS):
        made = bytearray(whole)
        kind = draw.random()
        if kind < 0.15:
            yield whole[: draw.randrange(len(whole))]
            continue
        for _ in range(draw.choice((1, 1, 2, 4, 16))):
            at = draw.randrange(len(made))
            made[at] = draw.choice((0, 255, made[at] ^ 1 << draw.randrange(8), draw.randrange(256)))
        if kind < 0.3:
            at, size = draw.randrange(len(made)), draw.randrange(1, 64)
            made[at:at] = made[-size:]
        elif kind < 0.4:
            at = draw.randrange(len(made))
            made[at : at + draw.randrange(1, 512)] = b""
        yield bytes(made)


def answered(folder: Path, name: str, content: bytes, whole: list[object]) -> int:
    """Read a file in a process that may die; give its exit code, or the signal that ended it below zero."""
    child = os.fork()
    if child == 0:
        _answer(folder, name, content, whole)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


def _answer(folder: Path, name: str, content: bytes, whole: list[object]) -> NoReturn:
    try:
        found = read(folder, name, content)
        os._exit(RIGHT if found == whole else OTHER)
    except (InputError, InputErrors) as problem:
        one = problem.exceptions[0] if isinstance(problem, InputErrors) else problem
        os._exit(REFUSED if getattr(one, "message", "") and getattr(one, "remedy", "") else FAULT)
    except BaseException:  # noqa: BLE001 - whatever it is, it is the fault that is looked for
        os._exit(FAULT)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files(tmp_path: Path, name: str) -> None:
    path = SHAPES / name
    if path.suffix in {".dta", ".sav"} and importlib.util.find_spec("pyreadstat") is None:
        pytest.skip("NOT TESTED: pyreadstat is not installed (pip install 'veedor[stats]')")
    content = path.read_bytes()
    whole: list[object] = list(read(tmp_path, name, content))
    faults = []
    for number, damaged in enumerate(variants(content, name)):
        code = answered(tmp_path / str(number), name, damaged, whole)
        wrong = code == OTHER and path.suffix in CHECKED
        if code not in {RIGHT, OTHER, REFUSED} or wrong:
            (tmp_path / f"fault-{number}{path.suffix}").write_bytes(damaged)
            faults.append((number, code))
    assert faults == [], tmp_path
