"""Every text exists in every language, once, with the same figures; and every key that code uses exists."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import veedor
from veedor.report import catalogue as module
from veedor.report.catalogue import CatalogueError, Message, area_files, merge, read_area, repeated, shipped

SOURCE = Path(veedor.__file__).parent


def placeholders(message: Message) -> set[str]:
    texts = (message,) if isinstance(message, str) else message
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, Message]]:
    return {lang: merge(area_files(lang)) for lang in shipped()}


def test_every_area_exists_in_every_language() -> None:
    names = [[file.name for file in area_files(lang)] for lang in shipped()]
    assert names[0] == names[1]
    assert "common.po" in names[0]


def test_languages_have_the_same_keys(texts: dict[str, dict[str, Message]]) -> None:
    assert sorted(texts["en"].keys() ^ texts["es"].keys()) == []


def test_languages_have_the_same_keys_in_the_same_area() -> None:
    for en, es in zip(area_files("en"), area_files("es"), strict=True):
        assert read_area(en).keys() == read_area(es).keys(), en.name


def test_languages_name_the_same_figures(texts: dict[str, dict[str, Message]]) -> None:
    differ = [
        (lang, key)
        for lang, own in texts.items()
        for key in texts["en"].keys() & own.keys()
        if placeholders(texts["en"][key]) != placeholders(own[key])
    ]
    assert differ == []


def test_no_text_is_empty(texts: dict[str, dict[str, Message]]) -> None:
    for lang in shipped():
        empty = [key for key, m in texts[lang].items() if not all([m] if isinstance(m, str) else m)]
        assert empty == [], lang


def test_no_key_stands_in_two_areas() -> None:
    assert {lang: repeated(area_files(lang)) for lang in shipped()} == dict.fromkeys(shipped(), ())


def test_a_key_in_two_areas_is_found(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text = f'msgid "x.{name}"\nmsgstr "own"\n\nmsgid "x.y"\nmsgstr "{name}"\n'
        (tmp_path / f"{name}.po").write_text(text, encoding="utf-8")
    files = (tmp_path / "a.po", tmp_path / "b.po")
    assert repeated(files) == ("x.y",)
    assert merge(files) == {"x.a": "own", "x.b": "own", "x.y": "a"}


def test_a_key_twice_in_one_area_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.po"
    entry = 'msgid "x.y"\nmsgstr "text"\n\n'
    file.write_text(entry * 2, encoding="utf-8")
    with pytest.raises(CatalogueError, match="twice"):
        read_area(file)
    file.write_text('msgid ""\nmsgstr "Language: en\\n"\n\n' + entry * 2, encoding="utf-8")
    with pytest.raises(CatalogueError, match="twice"):
        read_area(file)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.po"
    file.write_text('msgid "x.y"\nmsgstring "text"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"a\.po"):
        read_area(file)


def test_a_changed_catalogue_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "area_files", lambda _lang: (tmp_path / "a.po",))
    for text in ("first", "second"):
        (tmp_path / "a.po").write_text(f'msgid "x.y"\nmsgstr "{text}"\n', encoding="utf-8")
        for _ in range(2):  # parsed, then from the cache
            module.texts_with.cache_clear()
            assert module.catalogue("en") == {"x.y": text}
    module.texts_with.cache_clear()


def test_a_damaged_cache_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    module.texts_with.cache_clear()
    good = module.catalogue("en")
    for file in (tmp_path / "veedor").iterdir():
        file.write_text("[1, 2", encoding="utf-8")
    module.texts_with.cache_clear()
    assert module.catalogue("en") == good
    module.texts_with.cache_clear()


def _literals(node: ast.AST) -> list[str]:
    """Text written out in full; the parts of an f-string and conditions are no keys."""
    if isinstance(node, ast.JoinedStr):
        return []
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    own = (
        [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []
    )
    return [*own, *(text for child in ast.iter_child_nodes(node) for text in _literals(child))]


def _argument(call: ast.Call, position: int, name: str) -> list[str]:
    given = [k.value for k in call.keywords if k.arg == name]
    if not given and len(call.args) > position:
        given = [call.args[position]]
    return [
        text
        for node in given
        if isinstance(node, ast.Constant | ast.Tuple | ast.IfExp)
        for text in _literals(node)
    ]


WHERE = {
    "Finding": ((1, "says", ""), (4, "assumptions", ""), (5, "cannot_show", "")),
    "Method": ((0, "name", ""),),
    "Table": ((0, "name", "table."),),
    "Column": ((0, "name", "column."), (2, "base", "")),
    "Figure": ((3, "base", ""),),
}
"""By constructor: the arguments that are message keys, with what is put before them."""


def keys_in(file: Path) -> set[tuple[str, int]]:
    """Message keys written as literals in calls of the model's constructors, with their lines."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WHERE:
            for position, name, prefix in WHERE[node.func.id]:
                found |= {(prefix + text, node.lineno) for text in _argument(node, position, name)}
    return found


def test_every_key_in_code_has_a_text(texts: dict[str, dict[str, Message]]) -> None:
    known = texts["en"]
    own = {key.split(".")[-1] for key in known if key.startswith("column.") and key.count(".") == 2}
    missing = [
        f"{file.relative_to(SOURCE)}:{line}: {key}"
        for file in sorted(SOURCE.rglob("*.py"))
        for key, line in sorted(keys_in(file))
        if key not in known and not (key.startswith("column.") and key.split(".")[1] in own)
    ]
    assert missing == []


def test_the_scan_finds_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        "Finding('id', 'no.text', (), Method('no.method', 's'), assumptions=('no.assumption',))\n"
        "Table('no', (Column('nothing', Unit.SHARE, 'base.no'),), ())\n",
        encoding="utf-8",
    )
    assert {key for key, _ in keys_in(file)} == {
        "no.text", "no.method", "no.assumption", "table.no", "column.nothing", "base.no",
    }  # fmt: skip


def test_what_an_import_says_of_many_has_a_singular(texts: dict[str, dict[str, Message]]) -> None:
    plain = [
        (lang, key)
        for lang, of_keys in texts.items()
        for key, text in of_keys.items()
        if key.startswith("import.notice.") and isinstance(text, str) and "{number} " in text
    ]
    assert {key for _, key in plain} <= {"import.notice.hidden_worksheet_read"}, plain
