"""``veedor serve``: look cases up in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from veedor.cli import output
from veedor.cli.language import translated
from veedor.errors import MissingDataError


@click.command(epilog=output.EXIT_CODES)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, file_okay=False))
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
    "--public",
    is_flag=True,
    help="Only show: nothing can be brought or asked that costs, and caches may keep it.",
)
@click.option(
    "--new-in",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
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
    *,
    public: bool,
    new_in: Path | None,
    show: bool,
    lang: str,
) -> None:
    r"""Look cases up in the browser: what was found, any tally sheet, any place.

    PATH is a case, or a folder that holds cases; by default the folder in which you are. The desk listens on
    this machine alone, and needs no account, no network and no configuration. Stop it with Ctrl-C.

    \b
    Examples:
      veedor serve demo --open
      veedor serve cases
      veedor serve --new-in cases
      veedor serve cases --public --host 0.0.0.0 --name count.example.org
    """
    try:
        from veedor.desk.server import serve
        from veedor.desk.settings import HERE, Desk
    except ModuleNotFoundError as error:
        if error.name not in {"django", "waitress"}:
            raise
        raise MissingDataError(
            "The desk needs what the base install does not have.",
            remedy="In a checkout run `make desk`; else `pip install 'veedor[desk]'`.",
        ) from None
    from veedor.desk.library import Library, find_cases

    if new_in is not None:
        new_in.mkdir(parents=True, exist_ok=True)
    begun = () if new_in is not None else (Path(),)
    cases = find_cases(paths or begun)
    if new_in is None:
        new_in = next((path for path in paths or begun if not (path / "case.toml").is_file()), None)
    library = Library(cases, hidden=public)
    for case in sorted(new_in.glob("*/case.toml")) if new_in is not None else ():
        library.add(case.parent)
    desk = Desk(library, public, (*HERE, *names), new_in)

    def started(address: str) -> None:
        click.echo(translated("The desk is at {address}; Ctrl-C stops it.", address=f"{address}{lang}/"))
        if show:
            click.launch(f"{address}{lang}/")

    try:
        serve(desk, host, port, started)
    except KeyboardInterrupt:
        click.echo("")
