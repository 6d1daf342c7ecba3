"""Names that a package imports when they are first used."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from veedor.later import later

PACKAGES = ("veedor", "veedor.intake", "veedor.model", "veedor.rules")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_of_the_package_is_there(package: str) -> None:
    face = import_module(package)
    for name in face.__all__:
        assert getattr(face, name) is not None


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_stays_what_it_is_when_every_module_of_the_package_was_imported(package: str) -> None:
    # importing a module puts it into the package under its own name: `rules.explain` must stay a function
    script = (
        f"import importlib, pkgutil, types, {package} as face\n"
        "for module in pkgutil.iter_modules(face.__path__):\n"
        "    module.name == '__main__' or importlib.import_module(f'{face.__name__}.{module.name}')\n"
        "print([name for name in face.__all__ if isinstance(getattr(face, name), types.ModuleType)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_is_imported_once_and_may_be_called_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "inner.py").write_text("one, other = object(), object()", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    face = import_module("made_up")
    get = later("made_up", {".inner": ["one", "two=other"]})
    assert "made_up.inner" not in sys.modules
    inner_one = get("one")
    inner = sys.modules["made_up.inner"]
    assert inner_one is inner.one
    assert get("two") is inner.other
    assert (face.one, face.two) == (inner.one, inner.other)
    with pytest.raises(AttributeError, match="module 'made_up' has no attribute 'other'"):
        get("other")
