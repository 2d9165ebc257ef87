"""For all tests: geo comes first, so that only the GDAL drivers it names are ever loaded."""

import geo  # noqa: F401
