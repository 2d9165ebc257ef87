"""Counts that could not be read: their people count, but their community has no staffing status."""

import pandas as pd
import pytest
from hostile.office_files import CITIES, text, write_boundaries

import geo
from geo.analyses import population, staffing, validation
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.cli.terminal import summary
from geo.core.i18n import LANGUAGES
from geo.pipeline import run

CODES = CITIES["jinan"][0]
READ = [1234, None, 300, 0, 700, 600]  # people in rows that can be read; None: no such row
ANALYSES = (population.ANALYSIS, staffing.ANALYSIS, validation.ANALYSIS)


def city_of(folder, unread):
    rows = [[code, n] for code, n in zip(CODES, READ, strict=True) if n is not None]
    (folder / "r.csv").write_bytes(text([["社区代码", "人数"], *rows, *unread]))
    (folder / "s.csv").write_bytes(text([["社区代码", "人数"], *([c, 1] for c in CODES)]))
    told = write_boundaries(folder, "jinan") + 'files = ["r.csv"]\n[staff]\nfile = "s.csv"\n'
    (folder / "city.toml").write_text(told, "utf-8")
    return geo.City.open(folder)


@pytest.fixture
def found(tmp_path):
    unread = [[CODES[0], "约400"], [CODES[1], "300户"], [CODES[3], ""], [CODES[0], "12%"]]
    return run(city_of(tmp_path, unread), analyses=ANALYSES)


def test_people_that_could_be_read_count_and_the_status_is_no_data(found):
    communities = found.communities_with(Population, Staffing).set_index("community_code")
    by_code = communities.loc[CODES]
    assert by_code["floating_population"].tolist() == [1234, pd.NA, 300, 0, 700, 600]
    states = ["no_data", "no_data", "compliant", "no_data", "understaffed", "understaffed"]
    assert by_code["status"].tolist() == states
    unknown = by_code[by_code["status"] == "no_data"]
    none = ["required_staff", "staff_shortfall", "staff_surplus", "population_to_next_post"]
    assert unknown[none].isna().all(axis=None)
    assert set(unknown["status_higher_population"]) == {"no_data"}
    assert not unknown["status_sensitive"].any()
    assert by_code["count_incomplete"].tolist() == [True, True, False, True, False, False]


def test_units_above_lose_nobody_and_say_how_many_stand_so(found):
    total = found.city_with(Population, Staffing).iloc[0]
    assert total["floating_population"] == sum(filter(None, READ))
    assert total[["required_staff", "staff_shortfall"]].tolist() == [5, 2]
    assert total[["communities_incomplete", "population_incomplete"]].tolist() == [3, 1234]
    first, second = found.subdistricts_with(Population, Staffing).to_dict("records")
    assert (first["communities_incomplete"], first["population_incomplete"]) == (2, 1234)
    assert (second["communities_incomplete"], second["population_incomplete"]) == (1, 0)
    assert (first["floating_population"], second["floating_population"]) == (1534, 1300)


def test_check_and_run_say_it_in_one_sentence(found, tmp_path):
    checked = geo.check(geo.City.open(tmp_path)).issues
    for issues in (found.issues, checked):
        [one] = [issue for issue in issues if issue.what == "issue.count_incomplete"]
        assert one.more == {"communities": 3, "counts": 4, "people": 1234}
        assert all("1,234" in one.sentence(language) for language in LANGUAGES)
    assert all("1,234" in summary(found, language) for language in LANGUAGES)


def test_a_unit_with_no_count_read_in_full_meets_no_norm(tmp_path):
    results = run(city_of(tmp_path, [[code, "?"] for code in CODES]), analyses=ANALYSES)
    for table in ("communities", "subdistricts", "districts", "city"):
        assert set(getattr(results[Staffing], table)["status"]) == {"no_data"}
    assert results[Population].city["floating_population"].tolist() == [2834]
    assert "<NA>" not in summary(results, "en") + summary(results, "zh")


def test_where_no_count_can_be_read_nobody_is_said_to_live_there(tmp_path):
    issues = run(city_of(tmp_path, [[CODES[1], "?"]]), analyses=ANALYSES).issues
    told = [issue for issue in issues if issue.what.startswith("issue.count_")]
    assert [(issue.what, issue.more["communities"]) for issue in told] == [
        ("issue.count_unknown", 1)
    ]


def test_where_every_count_can_be_read_nothing_is_said(tmp_path):
    results = run(city_of(tmp_path, []), analyses=ANALYSES)
    assert not results[Population].communities["count_incomplete"].any()
    assert "issue.count_incomplete" not in {issue.what for issue in results.issues}
