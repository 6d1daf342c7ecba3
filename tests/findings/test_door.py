"""The door of the package: what is behind it, and that nothing is imported before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import pytest

import veedor
from veedor.case import Case, open_case
from veedor.version import __version__

HEAVY = {
    "numpy",
    "pyarrow",
    "duckdb",
    "scipy",
    "altair",
    "pandas",
    "polars",
    "click",
    "babel",
    "jinja2",
    "msgspec",
}


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after some code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_names_of_the_door_are_exactly_what_can_be_imported() -> None:
    assert sorted(veedor.__all__) == list(veedor.__all__)
    for name in veedor.__all__:
        assert getattr(veedor, name) is not None
    assert list(veedor.__all__) == dir(veedor)
    public = {name for name in vars(veedor) if not name.startswith("_")}
    modules = {name for name in public if isinstance(getattr(veedor, name), ModuleType)}
    assert public - modules - {"annotations", "later", "TYPE_CHECKING"} <= set(veedor.__all__)
    assert veedor.open is open_case
    assert veedor.Case is Case
    assert veedor.__version__ == __version__


def test_a_name_that_does_not_exist_is_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'close'"):
        getattr(veedor, "close")  # noqa: B009 - the type checker knows that it is not there


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert not imported_by("import veedor") & HEAVY


def test_opening_the_door_to_a_case_imports_no_engine_and_no_pictures() -> None:
    loaded = imported_by("import veedor; veedor.open; veedor.Case; veedor.Finding; veedor.Rule")
    assert not loaded & {"duckdb", "scipy", "altair", "pandas", "polars", "jinja2", "click"}
