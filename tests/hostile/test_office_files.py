"""Files as offices hand them in: each gives the people it means, or a sentence of the doubt."""

import re

import pandas as pd
import pytest
from hostile.chinese_offices import chinese
from hostile.foreign_codes import COUNTRIES, foreign_codes
from hostile.foreign_offices import foreign
from hostile.office_files import CITIES, write_boundaries
from hostile.several_tables import several

import geo
from geo.analyses import population, validation
from geo.analyses.population.model import Population
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.pipeline import run

OFFICES = dict([*chinese(), *foreign(), *foreign_codes(), *several()])
COUNTING = (population.ANALYSIS, validation.ANALYSIS)


def counted(folder, office):
    """Return the people of every unit by a file of an office, if any, and the issues told."""
    settings = write_boundaries(folder, office.city)
    (folder / office.name).write_bytes(office.content)
    settings += f'files = ["{office.name}"]\n{office.settings}'
    (folder / "city.toml").write_text(settings, "utf-8")
    try:
        results = run(geo.City.open(folder), analyses=COUNTING)
    except YipanError as error:
        return (), error.issues
    people = results[Population].communities["floating_population"].reindex(CITIES[office.city][0])
    return tuple(None if pd.isna(n) else int(n) for n in people), results.issues


@pytest.mark.long
@pytest.mark.parametrize("office", OFFICES.values(), ids=list(OFFICES))
def test_the_people_a_file_means_are_counted_or_the_doubt_is_named(tmp_path, office):
    people, issues = counted(tmp_path, office)
    assert people == office.people
    assert {issue.what for issue in issues} >= set(office.told)
    sentences = [issue.sentence(language) for issue in issues for language in LANGUAGES]
    assert not any(re.search(r"<NA>|\{\w+\}|Traceback", said) for said in sentences)


@pytest.mark.parametrize("country", COUNTRIES)
def test_nothing_of_china_is_made_of_the_codes_of_another_country(tmp_path, country):
    codes = CITIES[country][0]
    settings = write_boundaries(tmp_path, country)
    rows = "".join(
        f"{code},1,{origin}\n" for code in codes for origin in ("110101", "1100", "白山市")
    )
    (tmp_path / "r.csv").write_text(f"community code,persons,origin\n{rows}", "utf-8")
    settings += 'files = ["r.csv"]\nperiod = "2026-10"\n'
    (tmp_path / "city.toml").write_text(settings, "utf-8")
    city = geo.City.open(tmp_path)
    units = city.communities.frame
    assert units[["subdistrict_code", "district_code"]].isna().all(axis=None)
    assert not city.code
    assert not [issue.what for issue in city.issues if "abroad" in issue.what]
    origins = run(city, analyses=COUNTING)[Population].origins
    elsewhere = origins[~origins["county_code"].isin(codes)]  # some codes are the city's own
    assert set(elsewhere["state"]) == {"unknown"}
    assert origins["province_code"].isna().all()
