"""The program's own readers take the sample as a user's city."""

import pytest

from geo.city.folder import City


@pytest.fixture(scope="module")
def city(built):
    return City.open(built)


def test_nothing_stops_a_run(city):
    inputs = (city.communities, city.staff, city.sites, city.agreements)
    assert not [issue.sentence() for read in inputs for issue in read.issues if issue.stops]


def test_every_kind_is_understood(city):
    assert city.communities.frame["kind"].notna().all()
    assert city.communities.frame["kind"].nunique() == 6


def test_roster_is_read_below_its_title(city, layer):
    staff = city.staff.frame
    assert staff["part_time"].any()
    assert staff["dedicated"].any()
    assert set(staff["level"]) == {"community", "subdistrict"}
    assert staff["posts"].sum() > len(layer)


def test_other_tables_are_read_whole(city):
    assert len(city.sites.frame) == 80
    assert city.sites.frame.drop(columns="site_id").notna().all(axis=None)  # names are their own
    assert len(city.agreements.frame) == 12


def test_settings_are_understood(city):
    assert city.settings.records.period == "2026-10"
    assert city.standards.max_population_per_staff == 500
    assert city.standards.dedicated_post_min_population
