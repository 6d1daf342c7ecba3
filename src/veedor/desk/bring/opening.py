"""How the files of a draft are opened: what the user says of it, in a form."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotAllowed, HttpResponseRedirect

from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import draft_of
from veedor.desk.bring.frame import busy, home
from veedor.desk.bring.questions import OTHER
from veedor.desk.bring.reading import LATER, meant
from veedor.desk.pages import at
from veedor.errors import QuestionError
from veedor.guess.chosen import KEY
from veedor.guess.given import Given, file_keys
from veedor.guess.phrase import written
from veedor.sentence import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from veedor.desk.bring.drafts import Draft
    from veedor.desk.bring.frame import OpenDraft

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
"""Value in the form -> what parts the cells."""
MOST_LINES = 1000
LONGEST = 5000
"""Letters of the further keys."""


@dataclass(frozen=True)
class ShownOpening:
    """How the files are opened, as a form shows it.

    Parameters
    ----------
    given : dict
        What the user said: the fields of the form by their names.
    inside : dict
        What is inside the first file: its first ``lines``, ``members`` of an archive, ``sheets`` of a
        workbook.
    stated : bool
        Whether the user said anything.
    """

    given: dict[str, Any]
    inside: dict[str, Any]
    stated: bool


def given_of(draft: Draft) -> Given:
    """Return what the user said of how the files are opened."""
    kept = draft.read("opening") or {}
    further = file_keys(kept.pop("further", ""))
    own: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in kept.items()}
    return Given(**own, further=further)


def shown_opening(draft: Draft) -> ShownOpening:
    """Return how the files are opened, as a form shows it."""
    kept = draft.read("opening") or {}
    empty = {**asdict(Given()), "further": ""}
    return ShownOpening(
        {name: "" if value is None else value for name, value in {**empty, **kept}.items()},
        {"label": "", "lines": [], "members": [], "sheets": [], **(draft.read("inside") or {})},
        any(value not in (None, "", [], ()) for value in kept.values()),
    )


def opening(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Take what the user says of how the files are opened, and look at them so."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    reopen(draft_of(home(), draft), {} if "reset" in request.POST else _stated(request.POST))
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft))


def reopen(draft: Draft, stated: dict[str, Any]) -> None:
    """Look at the files anew, opened as was said."""
    draft.write("opening", stated)
    draft.forget("tries")
    jobs.begin(draft, "find")


def reopened_by(mine: OpenDraft, key: str, sent: dict[str, str]) -> dict[str, Any] | None:
    """Return how the files are to be opened after an answer; None where it says nothing of that.

    Parameters
    ----------
    mine : OpenDraft
        What is brought.
    key : str
        Of the question.
    sent : dict of str to str
        The form of the answer.

    Raises
    ------
    QuestionError
        Where the answer is no such key of a file.
    """
    doubt = mine.reading.doubts.get(key)
    name = doubt.key.removeprefix(f"{KEY}.") if doubt is not None else ""
    text = sent["text"].strip()
    open_still = sent["answer"] in {LATER, ""} and not text
    if doubt is None or name in {doubt.key, "named"} or open_still:
        return None
    value = text if text or sent["answer"] == OTHER else written(meant(doubt, sent["answer"]))
    if value in {written(doubt.proposed), ""}:
        return None
    kept = mine.draft.read("opening") or {}
    if name in {"skip", "header_rows"}:
        return {**kept, name: _number(value, name)}
    if name == "sheets":
        return {**kept, name: [one.strip() for one in value.split(",")]}
    if name in {"encoding", "delimiter", "member"}:
        return {**kept, name: value}
    line = f"{name} = {value}" if value.isdecimal() else f'{name} = "{value}"'
    others = [one for one in kept.get("further", "").splitlines() if not one.startswith(f"{name} ")]
    further = "\n".join([*others, line])
    file_keys(further)
    return {**kept, "further": further}


def _stated(sent: QueryDict) -> dict[str, Any]:
    """Read the form.

    Raises
    ------
    QuestionError
        Where a field holds what it cannot hold.
    """
    further = sent.get("further", "").replace("\r\n", "\n").strip()[:LONGEST]
    file_keys(further)
    delimiter = sent.get("delimiter", "")
    given = Given(
        skip=_number(sent.get("skip", ""), "skip"),
        header_rows=_number(sent.get("header_rows", ""), "header_rows"),
        encoding=sent.get("encoding", "").strip()[:40],
        sheets=tuple(one for one in sent.getlist("sheets") if one),
        member=sent.get("member", ""),
        delimiter=DELIMITERS.get(delimiter, ""),
        decimal=sent.get("decimal", "") if sent.get("decimal", "") in {".", ","} else "",
    )
    return {**asdict(replace(given, further={})), "further": further}


def _number(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isascii() or not text.strip().isdecimal() or int(text.strip()[:6]) > MOST_LINES:
        raise QuestionError(
            sentence("{field}: {text!r} is no number of lines.", field=field, text=text[:40]),
            remedy="Write it in figures; leave it empty where it is to be found out.",
        )
    return int(text)
