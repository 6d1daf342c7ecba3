"""``veedor fetch --images``: the images of tally sheets that a case names."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from veedor.cli import output
from veedor.cli.language import in_words, translated
from veedor.errors import FetchError, QuestionError, nearest
from veedor.images.fetching import CAME, fetcher_of
from veedor.images.kinds import LARGEST
from veedor.images.named import SheetImage, images_of, need_images
from veedor.images.reasons import why
from veedor.images.register import ImageRegister
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.case import Case
    from veedor.images.fetching import ImageFetcher, ImageOutcome

_WORDS = {
    "new": sentence("fetched"),
    "changed": sentence("another image than before; both are kept"),
    "same": sentence("asked again, and still the same"),
    "there": sentence("there already"),
}


@dataclass(frozen=True)
class WantedImages:
    """Which images are meant, and how they are fetched.

    Parameters
    ----------
    sheets : tuple of str
        Ids of sheets; without any, those that the question means.
    question : mapping of str to str
        Which sheets, as ``veedor sheets`` has it; all of the contest where it says nothing.
    contest, count : str, optional
        Of which.
    again : bool
        Whether to ask for those that are there too.
    """

    sheets: tuple[str, ...]
    question: Mapping[str, str]
    contest: str | None
    count: str | None
    again: bool = False


def run(case: str, wanted: WantedImages, *, pause: float, timeout: float, dry: bool, as_json: bool) -> None:
    """Fetch images, or say how many and how large they are.

    Parameters
    ----------
    case : str
        Path of the case.
    wanted : WantedImages
        Which.
    pause, timeout : float
        Seconds between two questions to a server; seconds that one image may take.
    dry : bool
        Whether to fetch nothing.
    as_json : bool
        Whether to print JSON.

    Raises
    ------
    FetchError
        Where images are missing; what came is kept.
    """
    opened = output.open_case(case, quiet=as_json)
    contest = opened.election.contest_id(wanted.contest)
    need_images(opened.election, contest)
    images = list(images_of(opened.election, contest, _sheets(opened, wanted)))
    register = ImageRegister(opened.election.file.folder)
    fetcher = fetcher_of(opened.election.file, register, pause=pause, seconds=timeout)
    if dry:
        _say_plan(images, fetcher, again=wanted.again, as_json=as_json)
        return
    found: list[ImageOutcome] = []
    try:
        with _bar(len(images), hidden=as_json) as bar:
            for outcome in fetcher.fetch(images, again=wanted.again):
                found.append(outcome)
                bar.update(1)
    finally:  # what came is said, whatever was in the way of the rest
        _say(found, register, as_json=as_json)
    missing = sum(1 for outcome in found if not outcome.came)
    if missing:
        raise FetchError(
            sentence(
                "{missing:,} of {all:,} {all:image|images} {missing:is|are} missing.",
                missing=missing,
                all=len(found),
            ),
            remedy="Each is named above, with the reason; the same command asks for them again.",
        )


def _sheets(case: Case, wanted: WantedImages) -> list[str]:
    """Return the ids of the sheets that are meant.

    Raises
    ------
    QuestionError
        Where a sheet that is named is not of the contest.
    """
    ids: list[str] = case.election.roll(wanted.contest).ids.tolist()
    if wanted.sheets:
        known = set(ids)
        for sheet in wanted.sheets:
            if sheet not in known:
                raise QuestionError(
                    sentence("No count has a sheet {sheet_id!r}.", sheet_id=sheet[:60]),
                    remedy=nearest(sheet[:60], ids[:100_000]),
                )
        return list(dict.fromkeys(wanted.sheets))
    if not wanted.question:
        return ids
    from veedor.lookup import SheetQuestion, download

    question = SheetQuestion.read({**wanted.question, "columns": "sheet"})
    table = case.sheet_table(wanted.count, contest=wanted.contest)
    found: list[str] = download(table, question).read_all()["sheet"].to_pylist()
    return found


def _bar(length: int, *, hidden: bool) -> Any:  # noqa: ANN401 - of click
    return click.progressbar(
        length=length,
        label=translated("fetching images"),
        file=sys.stderr,
        show_pos=True,
        hidden=hidden or not sys.stderr.isatty(),
    )


# what is said


def _say_plan(images: Sequence[SheetImage], fetcher: ImageFetcher, *, again: bool, as_json: bool) -> None:
    """Say how many images there are to fetch, and about how large they are."""
    register = fetcher.register
    kept = [line for one in images if one.address and (line := register.latest(one.address))]
    there = {line.address: line.size for line in kept if register.is_kept(line)}
    unnamed = [one for one in images if not one.address]
    beside = [one for one in images if one.address and one.is_file]
    left = [one for one in images if one.address and not one.is_file and (again or one.address not in there)]
    sizes = list(there.values()) or fetcher.sizes(left)
    about = len(left) * sum(sizes) // len(sizes) if sizes else None
    if as_json:
        plan = {
            "images": len(images), "unnamed": len(unnamed), "beside": len(beside), "there": len(there),
            "there_bytes": sum(there.values()), "to_fetch": len(left), "about_bytes": about,
        }  # fmt: skip
        click.echo(json.dumps(plan, indent=2))
        return
    click.echo(
        translated(
            "{images:,} images; {there:,} are there ({bytes:,} bytes), {beside:,} lie beside the case.",
            images=len(images),
            there=len(there),
            bytes=sum(there.values()),
            beside=len(beside),
        )
    )
    size = (
        sentence("about {about:,} bytes, from the size of {known:,}", about=about, known=len(sizes))
        if about is not None
        else sentence("no server says how large they are; at most {most:,} bytes each", most=LARGEST)
    )
    click.echo(translated("To fetch: {left:,} {left:image|images}, {size}.", left=len(left), size=size))
    for one in unnamed:
        click.echo(_missing_line(one, "unnamed", ""))


def _say(found: Sequence[ImageOutcome], register: ImageRegister, *, as_json: bool) -> None:
    number = Counter(outcome.word if outcome.came else "missing" for outcome in found)
    if as_json:
        totals = {word: number[word] for word in (*CAME, "missing")}
        made = {"folder": str(register.folder), "totals": totals, "images": [_plain(one) for one in found]}
        click.echo(json.dumps(made, ensure_ascii=False, indent=2))
        return
    for outcome in found:
        if not outcome.came:
            click.echo(_missing_line(outcome.image, outcome.word, outcome.detail))
        elif outcome.word != "there" and outcome.line is not None:
            click.echo(
                translated(
                    "{sheet}, image {page}: {what}; {size:,} bytes, sha256 {hash}",
                    sheet=outcome.image.sheet,
                    page=outcome.image.page,
                    what=_WORDS[outcome.word],
                    size=outcome.line.size,
                    hash=outcome.line.sha256,
                )
            )
    click.echo(
        translated(
            "{all:,} images: {new:,} fetched, {there:,} there already, {same:,} still the same, "
            "{changed:,} changed, {missing:,} missing. They are in {folder}.",
            all=len(found),
            folder=register.folder,
            **{word: number[word] for word in ("new", "there", "same", "changed", "missing")},
        )
    )


def _missing_line(image: SheetImage, word: str, detail: str) -> str:
    return translated(
        "{sheet}, image {page}: missing; {why}  {address}",
        sheet=image.sheet,
        page=image.page,
        why=in_words(why(word, detail)),
        address=image.address,
    ).rstrip()


def _plain(outcome: ImageOutcome) -> dict[str, object]:
    line = outcome.line
    return {
        "sheet": outcome.image.sheet,
        "page": outcome.image.page,
        "address": outcome.image.address,
        "became": outcome.word,
        "detail": str(outcome.detail),
        "sha256": line.sha256 if line else None,
        "kind": line.kind if line else None,
        "size": line.size if line else None,
        "at": line.at if line else None,
    }
