"""From a proposal to a claim: a person moves it to ``claims.toml``, with name and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.claims.claims_file import CheckEntry, ClaimEntry, ExpectedVerdict, ReviewEntry, load_claims
from veedor.claims.functions import functions
from veedor.claims.propose import FORMAT
from veedor.claims.result import facts_of
from veedor.claims.verdict import judge
from veedor.errors import ClaimError, nearest
from veedor.intake.strict import read_toml
from veedor.press import find_articles
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from veedor.claims.claims_file import ClaimsFile
    from veedor.count import Election
    from veedor.press import Article

TOPIC = "result"
AXIS = {"en": "which fact of the count is meant", "es": "qué dato del cómputo se quiere decir"}


@dataclass(frozen=True)
class Accepted:
    """A proposal that became a claim.

    Parameters
    ----------
    claim : ClaimEntry
        As it was written.
    file : Path
        The claims file.
    """

    claim: ClaimEntry
    file: Path


def accept(
    election: Election,
    proposal_id: str,
    *,
    by: str,
    on: date,
    proposed: Path,
    claims: Path,
    articles: Sequence[Path],
    reading: int | None = None,
    text: str = "",
) -> Accepted:
    """Move a proposal to the claims file.

    The verdict that is computed now becomes the one that is expected: whoever accepts stands for it.

    Parameters
    ----------
    election : Election
        The case.
    proposal_id : str
        ``P001``.
    by : str
        Who stands for the claim.
    on : date
        Since when.
    proposed : Path
        The file of proposals; the proposal is taken out of it.
    claims : Path
        The claims file; made where there is none.
    articles : sequence of Path
        Folders of the articles.
    reading : int, optional
        Which of several readings is taken, from 1; by default all of them.
    text : str
        The claim in neutral words; by default the sentence.

    Raises
    ------
    ClaimError
        Where there is no such file, proposal or reading, or the article is another one by now.
    """
    if not by.strip():
        raise ClaimError("Nobody stands for the claim.", remedy='Give your name: --by "Your name".')
    document = _proposals(proposed)
    entry = _entry(document, proposal_id, proposed.name)
    held = load_claims(claims) if claims.is_file() else None
    found = {one.article_id: one for one in find_articles(articles)}
    sources, said = _sources(entry, held, found, proposed.name)
    checks = _checks(entry, reading, proposed.name)
    claim = ClaimEntry(
        _free(proposal_id, {one.id for one in held.claim} if held else set()),
        text or str(entry["said"][0]["quote"]),
        TOPIC,
        (),
        ReviewEntry(by.strip(), on, ExpectedVerdict.HOLDS),
        axis=AXIS if len(checks) > 1 else "",
        reading=checks,
    )
    made = _judged(election, held, claims, claim)
    before = claims.read_text(encoding="utf-8").rstrip("\n") if held else 'format = "claims/1"'
    disk.write(claims, f"{before}\n{_written(made, sources, said)}")
    load_claims(claims)
    _without(document, proposal_id, proposed)
    return Accepted(made, claims)


def _entry(document: Mapping[str, Any], proposal_id: str, file: str) -> Mapping[str, Any]:
    """Find a proposal."""
    entries = {str(entry["id"]): entry for entry in document["proposal"]}
    if proposal_id not in entries:
        raise ClaimError(
            sentence("There is no proposal {proposal_id!r}.", proposal_id=proposal_id),
            file=file,
            remedy=nearest(proposal_id, entries),
        )
    found: Mapping[str, Any] = entries[proposal_id]
    return found


def _proposals(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ClaimError(
            sentence("There is no {path}.", path=path.name),
            file=str(path),
            remedy="`veedor press propose CASE` writes it.",
        )
    document = read_toml(path)
    if document.get("format") != FORMAT or not isinstance(document.get("proposal", []), list):
        raise ClaimError(
            "The file of proposals is of another version.",
            file=path.name,
            value=str(document.get("format")),
            expected=FORMAT,
            remedy="Write it again: `veedor press propose CASE`.",
        )
    document.setdefault("proposal", [])
    return document


def _sources(
    entry: Mapping[str, Any], held: ClaimsFile | None, articles: Mapping[str, Article], file: str
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the sources that the claims file lacks, and where the claim was said."""
    known = {source.sha256: name for name, source in held.source.items()} if held else {}
    sources: dict[str, dict[str, Any]] = {}
    said = []
    for place in entry["said"]:
        article = articles.get(str(place["source"]))
        if article is None or article.sha256 != place["sha256"]:
            raise ClaimError(
                sentence(
                    "The article {source!r} is not the one that the proposal was taken from.",
                    source=place["source"],
                ),
                file=file,
                column=f"proposal {entry['id']}",
                remedy="Put it back, or write the proposals again: `veedor press propose CASE`.",
            )
        name = known.get(article.sha256) or known.get(article.file_sha256)
        if name is None:
            name = _free(re.sub(r"[^A-Za-z0-9_-]", "-", article.article_id)[:40], {*known.values(), *sources})
            known[article.sha256] = name
            sources[name] = _source(article)
        one: dict[str, Any] = {"source": name, "quote": str(place["quote"])}
        if speaker := entry.get("speaker"):
            # found in the first of them: elsewhere it is known only where the quotation names it
            named = place is entry["said"][0] or str(speaker["by"]) in one["quote"]
            one |= {"by": str(speaker["by"]) if named else "", "mode": str(speaker["mode"])}
        said.append(one)
    return sources, said


