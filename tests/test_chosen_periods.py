"""A period that is chosen has the numbers of a run that reports it."""

import pytest
from support.months import MONTHS, of_months
from support.same_values import assert_same
from support.street_city import write_street_city

from geo import kept_results
from geo.analyses.access.model import AccessModel
from geo.analyses.access.tables import access_table
from geo.city.folder import City
from geo.core.artifacts import CACHE_VARIABLE
from geo.kept_results import of_period, results_of
from geo.pipeline import run

CHOSEN = ("2026-08", "2026-10")  # the first, and the last, which a run reports unasked


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return of_months(write_street_city(tmp_path / "city"))


def reporting(folder, period):
    """Run the city with the period in its ``city.toml``, as `yipan run` does."""
    path = folder / "city.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[records]", f'[records]\nperiod = "{period}"'), "utf-8")
    results = run(City.open(folder))
    path.write_text(text, "utf-8")
    return results


@pytest.mark.long
def test_each_has_the_numbers_of_a_run_of_its_own_and_is_kept(folder, monkeypatch):
    city, people = City.open(folder), {}
    for period in CHOSEN:
        chosen = results_of(of_period(city, period))
        expected = reporting(folder, period)
        products = [kind for kind in expected.products if kind is not AccessModel]
        for kind in products:
            assert_same(chosen[kind], expected[kind])
        assert_same(access_table(chosen), access_table(expected))
        assert (chosen.period, chosen.periods) == (period, tuple(MONTHS))
        people[period] = int(chosen.communities["floating_population"].sum())
    first = people["2026-08"]
    assert people == {month: first * MONTHS[month] for month in CHOSEN}
    monkeypatch.setattr(kept_results, "run", lambda *_, **__: pytest.fail("it was kept"))
    for period in CHOSEN:
        assert results_of(of_period(city, period)).period == period
