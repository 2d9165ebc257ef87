"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

import atexit
import gc
import os
import subprocess
import sys
import tempfile

import geo  # first

# isort: split
import pytest
from hypothesis import settings
from shapely import box
from support.longest import IN_BROWSER, LONGEST
from support.paths import ROOT, SAMPLE
from support.readers import told, write  # noqa: F401  # fixtures
from support.same_boundaries import boundaries_read_once  # noqa: F401  # fixture
from support.small_results import flat_results, long_results, results  # noqa: F401  # fixtures
from support.worlds import make_communities

from geo.kept_results import results_of

# What is kept between runs lies apart from the user's own; all processes of these tests share it.
if "YIPAN_CACHE" not in os.environ or "PYTEST_XDIST_WORKER" not in os.environ:
    _CACHE = tempfile.TemporaryDirectory(prefix="yipan-tests-")
    atexit.register(_CACHE.cleanup)
    os.environ["YIPAN_CACHE"] = _CACHE.name

# The first example of a test may compile what it tests; a deadline would time the machine.
# CI has a quarter of an hour: fewer examples than usual, and the same ones in every run, so that
# a change is judged by what it changed. Elsewhere every run draws others.
settings.register_profile("untimed", deadline=None, max_examples=30, derandomize="CI" in os.environ)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def sample_results():
    """The results of the sample city, for tests that only look at them: one run for all workers."""
    return results_of(geo.City.open(SAMPLE))


@pytest.fixture
def three_communities():
    """Two squares of 0.01° that share an edge, and one without a boundary."""
    return make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )


def pytest_addoption(parser):
    """Know of a quick run: `make test` asks for it, CI for none."""
    parser.addoption("--quick", action="store_true", help="leave out the tests marked as long")


def pytest_runtest_setup(item):
    """Leave out what is long before anything is set up for it."""
    if item.config.getoption("quick") and item.get_closest_marker("long"):
        pytest.skip("long: CI runs it, and make test LONG=1")


def pytest_configure(config):
    """Let what is compiled be compiled once, before workers start that would each do it.

    In a fresh clone nothing is: each worker, and each app and command that a test starts, would
    compile what it meets.
    """
    first = "PYTEST_XDIST_WORKER" not in os.environ and config.getoption("numprocesses", None)
    if first and not any(ROOT.glob("geo/**/__pycache__/*.nbi")):
        with tempfile.TemporaryDirectory() as out:
            yipan = "from geo.cli.main import main; main()"
            command = [sys.executable, "-c", yipan, "run", "data", "--out", out]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let Python look for no garbage while all is imported and collected: there is next to none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish():
    """Let Python look for garbage in what tests make, not in all that was imported, and seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give a worker whole files, and all tests in a browser to one: it starts the app once."""
    from xdist.scheduler import LoadFileScheduling

    class BrowsersTogether(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "browser" if file in IN_BROWSER else file

    return BrowsersTogether(config, log)


def pytest_collection_modifyitems(config, items):
    """Put the longest files first, the others as they are; skip what reads gigabytes unasked."""
    if "large" not in config.getoption("markexpr"):
        skip = pytest.mark.skip(reason="reads gigabytes; run it with -m large")
        for item in items:
            if item.get_closest_marker("large"):
                item.add_marker(skip)
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(LONGEST)))
