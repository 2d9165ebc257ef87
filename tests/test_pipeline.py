"""What the check of a city's files tells, a run tells, too: of travel times and streets as well."""

import pytest
from support.street_city import FIRST, SECOND, write_street_city
from support.worlds import write_city

import geo
from geo.analyses.access.products import Access
from geo.core.issues import TableError

SITES = "站点代码,名称,经度,纬度,服务项目,人员\ns1,站,103.505,40.505,登记,2\ns2,站,103.515,40.505,计生,\n"


def with_tables(folder, **tables):
    """Add tables of travel times, by mode, and the sites of a small city."""
    said = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n[travel_times]\n'
    (folder / "sites.csv").write_text(SITES, "utf-8")
    for mode, (text, settings) in tables.items():
        (folder / f"{mode}.csv").write_text(text, "utf-8")
        said += f'[travel_times.modes.{mode}]\nfile = "{mode}.csv"\n{settings}\n'
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n{said}\n[standards]\naccess_mode = "{next(iter(tables))}"\n')
    return folder


def keys(issues):
    return {issue.what for issue in issues}


@pytest.fixture
def tabled(tmp_path):
    """A table without a unit in its headers, with gaps, a stranger and a twin; one with a cut-off."""
    walk = f"from_id,to_id,travel_time\n{FIRST},s1,4\n{FIRST},s1,5\nnowhere,s1,3\n{FIRST},s9,1\n"
    tram = f"from_id,to_id,travel_time\n{SECOND},s2,9\n"
    return with_tables(write_city(tmp_path), walk=(walk, ""), transit=(tram, "cutoff_minutes = 30"))


@pytest.mark.long
def test_the_check_tells_what_a_run_tells_of_travel_times(tabled):
    checked, results = geo.check(geo.City.open(tabled)), geo.run(geo.City.open(tabled))
    told = [issue for issue in checked.issues if issue in results[Access].issues]
    assert told == list(results[Access].issues)
    assert set(results.issues) <= set(checked.issues)
    expected = {
        *("issue.travel_time_gaps", "issue.travel_time_unknown", "issue.travel_time_twice"),
        *("issue.minutes_by_headers", "issue.supply_unknown"),
    }
    assert expected <= keys(checked.issues)
    assert not checked.stops


@pytest.mark.long
def test_the_check_tells_what_a_run_tells_of_streets(tmp_path):
    folder = write_street_city(tmp_path / "city")
    checked, results = geo.check(geo.City.open(folder)), geo.run(geo.City.open(folder))
    assert {"issue.site_off_network", "issue.streets_islands"} <= keys(results[Access].issues)
    assert set(results.issues) <= set(checked.issues)


@pytest.mark.long
def test_all_that_stops_the_use_of_all_tables_is_told_at_once_by_both(tmp_path):
    named = f"from_id,to_id,travel_time\n{FIRST},站,4\n"
    unread = f"origin,destination,time\n{FIRST},s1,4\n"
    folder = with_tables(
        write_city(tmp_path), walk=(named, ""), drive=(named, ""), transit=(unread, "")
    )
    checked = geo.check(geo.City.open(folder))
    with pytest.raises(TableError) as refused:
        geo.run(geo.City.open(folder))
    stopping = [issue for issue in checked.issues if issue.stops]
    assert set(refused.value.issues) == set(stopping)
    told = {(issue.what, issue.file) for issue in stopping}
    assert told == {
        ("issue.travel_time_shared", "walk.csv"),
        ("issue.travel_time_shared", "drive.csv"),
        ("issue.unit_asked", "transit.csv"),
    }
