"""A city that was brought is kept as long as `--keep-hours` says, and is gone after."""

import pytest

from geo.app import kept_cities
from geo.app.visitors import keep_s
from geo.city.uploads import OwnCity


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets, in seconds."""
    time = [0.0]
    monkeypatch.setattr(kept_cities.time, "monotonic", lambda: time[0])
    monkeypatch.setattr(kept_cities, "_kept", {})
    yield time
    kept_cities.clear()


@pytest.mark.parametrize("hours", ["2", "0.5"])
def test_a_city_is_removed_once_its_hours_are_over(clock, monkeypatch, hours):
    monkeypatch.setenv("YIPAN_KEEP_HOURS", hours)
    own = OwnCity("zh")
    kept_cities.keep("a", own)
    clock[0] = over = 3600 * float(hours)
    kept_cities.sweep(keep_s(), clock[0])
    assert kept_cities.find("a").own is own  # a page asks for it: its hours begin anew
    clock[0] = 2 * over
    kept_cities.sweep(keep_s(), clock[0])
    assert (own.folder / "city.toml").is_file()
    clock[0] += 1
    kept_cities.sweep(keep_s(), clock[0])
    assert not own.folder.exists()
    assert kept_cities.find("a") is None


def test_another_city_takes_the_place_of_the_one_before(clock):
    first, second = OwnCity("zh"), OwnCity("zh")
    kept_cities.keep("a", first)
    kept_cities.keep("a", second)
    assert not first.folder.exists()
    assert kept_cities.find("a").own is second
