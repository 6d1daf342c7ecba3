"""A ``findings.json`` that was kept, read back: what an earlier report found, and by what it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from veedor import disk
from veedor.errors import InputError
from veedor.findings.serial import FORMAT, finding_from_json
from veedor.model import Choice, ChoiceId, Contest, ContestId, Finding, Kind
from veedor.sentence import sentence

NAME = "findings.json"
MOST = 1 << 30
"""Bytes of a document at the most."""
_FRACTION = re.compile(r"-?[0-9]{1,400}/[0-9]{1,400}")
"""What stands for a fraction; other forms of Python's own could ask for numbers without end."""
_WRITE_AGAIN = sentence("Write the report again: veedor report CASE --out DIR.")


@dataclass(frozen=True)
class KeptFinding:
    """A finding with its sentence as it was printed.

    Parameters
    ----------
    finding : Finding
        With its figures.
    text : str
        In the language of the document; empty where it has none.
    """

    finding: Finding
    text: str


@dataclass(frozen=True)
class KeptDocument:
    """What a ``findings.json`` holds.

    Parameters
    ----------
    name : str
        How its reader named it.
    sha256 : str
        Of its bytes.
    version : str
        Of Veedor.
    case : mapping
        Name, title, hash of the data.
    record : mapping
        By what it was made; empty in those of other verbs, and of versions that wrote none.
    findings : tuple of KeptFinding
        In their order.
    tables : tuple of (str, list)
        Name and rows of each table, as JSON has them.
    contests : tuple of Contest
        The contests with their choices, the first that of the headline; none in those of other verbs, and of
        versions that wrote none.
    """

    name: str
    sha256: str
    version: str
    case: Mapping[str, Any]
    record: Mapping[str, Any]
    findings: tuple[KeptFinding, ...]
    tables: tuple[tuple[str, list[Any]], ...] = field(repr=False)
    contests: tuple[Contest, ...] = ()

    @property
    def files(self) -> dict[tuple[str, str], str]:
        """The hash of each file that was read, by source and name."""
        return {(one["source"], one["file"]): one["sha256"] for one in self.record.get("files", ())}


def read_document(name: str) -> KeptDocument:
    """Read a ``findings.json``, that of a folder, or that of a page.

    Parameters
    ----------
    name : str
        The file, the folder of a report, or its page (whose findings must lie beside it).

    Raises
    ------
    InputError
        Where there is none, it is no such document, or a page was made by another run than what lies beside.
    """
    path = Path(name)
    page = path if path.suffix.lower() in {".html", ".htm"} else None
    file = path / NAME if path.is_dir() else path.with_name(NAME) if page else path
    data = _bytes(file, sentence("{name}, the folder of a report, or its page beside {name}", name=NAME))
    digest = sha256(data).hexdigest()
    if page is not None and digest.encode() not in _bytes(page, "the page of a report"):
        raise InputError(
            sentence(
                "the {name} beside this page was written by another run: the page names another hash.",
                name=NAME,
            ),
            file=name,
            expected=sentence("the hash {digest} at the end of the page", digest=digest),
            remedy=sentence(
                "Name the {name} that belongs to the page. {write_again}", name=NAME, write_again=_WRITE_AGAIN
            ),
        )
    try:
        made = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(
            sentence("this is no JSON: {error}.", error=error),
            file=str(file),
            expected=sentence("a {name}", name=NAME),
            remedy=_WRITE_AGAIN,
        ) from None
    if not isinstance(made, dict) or made.get("format") != FORMAT:
        seen = made.get("format") if isinstance(made, dict) else made
        raise InputError(
            "this is no document of findings that this version reads.",
            file=str(file),
            column="format",
            value=str(seen)[:80],
            expected=FORMAT,
            remedy=_WRITE_AGAIN,
        )
    return _document(made, name, digest, str(file))


def _bytes(path: Path, expected: str) -> bytes:
    try:
        return disk.read(path, MOST)
    except FileNotFoundError:
        raise InputError(
            "there is no such file.", file=str(path), expected=expected, remedy=_WRITE_AGAIN
        ) from None


def _document(made: dict[str, Any], name: str, digest: str, file: str) -> KeptDocument:
    key = "case"
    try:
        case, record = dict(made["case"]), dict(made.get("record") or {})
        _texts(case["title"], case["data"], made["veedor"], str(case.get("name", "")))
        key = "record.files"
        for one in record.get("files", ()):
            _texts(one["source"], one["file"], one["sha256"])
        key = "record.rules"
        for law in dict(record.get("rules", {})).values():
            _texts(law.get("id", ""), law.get("sha256", ""))
        key = "record.choices"
        contests = tuple(_contest(name, rows) for name, rows in dict(record.get("choices", {})).items())
        findings = []
        for number, one in enumerate(made["findings"]):
            key = f"findings[{number}]"
            findings.append(_finding(one))
        tables = []
        for number, table in enumerate(made.get("tables", ())):
            key = f"tables[{number}]"
            _texts(table["name"])
            tables.append((table["name"], list(table["rows"])))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise InputError(
            sentence(
                "this part cannot be read ({name}: {error}).",
                name=type(error).__name__,
                error=str(error)[:120],
            ),
            file=file,
            column=key,
            expected="what `veedor report` writes",
            remedy=_WRITE_AGAIN,
        ) from None
    return KeptDocument(name, digest, made["veedor"], case, record, tuple(findings), tuple(tables), contests)


def _contest(name: str, rows: Sequence[Mapping[str, str]]) -> Contest:
    """Read the choices of a contest."""
    for one in rows:
        _texts(one["id"], one["label"])
    choices = tuple(Choice(ChoiceId(one["id"]), one["label"], Kind(one["kind"])) for one in rows)
    return Contest(ContestId(name), name, choices)


def _finding(made: Mapping[str, Any]) -> KeptFinding:
    for figure in made["figures"].values():
        value = figure["value"]
        if isinstance(value, dict) and not _FRACTION.fullmatch(value["fraction"]):
            raise ValueError(f"no fraction: {str(value['fraction'])[:40]}")
        if type(figure["digits"]) is not int or not 0 <= figure["digits"] <= 30:
            raise ValueError("digits")
    finding = finding_from_json(made)
    text = made.get("text", "")
    _texts(text, finding.finding_id, finding.says, finding.command, finding.contest)
    return KeptFinding(finding, text)


def _texts(*values: object) -> None:
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"no text: {str(value)[:40]}")
