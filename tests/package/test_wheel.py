"""The wheel has everything that the source has, and runs with the locked base dependencies alone."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"

RUN = """
import sys
from pathlib import Path

wheel, blocked = sys.argv[1], set(sys.argv[2].split(","))

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r} in a plain install", name=name)

sys.meta_path.insert(0, Blocked())
sys.path.insert(0, wheel)
import veedor
assert Path(veedor.__file__).is_relative_to(wheel), veedor.__file__
from veedor.cli.demo import make
from veedor.report.write import write_report
from veedor.rules import load
make(Path("demo"), 500, 1)
case = veedor.open("demo")
assert case.outcome().outcome.winner == "alder"
assert veedor.to_arrow(case.outcome()).num_rows == 11
assert case.check().findings
assert load("bo-president-2009").rule_id == "bo-president-2009"
page = write_report(case, Path("out"), lang="es", only=("outcome", "results", "timeline", "check", "data"))
assert "Datos sintéticos" in page.page.read_text(encoding="utf-8")
try:
    veedor.to_pandas(case.outcome())
except (ImportError, veedor.errors.VeedorError) as error:
    print("without pandas:", error)
else:
    raise AssertionError("pandas is not in a plain install")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline with the locked build tools."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("veedor-*.whl")
    return built


def test_the_wheel_has_every_file_of_the_source(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    source = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "veedor").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == source


@pytest.mark.parametrize(
    "pattern",
    [
        r"veedor/py\.typed",
        r"veedor/rules/law/bo-president-2009\.toml",
        r"veedor/checks/.*packs?/.*\.toml",
        r"veedor/report/locale/es/LC_MESSAGES/report\.po",
        r"veedor/report/templates/page\.html",
        r"veedor/press/words/es\.toml",
    ],
)
def test_data_of_the_package_are_in_it(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(re.fullmatch(pattern, name) for name in archive.namelist())


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        needed = archive.read(name).decode()
        assert any(n.endswith("licenses/LICENSE") for n in archive.namelist())
        (points,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        assert "veedor = veedor.cli.main:main" in archive.read(points).decode()
    plain = [
        line for line in needed.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert plain
    assert not [line for line in plain if re.search(r"\b(pandas|polars|pyspark|pytest)\b", line)]
    assert "License-Expression: Apache-2.0" in needed


def not_in_a_plain_install() -> set[str]:
    """Modules that are here but would not be after installing the locked base dependencies."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    base = {_canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert "numpy" in base
    return {
        module
        for module, owners in packages_distributions().items()
        if not {_canonical(owner) for owner in owners} & (base | {"veedor"})
    }


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_plain_install_works(wheel: Path, tmp_path: Path) -> None:
    blocked = not_in_a_plain_install()
    assert {"pandas", "polars", "pytest"} <= blocked
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, str(tmp_path / "installed"), ",".join(sorted(blocked))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "without pandas:" in done.stdout
