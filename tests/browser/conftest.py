"""The app in a real Chromium: on the sample city, and on a small one that visitors may change."""

import pytest
from support.chromium import (  # noqa: F401  # fixtures
    _stays,
    address,
    chromium,
    context,
    stay,
    visit,
    watch,
    windows,
)
from support.street_city import write_city_in_need
from support.visitors import Served

import geo
from geo.city.scenarios.changes import NormChange
from geo.city.scenarios.files import write_scenario


@pytest.fixture(scope="session")
def results(sample_results):
    return sample_results


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """Serve a small city with streets, short of staff and sites, and with a scenario."""
    folder = write_city_in_need(tmp_path_factory.mktemp("served") / "city", minutes=4)
    other = geo.Scenario("other", changes=(NormChange("max_population_per_staff", 400),))
    write_scenario(folder, other, "")
    served = Served(folder, tmp_path_factory.mktemp("server"))
    yield served
    served.stop()
