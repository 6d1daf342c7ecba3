"""The server: waitress, which runs wherever Python does and lets slow clients wait at no thread's cost."""

from __future__ import annotations

import gc
import signal
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

from veedor.desk.settings import HERE, LARGEST_FORM, Desk, set_up
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

COLLECT = (20_000, 20, 50)
"""How often what holds itself is looked for: pages leave little of that, and cases are many small things."""
THREADS = 4
"""Requests that are answered at once: of more, each waits longer, since one at a time runs Python."""
CLIENTS = 2000
"""Connections that may be open at once."""
ACCEPTED = 100
"""Connections that are let in at once."""
FILES = 2 * CLIENTS + 500
"""Files that may be open at once: a connection, and what it is sent."""
SILENCE = 30
"""Seconds after which a silent client is let go."""
LARGEST_HEAD = 32_000
LARGEST_BODY = 2_000_000_000
"""Bytes of a request; rooms that take files have smaller limits of their own."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def refuse_open_door(desk: Desk, host: str) -> None:
    """Refuse to let other machines in where somebody could listen on the way, or anybody could use the desk.

    Raises
    ------
    QuestionError
        With what to do.
    """
    names = [name for name in desk.hosts if name not in HERE]
    if desk.public or not (host not in LOOPBACK or names or desk.behind):
        return
    if not desk.behind:
        raise QuestionError(
            sentence("On {host} other machines reach the desk.", host=host)
            if host not in LOOPBACK
            else sentence("Under the name {name} other machines reach the desk.", name=names[0]),
            remedy="Put a server with TLS in front, and say its address with --behind-tls; or add --public, "
            "which only shows; or leave --host and --name out.",
        )
    if not names:
        raise QuestionError(
            "Behind a server with TLS the desk has a name, and none was given.",
            remedy="Add --name and the name in the address that people open: --name count.example.org",
        )


def refuse_no_account() -> None:
    """Refuse to let other machines in where nobody has an account.

    Raises
    ------
    QuestionError
        With the command that adds one.
    """
    from veedor.desk.accounts.people import accounts

    if not accounts():
        raise QuestionError(
            "Nobody has an account of this desk.",
            remedy="Add one: `veedor accounts add NAME --role bring --cases DIR`, with the folder that is "
            "served.",
        )


def serve(desk: Desk, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    desk : Desk
        What is served.
    host : str
        Address of this machine to listen on.
    port : int
        Port; 0 takes a free one.
    started : callable
        Told the address once the desk answers.

    Raises
    ------
    QuestionError
        Where the port is taken, or other machines would be let in unsafely.
    VeedorError
        Where the database cannot be used.
    """
    refuse_open_door(desk, host)
    set_up(desk)
    if desk.database:
        from veedor.desk.store.ready import make_ready

        make_ready()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a system that stops it: as Ctrl-C
    if desk.accounts:
        from django.contrib.sessions.backends.db import SessionStore

        refuse_no_account()
        SessionStore.clear_expired()
    allow_files()
    gc.set_threshold(*COLLECT)
    server = make_server(host, port, behind=desk.behind)
    shown = f"[{host}]" if ":" in host else host
    started(f"http://{shown}:{port_of(server)}/")
    try:
        server.run()
    finally:
        server.close()
        if desk.database:
            from veedor.desk import jobs

            jobs.close()


def allow_files() -> None:
    """Let the process hold as many connections as it takes: systems begin with 1,024, or 256."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if least != resource.RLIM_INFINITY and least < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def port_of(server: Any) -> int:  # noqa: ANN401 - waitress is published without types
    """Return the port on which a server listens; a name may stand for several addresses."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def make_server(host: str, port: int, *, behind: str = "") -> Any:  # noqa: ANN401 - waitress has no types
    """Return the server, listening; ``run`` serves.

    Parameters
    ----------
    host, port : str, int
        As for :func:`serve`.
    behind : str
        Address of the server in front, which alone is believed what it says of its clients.

    Raises
    ------
    QuestionError
        Where the port is taken.
    """
    import select

    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from veedor.desk.channel import REST, channels

    trusted: dict[str, Any] = {
        "trusted_proxy": behind,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }
    held: dict[int, Any] = {}
    try:
        server = create_server(
            get_wsgi_application(),
            map=held,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CLIENTS,
            backlog=CLIENTS,
            channel_timeout=SILENCE,
            cleanup_interval=5,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            asyncore_use_poll=hasattr(select, "poll"),
            ident="veedor",
            # without a server in front nobody believes these; a desk without accounts wants to see them
            clear_untrusted_proxy_headers=bool(behind),
            **(trusted if behind else {}),
        )
    except (OSError, socket.gaierror) as error:
        raise QuestionError(
            sentence(
                "The desk cannot listen on {host}, port {port}: {why}.", host=host, port=port, why=error
            ),
            remedy="Name another --port; --port 0 takes a free one.",
        ) from None
    kind = channels(_takes_much, LARGEST_FORM)
    for one in list(held.values()):
        if hasattr(one, "channel_class"):
            one.channel_class = kind
            one.adj.asyncore_loop_timeout = REST  # who rests is looked at again
            one.handle_accept = partial(_accept_many, one, one.handle_accept)
    return server


def _accept_many(server: Any, accept_one: Callable[[], None]) -> None:  # noqa: ANN401 - waitress has no types
    """Let in whoever waits: one in each turn over all connections would let a crowd keep others out."""
    for _ in range(ACCEPTED):
        held = len(server.active_channels)
        accept_one()
        if len(server.active_channels) == held or held >= CLIENTS:
            return


def _takes_much(path: str, cookies: str, method: str) -> bool:
    if settings.DESK.public:
        return False
    from veedor.desk.accounts.door import may_send_much

    return may_send_much(path, cookies, method)
