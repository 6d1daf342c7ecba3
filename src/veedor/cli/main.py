"""The ``veedor`` command. Each verb is one module, imported only when it is called."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from veedor.cli import language
from veedor.cli.language import translated
from veedor.errors import InputErrors, VeedorError, nearest
from veedor.sentence import sentence, whole
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = {
    "demo": "Make a synthetic election and report on it.",
    "fetch": "Download the sources that a case names, or images of its sheets.",
    "new": "Make a case of a published file of results.",
    "import": "Read a case's published files into tables.",
    "rules": "List, show and try rules.",
    "outcome": "Who won under the rule, and by how much.",
    "timeline": "When the count went dark.",
    "compare": "What changed between counts.",
    "stakes": "Whether what is in doubt could change the outcome.",
    "check": "Which sheets do not add up.",
    "sheets": "Which tally sheets are like this, and what they come to.",
    "project": "What the outstanding votes will do.",
    "quickcount": "What a random sample of sheets says.",
    "shift": "Whether a late shift needs explaining.",
    "audit": "Plan, agree, draw, record and verify an audit.",
    "watch": "Watch a count while it is published.",
    "log": "Keep a public log that nobody can rewrite unnoticed.",
    "verify": "Check a public log, or a proof from one.",
    "compare-logs": "Lay two records of one public log side by side.",
    "witness": "Sign that a public log only grows, and when.",
    "note": "Make keys of notes; sign notes and check them.",
    "press": "What was reported, and what is copied from what.",
    "claims": "Which reported claims hold.",
    "report": "Write the report of a case.",
    "serve": "Look cases up in the browser.",
    "accounts": "Who may use a desk that other machines reach.",
    "publish": "Write the pages of `veedor serve` as files, for any host.",
    "export": "Write the tables and results of a case in open formats.",
}
"""Verb -> one line of help. ``veedor VERB`` is ``veedor.cli.VERB:command``.

``import`` is ``import_``; ``-`` in a verb is ``_`` in the name of its module.
"""

EXIT_OK = 0
EXIT_DIFFERS = 1
"""A comparison that was asked for does not come out as expected."""
EXIT_INSIDE = 1
"""A part of what was asked for met an error inside Veedor: no fault of the input. It is to be reported."""
EXIT_INPUT = 2
"""The input or the command line is not what it should be; the message says how to mend it."""

DEBUG = "VEEDOR_DEBUG"
"""Environment variable: where it is set, an error inside Veedor is shown with its traceback."""

DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
"""What a disk says of itself, without naming a file."""


_NO_LETTERS = re.compile("[\ud800-\udfff]")
"""Bytes of a name that are no UTF-8, as Python keeps them."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb.

        Returns
        -------
        click.Command or None
            None where there is no such verb.
        """
        del ctx
        if cmd_name not in VERBS:
            return None
        module = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        with language.unspoken():
            command: click.Command = import_module(f"veedor.cli.{module}").command
        return language.spoken_command(keep_lines(command))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb that is named; refuse an unknown name with the nearest one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = nearest(args[0], VERBS)
            ctx.fail(sentence("No such command {name!r}. {near}", name=args[0], near=near))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the verbs without importing them."""
        del ctx
        with formatter.section(translated("Verbs")):
            formatter.write_dl([(verb, language.in_words(text)) for verb, text in VERBS.items()])

    def main(self, args: Sequence[str] | None = None, *more: Any, **settings: Any) -> Any:  # noqa: ANN401
        """Run the command line in its language."""
        with language.spoken(args):
            return click.Group.main(language.spoken_command(self), args, *more, **settings)

    def make_context(self, *given: Any, **settings: Any) -> click.Context:  # noqa: ANN401
        """Read the options before the verb."""
        try:
            return super().make_context(*given, **settings)
        except click.ClickException as error:
            language.say_usage(error)
            raise

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            language.say_usage(error)
            raise


