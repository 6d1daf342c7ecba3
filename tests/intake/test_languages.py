"""A file that is read in another encoding than the right one is never read silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from veedor.errors import InputError
from veedor.intake.case import FileForm
from veedor.intake.languages import ENCODINGS, readings_of
from veedor.intake.text import to_utf8

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "spanish": (("cp1252", "cp850", "mac-roman"), "Cañón Norte,Güemes,Escuela Peñón,Salón Ñandú,Blancos"),
    "one name": (("cp1252", "cp850"), "Peña"),
    "czech": (("cp1250", "iso8859-2", "cp852"), "Plzeň,Přerov,Žďár nad Sázavou,České Budějovice,Obecní úřad"),
    "polish": (("cp1250", "cp852"), "Łódź,Kraków,Szkoła Podstawowa,Żyrardów,Dąbrowa"),
    "hungarian": (("cp1250", "cp852"), "Győr,Pécs,Általános Iskola,Művelődési Ház"),
    "turkish": (("cp1254",), "Şanlıurfa,İstanbul,Muğla,Kırşehir,Ağrı,İlkokulu"),
    "icelandic": (("cp1252",), "Ísafjörður,Þingeyri,Hafnarfjörður,Skóli"),
    "french": (("cp1252", "mac-roman"), "Île-de-France,Rhône,Ardèche,École,Hérault"),
    "russian": (
        ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"),
        "Северный округ,Школа имени Гоголя",
    ),
    "capitals": (("cp1251", "iso8859-5", "cp866"), "ШКОЛА,ДОМ КУЛЬТУРЫ,МОСКВА,ТВЕРЬ"),
    "greek": (("cp1253", "iso8859-7"), "Βόρεια Περιφέρεια,Δημοτικό Σχολείο,Άκυρα"),
    "simplified": (("gb18030",), "北京市,上海市,朝阳区,人民政府,无效票,空白票"),
    "traditional": (("big5", "gb18030"), "中山區,大安區,國民小學,市立圖書館,區公所"),
    "korean": (("euc_kr",), "서울특별시,부산광역시,강남구,초등학교"),
    "japanese": (("shift_jis", "euc_jp"), "北区,第一小学校,みどり公民館,スポーツセンター"),
    "hebrew": (("cp1255",), "ירושלים,תל אביב,חיפה,בית ספר"),
    "arabic": (("cp1256", "iso8859-6"), "القاهرة,الإسكندرية,مدرسة,تونس"),
    "thai": (("cp874",), "กรุงเทพมหานคร,เชียงใหม่,โรงเรียน"),
}  # fmt: skip
"""Names as they are written, and the encodings in which they may be published."""

WRITTEN = [(name, encoding) for name, (encodings, _) in NAMES.items() for encoding in encodings]


def read(folder: Path, content: bytes, encoding: str) -> str:
    """Say how a file is taken that is stated to be in an encoding."""
    path = folder / "a.csv"
    path.write_bytes(content)
    try:
        found = to_utf8(path, FileForm("a.csv", encoding=encoding), "a.csv", folder / "a.utf8")
    except InputError as error:
        told = any(word in error.remedy for word in ("encoding", "copy", "again"))
        return "refused" if told else "without a way out"
    return "told" if found.notices else "silent"


@pytest.mark.slow(but=6)
@pytest.mark.parametrize(("name", "encoding"), WRITTEN)
def test_no_other_encoding_is_silent(tmp_path: Path, name: str, encoding: str) -> None:
    names = NAMES[name][1].split(",")
    rows = "".join(f"{number},{place},{number + 7}\n" for number, place in enumerate(names))
    content = f"Sheet,Place,Votes\n{rows}".encode(encoding)
    text = content.decode(encoding)
    wrong = []
    for other in ENCODINGS:
        try:
            same = content.decode(other) == text
        except UnicodeDecodeError:
            same = False
        taken = read(tmp_path, content, other)
        if taken not in ({"silent", "told"} if same else {"refused", "told"}):
            wrong.append((other, taken))
    assert not wrong


@pytest.mark.parametrize("name", [name for name in NAMES if name != "one name"])
def test_the_usual_encoding_of_a_language_comes_first(name: str) -> None:
    encodings, names = NAMES[name]
    assert readings_of(names.encode(encodings[0]))[0].text == names


def test_lines_of_another_encoding_are_asked_about(tmp_path: Path) -> None:
    names = NAMES["russian"][1].replace(",", "\n")
    content = f"Place\n{names}\n{names}\n".encode("cp866") + "Южный край\n".encode("iso8859-5")
    assert read(tmp_path, content, "cp866") == "refused"


def test_where_neither_is_certain_both_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Sheet,Place\n1,Peña\n".encode("cp1252"))
    found = to_utf8(path, FileForm("a.csv", encoding="cp1250"), "a.csv", tmp_path / "a.utf8")
    (notice,) = found.notices
    assert notice.key == "letters_doubtful"
    assert notice.values == ("cp1250: 1,Peńa", "cp1252: 1,Peña")


def test_letters_that_end_words_alone_tell_a_script() -> None:
    lines = "שם ישוב,מספר קלפי,מצביעים,פסולים,כשרים,מחל,שס,עם\nתל אביב,1,300,3,297\nאילת,2,9,1,8\n"
    assert readings_of(lines.encode("cp1255"))[0].encoding == "cp1255"
    for encoding in ("koi8-r", "cp1251"):
        russian = "Округ,Участок,Избиратели,Недействительные,Иванов\nЗападный,7,300,4,200\nЛОМ,8,1,1,1\n"
        assert readings_of(russian.encode(encoding))[0].encoding == encoding
