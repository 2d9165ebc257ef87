"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

import os

from hypothesis import settings

import geo  # noqa: F401  (first)

# The first example of a test may compile what it tests; a deadline would time the machine.
# CI has a quarter of an hour: fewer examples than usual, and the same ones in every run, so that
# a change is judged by what it changed. Elsewhere every run draws others.
settings.register_profile("untimed", deadline=None, max_examples=30, derandomize="CI" in os.environ)
settings.load_profile("untimed")

# The files that take longest: begun first, so that no worker is left with one of them at the end.
LONGEST = (
    *("tests/test_readme.py", "tests/real/test_upload.py", "tests/browser/test_reach.py"),
    *("tests/browser/test_staffing.py", "tests/browser/test_upload.py", "tests/test_cluster.py"),
    *("tests/pages/test_data_upload.py", "tests/real/test_streets.py"),
    *("tests/browser/test_overview.py", "tests/browser/test_corridors.py"),
    *("tests/hostile/test_tables_made_to_harm.py", "tests/hostile/test_mutated.py"),
    *("tests/pages/test_corridors.py", "tests/hostile/test_layers_made_to_harm.py"),
    *("tests/test_uploads.py", "tests/browser/test_data.py", "tests/pages/test_reach_cards.py"),
    *("tests/pages/test_staffing.py", "tests/pages/test_reach.py", "tests/test_partitions.py"),
    *("tests/pages/test_overview.py", "tests/pages/test_frame.py", "tests/inputs/test_drivers.py"),
    *("tests/browser/test_flow_map.py", "tests/pages/test_data.py", "tests/sample/test_build.py"),
    *("tests/test_serve.py", "tests/inputs/test_origins.py", "tests/test_several_sources.py"),
)


def pytest_collection_modifyitems(items):
    """Put the longest files first; the others stay as they are."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(LONGEST)))
