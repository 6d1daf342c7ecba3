"""What another package brings is found by name, loaded when it is named, and named when it fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from veedor import rules
from veedor.cli.main import veedor
from veedor.errors import PluginError, QuestionError
from veedor.plugins import plugins
from veedor.report.catalogue import catalogue, languages
from veedor.report.wording import Wording
from veedor.rules.load import LAW
from veedor.stakes.treatments import treatment_of

RULE = (LAW / "bo-president-2009.toml").read_text(encoding="utf-8")
POINTS = """[veedor.rules]
xx-president = veedor_xx:rule
xx-broken = veedor_xx:broken
xx-missing = veedor_xx.nowhere:rule
xx-wrong = veedor_xx:number

[veedor.treatments]
xx-annul = veedor_xx:annul
xx-number = veedor_xx:number

[veedor.locales]
nl = veedor_xx:texts
"""
MODULE = """from pathlib import Path
HERE = Path(__file__).parent
rule, broken, texts, number = HERE / "rule.toml", HERE / "broken.toml", HERE / "texts", 7


def __getattr__(name):
    from veedor.stakes.treatments import Fixed, TREATMENTS

    return Fixed("xx-annul", empties=True, change=TREATMENTS["annul"].change)
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a rule, a language and three things that are wrong."""
    own = tmp_path / "veedor_xx"
    info = tmp_path / "veedor_xx-1.0.dist-info"
    files = {
        own / "__init__.py": MODULE,
        own / "rule.toml": RULE.replace('"bo-president-2009"', '"xx-president"', 1),
        own / "broken.toml": "id = 1\n",
        own / "texts" / "own.po": 'msgid "term.yes"\nmsgstr "jazeker"\n',
        info / "METADATA": "Metadata-Version: 2.1\nName: veedor-xx\nVersion: 1.0\n",
        info / "entry_points.txt": POINTS,
    }
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plugins.cache_clear()
    yield own
    for name in [name for name in sys.modules if name.startswith("veedor_xx")]:
        del sys.modules[name]
    plugins.cache_clear()
    catalogue.cache_clear()


def test_what_comes_with_veedor_asks_no_package() -> None:
    rules.load("bo-president-2009")
    Wording("es").text("term.yes")
    assert plugins.cache_info().currsize == 0
    assert "veedor_xx" not in sys.modules


def test_a_rule_of_a_package_is_named_and_listed(package: Path) -> None:
    assert rules.load("xx-president").rounds == rules.load("bo-president-2009").rounds
    with pytest.raises(PluginError):
        rules.available()  # it has a broken one
    points = package.parent / "veedor_xx-1.0.dist-info" / "entry_points.txt"
    points.write_text(POINTS.split("xx-broken", maxsplit=1)[0], encoding="utf-8")
    plugins.cache_clear()
    listed = CliRunner().invoke(veedor, ["rules", "list"])
    assert "xx-president" in listed.output


def test_a_treatment_of_a_package_is_one() -> None:
    assert treatment_of("xx-annul").name == "xx-annul"
    with pytest.raises(PluginError, match="takes a Treatment"):
        treatment_of("xx-number")
    with pytest.raises(QuestionError, match="Did you mean 'xx-annul'"):
        treatment_of("xx-anul")


def test_a_language_of_a_package_is_one() -> None:
    assert languages() == ("en", "es", "nl")
    assert Wording("nl").text("term.yes") == "jazeker"
    shown = CliRunner().invoke(veedor, ["rules", "show", "bo-president-2009", "--lang", "nl"])
    assert shown.exit_code == 0, shown.output


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("xx-broken", "is no rule"),
        ("xx-missing", "cannot be loaded: ModuleNotFoundError"),
        ("xx-wrong", "is a int; veedor.rules takes a Path"),
    ],
)
def test_what_is_wrong_with_a_plug_in_names_it(rule: str, what: str) -> None:
    with pytest.raises(PluginError, match=what) as caught:
        rules.load(rule)
    assert f"The plug-in '{rule}' of the package 'veedor-xx' (veedor_xx" in str(caught.value)
    assert "pip uninstall veedor-xx" in str(caught.value)


def test_the_nearest_rule_may_be_that_of_a_package() -> None:
    with pytest.raises(QuestionError, match="Did you mean 'xx-president'"):
        rules.load("xx-presidents")
