"""A question as an address has it: read, written, and the key under which its answer is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from veedor import disk
from veedor.case.forms import VERBS, FormProblemsError, read_question
from veedor.desk import jobs
from veedor.errors import InputErrors, QuestionError, VeedorError
from veedor.report.conventions import with_point
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.http import QueryDict

LARGEST_CLAIMS = 400_000
"""Bytes of claims that come along."""
LARGEST_TOML = 10_000_000
SHARES = ("share", "risk-limit", "bet", "error-rate")
"""Keys whose values may be written with the decimal comma of the language."""
CLAIMS_KEPT = "ask.claims"


@dataclass(frozen=True)
class DeskQuestion:
    """A question of a case.

    Parameters
    ----------
    name : str
        Of the case.
    verb : str
        One of :data:`veedor.case.forms.VERBS`.
    given : mapping of str to str
        As it was written.
    problems : mapping of str to VeedorError or InputErrors
        What is wrong with it, by key; empty where it can be asked.
    """

    name: str
    verb: str
    given: Mapping[str, str]
    problems: Mapping[str, VeedorError | InputErrors] = field(default_factory=dict)

    @property
    def written(self) -> str:
        """What stands in its address behind the question mark."""
        return urlencode(self.given)

    @property
    def folder(self) -> Path:
        """The folder of the case."""
        folder: Path = settings.DESK.library.folder(self.name)
        return folder

    @property
    def key(self) -> str:
        """Under which its answer is kept: another one where data, case, or question are others."""
        data = settings.DESK.library.ask(self.name, "data", lambda case: case.about()["data"])
        return jobs.key_of(
            "ask", str(self.folder), data, _written_beside(self.folder), self.verb, dict(self.given)
        )

    def work(self) -> jobs.Work:
        """Return what a process is told to answer it."""
        given: dict[str, Any] = {
            "key": self.key, "folder": str(self.folder), "name": self.name, "verb": self.verb,
            "said": dict(self.given), "claims": claims_of(self.given.get("claims", "")),
        }  # fmt: skip
        return jobs.Work(f"ask.{self.verb}", "veedor.desk.ask.worker", given)


def _written_beside(folder: Path) -> str:
    """Return the hash of what people wrote into the folder of a case: the case, a rule of its own, claims."""
    sums = hashlib.sha256()
    for file in sorted(folder.glob("*.toml")):
        sums.update(hashlib.sha256(disk.read(file, LARGEST_TOML)).digest())
    return sums.hexdigest()


def question_of(name: str, verb: str, sent: QueryDict, lang: str) -> DeskQuestion:
    """Read a question of an address or a form.

    Parameters
    ----------
    name : str
        Of the case.
    verb : str
        One of :data:`veedor.case.forms.VERBS`.
    sent : QueryDict
        What was sent; several values of a key are put together, what no question has is left out.
    lang : str
        Of the page: its decimal comma is read as one.
    """
    given = {key: ",".join(sent.getlist(key)).strip(",") for key in VERBS[verb].readers if key in sent}
    given = {key: (with_point(text, lang) or "") if key in SHARES else text for key, text in given.items()}
    if verb == "outcome" and sent.get("rule-text", "").strip():
        given["rule"] = sent["rule-text"].strip()
    try:
        said = read_question(verb, given)
        if said.get("claims"):
            claims_of(said["claims"])
    except FormProblemsError as error:
        return DeskQuestion(name, verb, given, error.problems)
    except VeedorError as error:
        return DeskQuestion(name, verb, given, {"claims": error})
    return DeskQuestion(name, verb, said)


def keep_claims(text: str) -> str:
    """Keep claims that came along; give the name under which a question has them."""
    key = jobs.key_of("claims", text)
    jobs.keep(key, CLAIMS_KEPT, {"text": text})
    return key


def claims_of(name: str) -> str | None:
    """Return the claims that a question names; None where it names none.

    Raises
    ------
    QuestionError
        Where they are not here, or no longer.
    """
    if not name:
        return None
    kept = jobs.result_of(name)
    if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
        raise QuestionError(
            "The claims of this question are not kept here.", remedy="Paste them again, or choose their file."
        )
    text: str = kept["text"]
    return text


def text_of_claims(pasted: str, file: Any) -> str:  # noqa: ANN401 - an uploaded file
    """Read claims that were pasted or sent as a file; empty where there are none.

    Raises
    ------
    QuestionError
        Where they are too large, or no text.
    """
    content = pasted.replace("\r\n", "\n").encode() if file is None else file.read(LARGEST_CLAIMS + 1)
    if len(content) > LARGEST_CLAIMS:
        raise QuestionError(
            sentence("Claims that come along have at most {most:,} bytes.", most=LARGEST_CLAIMS),
            remedy="Put the file into the folder of the case, as claims.toml.",
        )
    try:
        text: str = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionError("The file is not text in UTF-8.", remedy="Save it as UTF-8.") from None
    return text if text.strip() else ""
