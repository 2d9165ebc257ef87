"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

from hypothesis import settings

import geo  # noqa: F401  (first)

# The first example of a test may compile what it tests; a deadline would time the machine.
# CI has a quarter of an hour: fewer examples than usual, of which every run draws others.
settings.register_profile("untimed", deadline=None, max_examples=60)
settings.load_profile("untimed")

# The files that take longest: begun first, so that no worker is left with one of them at the end.
LONGEST = (
    *("tests/test_readme.py", "tests/real/test_upload.py", "tests/browser/test_upload.py"),
    *("tests/browser/test_reach.py", "tests/browser/test_staffing.py", "tests/test_cluster.py"),
    *("tests/hostile/test_tables_made_to_harm.py", "tests/hostile/test_mutated.py"),
    *("tests/real/test_checks.py", "tests/real/test_streets.py", "tests/browser/test_corridors.py"),
    *("tests/pages/test_data_upload.py", "tests/pages/test_corridors.py"),
)


def pytest_collection_modifyitems(items):
    """Put the longest files first; the others stay as they are."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.split("::")[0], len(LONGEST)))