def _source(article: Article) -> dict[str, Any]:
    made: dict[str, Any] = {
        "file": re.split(r"[\\/]", article.file)[-1],
        "sha256": article.sha256,
        "title": article.title or article.article_id,
        "language": article.language.code,
    }
    if article.outlet:
        made["publisher"] = article.outlet
    if article.stated_date is not None:
        made["published"] = article.stated_date
    return made


def _checks(entry: Mapping[str, Any], reading: int | None, file: str) -> tuple[CheckEntry, ...]:
    given = entry.get("reading") or ([entry["nearest"]] if "nearest" in entry else [])
    if reading is not None and not 1 <= reading <= len(given):
        raise ClaimError(
            sentence("There is no reading {reading}.", reading=reading),
            file=file,
            column=f"proposal {entry['id']}",
            remedy=sentence("Take one from 1 to {number_of_given}.", number_of_given=len(given)),
        )
    taken = given if reading is None else [given[reading - 1]]
    if not taken:
        remedy = sentence("Write the claim into claims.toml yourself.")
        raise ClaimError(
            "The proposal has no check.", file=file, column=f"proposal {entry['id']}", remedy=remedy
        )
    return tuple(CheckEntry(one.get("name") or str(one["check"]), str(one["check"])) for one in taken)


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: with a number behind it where it is."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def _judged(election: Election, held: ClaimsFile | None, claims: Path, claim: ClaimEntry) -> ClaimEntry:
    """Return a claim with the verdict that it has now as the expected one."""
    asked = functions(facts_of(election, held, claims.parent))
    expected = judge(claim, asked, claims.name).in_words
    return replace(claim, review=replace(claim.review, expected=expected))


def _written(claim: ClaimEntry, sources: Mapping[str, dict[str, Any]], said: list[dict[str, Any]]) -> str:
    """Write sources and a claim as TOML."""
    import tomli_w

    made: dict[str, Any] = {"id": claim.id, "topic": claim.topic, "text": claim.text}
    if claim.axis:
        made["axis"] = claim.axis
    made["said"] = said
    made["reading"] = [{"name": one.name, "check": one.check} for one in claim.reading]
    review = claim.review
    made["review"] = {"by": review.by, "on": review.on, "expected": str(review.expected)}
    parts = [tomli_w.dumps({"source": {name: source}}) for name, source in sources.items()]
    return "\n" + "\n".join([*parts, tomli_w.dumps({"claim": [made]})])


def _without(document: dict[str, Any], proposal_id: str, path: Path) -> None:
    """Take a proposal out of its file."""
    import tomli_w

    head = "".join(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")
    )
    left = [entry for entry in document["proposal"] if entry["id"] != proposal_id]
    disk.write(path, head + "\n" + tomli_w.dumps({**document, "proposal": left}))
