"""Places of flows, agreements and notices, by the names of the city's own units."""

import pytest
from support.corridor_worlds import CODES, write_corridor_city
from support.needed import needed

import geo
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors
from geo.city.settings_editor import set_names
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError
from geo.regions.name_proposals import propose_units

CORRIDORS = needed("corridors", "validation")
FLOWS = [
    ("驻马店市", "东区", 300),
    ("河南省驻马店市上蔡县", "西县", 100),
    ("甘肃省徽县", "东区", 50),
    ("东区", "驻马店", 40),
]
BY_CODE = [
    ("411700", "990101", 300),
    ("411722", "990102", 100),
    ("621227", "990101", 50),
    ("990101", "411700", 40),
]


def written(folder, **tables):
    write_corridor_city(folder, **tables)
    layer = folder / "boundaries" / "communities.geojson"
    layer.write_text(layer.read_text("utf-8").replace('"=西县"', '"西县"'), "utf-8")
    return folder


def of(issues, what):
    return [issue for issue in issues if issue.what == what]


def test_flows_by_name_are_those_by_code(tmp_path):
    one, other = (
        geo.run(geo.City.open(written(tmp_path / name, flows=rows)), analyses=CORRIDORS)
        for name, rows in (("names", FLOWS), ("codes", BY_CODE))
    )
    for product in (Flows, Corridors):
        assert one[product].frame.equals(other[product].frame)
    assert one[Corridors].total_flow == 490


def test_a_place_of_flows_that_a_person_has_matched_is_the_citys_own(tmp_path):
    folder = written(tmp_path, flows=[*FLOWS, ("驻马店市", "西山县", 60), ("火星", "东区", 7)])
    city = geo.City.open(folder)
    names = geo.check(city).names
    assert names.values.tolist() == [["district", "西山县", 60.0], ["community", "火星", 7.0]]
    assert [unit.name for unit in propose_units(city.names, "district", "西山县")] == ["西县"]
    set_names(folder, {"community": {}, "subdistrict": {}, "district": {"西山县": "990102"}})
    flows = geo.City.open(folder).flows
    assert flows.frame["destination"].tolist()[-2:] == ["990102", "990101"]
    assert "西山县" not in str([issue.sentence("zh") for issue in flows.issues])


@pytest.mark.long
def test_more_than_a_share_of_people_between_unknown_places_stops_a_run(tmp_path):
    folder = written(tmp_path, flows=[*FLOWS, ("火星县", "东区", 60), ("徽县", "朝阳区", 2)])
    found = geo.check(geo.City.open(folder))
    assert found.stops_by_loss
    (loss,) = of(found.issues, "issue.loss_flows")
    assert (loss.row, loss.more["lost"], loss.more["all"]) == (6, "62", "552")
    assert "户籍地" in loss.sentence("zh")
    assert "火星县 (60)" in of(found.issues, "issue.places_unknown")[0].sentence("en")
    assert "朝阳区 (2)" in of(found.issues, "issue.places_ambiguous")[0].sentence("en")
    with pytest.raises(TableError):
        geo.run(geo.City.open(folder), analyses=CORRIDORS)
    results = geo.run(geo.City.open(folder, accept_loss=True), analyses=CORRIDORS)
    assert results[Corridors].frame["flow"].sum() == 490


def test_few_are_listed_and_stop_nothing(tmp_path):
    folder = written(tmp_path, flows=[*FLOWS, ("火星县", "东区", 5)])
    found = geo.check(geo.City.open(folder))
    assert not found.stops
    (issue,) = of(found.issues, "issue.places_unknown")
    for language in LANGUAGES:
        assert "火星县 (5)" in issue.sentence(language)


def test_agreements_and_notices_of_one_place_are_one_however_it_is_written(tmp_path):
    agreements = [
        ("东区", "徽县", "2024-01-01", "长期"),
        (CODES[2], "驻马店", "2024-01-01", "长期"),
    ]
    notices = [
        ("990101", "甘肃省陇南市徽县", "2026-10-12", "2026-10-13"),
        ("622630", "东区", "2026-10-12", ""),  # 徽县 until 2003
        ("东区", "李家庄", "2026-10-12", ""),
    ]
    folder = written(tmp_path, agreements=agreements, notices=notices)
    results = geo.run(geo.City.open(folder), analyses=CORRIDORS)
    known = results[Flows].dealings.partners.set_index("agreement")
    assert known["notices_sent"].fillna(0).to_dict() == {"东区–徽县": 2, f"{CODES[2]}–驻马店": 0,
                                                         "东区–李家庄": 1}  # fmt: skip
    assert known.loc["东区–徽县", "ancestors_a"] == {"code": "990101"}
    (issue,) = of(results.issues, "issue.places_unknown")
    assert "李家庄 (1)" in issue.sentence("zh")


@pytest.mark.parametrize("own", ["小城", "小城市", "小城（示例）", "990100", "本市"])
def test_an_agreement_may_name_the_city_itself(tmp_path, own):
    folder = written(tmp_path, agreements=[(own, "驻马店", "2024-01-01", "长期")])
    agreed = geo.City.open(folder).agreements
    assert agreed.frame[["code_a", "code_b"]].to_numpy().tolist() == [["990100", "411700"]]
    assert not agreed.issues


def test_an_own_place_that_nobody_knows_is_told(tmp_path):
    folder = written(tmp_path, agreements=[("火星区", "驻马店", "2024-01-01", "长期")])
    (issue,) = geo.City.open(folder).agreements.issues
    assert issue.what == "issue.places_unknown"
    assert "火星区 (1)" in issue.sentence("zh")


def test_the_name_of_a_city_elsewhere_stays_a_place_elsewhere(tmp_path):
    folder = written(tmp_path, agreements=[("朝阳", "驻马店", "2024-01-01", "长期")])
    text = (folder / "city.toml").read_text("utf-8").replace('"小城"', '"朝阳市"')
    (folder / "city.toml").write_text(text, "utf-8")
    (issue,) = geo.City.open(folder).agreements.issues
    assert issue.what == "issue.places_ambiguous"
