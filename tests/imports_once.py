"""Case files that several tests write alike are read once: what an import makes is asked for, not tested.

An import takes up to a third of a second of the processor, and was most of what the tests above it did. The
rooms that test reading (``READING``) always read.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from veedor.engine import MANIFEST
from veedor.intake import run

if TYPE_CHECKING:
    from veedor.engine import Engine
    from veedor.intake.case import CaseFile
    from veedor.intake.contents import FileContents
    from veedor.intake.locate import Located

READING = {"engine", "field", "guess", "hostile", "intake", "synthetic"}
"""Folders of tests in which every import is made."""

Step = tuple[str, int, int]


class ImportsOnce:
    """The tables of earlier imports, by what was read, and the steps that were told while they were made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[tuple[str, ...], tuple[Path, str, list[Step]]] = {}
        self.read = run._import_into

    def __call__(
        self,
        folder: Path,
        case: CaseFile,
        located: tuple[Located, ...],
        progress: run.Progress,
        engine: Engine,
        key: str,
        contents: FileContents,
    ) -> None:
        """Write the tables of a case as the import does, or copy those of the same case elsewhere."""
        room = Path(os.environ["PYTEST_CURRENT_TEST"]).parts[1]
        if room in READING or engine != "duckdb" or contents.most:
            self.read(folder, case, located, progress, engine, key, contents)
            return
        here = str(case.folder.resolve())
        which = (key, *(str(file.path).removeprefix(here) for file in located))
        if which not in self.made:
            steps: list[Step] = []

            def tell(what: str, step: int, of: int) -> None:
                steps.append((what, step, of))
                progress(what, step, of)

            self.read(folder, case, located, tell, engine, key, contents)
            kept = self.folder / str(len(self.made))
            shutil.copytree(folder, kept, ignore=shutil.ignore_patterns(".*"))
            self.made[which] = (kept, here, steps)
            return
        kept, there, steps = self.made[which]
        for step in steps:
            progress(*step)
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told["case"] = case.name
        for source in told["sources"].values():
            for file in source["files"]:
                file["path"] = file["path"].replace(there, here, 1)
        (folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def imports_once(tmp_path_factory: pytest.TempPathFactory) -> ImportsOnce:
    """Read each case once."""
    once = ImportsOnce(tmp_path_factory.mktemp("imports"))
    run._import_into = once
    return once
