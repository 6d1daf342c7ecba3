"""Reading articles: each file once, every problem at once, no two sources with one id."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.errors import InputError, MissingDataError, raise_all
from veedor.press.article import Article
from veedor.press.decode import decode, read_bytes
from veedor.press.page import read_page
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEXT = (".txt",)
PAGES = (".html", ".htm", ".xhtml")
ENDINGS = (*TEXT, *PAGES)


def article(article_id: str, text: str, *, file: str = "", outlet: str = "") -> Article:
    """Make an article of a text that is already in memory.

    Parameters
    ----------
    article_id : str
        Its name.
    text : str
        Everything in it.
    file : str
        Where it came from.
    outlet : str
        Who published it.
    """
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(article_id, text, digest, file=file, file_sha256=digest, outlet=outlet)


def read_article(path: Path, *, encoding: str | None = None) -> Article:
    """Read one article.

    Parameters
    ----------
    path : Path
        A ``.txt`` file, or a page (``.html``, ``.htm``, ``.xhtml``).
    encoding : str, optional
        Where it is not UTF-8 and does not say so itself.

    Raises
    ------
    InputError
        Where it is empty, too large, no text in its encoding, or a page without a story.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise InputError(
            "the file is no article.", file=str(path), value=ending, expected=" or ".join(ENDINGS)
        )
    data = read_bytes(path)
    is_page = ending in PAGES
    text = decode(data, path, encoding=encoding, page=is_page)
    name = path.name[: -len(ending)]
    digest = hashlib.sha256(data).hexdigest()
    if not is_page:
        return Article(name, text, _hash(text), file=str(path), file_sha256=digest)
    page = read_page(text)
    if not page.text.strip():
        raise InputError(
            "the page holds no story.",
            file=str(path),
            row=1,
            remedy="Store the story as a .txt file beside it, or remove the page.",
        )
    return Article(
        name, page.text, _hash(page.text), str(path), digest, page.outlet, page.title, page.published
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_articles(paths: Iterable[Path | str], *, encoding: str | None = None) -> tuple[Article, ...]:
    """Read articles.

    Parameters
    ----------
    paths : iterable of Path or str
        Files, or folders whose articles are meant (sorted by name, not the folders in them).
    encoding : str, optional
        Of the files that are not UTF-8 and do not say so themselves.

    Returns
    -------
    tuple of Article
        In the order of the paths.

    Raises
    ------
    InputError
        Where one file is not an article.
    InputErrors
        Where several are not: all of them at once.
    MissingDataError
        Where there is no article at all.
    """
    named = [Path(path) for path in paths]
    files = [file for path in named for file in _files(path)]
    if not files:
        raise MissingDataError(
            "There are no articles.",
            remedy=sentence("Put {endings} files there.", endings=" or ".join(ENDINGS)),
        )
    problems: list[InputError] = _same_name(files)
    read: list[Article] = []
    for file in files:
        try:
            if file not in named:
                _refuse_link(file)
            read.append(read_article(file, encoding=encoding))
        except InputError as error:
            problems.append(error)
    raise_all(problems, "Articles cannot be read")
    return tuple(read)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.casefold() in ENDINGS and file.is_file())


def _refuse_link(file: Path) -> None:
    """Refuse a file of a folder that is a link out of it: a folder of somebody's could print any file."""
    if file.is_symlink() and file.resolve().parent != file.parent.resolve():
        raise InputError(
            sentence("{name} is a link or no ordinary file.", name=file.name),
            file=str(file),
            remedy="Put the file itself into the folder.",
        )


def _same_name(files: Sequence[Path]) -> list[InputError]:
    """Report files that would get one id."""
    problems = []
    first: dict[str, Path] = {}
    for file in files:
        name = file.name[: -len(file.suffix)] if file.suffix else file.name
        other = first.setdefault(name, file)
        if other is not file:
            problems.append(
                InputError(
                    sentence("two sources have the id {name!r}.", name=name),
                    file=str(file),
                    value=str(other),
                    expected="one file for each id",
                    remedy="Rename one of them: the id is the name of the file without its ending.",
                )
            )
    return problems


def article_folders(folder: Path, data: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Return the folders in which the articles of a case are looked for, in this order.

    Parameters
    ----------
    folder : Path
        Of the case.
    data : iterable of Path
        Folders of its data.
    """
    return (folder / "press", *(one / "press" for one in data))


def find_articles(folders: Sequence[Path], *, encoding: str | None = None) -> tuple[Article, ...]:
    """Read the articles of a case: those of the first folder that has any.

    Raises
    ------
    MissingDataError
        Where none has any; names the folders.
    """
    for folder in folders:
        if folder.is_dir() and _files(folder):
            return read_articles([folder], encoding=encoding)
    where = ", ".join(str(folder) for folder in folders)
    raise MissingDataError(
        sentence("The case has no articles. Looked in: {where}.", where=where),
        remedy="Put .txt or .html files into its folder press, or name a folder with --articles.",
    )
