"""``veedor serve``: look cases up in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli import output
from veedor.cli.files import NEW_FOLDER
from veedor.cli.language import translated
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.desk.settings import Desk


def _address(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """Read an address of a machine; a name could be said by anybody."""
    from ipaddress import ip_address

    try:
        return str(ip_address(value)) if value else ""
    except ValueError:
        raise click.BadParameter(
            sentence("{value} is no address of a machine, like 127.0.0.1", value=value)
        ) from None


@click.command(epilog=output.EXIT_CODES)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=NEW_FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8050,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option(
    "--name", "names", multiple=True, metavar="NAME", help="A further name under which the desk may be asked."
)
@click.option(
    "--behind-tls",
    "behind",
    metavar="ADDRESS",
    callback=_address,
    help="Address of the server with TLS in front, which alone is believed who asks; needs accounts.",
)
@click.option(
    "--public",
    is_flag=True,
    help="Only show: nothing can be brought or asked that costs, and caches may keep it.",
)
@click.option(
    "--new-in",
    metavar="DIR",
    type=NEW_FOLDER,
    help="Folder for cases that are brought; by default the first PATH that holds cases.",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@output.debug_option
@output.language_option
def command(
    paths: tuple[Path, ...],
    host: str,
    port: int,
    names: tuple[str, ...],
    behind: str,
    *,
    public: bool,
    new_in: Path | None,
    show: bool,
    lang: str,
) -> None:
    r"""Look cases up in the browser: what was found, any tally sheet, any place.

    PATH is a case, or a folder that holds cases; by default the folder in which you are. The desk listens on
    this machine alone, and needs no account, no network and no configuration. Stop it with Ctrl-C. Where
    other machines reach it, it asks for an account (veedor accounts) and a server with TLS in front.

    \b
    Examples:
      veedor serve demo --open
      veedor serve cases
      veedor serve --new-in cases
      veedor serve cases --public --host 0.0.0.0 --name count.example.org
      veedor serve cases --behind-tls 127.0.0.1 --name count.example.org
    """
    output.need_desk()
    from veedor.desk.server import serve

    desk = _desk(paths, names, behind, new_in, public=public)

    def started(address: str) -> None:
        click.echo(translated("The desk is at {address}; Ctrl-C stops it.", address=f"{address}{lang}/"))
        if show:
            click.launch(f"{address}{lang}/")

    try:
        serve(desk, host, port, started)
    except KeyboardInterrupt:
        click.echo("")


def _desk(
    paths: tuple[Path, ...], names: tuple[str, ...], behind: str, new_in: Path | None, *, public: bool
) -> Desk:
    """Return the desk that is asked for: its cases, and where those that are brought are kept."""
    from veedor.desk.accounts.secret import FILE, kept_secret
    from veedor.desk.library import Library, find_cases
    from veedor.desk.settings import HERE, Desk
    from veedor.desk.store.address import database, usual_file

    if new_in is not None:
        new_in.mkdir(parents=True, exist_ok=True)
    begun = () if new_in is not None else (Path(),)
    cases = find_cases(paths or begun)
    if new_in is None:
        new_in = next((path for path in paths or begun if not (path / "case.toml").is_file()), None)
    library = Library(cases, hidden=public or bool(behind))
    for case in sorted(new_in.glob("*/case.toml")) if new_in is not None else ():
        library.add(case.parent)
    home = new_in or (paths or begun)[0]
    return Desk(
        library,
        public,
        names if behind and not public else (*HERE, *names),
        new_in,
        database={} if public else database(home),
        behind=behind,
        accounts=bool(behind) and not public,
        secret=kept_secret(usual_file(home).with_name(FILE)) if behind and not public else "",
    )
