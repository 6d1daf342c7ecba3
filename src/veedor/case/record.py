"""For the record: by what findings were made, so that two reports can be told apart and laid side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from veedor.canonical import sha256
from veedor.errors import InputErrors, VeedorError
from veedor.model import ContestId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.case.case import Case


def record(case: Case, command: str, lang: str) -> dict[str, Any]:
    """Say by which command a document was made, of which files, under which text of the law; at no time.

    Parameters
    ----------
    case : Case
        An opened case.
    command : str
        The command line that makes it again.
    lang : str
        Language of its sentences.

    Returns
    -------
    dict
        ``command``, ``lang``; ``files`` with ``source``, ``file``, full ``sha256`` and, where the case has
        one, ``url``; ``rules`` by contest with ``id``, ``variant`` and the ``sha256`` of its text;
        ``choices`` by contest with ``id``, ``label`` and ``kind``, so that sentences can be said in another
        language.
    """
    return {
        "command": command,
        "lang": lang,
        "files": list(_files(case)),
        "rules": {name: law for name in case.election.ruled if (law := _law(case, name))},
        "choices": _choices(case),
    }


def _choices(case: Case) -> dict[str, list[dict[str, str]]]:
    """Name the choices of each contest, that of the default first."""
    names = dict.fromkeys((case.election.contest_id(), *case.election.contests))
    return {
        str(name): [
            {"id": str(one.choice_id), "label": one.label, "kind": one.kind.value}
            for one in case.election.contest(name).choices
        ]
        for name in names
    }


def _files(case: Case) -> Iterator[dict[str, str]]:
    from veedor.intake import Imported, reading_of

    election = case.election
    for name, source in reading_of(Imported(election.file, election.store, reused=True)).sources.items():
        for read in source["files"]:
            made = {"source": name, "file": read["name"], "sha256": read["sha256"]}
            yield made | ({"url": read["url"]} if read["url"] else {})
    claims = election.file.folder / "claims.toml"
    if claims.is_file():
        yield {"source": "claims", "file": claims.name, "sha256": sha256(claims.read_bytes())}


def _law(case: Case, contest: str) -> dict[str, str]:
    """Name the rule of a contest, with the hash of its text as plain values; nothing where it is unread."""
    try:
        rule = case.election.file.rule(ContestId(contest))
    except (VeedorError, InputErrors):
        return {}
    if rule is None:
        return {}
    text = json.dumps(rule.document, sort_keys=True, default=str, ensure_ascii=False)
    return {
        "id": str(rule.rule_id),
        "variant": case.election.file.contests[ContestId(contest)].variant or rule.variant or "",
        "sha256": sha256(text.encode("utf-8", "surrogatepass")),
    }
