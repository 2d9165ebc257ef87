"""The app on the sample city, in a real Chromium."""

import pytest
from support.chromium import (  # noqa: F401  # fixtures
    _kept,
    address,
    chromium,
    context,
    stay,
    visit,
    watch,
)
from support.paths import SAMPLE

import geo


@pytest.fixture(scope="session")
def results():
    return geo.run(geo.City.open(SAMPLE))
