"""The agreements to sign: recommended, by units that can sign, one in place of many."""

from dataclasses import replace

import pandas as pd
import pytest
from support.corridor_worlds import CODES, EAST, WEST, write_corridor_city
from support.needed import needed

import geo
from geo.analyses.corridors.agreement_drafts import (
    FIGURES,
    Drafts,
    drafts,
    drafts_table,
    signing_levels,
)
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.model import Corridors
from geo.publish.csv import csv_bytes

SHANGCAI, XINCAI, LINQUAN = "411722", "411729", "341221"
ZHUMADIAN, FUYANG = "411700", "341200"
CORRIDORS = needed("corridors")
ELSEWHERE = [  # counties, each of another prefecture
    *("130121", "130224", "130321", "130423", "130522", "130722", "130821", "130921", "131022"),
    *("131121", "370124", "370321", "370523", "370826", "371121", "370725"),
]
CAME = [
    *((CODES[at], code, 40) for code in ELSEWHERE for at in (0, 2)),
    (CODES[0], SHANGCAI, 4000), (CODES[2], XINCAI, 3000), (CODES[3], LINQUAN, 3500),
]  # fmt: skip


def run(folder, **tables):
    return geo.run(
        geo.City.open(write_corridor_city(folder, **({"came": CAME} | tables))), analyses=CORRIDORS
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run(tmp_path_factory.mktemp("drafts") / "city")


def listed(due):
    names = ["level", "partner_code", "local_code", "flow", "covers", "action"]
    return due.frame[names].to_numpy().tolist()


def test_the_city_signs_with_prefectures(results):
    due = drafts(results)
    assert listed(due) == [
        ["city", ZHUMADIAN, "990100", 7000, 1, "sign"],
        ["city", FUYANG, "990100", 3500, 1, "sign"],
    ]
    assert due.counts == {
        "all": 18, "concentrated": 2, "significant": 2, "above_expected": 2, "recommended": 2,
        "open": 2, "listed": 2,
    }  # fmt: skip
    assert due.why_empty is None
    assert list(due.frame)[:5] == ["number", "action", "corridor", "level", "covers"]
    assert due.frame["number"].tolist() == [1, 2]
    # 7,000 of the 11,780 people of the city
    assert due.frame["flow_share"].tolist() == [0.5942, 0.2971]


def test_one_agreement_of_the_city_stands_for_two_of_districts(results):
    assert listed(drafts(results, "district")) == [
        ["city", ZHUMADIAN, "990100", 7000, 2, "sign"],
        ["district", LINQUAN, WEST, 3500, 1, "sign"],
    ]


@pytest.mark.long
def test_subdistricts_sign_only_where_one_has(results, tmp_path):
    assert signing_levels(results) == ("city", "district")
    refused = drafts(results, "subdistrict")
    assert refused.frame.empty
    assert refused.why_empty.what == "corridor_drafts.no_precedent"
    signed = run(tmp_path / "a", agreements=[("990101001", SHANGCAI, "2024-01-01", "2030-01-01")])
    assert signing_levels(signed) == ("city", "district", "subdistrict")
    # What is agreed there is agreed; the other two have nothing in common but the city.
    assert listed(drafts(signed, "subdistrict")) == [
        ["subdistrict", LINQUAN, "990102001", 3500, 1, "sign"],
        ["subdistrict", XINCAI, "990102001", 3000, 1, "sign"],
    ]
    unclear = run(tmp_path / "u", agreements=[("990100", FUYANG, "2024-01-01", "")])
    assert listed(drafts(unclear))[1] == ["city", FUYANG, "990100", 3500, 1, "clarify"]
    of_city = run(tmp_path / "b", agreements=[("990100", ZHUMADIAN, "2024-01-01", "2026-11-05")])
    assert listed(drafts(of_city))[0] == ["city", ZHUMADIAN, "990100", 7000, 1, "renew"]


def test_the_list_follows_what_is_left_of_the_corridors(results):
    corridors = corridors_of(results, "county", "district", draws=0)
    west = corridors.frame[corridors.frame["local_code"] == WEST]
    assert len(listed(drafts(results, "city", (corridors, west)))) == 2
    linquan = west[west["partner_code"] == LINQUAN]
    assert listed(drafts(results, "city", (corridors, linquan))) == [
        ["city", FUYANG, "990100", 3500, 1, "sign"]
    ]
    east = corridors.frame[
        (corridors.frame["local_code"] == EAST) & (corridors.frame["partner_code"] != SHANGCAI)
    ]
    none = drafts(results, "city", (corridors, east))
    assert none.why_empty.what == "corridor_drafts.none_fits"
    by_province = corridors_of(results, "province", "community", draws=0)
    anhui = by_province.frame[by_province.frame["partner_code"] == "340000"]
    assert [row[1] for row in listed(drafts(results, "city", (by_province, anhui)))] == [FUYANG]


def test_why_there_is_none(results, tmp_path):
    strict = replace(results, standards=replace(results.standards, corridor_min_share=0.9))
    none = drafts(strict)
    assert none.why_empty.what == "corridor_drafts.none_recommended"
    assert none.why_empty.sentence("en").startswith(
        "No agreement is recommended: of 18 corridors at this level (City with prefecture), 0 hold "
        "at least 90% of all people, 2 are significant and 2 are above expectation"
    )
    agreements = [("990100", code, "2024-01-01", "2030-01-01") for code in (ZHUMADIAN, FUYANG)]
    agreed = drafts(run(tmp_path / "a", agreements=agreements))
    assert agreed.why_empty.what == "corridor_drafts.all_agreed"
    rough = drafts(run(tmp_path / "b", came=[(CODES[0], "四川省", 70)]))
    assert rough.why_empty.what == "corridor_drafts.no_corridor"


def test_between_regions_elsewhere_they_sign_as_they_are_known(tmp_path):
    flows = [("510000", "110000", 900), *((f"{n}0000", "110000", 10) for n in (41, 42, 43, 44, 45))]
    results = run(tmp_path / "c", flows=flows)
    assert signing_levels(results) == ("between",)
    due = drafts(results)
    assert listed(due) == [["between", "510000", "110000", 900, 1, "sign"]]
    corridors = results[Corridors]
    others = corridors.frame[corridors.frame["partner_code"] != "510000"]
    assert drafts(results, "between", (corridors, others)).frame.empty


@pytest.mark.parametrize(
    ("language", "action", "level"),
    [("zh", "新签", "市与地市"), ("en", "sign", "City with prefecture")],
)
def test_in_words(results, language, action, level):
    due = drafts(results)
    due.frame.loc[0, "partner_name"] = "=甲"
    told = drafts_table(due, language)
    assert told.iloc[0, 1:3].tolist() == [action, level]
    assert not any("_" in header for header in told.columns)
    assert csv_bytes(told).decode("utf-8-sig").splitlines()[1].split(",")[4] == "'=甲"


def test_of_no_corridors_no_agreements():
    table = drafts_table(Drafts(), "en")
    assert table.empty
    assert len(table.columns) == 4 + len(FIGURES)
    assert isinstance(table, pd.DataFrame)
