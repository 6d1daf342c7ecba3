"""Words that are written as no language writes them: asked about, or said, and never read without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_read import opened, refused, rows_of
from veedor.intake.languages import readings_of
from veedor.intake.words import encoded_twice, escaped, lost, oddness

if TYPE_CHECKING:
    from pathlib import Path

REAL = (
    "Cañón Güemes Ñandú Peñón Núñez Århus Zürich Straße Łódź Žižkov Đà Nẵng Thành phố Hồ Chí Minh Kraków",
    "Северный округ имени Гоголя Київ Бєларусь Ђорђе",
    "中山區 國民小學 市立圖書館 广州市 北京大学 南さくら区 スポーツセンター 서울특별시",
    "Βόρεια Περιφέρεια Δημοτικό Σχολείο",
    "القاهرة الجديدة תל אביב กรุงเทพมหานคร नई दिल्ली Աբովյան თბილისი",
    "🗳️ 🏠 👤 🔴 🔵 ⬜ ❌ ⌛ ⏩ 1️⃣ 👩‍💻 👍🏽 🇧🇴",
    "🗳️mesa 🔴Ana Beto🔵 ☑️sí 🇨🇷San_José ❤️",
    "San José 2º piso, 1ª sección; Côte d’Ivoire; L’Aquila; Sant’Àgata; McÉwan",
)


@pytest.mark.parametrize("text", REAL)
def test_real_names_are_not_odd(text: str) -> None:
    assert oddness(text)[0] < 0.3, oddness(text)
    assert not list(encoded_twice(text))
    assert not list(lost(text))
    assert not list(escaped(text))


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("Северный округ", "cp1251", "koi8-r"),
        ("Северный округ", "koi8-r", "cp1251"),
        ("Северный округ", "cp1251", "cp1252"),
        ("Cañón Güemes", "cp1252", "cp850"),
        ("Cañón Güemes", "cp850", "cp1252"),
        ("Cañón Güemes", "mac-roman", "cp1252"),
        ("国民小学 广州市", "gbk", "shift_jis"),
        ("スポーツセンター", "shift_jis", "gbk"),
        ("國民小學", "big5", "cp1252"),
    ],
)
def test_a_misstated_encoding_is_asked_about(tmp_path: Path, text: str, written: str, read: str) -> None:
    error = refused(tmp_path, "a.csv", f"a,b\n1,{text}\n2,{text}\n".encode(written), encoding=read)
    assert text in error.args[0]
    right = opened(tmp_path / "right", "a.csv", f"a,b\n1,{text}\n".encode(written), encoding=written)
    assert rows_of(right)[0][1][1] == text


@pytest.mark.parametrize("text", ["🔴 Ana", "🗳️", "⬜ ❌"])
@pytest.mark.parametrize("by", ["cp1252", "cp437", "mac-roman"])
def test_pictures_that_were_spoilt_are_still_said(text: str, by: str) -> None:
    assert oddness(text.encode().decode(by, "replace"))[0] > 0.3


@pytest.mark.parametrize("by", ["cp1252", "latin-1", "cp850", "cp437", "mac-roman", "cp1251"])
@pytest.mark.parametrize("text", ["Peña", "Güemes", "Ñandú"])
def test_letters_encoded_twice_are_said(tmp_path: Path, text: str, by: str) -> None:
    try:
        twice = text.encode().decode(by)
    except UnicodeDecodeError:
        pytest.skip("these bytes are no letters there")
    raw = opened(tmp_path, "a.csv", f"a,b\n1,{twice}\n")
    (notice,) = raw.notices
    assert notice.key in {"double_encoded", "odd_letters"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Pe&ntilde;a", "Peña"),
        ("Pe&#241;a", "Peña"),
        ("Pe%C3%B1a", "Peña"),
        ("Pe\\u00f1a", "Peña"),
        ("Pe=C3=B1a", "Peña"),
        ("Pe+APE-a", "Peña"),
    ],
)
def test_codes_in_place_of_letters_are_said(tmp_path: Path, text: str, meant: str) -> None:
    (notice,) = opened(tmp_path, "a.csv", f"a,b\n1,{text}\n").notices
    assert notice.key == "escaped_letters"
    assert meant in notice.values[0]
    assert notice.rows == (2,)


@pytest.mark.parametrize("text", ["Pe?a", "?and?", "????? ????", "Pe\x1aa", "Pe\x81a"])
def test_lost_letters_are_said(tmp_path: Path, text: str) -> None:
    (notice,) = opened(tmp_path, "a.csv", f"a,b\n1,{text}\n").notices
    assert notice.key == "lost_letters"


@pytest.mark.parametrize(
    "text",
    ["Why?", "A & B; C", "50%", "a+b-c", "x=y", "https://a.org/?b=c", "AT&T", "R+D+i-", "C\\users", "~{a"],
)
def test_plain_texts_are_not_codes(text: str) -> None:
    assert not list(escaped(text))
    assert not list(lost(text))


def test_the_better_reading_comes_first() -> None:
    raw = "Северный округ, Южный край".encode("koi8-r")
    assert readings_of(raw)[0].encoding == "koi8-r"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("北区", "iso2022_jp"), ("中山", "hz"), ("서울", "iso2022_kr"), ("カシの木", "iso2022_jp")],
)
def test_letters_in_seven_bits_are_asked_about(tmp_path: Path, text: str, encoding: str) -> None:
    content = f"a,b\n1,{text}\n".encode(encoding)
    error = refused(tmp_path, "a.csv", content)
    assert f"{encoding}: " in error.remedy
    assert text in error.remedy
    assert rows_of(opened(tmp_path / "right", "a.csv", content, encoding=encoding))[0][1][1] == text


@pytest.mark.parametrize("encoding", ["cp866", "iso8859-5", "koi8-r", "cp1251"])
def test_the_encoding_in_which_a_file_has_words_is_shown(tmp_path: Path, encoding: str) -> None:
    text = "Северный округ"
    assert f"{encoding}: '1,{text}'" in refused(tmp_path, "a.csv", f"a,b\n1,{text}\n".encode(encoding)).remedy
