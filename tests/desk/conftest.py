"""Small cases, and a client that goes through everything but the socket."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.signals import setting_changed
from django.test import Client, override_settings
from django.urls import clear_url_caches

from desk import postgresql
from desk.build_desk import served
from veedor.desk.settings import Desk
from veedor.synthetic import Geography, Plan, make_election, publish


def _ask_again_for_addresses(setting: str, **_: object) -> None:
    """Let Django ask each desk which addresses it has: a public one has fewer, and is told of once."""
    if setting == "DESK":
        clear_url_caches()


setting_changed.connect(_ask_again_for_addresses)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic case of 600 sheets."""
    folder: Path = tmp_path_factory.mktemp("desk") / "small"
    publish(make_election(Plan(geography=Geography(sheets=600))), folder)
    return folder


@pytest.fixture(scope="session")
def desk(small: Path) -> Iterator[Desk]:
    made = served({"small": small})
    with override_settings(DESK=made):
        yield made


@pytest.fixture
def client(desk: Desk) -> Client:
    del desk
    return Client(raise_request_exception=False)


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    if not postgresql.installed():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: pip install 'veedor[desk-postgresql]'")
    with postgresql.server() as address:
        yield address
