"""A server that is watched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from watch.watched_site import WatchedSite, watched_site


@pytest.fixture
def site() -> Iterator[WatchedSite]:
    with watched_site() as made:
        yield made
