"""The real case, imported once for all tests, away from the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from veedor.case import Case, open_case
from veedor.count import Sheets

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bolivia(public_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of Bolivia 2019, imported into a folder of its own."""
    folder = tmp_path_factory.mktemp("cases") / "bolivia-2019"
    shutil.copytree(ROOT / "cases" / "bolivia-2019", folder, ignore=shutil.ignore_patterns(".veedor", "data"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEEDOR_DATA", str(public_data.parent))
        return open_case(folder)


@pytest.fixture(scope="session")
def official(bolivia: Case) -> Sheets:
    """The official count of the presidential contest, 34,555 sheets."""
    return bolivia.select("official").sheets
