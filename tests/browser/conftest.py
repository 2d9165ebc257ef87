"""The app on the sample city, in a real Chromium."""

import pytest
from support.chromium import address, chromium, context, visit, watch  # noqa: F401  # fixtures
from support.paths import SAMPLE

import geo


@pytest.fixture(scope="session")
def results():
    return geo.run(geo.City.open(SAMPLE))
