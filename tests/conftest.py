"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

from hypothesis import settings

import geo  # noqa: F401  (first)

# The first example of a test may compile what it tests; a deadline would time the machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
