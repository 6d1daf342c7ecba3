"""Where a case names images: filled in, or refused at its line with a remedy that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from images.build_images import case_with_images, name_images
from veedor.case import open_case
from veedor.errors import CaseError, InputErrors
from veedor.images.named import SheetImage, images_of
from veedor.intake import load_case
from veedor.intake.case_images import fill_image
from veedor.intake.open_values import line_of

PLACES = {"department": "La Paz", "polling place": "", "sheet": "0012", "contest": "president"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_with_images(tmp_path_factory.mktemp("named") / "case", '"images/{sheet}.jpg"')


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("https://h/{sheet}.jpg", "https://h/0012.jpg"),
        ("https://h/{contest}/{department}/{sheet:0}.jpg?x={sheet:06}", "https://h/president/La%20Paz/12.jpg?x=000012"),
        ("images/{department:upper}/{sheet}.pdf", "images/LA PAZ/0012.pdf"),
        ("https://h/{polling place}/{sheet}.jpg", None),
        ("https://h/{polling place|none}/{sheet}.jpg", "https://h/none/0012.jpg"),
    ],
)  # fmt: skip
def test_a_template_is_filled(template: str, made: str | None) -> None:
    assert fill_image(template, PLACES) == made


@pytest.mark.parametrize("sheet", ["..", ".", "../../etc/passwd", "a/b", "a\\b", "C:x", "a\0b", "a\nb", ""])
def test_no_sheet_leads_out_of_the_folder(sheet: str) -> None:
    assert fill_image("images/{sheet}", {"sheet": sheet}) is None
    address = fill_image("https://h.example/a/{sheet}.jpg", {"sheet": sheet})
    assert address is None or (address.startswith("https://h.example/a/") and address.count("/") == 4)


@pytest.mark.parametrize(
    ("image", "says", "remedy"),
    [
        ('"https://example.org/actas.jpg"', "every sheet would have the same image", "{sheet}"),
        ('"https://example.org/{shet}.jpg"', "nothing says what {shet} stands for", "Did you mean 'sheet'"),
        ('"https://example.org/{sheet.jpg"', "has no other one", "in braces"),
        ('"https://{sheet}.example.org/x.jpg"', "is not written out", "Write it in full"),
        ('"https:///{sheet}.jpg"', "is not written out", "Write it in full"),
        ('"https://me:secret@example.org/{sheet}.jpg"', "holds a name or a password", "before @"),
        ('"ftp://example.org/{sheet}.jpg"', "only http and https are asked", "images/{sheet}.jpg"),
        ('"file:///etc/{sheet}"', "only http and https are asked", "images/{sheet}.jpg"),
        ('"../{sheet}.jpg"', "lies outside the case", "images/{sheet}.jpg"),
        ('"images/../../{sheet}.jpg"', "lies outside the case", "images/{sheet}.jpg"),
        ('"/etc/{sheet}"', "lies outside the case", "images/{sheet}.jpg"),
        ("'C:\\images\\{sheet}.jpg'", "lies outside the case", "images/{sheet}.jpg"),
        ("'..\\{sheet}.jpg'", "lies outside the case", "images/{sheet}.jpg"),
        ('["a/{sheet}.jpg", "a/{sheet}.jpg"]', "comes twice", "Remove one"),
    ],
)  # fmt: skip
def test_what_names_no_image_is_refused(
    case: Path, tmp_path: Path, image: str, says: str, remedy: str
) -> None:
    text = (case / "case.toml").read_text("utf-8").replace('"images/{sheet}.jpg"', image)
    (tmp_path / "case.toml").write_text(text, "utf-8")
    with pytest.raises((CaseError, InputErrors)) as caught:
        load_case(tmp_path)
    error: BaseException = caught.value
    single = error.exceptions[0] if isinstance(error, InputErrors) else error
    assert isinstance(single, CaseError)
    assert says in str(single)
    assert remedy in str(single)
    line = line_of(text, str(single.column))
    assert line is not None
    assert text.splitlines()[line - 1].startswith("image = ")


def test_all_problems_are_said_at_once(case: Path, tmp_path: Path) -> None:
    text = (case / "case.toml").read_text("utf-8")
    text = text.replace('"images/{sheet}.jpg"', '["../{sheet}.jpg", "https://h.example/x.jpg", "{place}{"]')
    (tmp_path / "case.toml").write_text(text, "utf-8")
    with pytest.raises(InputErrors) as caught:
        load_case(tmp_path)
    columns = [one.column for one in caught.value.exceptions if isinstance(one, CaseError)]
    keys = ["contest.president.image[1]", "contest.president.image[2]", "contest.president.image[3]"]
    assert set(columns) == set(keys)


def test_images_change_no_import(case: Path) -> None:
    first = open_case(case).election.data_hash
    name_images(case, '["https://example.org/{sheet}-1.jpg", "https://example.org/{sheet}-2.jpg"]')
    again = open_case(case).election
    assert again.data_hash == first
    sheet = str(again.roll().ids[0])
    found = list(images_of(again, again.contest_id(), [sheet, "no such sheet"]))
    address = "https://example.org/{}-{}.jpg"
    assert found == [SheetImage(sheet, page, address.format(sheet, page)) for page in (1, 2)]
    name_images(case, '"images/{sheet}.jpg"')


def test_places_are_those_of_the_sheet(case: Path) -> None:
    name_images(case, '"https://example.org/{region}/{place}/{sheet}.jpg"')
    election = open_case(case).election
    places = election.roll().places
    for row in (0, 17, 59):
        sheet = str(election.roll().ids[row])
        (image,) = images_of(election, election.contest_id(), [sheet])
        names = [places.names[level][places.codes[level][row]] for level in ("region", "place")]
        assert image.address == fill_image(
            "https://example.org/{a}/{b}/{sheet}.jpg", {"a": names[0], "b": names[1], "sheet": sheet}
        )
    name_images(case, '"images/{sheet}.jpg"')
