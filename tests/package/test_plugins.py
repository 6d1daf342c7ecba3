"""What another package brings is found by name, loaded when it is named, and named when it fails."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from checks.build_checks import make_sheets
from intake.build_read import opened, read, rows_of
from veedor import plugins as brought
from veedor import rules
from veedor.checks import NO_PACK, Dossier, run_checks, settings
from veedor.checks.pack import parse_pack
from veedor.cli.main import veedor
from veedor.errors import InputError, PluginError, QuestionError
from veedor.plugins import plugins
from veedor.report.catalogue import languages, texts_with
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

[veedor.checks]
xx_oak = veedor_xx.oak:CHECK
xx_elm = veedor_xx.oak:CHECK

[veedor.readers]
bars = veedor_xx.bars:READER
slow = veedor_xx.bars:SLOW
numbers = veedor_xx.bars:NUMBERS
wide = veedor_xx.bars:WIDE
empty = veedor_xx.bars:EMPTY

[veedor.locales]
nl = veedor_xx:texts
en = veedor_xx:english
"""
OAK = """from veedor.checks import Check, LooksAt
from veedor.checks.base import flag


def find(check, dossier):
    return flag(dossier.sheets, dossier.sheets.cast > dossier.whole(check, "most"))


CHECK = Check("xx_oak", LooksAt.SHEET, "a handbook", find, {"most": 100})
"""
BARS = """from veedor.errors import InputError
from veedor.intake.own_reader import Reader


def rows(path, form):
    text = path.read_text(encoding=form.encoding or "utf-8")
    if "?" in text:
        raise InputError("it holds a question mark.", remedy="Take it out.")
    for line in text.splitlines():
        yield line.strip("|").split("|")


READER = Reader(rows)
SLOW = Reader(lambda path, form: 1 / 0)
NUMBERS = Reader(lambda path, form: [["a"], [7]])
WIDE = Reader(lambda path, form: [["a"], ["1", "2"]])
EMPTY = Reader(lambda path, form: [])
"""
MODULE = """from pathlib import Path
HERE = Path(__file__).parent
rule, broken, number = HERE / "rule.toml", HERE / "broken.toml", 7
texts, english = HERE / "texts", HERE / "english"


def __getattr__(name):
    from veedor.stakes.treatments import Fixed, TREATMENTS

    return Fixed("xx-annul", empties=True, change=TREATMENTS["annul"].change)
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with one of each, and some that are wrong."""
    own = tmp_path / "veedor_xx"
    info = tmp_path / "veedor_xx-1.0.dist-info"
    files = {
        own / "__init__.py": MODULE,
        own / "rule.toml": RULE.replace('"bo-president-2009"', '"xx-president"', 1),
        own / "broken.toml": "id = 1\n",
        own / "oak.py": OAK,
        own / "bars.py": BARS,
        own / "english" / "own.po": (
            'msgid "check.xx_oak"\nmsgstr "Many ballots"\n\nmsgid "term.yes"\nmsgstr "aye"\n'
        ),
        own / "texts" / "own.po": 'msgid "term.yes"\nmsgstr "jazeker"\n',
        info / "METADATA": "Metadata-Version: 2.1\nName: veedor-xx\nVersion: 1.0\n",
        info / "entry_points.txt": POINTS,
    }
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # of the process that reads files
    monkeypatch.setattr(brought, "_in_use", set())
    plugins.cache_clear()
    yield own
    for name in [name for name in sys.modules if name.startswith("veedor_xx")]:
        del sys.modules[name]
    plugins.cache_clear()
    texts_with.cache_clear()


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


def test_a_check_of_a_package_is_asked_where_it_is_named() -> None:
    sheets = make_sheets([[60, 50, 0, 0, 0], [10, 20, 0, 0, 0]])
    assert "xx_oak" not in {r.check.check_id for r in run_checks(Dossier((sheets,), NO_PACK), None).results}
    assert "veedor_xx" not in sys.modules
    (found,) = run_checks(Dossier((sheets,), NO_PACK), None, only=["xx_oak"]).results
    assert len(found.named) == 1
    with pytest.raises(QuestionError, match="Did you mean 'xx_oak'"):
        run_checks(Dossier((sheets,), NO_PACK), None, only=["xx_oka"])
    with pytest.raises(PluginError, match="is the check 'xx_oak'"):
        run_checks(Dossier((sheets,), NO_PACK), None, only=["xx_elm"])


