"""``veedor accounts``: who may use a desk that other machines reach."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veedor.cli import output
from veedor.cli.files import FOLDER
from veedor.cli.language import translated
from veedor.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable

ROLES = ("look", "ask", "bring")
"""As in the desk, which is not loaded before it is needed."""


@click.group(name="accounts", epilog=output.EXIT_CODES)
def command() -> None:
    r"""Say who may use a desk that other machines reach; on this machine alone nobody is asked.

    The accounts of a desk lie in its database: --cases names the folder that is served, VEEDOR_DATABASE
    another place. 'look' only looks, 'ask' asks too for what costs, 'bring' brings counts too.

    \b
    Examples:
      veedor accounts add ana --role bring --cases cases
      veedor accounts add press --role look --cases cases --generate
      veedor accounts list --cases cases
      veedor serve cases --behind-tls 127.0.0.1 --name count.example.org
    """


def shared(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb what all have: whose accounts, JSON, the language."""
    verb = output.language_option(verb)
    verb = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(verb)
    return click.option(
        "--cases",
        metavar="DIR",
        type=FOLDER,
        default=Path(),
        show_default="the folder in which you are",
        help="Folder that the desk serves: its first PATH, or that of --new-in.",
    )(verb)


generate_option = click.option(
    "--generate", is_flag=True, help="Make a password and show it once, instead of asking for one."
)
role_option = click.option(
    "--role", type=click.Choice(ROLES), required=True, help="What it may: look; ask too; bring counts too."
)


@command.command(epilog=output.EXIT_CODES)
@click.argument("name")
@role_option
@generate_option
@shared
def add(name: str, role: str, cases: Path, lang: str, *, generate: bool, as_json: bool) -> None:
    r"""Add an account.

    \b
    Examples:
      veedor accounts add ana --role bring --cases cases
      veedor accounts add press --role look --generate --json
    """
    del lang
    people = _people(cases)
    new = _password(generate=generate)
    people.add(name, role, new)
    _told(
        {"name": name, "role": role, **({"password": new} if generate else {})},
        translated("{name} may use the desk: {role}.", name=name, role=role),
        as_json=as_json,
    )


@command.command(name="list", epilog=output.EXIT_CODES)
@shared
def list_accounts(cases: Path, lang: str, *, as_json: bool) -> None:
    r"""List the accounts, with their role and when they logged in last.

    \b
    Examples:
      veedor accounts list --cases cases
      veedor accounts list --json | jq -r '.accounts[].name'
    """
    del lang
    found = _people(cases).accounts()
    if as_json:
        rows = [
            {
                "name": one.name,
                "role": one.role,
                "since": one.since.isoformat(),
                "seen": one.seen.isoformat() if one.seen else None,
            }
            for one in found
        ]
        click.echo(json.dumps({"accounts": rows}, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(translated("Nobody has an account of this desk."))
    for one in found:
        since = one.since.date().isoformat()
        click.echo(
            translated(
                "{name}: {role}; added {since}, logged in last {seen}.",
                name=one.name, role=one.role, since=since, seen=one.seen.date().isoformat(),
            )
            if one.seen
            else translated(
                "{name}: {role}; added {since}, never logged in.", name=one.name, role=one.role, since=since
            )
        )  # fmt: skip


@command.command(epilog=output.EXIT_CODES)
@click.argument("name")
@shared
def remove(name: str, cases: Path, lang: str, *, as_json: bool) -> None:
    r"""Remove an account; whoever is logged in with it is out at once.

    \b
    Example:
      veedor accounts remove ana --cases cases
    """
    del lang
    _people(cases).remove(name)
    _told({"removed": name}, translated("{name} has no account any more.", name=name), as_json=as_json)


@command.command(epilog=output.EXIT_CODES)
@click.argument("name")
@role_option
@shared
def role(name: str, role: str, cases: Path, lang: str, *, as_json: bool) -> None:
    r"""Give an account another role, which holds at once.

    \b
    Example:
      veedor accounts role press --role ask --cases cases
    """
    del lang
    _people(cases).set_role(name, role)
    told = translated("{name} may use the desk: {role}.", name=name, role=role)
    _told({"name": name, "role": role}, told, as_json=as_json)


@command.command(epilog=output.EXIT_CODES)
@click.argument("name")
@generate_option
@shared
def password(name: str, cases: Path, lang: str, *, generate: bool, as_json: bool) -> None:
    r"""Give an account another password; whoever is logged in with it is out at once.

    \b
    Example:
      veedor accounts password ana --cases cases
    """
    del lang
    people = _people(cases)
    new = _password(generate=generate)
    people.set_password(name, new)
    _told(
        {"name": name, **({"password": new} if generate else {})},
        translated("{name} has another password.", name=name),
        as_json=as_json,
    )


def _people(cases: Path) -> Any:  # noqa: ANN401 - a module
    """Return the accounts of the desk over a folder.

    Raises
    ------
    MissingDataError
        Where the extra is not installed.
    """
    output.need_desk()
    from veedor.desk.accounts import people
    from veedor.desk.library import Library
    from veedor.desk.settings import Desk, set_up
    from veedor.desk.store.address import database
    from veedor.desk.store.ready import make_ready

    set_up(Desk(Library({}), database=database(cases)))
    make_ready()
    return people


def _password(*, generate: bool) -> str:
    """Ask for a password twice without showing it; or make one.

    Raises
    ------
    QuestionError
        Where there is nobody to ask.
    """
    if generate:
        from veedor.desk.accounts.people import new_password

        return new_password()
    if not sys.stdin.isatty():
        raise QuestionError(
            "A password is asked for at a terminal, and this is not one.",
            remedy="Run it in a terminal; or add --generate, which makes one and shows it once.",
        )
    asked: str = click.prompt(translated("Password"), hide_input=True, confirmation_prompt=True)
    return asked


def _told(record: dict[str, str], text: str, *, as_json: bool) -> None:
    """Say what was done; a password that was made is shown this once."""
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(text)
    if "password" in record:
        click.echo(translated("Password, shown this once: {password}", password=record["password"]))
