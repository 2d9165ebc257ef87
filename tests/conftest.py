"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

import os

import geo  # noqa: F401  # first

# isort: split
import pytest
from hypothesis import settings
from shapely import box
from support.readers import told, write  # noqa: F401  # fixtures
from support.small_plan import flat_plan, long_plan, plan  # noqa: F401  # fixtures
from support.worlds import make_communities

# The first example of a test may compile what it tests; a deadline would time the machine.
# CI has a quarter of an hour: fewer examples than usual, and the same ones in every run, so that
# a change is judged by what it changed. Elsewhere every run draws others.
settings.register_profile("untimed", deadline=None, max_examples=30, derandomize="CI" in os.environ)
settings.load_profile("untimed")

# The files that take longest: begun first, so that no worker is left with one of them at the end.
LONGEST = (
    "tests/test_readme.py",
    "tests/real/test_upload.py",
    "tests/browser/test_reach.py",
    "tests/browser/test_staffing.py",
    "tests/browser/test_upload.py",
    "tests/analyses/population/test_cluster.py",
    "tests/app/data/test_upload.py",
    "tests/real/test_streets.py",
    "tests/browser/test_overview.py",
    "tests/browser/test_corridors.py",
    "tests/hostile/test_tables_made_to_harm.py",
    "tests/hostile/test_mutated.py",
    "tests/analyses/corridors/page/test_corridors.py",
    "tests/hostile/test_layers_made_to_harm.py",
    "tests/city/test_uploads.py",
    "tests/browser/test_data.py",
    "tests/analyses/access/page/test_card.py",
    "tests/analyses/staffing/page/test_staffing.py",
    "tests/analyses/access/page/test_access.py",
    "tests/analyses/population/test_partitions.py",
    "tests/analyses/overview/page/test_overview.py",
    "tests/app/test_shell.py",
    "tests/formats/vector/test_drivers.py",
    "tests/browser/test_flow_map.py",
    "tests/app/data/test_data.py",
    "tests/sample/test_build.py",
    "tests/app/test_launcher.py",
    "tests/regions/test_origins.py",
    "tests/analyses/population/methods/test_deduplication.py",
)


@pytest.fixture
def three_communities():
    """Two squares of 0.01° that share an edge, and one without a boundary."""
    return make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )


def pytest_collection_modifyitems(config, items):
    """Put the longest files first, the others as they are; skip what reads gigabytes unasked."""
    if "large" not in config.getoption("markexpr"):
        skip = pytest.mark.skip(reason="reads gigabytes; run it with -m large")
        for item in items:
            if item.get_closest_marker("large"):
                item.add_marker(skip)
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(LONGEST)))
