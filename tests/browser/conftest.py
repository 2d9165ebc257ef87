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
    windows,
)


@pytest.fixture(scope="session")
def results(sample_results):
    return sample_results
