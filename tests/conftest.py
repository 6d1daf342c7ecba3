"""What all tests share: where the public data are, and how golden files are renewed."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import veedor.findings  # noqa: F401 - results of tests that open no case find their words
from chromium import browser  # noqa: F401 - a fixture
from engines_once import engines_once  # noqa: F401 - a fixture
from imports_once import imports_once  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[1]

# No test measures time: how long an example takes says how busy the machine is.
EXAMPLES = 100
PATIENCE = 1200
"""Seconds, many times what the longest test takes on a busy machine."""
settings.register_profile("few", deadline=None, max_examples=20)
settings.register_profile("all", deadline=None, max_examples=EXAMPLES)
settings.load_profile("few")


# Nothing here lives long, and thousands of collected tests are no garbage: both would be searched again and
# again, for a tenth of the time of the processor.
gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the quick suite its share of tests and examples, before marks are looked at."""
    _keep_some_quick(items)
    _try_fewer_examples(items)


def _keep_some_quick(items: list[pytest.Item]) -> None:
    """Take ``slow(but=2)`` off the first two cases of a test: the quick suite tries each kind of thing."""
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("slow")
        if mark is None or "but" not in mark.kwargs:
            continue
        test = item.nodeid.partition("[")[0]
        seen[test] += 1
        if seen[test] <= mark.kwargs["but"]:
            item.own_markers.remove(mark)


def _try_fewer_examples(items: list[pytest.Item]) -> None:
    """Give a property that asks for more examples than the profile as many; the slow suite tries all."""
    most = settings().max_examples
    if most >= EXAMPLES:
        return
    for item in items:
        test = getattr(item, "function", None)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if test is not None and own is not None and own.max_examples > most:
            test._hypothesis_internal_use_settings = settings(own, max_examples=most)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish() -> Iterator[None]:
    """Let what pytest has searched for garbage at the end not be searched once more."""
    yield
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write golden files anew, for review")


@pytest.fixture(scope="session", autouse=True)
def _no_power_failure() -> Iterator[None]:
    """What tests write need not reach the disk: no test pulls the plug, and each wait takes milliseconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def _no_wait_for_ever() -> Iterator[None]:
    """A test that waits for what never comes fails by its name, and does not hold up the whole run."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(*_: object) -> None:
        pytest.fail(f"it waits for ever: {PATIENCE} seconds have passed")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Folder of the public data of Bolivia 2019; tests that need it are skipped where it is not."""
    found = Path(os.environ.get("VEEDOR_DATA", ROOT / "../shared/data")) / "bolivia-2019"
    if not found.is_dir():
        pytest.skip(f"the public data of Bolivia 2019 are not at {found} (set VEEDOR_DATA)")
    return found.resolve()
