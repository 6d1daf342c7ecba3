"""``veedor watch``: what is published, as it is published."""

from __future__ import annotations

import secrets
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from veedor.cli import output
from veedor.cli.files import FILE, NEW_FILE, NEW_FOLDER
from veedor.cli.layout import filled, harmless, terminal_width
from veedor.cli.log_options import Seconds, read_log_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.intake.case import CaseFile
    from veedor.ledger.note_keys import SigningKey


@click.command(
    epilog="Exit codes: 0 done; 1 a replay missed a silence or told a false one; 2 the input is to be mended."
)
@click.argument("case")
@click.option("--every", type=Seconds(), help="How often: 3m; by default as the case says.")
@click.option("--for", "seconds", type=Seconds(), default="36h", show_default=True, help="How long.")
@click.option("--to", type=NEW_FOLDER, help="Folder of the record and the live page; by default CASE/watch.")
@click.option("--key", type=FILE, help="Private key of the public log that the case names.")
@click.option("--seed", type=click.IntRange(0), help="Of the chance in the waiting; printed in any case.")
@click.option("--warc", type=NEW_FILE, help="Do not watch: write what was captured as a WARC file.")
@click.option("--as-case", type=NEW_FOLDER, help="Do not watch: write the captures as a case of their own.")
@click.option(
    "--beside", type=NEW_FOLDER, help="Do not watch: lay the record beside that of another watcher."
)
@click.option(
    "--replay", is_flag=True, help="Do not ask anybody: replay what the case has, on a clock of its own."
)
@output.language_option
@click.pass_context
def command(
    context: click.Context,
    case: str,
    *,
    every: int | None,
    seconds: int,
    to: Path | None,
    key: Path | None,
    seed: int | None,
    warc: Path | None,
    as_case: Path | None,
    beside: Path | None,
    replay: bool,
    lang: str,
) -> None:
    r"""Watch a count while it is published: keep everything, say at once what changed, vanished or stopped.

    The case says what is watched ([watch] in case.toml). Every different answer is kept byte for byte under
    its hash; each is read and compared with the one before. Alarms go to the terminal, TO/alarms.jsonl, an
    Atom feed, and wherever the case says. TO/pages is a folder of static files: the live page. Ctrl-C ends
    the watch; the same command goes on where it ended, whatever ended it.

    \b
    Examples:
      veedor watch my-count
      veedor watch my-count --every 3m --for 36h --to /media/stick/watch
      veedor watch my-count --key log.key
      veedor watch my-count --warc night.warc.gz
      veedor watch my-count --as-case night && veedor report night
      veedor watch my-count --beside /media/rival/watch
      veedor watch cases/bolivia-2019 --replay
    """
    from veedor.intake import load_case
    from veedor.intake.watch_problems import LEAST
    from veedor.sentence import sentence
    from veedor.watch.building import watch_folder, watched

    if sum((warc is not None, as_case is not None, beside is not None, replay)) > 1:
        raise click.UsageError("Give one of --warc, --as-case, --beside and --replay.")
    if replay:
        _replay(context, case, every, to, seed, lang)
        return
    if every is not None and every < LEAST:
        raise click.BadParameter(
            sentence("a server serves others too; give {least}s or more", least=LEAST), param_hint="--every"
        )
    loaded = load_case(case)
    folder = watch_folder(loaded, to)
    if warc is not None:
        _export(loaded, folder, warc, lang)
    elif beside is not None:
        _lay_beside(folder, beside, loaded.election.tz, lang)
    elif as_case is not None:
        _write_case(loaded, folder, as_case, lang)
    else:
        signing = None if key is None else read_log_key(loaded.folder / watched(loaded).log, key)
        _watch(loaded, folder, every, seconds, signing, seed, lang)


def _printer() -> Callable[[str], None]:
    def say(line: str) -> None:
        click.echo(filled(harmless(line), terminal_width()))

    return say


def _watch(
    case: CaseFile,
    folder: Path,
    every: int | None,
    seconds: int,
    key: SigningKey | None,
    seed: int | None,
    lang: str,
) -> None:
    from veedor.intake.instants import read_seconds
    from veedor.model import Unit
    from veedor.report.wording import Wording
    from veedor.watch.building import PAGES, building, watched
    from veedor.watch.clock import SteadyClock
    from veedor.watch.targets import groups

    say, words = _printer(), Wording(lang)
    number = secrets.randbelow(1 << 31) if seed is None else seed
    entry = watched(case)
    often = timedelta(seconds=every or read_seconds(entry.every) or 0)
    with building(case, folder, every=every, seed=number, key=key, lang=lang, print_line=say) as watcher:
        page = (folder / PAGES / f"{lang}.html").resolve().as_uri()
        say(
            words.text(
                "watch.said.begins",
                addresses=sum(1 for _ in groups(case)),
                every=words.value(often, Unit.DURATION),
                seed=str(number),
                folder=str(folder),
                page=page,
            )
        )
        clock = watcher.parts.clock
        if isinstance(clock, SteadyClock) and threading.current_thread() is threading.main_thread():
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, lambda _number, _frame: clock.stop())
        watcher.run(seconds, number)
        state = watcher.state
        say(words.text("watch.said.ended", captures=state.number, alarms=len(state.told), folder=str(folder)))


def _export(case: CaseFile, folder: Path, file: Path, lang: str) -> None:
    from veedor.report.wording import Wording
    from veedor.watch.warc import write_warc

    answers, beats = write_warc(case, folder, file)
    _printer()(Wording(lang).text("watch.said.warc", file=str(file), answers=answers, beats=beats))


def _write_case(case: CaseFile, folder: Path, to: Path, lang: str) -> None:
    from veedor.report.wording import Wording
    from veedor.watch.as_case import write_captures

    captures = write_captures(case, folder, to)
    _printer()(Wording(lang).text("watch.said.case", folder=str(to), captures=captures))


def _lay_beside(folder: Path, other: Path, tz: str, lang: str) -> None:
    """Print what two watchers saw, and what only one of them."""
    from veedor.model import Unit
    from veedor.report.wording import Wording
    from veedor.watch.beside import lay_beside

    say, words, found = _printer(), Wording(lang), lay_beside(folder, other)
    numbers = {"first": len(found.first), "second": len(found.second), "addresses": found.addresses}
    say(words.text("watch.beside", both=len(found.both), **numbers))
    for where, alone in ((folder, found.first), (other, found.second)):
        for one in alone[:20]:
            at = words.value(datetime.fromtimestamp(int(one.at), ZoneInfo(tz)), Unit.MOMENT)
            figures = {"at": at, "address": one.address, "sha256": one.sha256}
            say(words.text("watch.beside.alone", folder=str(where), **figures))


def _replay(
    context: click.Context, case: str, every: int | None, to: Path | None, seed: int | None, lang: str
) -> None:
    from veedor.watch.replay import replay

    good = replay(output.open_case(case), to, every=every or 180, seed=seed or 0, lang=lang, say=_printer())
    if not good:
        context.exit(1)
