"""Synthetic cases, imported once, and the reports made of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from report.build_report import CORE, hostile_case, small_case
from veedor.case import Case
from veedor.report.write import Written, write_report


@pytest.fixture(scope="session", autouse=True)
def same_time() -> Iterator[None]:
    """Let every page say that it was made at one time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1571529600")
        yield


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return small_case(tmp_path_factory.mktemp("synthetic"))


@pytest.fixture(scope="session")
def english(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_report(case, tmp_path_factory.mktemp("report-en"), only=CORE)


@pytest.fixture(scope="session")
def spanish(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_report(case, tmp_path_factory.mktemp("report-es"), lang="es", only=CORE)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a case whose names try to become markup."""
    opened = hostile_case(tmp_path_factory.mktemp("hostile"))
    return write_report(opened, tmp_path_factory.mktemp("report-hostile"), only=CORE).page