def test_a_pack_asks_the_check_of_a_package_and_sets_it() -> None:
    text = 'id = "xx"\ncountry = { en = "X", es = "X" }\n[settings.xx_oak]\nmost = 200\n'
    pack = parse_pack(text, "pack.toml", settings())
    sheets = make_sheets([[60, 50, 0, 0, 0], [10, 20, 0, 0, 0]])
    result = run_checks(Dossier((sheets,), pack), None)
    assert [len(r.named) for r in result.results if r.check.check_id == "xx_oak"] == [0]
    with pytest.raises(InputError, match="Did you mean 'most'"):
        parse_pack(text.replace("most", "mots"), "pack.toml", settings())
    with pytest.raises(InputError, match="Did you mean 'xx_oak'"):
        parse_pack(text.replace("xx_oak", "xx_aok"), "pack.toml", settings())


def test_what_a_package_brings_has_its_words_once_it_is_in_use() -> None:
    words = Wording("en")
    assert not words.has("check.xx_oak")
    run_checks(Dossier((make_sheets([[60, 50, 0, 0, 0]]),), NO_PACK), None, only=["xx_oak"])
    assert words.text("check.xx_oak") == "Many ballots"
    assert words.text("term.yes") == "yes"  # a plug-in adds, and replaces nothing
    assert Wording("es").text("check.xx_oak") == "Many ballots"  # English stands where a language is silent


def test_a_reader_of_a_package_reads_what_the_case_says(tmp_path: Path) -> None:
    text = "|mesa|roble|olmo|\n|001|3|4|\n|002||\n"
    assert read(tmp_path, "count.bars", text, reader="bars") == [
        (1, ["001", "3", "4"]),
        (2, ["002", None, None]),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("a.bars", text)
        made.writestr("b.bars", text.replace("001", "009"))
    rows = read(tmp_path, "count.zip", packed.getvalue(), reader="bars", member="b.bars")
    assert rows[0] == (1, ["009", "3", "4"])
    assert read(tmp_path, "count.gz", gzip.compress(text.encode()), reader="bars")[0] == (
        1,
        ["001", "3", "4"],
    )
    # a file that is refused without a reader of one's own, told by its first letters
    assert rows_of(opened(tmp_path, "count.rar", "Rar!|x|\n|1|2|\n", reader="bars")) == [(1, ["1", "2"])]


@pytest.mark.parametrize(
    ("reader", "text", "kind", "says"),
    [
        ("bars", "|a|?|\n", InputError, "it holds a question mark"),
        ("bras", "|a|\n", InputError, "no reader 'bras' .* Install the package .* Did you mean 'bars'"),
        (
            "slow",
            "|a|\n",
            PluginError,
            "'slow' of the package 'veedor-xx' .* cannot read count.txt: ZeroDivision",
        ),
        ("numbers", "|a|\n", PluginError, "gives 7 in row 1 of count.txt, which is no text"),
        ("wide", "|a|\n", PluginError, "gives 2 cells in row 1 of count.txt, whose header has fewer"),
        ("empty", "|a|\n", PluginError, "gives nothing of count.txt"),
    ],
)
def test_a_reader_that_fails_is_named(
    tmp_path: Path, reader: str, text: str, kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says):
        read(tmp_path, "count.txt", text, reader=reader)


def test_two_packages_cannot_bring_one_name(package: Path) -> None:
    other = package.parent / "veedor_yy-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: veedor-yy\nVersion: 1.0\n", "utf-8")
    points = "[veedor.checks]\nxx_oak = veedor_yy:CHECK\n[veedor.locales]\nen = veedor_yy:texts\n"
    (other / "entry_points.txt").write_text(points, "utf-8")
    plugins.cache_clear()
    with pytest.raises(PluginError, match=r"'veedor-yy' .* stands beside .*'veedor-xx'"):
        run_checks(Dossier((make_sheets([[6, 5, 0, 0, 0]]),), NO_PACK), None, only=["xx_oak"])
    # words beside a language of Veedor's own may come from any number of packages, and only from those in use
    assert treatment_of("xx-annul").name == "xx-annul"
    assert Wording("en").text("check.xx_oak") == "Many ballots"


def test_a_language_of_a_package_is_one() -> None:
    assert languages() == ("en", "es", "pt", "nl")
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
