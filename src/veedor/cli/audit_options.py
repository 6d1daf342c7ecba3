"""What the verbs of an audit share: kinds of options, times, shares and parties."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor import disk
from veedor.cli.files import LARGEST_KEY
from veedor.cli.language import translated
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit import AuditFolder, Party


def now(audit: AuditFolder | None = None) -> str:
    """Give the time that a step states: never earlier than the last of the audit, whatever the clock says."""
    from veedor.audit.moments import is_later

    time = datetime.now(UTC).isoformat(timespec="seconds")
    last = audit.lines[-1].at if audit is not None and audit.lines else ""
    if not is_later(last, time):
        return time
    click.echo(
        translated(
            "The clock says {time}; the paper before states {last}, and so does this one.",
            time=time,
            last=last,
        ),
        err=True,
    )
    return last


def read_share(context: click.Context, parameter: click.Parameter, value: str) -> Fraction:
    """Read 5%, 0.05 or 1/20 exactly, with a decimal comma too: at most 1, it can part no thousands."""
    from veedor.case.asked.values import read_share as read

    del context
    try:
        return read(value)
    except QuestionError as error:
        raise click.BadParameter(error.text, param=parameter) from None


def read_parties(values: Sequence[str]) -> tuple[Party, ...]:
    """Read ``NAME=KEY.pub`` of each party."""
    from veedor.audit import Party

    parties = []
    for value in values:
        name, equals, file = value.partition("=")
        if not equals or not name.strip() or not Path(file).is_file():
            message = sentence("{value!r}: write NAME=KEY.pub, with a file that exists", value=value)
            raise click.BadParameter(message, param_hint="--party")
        parties.append(
            Party(name.strip(), disk.read(Path(file), LARGEST_KEY).decode(errors="replace").strip())
        )
    return tuple(parties)
