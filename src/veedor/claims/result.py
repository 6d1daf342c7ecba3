"""The claims of a case with their verdicts: what the page of claims shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.claims.case_facts import CaseFacts
from veedor.claims.claims_file import ClaimsFile, load_claims
from veedor.claims.functions import functions
from veedor.claims.verdict import ClaimVerdict, Judged, judge
from veedor.count import Election
from veedor.errors import ClaimError, InputError, MissingDataError, raise_all
from veedor.intake.locate import data_folders
from veedor.model import Result
from veedor.press import Article, Occurrences, Reuse, article_folders, read_article, reuse
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.claims.claims_file import SaidEntry

FILE = "claims.toml"


@dataclass(frozen=True)
class ClaimsResult(Result):
    """Claims with their verdicts.

    Parameters
    ----------
    file : ClaimsFile
        As it is written.
    judged : tuple of Judged
        In the order of the file.
    articles : mapping of str to Article
        The sources that were found, their quotations checked to be verbatim.
    missing : tuple of str
        Sources that were not found, so that their quotations could not be checked.
    lang : str
        Language of the texts of tables.
    """

    file: ClaimsFile
    judged: tuple[Judged, ...]
    articles: Mapping[str, Article] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    lang: str = "en"

    @cached_property
    def reuse(self) -> Reuse | None:
        """What the articles share with one another; None where fewer than two were found."""
        return reuse(tuple(self.articles.values())) if len(self.articles) > 1 else None

    def standing(self, judged: Judged) -> Occurrences | None:
        """In how many articles, texts and origins a claim stands; None where that cannot be told."""
        if self.reuse is None:
            return None
        places = []
        for said in judged.claim.said:
            article = self.articles.get(said.source)
            if article is not None:
                start = article.text.find(said.quote)
                places.append((article.article_id, start, start + len(said.quote)))
        words = [self.reuse.words_at(*place) for place in places]
        # a quotation from outside the story (a date line, a footer) is nobody's statement to copy
        told = bool(words) and all(low < high for low, high in words)
        return self.reuse.standing(places) if told else None

    @property
    def differing(self) -> tuple[Judged, ...]:
        """Claims whose verdict is not the one that the reviewer expects."""
        return tuple(one for one in self.judged if not one.as_expected)

    def count(self, verdict: ClaimVerdict) -> int:
        """Return how many claims have a verdict."""
        return sum(one.verdict is verdict for one in self.judged)


def judge_claims(
    election: Election,
    path: Path | None = None,
    *,
    articles: Path | None = None,
    lang: str = "en",
) -> ClaimsResult:
    """Judge the claims of a case.

    Parameters
    ----------
    election : Election
        The case.
    path : Path, optional
        The claims file; by default ``claims.toml`` of the case.
    articles : Path, optional
        Folder of the articles; by default ``press/`` of the case, or of its data under ``VEEDOR_DATA``.
    lang : str
        Language of the texts.

    Raises
    ------
    MissingDataError
        Where the case has no claims file.
    InputError, InputErrors
        Where the file cannot be used, an article is another one, or a quotation is not verbatim.
    """
    file = path or election.file.folder / FILE
    if not file.is_file():
        raise MissingDataError(
            sentence("The case has no {file}.", file=FILE),
            remedy="`veedor press propose` proposes claims to confirm in it.",
        )
    document = load_claims(file)
    found, missing = _read_sources(document, articles or press_folder(election), file.name)
    _check_quotations(document, found, file.name)
    facts = facts_of(election, document, file.parent)
    asked = functions(facts)
    judged = tuple(judge(claim, asked, file.name, facts=facts) for claim in document.claim)
    return ClaimsResult(document, judged, found, missing, lang)


def facts_of(election: Election, document: ClaimsFile | None, folder: Path) -> CaseFacts:
    """Return what the checks of a claims file may ask: the case, attested facts, other cases.

    Parameters
    ----------
    election : Election
        The case.
    document : ClaimsFile, optional
        Of which the attested facts and other cases are taken.
    folder : Path
        Of the claims file.
    """
    if document is None:
        return CaseFacts(election)
    others = {
        name: CaseFacts(Election.open(folder / entry.folder), entry.contest)
        for name, entry in document.case.items()
    }
    return CaseFacts(election, document.contest, document.facts(), others)


def press_folder(election: Election) -> Path | None:
    """Return the folder of the articles of a case, or None where there is none."""
    folders = article_folders(election.file.folder, data_folders(election.file))
    return next((folder for folder in folders if folder.is_dir()), None)


def _read_sources(
    document: ClaimsFile, folder: Path | None, file: str
) -> tuple[dict[str, Article], tuple[str, ...]]:
    """Read the articles that are there; one that is not the article of the file is refused."""
    found: dict[str, Article] = {}
    missing = []
    for name, source in document.source.items():
        path = None if folder is None else folder / source.file
        if path is None or not path.is_file() or path.resolve().parent != path.parent.resolve():
            missing.append(name)
            continue
        article = read_article(path)
        if source.sha256 not in {article.sha256, article.file_sha256}:
            raise ClaimError(
                "The article is not the one that the claims were taken from.",
                file=file,
                column=f"source.{name}.sha256",
                value=article.file_sha256,
                expected=source.sha256,
                remedy="Put back the article, or review its claims and name the new hash.",
            )
        found[name] = article
    return found, tuple(missing)


def _check_quotations(document: ClaimsFile, articles: Mapping[str, Article], file: str) -> None:
    problems: list[InputError] = [
        _not_verbatim(claim.id, said, file)
        for claim in document.claim
        for said in claim.said
        if said.source in articles and said.quote not in articles[said.source].text
    ]
    raise_all(problems, sentence("{file}: quotations are not verbatim", file=file))


def _not_verbatim(claim: str, said: SaidEntry, file: str) -> ClaimError:
    return ClaimError(
        sentence("The quotation is not verbatim in {source}.", source=said.source),
        file=file,
        column=f"claim {claim}",
        value=said.quote,
        remedy="Copy it from the article, with its quotation marks and spaces.",
    )
