"""Cities of other countries: their codes are read as they are, and nothing is said of China."""

import pytest
from support.foreign_city import CITIES, write_foreign_city

from geo.analyses import ANALYSES
from geo.city.folder import City
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.pipeline import run


@pytest.mark.parametrize("country", CITIES)
def test_every_person_is_found_and_nothing_is_said_of_china(tmp_path, country):
    codes = write_foreign_city(tmp_path, country)
    city = City.open(tmp_path)
    analyses = ANALYSES if country == "lsoa" else ANALYSES[:3]
    results = run(city, analyses=analyses)
    counted = results.communities.set_index("community_code")["floating_population"]
    assert counted.to_dict() == dict.fromkeys(codes, 20)
    assert results.communities["staff"].eq(1).all()
    assert results.communities["subdistrict_code"].isna().all()
    assert results.communities["district_code"].isna().all()
    for issue in results.issues:
        for language in LANGUAGES:
            sentence = issue.sentence(language)
            assert "China" not in sentence
            assert "中国" not in sentence
            assert "phone" not in sentence


def test_a_projected_layer_of_another_country_is_where_its_crs_says(tmp_path):
    codes = write_foreign_city(tmp_path, "communes", crs=2154)
    city = City.open(tmp_path)
    assert not [issue for issue in city.communities.issues if issue.what.startswith("issue.crs")]
    assert len(city.communities.frame) == len(codes)


@pytest.mark.parametrize(
    ("country", "length", "district"),
    [("tracts", "{ district = 5 }", "17031"), ("lsoa", "{ district = 3 }", "E01")],
)
def test_the_city_says_how_units_nest(tmp_path, country, length, district):
    write_foreign_city(tmp_path, country, settings=f"parent_code_length = {length}")
    units = City.open(tmp_path).communities.frame
    assert units["district_code"].eq(district).all()
    assert units["subdistrict_code"].isna().all()


def test_the_table_says_how_units_nest(tmp_path):
    parents = ["X1"] * 6 + ["X2"] * 6
    write_foreign_city(tmp_path, "lsoa", district_code=parents)
    units = City.open(tmp_path).communities.frame
    assert units["district_code"].tolist() == parents


def test_a_length_that_is_none_is_a_sentence(tmp_path, told):
    write_foreign_city(tmp_path, "lsoa", settings="parent_code_length = { district = 0 }")
    with pytest.raises(YipanError) as raised:
        City.open(tmp_path)
    told(raised.value.issues, "issue.setting_characters")
