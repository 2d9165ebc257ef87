"""A unit is found by its name alone, or not at all: never by likeness, never by luck."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.unit_marks import AMBIGUOUS_NAME, MARKS, UNKNOWN_NAME
from geo.regions.name_proposals import likeliest, propose_units
from geo.regions.unit_names import UnitNames

UNITS = pd.DataFrame(
    [
        ("990101001001", "桃源社区", "990101001", "西关街道", "990101", "城关区"),
        ("990101002001", "桃源社区", "990101002", "东关镇", "990101", "城关区"),
        ("990101001002", "王村", "990101001", "西关街道", "990101", "城关区"),
        ("990102001001", "槐荫居委会", "990102001", "西关街道", "990102", "河西县"),
        ("990102001002", "花园（一）社区", "990102001", "西关街道", "990102", "河西县"),
        ("990102001003", "101", "990102001", "西关街道", "990102", "河西县"),
    ],
    columns=[
        *("community_code", "community_name", "subdistrict_code"),
        *("subdistrict_name", "district_code", "district_name"),
    ],
)
NAMES = UnitNames(UNITS)


@pytest.mark.parametrize(
    ("name", "subdistrict", "district", "code"),
    [
        ("990101001001", None, None, "990101001001"),
        ("桃源社区", "西关街道", None, "990101001001"),
        ("桃源社区", "东关镇", None, "990101002001"),
        ("桃源居委会", "东关镇人民政府", None, "990101002001"),
        ("桃源社区居民委员会", "990101002", None, "990101002001"),
        ("桃源", "990101002000", None, "990101002001"),
        ("西关街道桃源社区", None, None, "990101001001"),
        ("城关区东关镇桃源社区", None, None, "990101002001"),
        ("王村村委会", None, None, "990101001002"),
        ("王村民委员会", None, "城关", "990101001002"),
        ("槐荫社区", "西关街道办事处", "河西县", "990102001001"),
        ("　花园(一) 社区 ", None, None, "990102001002"),
        ("101", None, None, "990102001003"),
    ],
)
def test_found(name, subdistrict, district, code):
    hints = {
        level: pd.Series([hint])
        for level, hint in (("subdistrict", subdistrict), ("district", district))
        if hint
    }
    assert NAMES.codes("community", pd.Series([name]), hints).tolist() == [code]


@pytest.mark.parametrize(
    ("name", "subdistrict", "told"),
    [
        ("桃源社区", None, AMBIGUOUS_NAME + "桃源社区"),
        ("桃园社区", None, UNKNOWN_NAME + "桃园社区"),  # alike is not the same
        ("王村社区", None, UNKNOWN_NAME + "王村社区"),  # a village is no neighbourhood
        ("槐荫社区", "东关镇", UNKNOWN_NAME + "东关镇/槐荫社区"),  # the row says otherwise
        ("桃源社区", "北关街道", UNKNOWN_NAME + "北关街道/桃源社区"),
        ("桃源社区", "东关街道", UNKNOWN_NAME + "东关街道/桃源社区"),  # a town is no subdistrict
        ("990101009009", None, "990101009009"),  # a code stays one
    ],
)
def test_not_found_and_not_guessed(name, subdistrict, told):
    hints = {"subdistrict": pd.Series([subdistrict])} if subdistrict else {}
    assert NAMES.codes("community", pd.Series([name]), hints).tolist() == [told]


def test_codes_and_names_in_one_column_and_empty_cells():
    given = pd.Series(["990101001001", "王村", None, "桃源社区", "990109"])
    near = pd.Series([None, None, "西关街道", "东关镇", None])
    found = NAMES.codes("community", given, {"subdistrict": near})
    assert found.fillna("").tolist() == [
        "990101001001",
        "990101001002",
        "",
        "990101002001",
        "990109",
    ]


def test_subdistricts_and_districts_by_name():
    given = pd.Series(["东关镇", "西关街道办", "西关街道办"])
    near = pd.Series([None, "河西", None])
    found = NAMES.codes("subdistrict", given, {"district": near}).tolist()
    assert found == ["990101002", "990102001", AMBIGUOUS_NAME + "西关街道办"]
    assert NAMES.codes("district", pd.Series(["河西县"])).tolist() == ["990102"]


def test_what_a_person_has_matched_goes_before_all():
    chosen = {"community": {"桃园": "990101001001", "东关镇/桃源": "990101001002"}}
    names = UnitNames(UNITS, chosen)
    near = {"subdistrict": pd.Series([None, "东关镇"])}
    found = names.codes("community", pd.Series(["桃 园", "桃源"]), near)
    assert found.tolist() == ["990101001001", "990101001002"]
    assert UnitNames(UNITS, {"community": {"x": "1"}}).astray == [("community", "x", "1")]


def test_old_names_of_the_crosswalk_stay_for_it():
    names = UnitNames(UNITS, old_codes=frozenset({"老槐社区"}))
    assert names.codes("community", pd.Series(["老槐社区"])).tolist() == ["老槐社区"]


@settings(max_examples=15)
@given(st.lists(st.sampled_from([*UNITS["community_name"], "无名", None]), max_size=40), st.data())
def test_a_column_is_its_cells_one_by_one(cells, data):
    near = [data.draw(st.sampled_from(["西关街道", "东关镇", "河西县", None])) for _ in cells]
    given_, hints = pd.Series(cells, dtype="str"), pd.Series(near, dtype="str")
    found = NAMES.codes("community", given_, {"subdistrict": hints})
    alone = [
        NAMES.codes("community", given_[[at]], {"subdistrict": hints[[at]]}).iloc[0]
        for at in range(len(cells))
    ]
    assert found.fillna("").tolist() == pd.Series(alone, dtype="str").fillna("").tolist()
    known = set(UNITS["community_code"])
    assert all(text in known or text[0] in MARKS for text in found.dropna())


def test_proposals_are_the_likeliest_units():
    found = propose_units(NAMES, "community", "≠东关镇/桃园社区")
    assert found[0].code == "990101002001"  # the one in the town that is named
    assert likeliest(propose_units(NAMES, "community", "花园一居")).code == "990102001002"
    assert likeliest(propose_units(NAMES, "community", "≟桃源社区")) is None  # two are as likely
    assert not propose_units(NAMES, "community", "火车站")
