"""The server: waitress, which runs wherever Python does and lets slow clients wait at no thread's cost."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING, Any

from veedor.desk.settings import Desk, set_up
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 8
"""Requests that are answered at once."""
CLIENTS = 2000
"""Connections that may be open at once."""
SILENCE = 30
"""Seconds after which a silent client is let go."""
LARGEST_HEAD = 32_000
LARGEST_BODY = 2_000_000_000
"""Bytes of a request; rooms that take files have smaller limits of their own."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def refuse_open_door(host: str, *, public: bool) -> None:
    """Refuse to let other machines in where the desk can change things: it has no accounts yet.

    Raises
    ------
    QuestionError
        With what to do instead.
    """
    if host not in LOOPBACK and not public:
        raise QuestionError(
            sentence("On {host} anybody who reaches this machine could use the desk.", host=host),
            remedy="Leave --host out; or add --public, which only shows, and put a server with TLS in front.",
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
        Where the port is taken.
    VeedorError
        Where the database cannot be used.
    """
    refuse_open_door(host, public=desk.public)
    set_up(desk)
    if desk.database:
        from veedor.desk.store.ready import make_ready

        make_ready()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a system that stops it: as Ctrl-C
    server = make_server(host, port)
    shown = f"[{host}]" if ":" in host else host
    started(f"http://{shown}:{server.effective_port}/")
    try:
        server.run()
    finally:
        server.close()
        if desk.database:
            from veedor.desk import jobs

            jobs.close()


def make_server(host: str, port: int) -> Any:  # noqa: ANN401 - waitress is published without types
    """Give the server, listening; ``run`` serves.

    Parameters
    ----------
    host, port : str, int
        As for :func:`serve`.

    Raises
    ------
    QuestionError
        Where the port is taken.
    """
    import select

    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    try:
        return create_server(
            get_wsgi_application(),
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
            clear_untrusted_proxy_headers=True,
        )
    except (OSError, socket.gaierror) as error:
        raise QuestionError(
            sentence(
                "The desk cannot listen on {host}, port {port}: {why}.", host=host, port=port, why=error
            ),
            remedy="Name another --port; --port 0 takes a free one.",
        ) from None