def keep_lines(command: click.Command) -> click.Command:
    r"""Return Click its mark of a paragraph whose lines it must keep: a raw docstring spells it ``\b``."""
    command.help = (command.help or "").replace("\\b\n", "\b\n")
    for inner in getattr(command, "commands", {}).values():
        keep_lines(inner)
    return command


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="veedor")
@click.option(
    "--lang",
    type=language.LanguageOption(),
    envvar=language.VARIABLE,
    expose_value=False,
    help="Language of help, messages and results; behind a verb too.",
)
def veedor() -> None:
    """Put a published election count to the test.

    A case is a folder with a case.toml. Start with `veedor demo`, or `veedor report CASE`.

    Exit codes: 0 done; 1 something that was asked to hold does not, or an error inside Veedor (please
    report it); 2 the input or the command line is not what it should be, and the message says how to
    mend it.
    """


keep_lines(veedor)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; errors are printed without a traceback, those inside Veedor as such."""
    _write_all_letters()
    with language.spoken(args):
        for word in filter(_NO_LETTERS.search, sys.argv[1:] if args is None else args):
            _refuse_name(word)
        _run(None if args is None else list(args))


def _write_all_letters() -> None:
    """Let standard output take any letter: a file or a pipe gets UTF-8, a terminal a mark for what it lacks.

    Windows opens files and pipes in an encoding of 256 letters, in which no line of a table can be drawn.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        own = sys.stdout.isatty() or "PYTHONIOENCODING" in os.environ
        sys.stdout.reconfigure(encoding=None if own else "utf-8", errors="replace")


def _run(args: list[str] | None) -> None:
    try:
        veedor.main(args=args, prog_name="veedor")
    except VeedorError as error:
        print_error(error)
        sys.exit(EXIT_INPUT)
    except InputErrors as group:
        problems = flatten(group)
        told = translated(
            "error: {what} ({number} {number:problem|problems})",
            what=whole(group.message),
            number=len(problems),
        )
        _say(told)
        for problem in problems:
            print_error(problem)
        sys.exit(EXIT_INPUT)
    except OSError as error:
        if error.filename is None and error.errno not in DISK:
            raise
        where = f"{error.filename}: " if error.filename is not None else ""
        what = whole(error.strerror or "")
        told = translated(
            "error: {where}{what}. Name a place that can be read and written.", where=where, what=what
        )
        _say(told)
        sys.exit(EXIT_INPUT)
    except Exception as error:
        if isinstance(error, UnicodeEncodeError) and _NO_LETTERS.search(error.object):
            _refuse_name(error.object)
        if os.environ.get(DEBUG):
            raise
        told = translated(
            "error inside Veedor: {kind}: {what}; please report it ({variable}=1 in the environment "
            "shows where it is)",
            kind=type(error).__name__,
            what=error,
            variable=DEBUG,
        )
        _say(told)
        sys.exit(EXIT_INSIDE)


def _refuse_name(path: str) -> NoReturn:
    """Refuse the name of a file or a folder that was written in an older encoding: no engine opens it."""
    what = sentence(
        "the name {path!r} is not UTF-8. Rename that file or folder, without what is shown as \\udc and two "
        "signs.",
        path=path,
    )
    _say(translated("error: {what}", what=what))
    sys.exit(EXIT_INPUT)


def print_error(error: VeedorError) -> None:
    """Print one error with its remedy to standard error."""
    _say(translated("error: {what}", what=error.text))


def _say(text: str) -> None:
    from veedor.cli.layout import print_lines  # heavier than a verb that goes well

    print_lines(text, err=True)


def flatten(group: InputErrors) -> list[VeedorError]:
    """Return the members of a group of errors, groups within it opened."""
    found: list[VeedorError] = []
    for member in group.exceptions:
        if isinstance(member, InputErrors):
            found += flatten(member)
        elif isinstance(member, VeedorError):
            found.append(member)
    return found
