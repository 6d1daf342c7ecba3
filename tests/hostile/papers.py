"""Files beside the published ones with wounds: rules, claims, cases, tables, audits, articles, logs.

Each is wounded in a copy of something sound, and handed to the verbs that read it. What then must hold is
said by the paper: an answer or a refusal in our words; of papers that are signed or hashed, never consent.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from hostile.build_case import decided_case
from ledger.build_ledger import LOG, begun, policy, sheet
from veedor.cli.main import main
from veedor.ledger import open_log, publish, read_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SECONDS = 60
STORED = Path(__file__).parents[1] / "audit" / "stored_audit"
VALUES: tuple[object, ...] = (
    0, -1, 1, 2**63, 10**30, -(10**30), 0.5, float("inf"), float("nan"), True, "", " ", "\u202e",
    "x" * 100_000, "0", "1e-9999999", "1/0", "-1", "9" * 400, "١٢٣", "2030-13-41", "../../x", "{", "%",
    "/etc/hostname", "(a+)+$", [], {}, [[]], [""], [{}], {"": ""}, ["oak", "oak"], [1, "x"], {"en": 1},
    date(1, 1, 1), date(9999, 12, 31), "plurality(99999999999999)", "lead(" * 300, "NaN%", "100000%",
    "<script>", "\x1b[31m",
)  # fmt: skip
RULE = """
id = "xx-mayor-2001"
title = { en = "Mayors of X", es = "Alcaldías de X" }
country = "XX"
office = "mayor"
valid_from = 2001-01-01
[[source]]
law = "Municipal Code (2001)"
article = "7"
quote = "The candidate who receives more than half of the valid votes is elected."
language = "en"
read_in = "the official gazette"
url = "https://example.org/code"
[base]
valid = ["candidate", "blank"]
[[round]]
name = "first"
[[round.win]]
name = "majority"
share = { of = "1/2", op = ">", base = "valid" }
[[round.win]]
name = "share and lead"
share = { of = "40%", op = ">=", base = "valid" }
lead = { of = "10%", op = ">=", base = "valid" }
[round.else]
advance = 2
within_days = 60
[[round]]
name = "runoff"
[[round.win]]
name = "plurality"
first = true
[[variant]]
name = "half"
reading = { en = "Half of them and one." }
held_by = "nobody"
[variant.set]
"round.first.win.majority.share.op" = "plus_one"
[[fixture]]
name = "more than half"
source = "constructed"
votes = { oak = 60, elm = 33, blank = 7 }
expect = { outcome = "elected", choices = ["oak"], by = "majority" }
"""
CLAIMS = """
format = "claims/1"
[source.A1]
file = "one.txt"
sha256 = "SHA"
title = "Of the mayor"
published = 2030-03-11
[names]
Roble = "oak"
[attested.day]
value = 2030-03-10
source = "an article"
by = "nobody"
[[claim]]
id = "R01"
topic = "result"
text = { en = "Oak has 85 votes." }
[[claim.said]]
source = "A1"
quote = "Oak has 85 votes"
[[claim.reading]]
name = { en = "votes" }
check = 'votes("oak") == 85'
[claim.review]
by = "the tests"
on = 2030-03-12
expected = "holds"
[[claim]]
id = "R02"
topic = "result"
text = { en = "Elm leads." }
[[claim.said]]
source = "A1"
quote = "Elm leads"
[[claim.reading]]
name = { en = "ahead" }
check = 'just_over(lead("elm"), "10") or votes("elm") > votes("oak")'
[claim.review]
by = "the tests"
on = 2030-03-12
expected = "holds"
"""
ARTICLE = "March 11, 2030\n\nOak has 85 votes, 42.5 percent, said Ana Paz. Elm leads by 66 votes.\n"


@dataclass(frozen=True)
class Paper:
    """Something sound, which of its files are wounded, and who reads it.

    Parameters
    ----------
    build : callable
        Writes it into a folder.
    files : tuple of str
        Patterns of the files that are wounded.
    commands : tuple of tuple of str
        Command lines; ``{}`` stands for the folder.
    sealed : bool
        Whether every wound must be noticed.
    lacking : bool
        Whether a file may be missing all the same.
    same : bool
        Whether an answer must be that of the sound one.
    """

    build: Callable[[Path], object]
    files: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    sealed: bool = False
    lacking: bool = False
    same: bool = False


def _case(folder: Path) -> None:
    decided_case(folder)
    claims = CLAIMS.replace("SHA", hashlib.sha256(ARTICLE.encode()).hexdigest())
    (folder / "claims.toml").write_text(claims, encoding="utf-8")
    (folder / "press").mkdir()
    (folder / "press" / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "press" / "two.html").write_text(
        f"<html><body><p>{ARTICLE}</p></body></html>", encoding="utf-8"
    )
    (folder / "rule.toml").write_text(RULE, encoding="utf-8")


def _imported(folder: Path) -> None:
    _case(folder)
    ran(["import", str(folder)])


def _log(folder: Path) -> None:
    begun(folder)
    with open_log(folder, LOG) as log:
        log.add([sheet(number) for number in range(12)])
        publish(log, read_policy(policy()))


PAPERS = {
    "rule": Paper(_case, ("rule.toml",), (
        ("rules", "show", "{}/rule.toml"),
        ("rules", "try", "{}/rule.toml", "--votes", "oak=50", "--votes", "elm=40", "--votes", "blank=10"),
        ("outcome", "{}", "--rule", "{}/rule.toml"),
        ("stakes", "{}", "--rule", "{}/rule.toml"),
    )),
    "claims": Paper(_case, ("claims.toml",), (
        ("claims", "check", "{}"), ("claims", "trace", "{}", "R02"),
        ("claims", "export", "{}", "--claimreview"),
    )),
    "case": Paper(_case, ("case.toml",), (("outcome", "{}"), ("check", "{}"))),
    "cache": Paper(_imported, (".veedor/*/*", ".veedor/*"), (("outcome", "{}"), ("check", "{}")), same=True),
    "audit": Paper(
        lambda folder: shutil.copytree(STORED, folder), ("*.*", "papers/*"),
        (("audit", "verify", "{}"), ("audit", "status", "{}"), ("audit", "list", "{}")), sealed=True,
    ),
    "press": Paper(_case, ("press/*",), (
        ("press", "reuse", "{}"), ("press", "propose", "{}"), ("press", "differences", "{}"),
    )),
    "log": Paper(_log, ("tile/**/*", "checkpoint", "policy"), (("log", "fsck", "{}"),), sealed=True,
                 lacking=True),
}  # fmt: skip


def ran(args: Sequence[str]) -> tuple[int, str, str]:
    """Run a command line within this process; what is no refusal of ours comes as it is."""
    out, err = io.StringIO(), io.StringIO()

    def stop(number: int, frame: object) -> None:
        raise TimeoutError(f"{number} {frame}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    code = 0
    os.environ["VEEDOR_DEBUG"] = "1"
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(list(args))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        del os.environ["VEEDOR_DEBUG"]
    return code, out.getvalue(), err.getvalue()


def wounded(path: Path, rng: random.Random) -> str:
    """Wound a file where it lies, and say how."""
    content = path.read_bytes()
    reads: dict[str, tuple[Any, Any]] = {
        ".toml": (tomllib.loads, tomli_w.dumps),
        ".json": (json.loads, json.dumps),
    }
    if path.suffix in reads and rng.random() < 0.75:
        load, dump = reads[path.suffix]
        made = load(content.decode())
        what = _in_tree(made, rng)
        try:
            path.write_bytes(dump(made).encode("utf-8", "surrogatepass"))
        except (TypeError, ValueError):
            return ""
        return what
    what, change = rng.choice(list(_in_bytes(content, rng)))
    if change is None:
        path.unlink()
        _put(path, what)
    else:
        path.write_bytes(change)
    return what


def _put(path: Path, what: str) -> None:
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what != "gone":
        path.symlink_to(path.name if what == "link to itself" else "/nowhere/at/all")


def _in_bytes(content: bytes, rng: random.Random) -> Iterator[tuple[str, bytes | None]]:
    at = rng.randrange(len(content) + 1)
    lines = content.splitlines(keepends=True)
    row = rng.randrange(len(lines)) if lines else 0
    yield "cut", content[:at]
    yield "flipped", content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
    yield (
        "put in",
        content[:at] + rng.choice([b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"[[", b'"', b"9"]) + content[at:],
    )
    yield "mark", b"\xef\xbb\xbf" + content
    yield "line ends", content.replace(b"\n", b"\r\n")
    yield "empty", b""
    yield "line twice", b"".join([*lines[:row], *lines[row : row + 1] * 2, *lines[row + 1 :]])
    yield "line gone", b"".join([*lines[:row], *lines[row + 1 :]])
    yield "turned", b"".join(reversed(lines))
    yield "deep", b"[" * 100_000
    yield "long", content + b"# " + b"x" * 3_000_000
    for what in ("folder", "pipe", "link to itself", "link to nothing", "gone"):
        yield what, None


def _in_tree(made: Any, rng: random.Random) -> str:  # noqa: ANN401 - a document
    """Change one thing of a document."""
    path = rng.choice(list(_places(made)) or [()])
    if not path:
        return ""
    at = made
    for step in path[:-1]:
        at = at[step]
    way = rng.choice(["value", "value", "value", "gone", "twice", "renamed", "number"])
    key, shown = path[-1], ".".join(map(str, path))
    if way == "gone":
        del at[key]
    elif way == "twice" and isinstance(at, list):
        at.append(at[key])
    elif way == "renamed" and isinstance(at, dict):
        at[f"{key}x"] = at.pop(key)
    elif way == "number" and isinstance(at[key], int):
        at[key] += rng.choice([-1, 1, 10**6])
    else:
        at[key] = rng.choice(VALUES)
        return f"{shown} = {str(at[key])[:40]}"
    return f"{shown} {way}"


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


def faults(name: str, seed: int, sound: Path, folder: Path, answers: dict[tuple[str, ...], str]) -> list[str]:
    """Wound one file of a copy of a sound paper, and say what its readers do that they may not."""
    one, rng = PAPERS[name], random.Random(f"{name} {seed}")  # noqa: S311 - a seeded corpus, no secret
    shutil.copytree(sound, folder, symlinks=True)
    files = sorted(p for pattern in one.files for p in folder.glob(pattern) if p.is_file())
    path = rng.choice(files)
    before = path.read_bytes()
    what = wounded(path, rng)
    if not what or (path.is_file() and path.read_bytes() == before):
        return []
    told, codes = [], []
    there = {p for p in folder.rglob("*") if ".veedor" not in p.parts}
    for command in one.commands:
        args = [word.replace("{}", str(folder)) for word in command]
        where = f"{name} {seed} {path.relative_to(folder)} ({what}), {' '.join(command)}"
        try:
            code, out, err = ran(args)
        except Exception as error:  # noqa: BLE001 - whatever is no refusal
            told.append(f"{where}: {type(error).__name__}: {str(error)[:300]}")
            continue
        codes.append(code)
        if code == 2 and not err.startswith(("error: ", "Usage: ")):
            told.append(f"{where}: no words: {err[:300]}")
        if one.same and code == 0 and out.replace(str(folder), "") != answers[command]:
            told.append(f"{where}: another answer: {out[:300]}")
    if one.sealed and codes and codes[0] == 0 and not (one.lacking and what == "gone"):
        told.append(f"{name} {seed} {path.relative_to(folder)} ({what}): nobody notices")
    left = [p for p in folder.rglob("*") if p not in there and ".veedor" not in p.parts]
    left += list((folder / ".veedor").glob(".new-*"))
    return told + ([f"{name} {seed} ({what}): left {left[:3]}"] if left else [])


def answered(name: str, sound: Path) -> dict[tuple[str, ...], str]:
    """Build a sound paper, and give what its readers say of it."""
    one = PAPERS[name]
    one.build(sound)
    return {
        c: ran([word.replace("{}", str(sound)) for word in c])[1].replace(str(sound), "")
        for c in one.commands
    }
