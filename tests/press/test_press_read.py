"""Reading articles: every code point kept, every bad file named with its remedy."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from veedor import press
from veedor.errors import InputError, InputErrors, MissingDataError
from veedor.press import page
from veedor.press.extract import sentences

STORY = (
    "Counting resumes in the capital\n\n"
    "The electoral commission said on Monday that the count would resume.\r\n"
    "Turnout was 88.3 percent, \u201chigher than ever\u201d, said its president, Ana Ruiz. "
    "It’s late\u00a0now.\n\n"
    "Share this:\nOther news\nA headline of another story\n"
)


def test_a_text_is_kept_code_point_for_code_point(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(STORY.encode())
    (one,) = press.read_articles([tmp_path])
    assert one.text == STORY
    assert one.sha256 == one.file_sha256 == hashlib.sha256(STORY.encode()).hexdigest()
    assert one.title == "Counting resumes in the capital"
    assert [s.of(one.text) for s in one.sentences][-1] == "It’s late\u00a0now."


def test_what_the_page_puts_around_a_story_is_set_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (one,) = press.read_articles([tmp_path])
    apart = {span.of(one.text) for span in one.boilerplate}
    assert apart == {"Share this:", "Other news", "A headline of another story"}


@pytest.mark.parametrize(
    "line",
    ["Like this:", "Share this", "Simple Share Buttons", "Advertisement", "Related articles",
     "Click to share on Facebook", "© 2019 The Daily. All rights reserved.", "By Maria Perez",
     "Compartir en WhatsApp", "Te puede interesar", "Publicado: 10 de noviembre de 2019", "12 Comments"],
)  # fmt: skip
def test_lines_of_pages_are_known(line: str) -> None:
    one = press.article(
        "a", f"A title of the story\n\nA first sentence of it.\n{line}\nA second sentence of it."
    )
    assert [span.of(one.text) for span in one.boilerplate] == [line]


@pytest.mark.parametrize(
    "line",
    ["He shared this with nobody, he said.", "MAS 47.08", "Copyright law was changed by the assembly.",
     "“We won.”", "The search for the ballots goes on."],
)  # fmt: skip
def test_lines_of_stories_stay(line: str) -> None:
    one = press.article(
        "a", f"A title of the story\n\nA first sentence of it.\n{line}\nA second sentence of it."
    )
    assert one.boilerplate == ()


def test_a_text_broken_to_a_width_has_paragraphs() -> None:
    wrapped = "\n".join(
        ["The commission said on Monday that the count of the votes would", "resume on Tuesday."] * 2
    )
    one = press.article("a", f"{wrapped}\n\n{wrapped}\n")
    assert len(one.paragraphs) == 2
    assert len(one.sentences) == 4


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Añez resignó ayer, dijo.".encode(encoding))
    (one,) = press.read_articles([tmp_path])
    assert one.text == "Añez resignó ayer, dijo."
    assert one.sha256 != one.file_sha256


def test_another_encoding_is_refused_with_its_line_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("Primera línea.\nSegunda.\n".encode("latin-1"))
    with pytest.raises(InputError, match="--encoding") as caught:
        press.read_articles([file])
    assert "row 1" in str(caught.value)
    (one,) = press.read_articles([file], encoding="latin-1")
    assert one.text.startswith("Primera línea.")
    with pytest.raises(InputError, match="unknown"):
        press.read_articles([file], encoding="klingon")


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf  ", b"ab\0c\n"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match=r"empty|not text"):
        press.read_articles([tmp_path])


def test_all_bad_files_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "c.txt").write_text("A story.", encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        press.read_articles([tmp_path])
    assert len(caught.value.exceptions) == 2


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(STORY, encoding="utf-8")
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").symlink_to("a.txt")
    assert len(press.read_articles([folder])) == 2
    (folder / "c.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match=r"c\.txt is a link"):
        press.read_articles([folder])
    assert len(press.read_articles([folder / "c.txt"])) == 1  # whoever names it means it
    (folder / "c.txt").unlink()
    (folder / "c.txt").write_text(STORY, encoding="utf-8")  # the remedy
    assert len(press.read_articles([folder])) == 3


def test_two_sources_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A story.", encoding="utf-8")
    (tmp_path / "a.html").write_text("<p>A story.</p>", encoding="utf-8")
    with pytest.raises(InputError, match=r"id 'a'.*Rename"):
        press.read_articles([tmp_path])


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError):
        press.read_articles([tmp_path])
    with pytest.raises(MissingDataError, match="Looked in"):
        press.find_articles([tmp_path / "press"])
    with pytest.raises(InputError, match="cannot be read"):
        press.read_articles([tmp_path / "none.txt"])
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(InputError, match="no article"):
        press.read_articles([tmp_path / "a.pdf"])


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veedor.press.decode.MOST_BYTES", 10)
    (tmp_path / "a.txt").write_text("A story that is longer.", encoding="utf-8")
    with pytest.raises(InputError, match="larger than"):
        press.read_articles([tmp_path])


HTML = """<!doctype html><html><head><meta charset="utf-8"><title>Site - A title</title>
<meta property="og:title" content="A title"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2019-11-10T08:00:00Z">
<script>document.write("never read this");</script><style>p { color: red }</style></head>
<body><nav>Home News Sport</nav><article><h1>A title</h1>
<p>The electoral commission said on Monday that the count of the votes would resume &amp; end.</p>
<p>Turnout was 88.3 percent in the first round of the election, said its president, Ana Ruiz.</p>
<script>alert("nor this")</script></article><footer>All rights reserved</footer></body></html>"""


def test_a_page_gives_its_story_and_no_script(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    (one,) = press.read_articles([tmp_path])
    assert "count of the votes would resume & end." in one.text
    assert "never read" not in one.text
    assert "nor this" not in one.text
    assert "Home News" not in one.text
    assert (one.title, one.outlet, one.stated_date) == ("A title", "The Daily", date(2019, 11, 10))
    assert one.sha256 == hashlib.sha256(one.text.encode()).hexdigest()
    assert one.file_sha256 == hashlib.sha256(HTML.encode()).hexdigest()


def test_a_page_declares_its_encoding(tmp_path: Path) -> None:
    html = HTML.replace('charset="utf-8"', 'charset="iso-8859-1"').replace("Ana Ruiz", "Ana Núñez")
    (tmp_path / "a.html").write_bytes(html.encode("latin-1"))
    (one,) = press.read_articles([tmp_path])
    assert "Ana Núñez" in one.text


def test_a_page_without_a_story_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><script>x = 1</script></html>", encoding="utf-8")
    with pytest.raises(InputError, match="no story"):
        press.read_articles([tmp_path])


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("piece", ["word ", '"a', "1", "'x ", "A", "« ", "Nov 1", "a.", "said "])
def test_ten_megabytes_on_one_line_do_not_hang(tmp_path: Path, piece: str) -> None:
    (tmp_path / "a.txt").write_text(piece * (2_000_000 // len(piece)), encoding="utf-8")
    (tmp_path / "b.txt").write_text("The commission said that the count would resume.", encoding="utf-8")
    articles = press.read_articles([tmp_path])
    found = press.reuse(articles)
    assert len(found.clusters) == 2
    assert sum(len(sentences(article)) for article in articles) == len(articles[1].sentences)
    assert not press.differences(found).numbers


def test_marks_that_are_never_closed_do_not_hang() -> None:
    for piece in ("<!--", "<![", "<?", "<a ", "</", "<script>"):
        assert page.read_page("<p>A story that was told.</p>" + piece * 200_000).text
