"""The card of a partner region: figures by hand, the same for both ends, nothing live in it."""

from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pandas as pd
import pytest
from support.corridor_worlds import (
    EAST,
    FUYANG,
    LEFT,
    LONGNAN,
    WEST,
    ZHUMADIAN,
    write_corridor_city,
)

import geo
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.partner_card import PartnerCards, shown_flows
from geo.analyses.corridors.partner_card_page import (
    card_file,
    partner_card_page,
    write_partner_cards,
)
from geo.core.analysis import ExportOptions
from geo.core.i18n import LANGUAGES, say
from geo.export import formats

SHANGCAI = "411722"
NOTICES = [
    # The 29th is made up, the 1st to the 7th are free: the 10th is the fifth working day.
    ("990100", ZHUMADIAN, "2024-09-27", "2024-10-10"),
    ("990100", ZHUMADIAN, "2024-09-27", "2024-10-11"),
    (EAST, ZHUMADIAN, "2024-10-25", ""),  # not due on the 31st
    (ZHUMADIAN, "990100", "2024-10-08", "2024-10-09"),
    (SHANGCAI, EAST, "2024-10-08", ""),
    (FUYANG, WEST, "2024-09-02", "2024-09-03"),
]
AGREEMENTS = [
    ("990100", ZHUMADIAN, "2024-01-01", ""),
    (EAST, SHANGCAI, "2021-01-01", "三年"),
    ("990100", "410000", "2023-01-01", "长期"),
    (WEST, LONGNAN, "2021-01-01", "至2024-12-01"),
]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = write_corridor_city(
        tmp_path_factory.mktemp("card") / "city",
        day='reference_date = "2024-10-31"',
        out_migrants=LEFT,
        agreements=AGREEMENTS,
        notices=NOTICES,
    )
    return geo.run(geo.City.open(folder))


@pytest.fixture(scope="module")
def card(results):
    return PartnerCards(results).of(ZHUMADIAN)


def test_both_ways_at_all_levels(card):
    """Came: 700 and 200 to the east, 100 to the west; left: 120 and 80, all of the east."""
    columns = ["partner_name", "local_name", "inflow", "outflow", "gross", "net_migration"]
    assert card.flows[columns].fillna(-1).to_numpy().tolist() == [
        ["驻马店市", "小城", 1000, 200, 1200, 800],
        ["驻马店市", "东区", 900, 200, 1100, 700],
        ["驻马店市", "=西县", 100, -1, 100, 100],
        ["上蔡县", "小城", 200, -1, 200, 200],
    ]
    assert card.flows["effectiveness"].fillna(-1).tolist() == [0.67, 0.64, -1, -1]  # 800 / 1200
    assert card.flows["outflow_small"].tolist() == [False, False, True, True]


def test_each_end_by_itself(card):
    told = card.ends[["notices_received", "notices_answered", "notices_in_time", "notices_due"]]
    assert told.to_numpy().tolist() == [[3, 2, 1, 2], [2, 1, 1, 2]]
    assert card.ends["name"].tolist() == ["驻马店市", "小城"]
    assert card.ends["meets_norm"].tolist() == [False, False]
    months = card.months.set_index("month")
    assert months["notices_received_partner"].to_dict() == {"2024-09": 2, "2024-10": 1}
    assert months["notices_due_local"].fillna(0).to_dict() == {"2024-09": 0, "2024-10": 2}


def test_agreements_of_the_region_of_its_parts_and_of_its_province(card):
    told = card.agreements[["places", "state"]].to_numpy().tolist()
    assert told == [
        ["小城–河南省", "agreed"], ["小城–驻马店市", "unknown_term"], ["东区–上蔡县", "lapsed"],
    ]  # fmt: skip


def test_what_is_due(card, results):
    told = card.due[["action", "places"]].to_numpy().tolist()
    assert told == [["clarify", "小城–驻马店市"], ["renew", "东区–上蔡县"], ["answer", "小城"]]
    assert card.due["notices"].tolist()[-1] == 1  # Shangcai waits for the east
    longnan = PartnerCards(results).of(LONGNAN).due
    assert ("renew", "=西县–陇南市") in zip(longnan["action"], longnan["places"], strict=True)


def test_an_agreement_that_another_has_taken_the_place_of_is_not_to_be_renewed(tmp_path):
    agreements = [
        ("990100", ZHUMADIAN, "2018-01-01", "2020-12-31"),
        (ZHUMADIAN, "990100", "2021-01-01", "长期"),
    ]
    results = geo.run(geo.City.open(write_corridor_city(tmp_path / "c", agreements=agreements)))
    assert PartnerCards(results).of(ZHUMADIAN).due.empty


def test_a_small_way_cannot_be_solved_from_what_is_shown():
    pairs = pd.DataFrame({"partner_name": "a", "local_name": "b", "in": [1003.0], "out": [7.0]})
    told = shown_flows(pairs, 10).iloc[0]
    assert pd.isna(told["outflow"])
    assert pd.isna(told["effectiveness"])
    assert (told["inflow"], told["gross"]) == (1005, 1010)


class Reader(HTMLParser):
    """Gathers the elements and the text of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_so_and_runs_nothing(results, card, language):
    named = replace(card, name="<script>alert(1)</script>", city='"><img src=x onerror=alert(1)>')
    page = partner_card_page(named, results, language).decode()
    read = Reader()
    read.feed(page)
    assert not {"script", "img", "iframe", "object", "link", "form"} & read.tags
    assert "<script>alert(1)</script>" in read.text
    for words in ("≈1,000", "67%", "50.0%", "92%", "2024-09", "<10", "2023-12-31", "=西县"):
        assert words in read.text
    assert say("agreement_term.open", language) in read.text
    assert say("corridor_state.unknown_term", language) in read.text
    assert "2024-10-31" in read.text
    assert "default-src 'none'" in page.replace("&#x27;", "'")


def test_nothing_of_the_city_alone_is_on_it(results, card):
    """Staff and access of the own city, and people of no end with the partner, are not the card's.

    The page of a run whose scores differ is the same page.
    """
    frame = results[Corridors].frame
    other = frame.assign(score=1.0, factor_shortfall=9.0, factor_accessibility=9.0)
    changed = results.having(replace(results[Corridors], frame=other))
    pages = [
        partner_card_page(PartnerCards(it).of(ZHUMADIAN), it, "en") for it in (results, changed)
    ]
    assert pages[0] == pages[1]
    assert FUYANG not in pages[0].decode()


def test_all_cards_in_one_zip_and_twice_the_same(results, tmp_path):
    assert "partner_cards" in formats()
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_partner_cards(results, tmp_path / name, ExportOptions("zh"))
        written.append((tmp_path / name / "partner_cards.zip").read_bytes())
    assert written[0] == written[1]
    with ZipFile(BytesIO(written[0])) as archive:
        names = archive.namelist()
        assert "驻马店市" in archive.read(card_file(ZHUMADIAN)).decode()
    assert names == [card_file(code) for code in PartnerCards(results).codes]
    assert set(results[Corridors].frame["partner_code"]) <= set(PartnerCards(results).codes)


def test_where_both_ends_are_elsewhere_there_is_no_card(tmp_path):
    flows = [("410100", "410200", 60), (FUYANG, LONGNAN, 20)]
    results = geo.run(geo.City.open(write_corridor_city(tmp_path / "c", flows=flows)))
    assert PartnerCards(results).codes == []


def test_a_place_that_the_city_lists_itself_has_a_card_by_its_name(tmp_path):
    folder = write_corridor_city(
        tmp_path / "c", flows=[("BE10", EAST, 60), (FUYANG, EAST, 20), (EAST, "BE10", 20)]
    )
    rows = "代码,名称,经度,纬度\nBE10,Bruxelles,4.35,50.85\n"
    (folder / "places.csv").write_text(rows, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[partner_places]\nfile = "places.csv"\n')
    results = geo.run(geo.City.open(folder))
    card = PartnerCards(results).of("BE10")
    assert (card.name, card.province) == ("Bruxelles", "")
    assert card.flows[["inflow", "outflow", "effectiveness"]].iloc[0].tolist() == [60, 20, 0.5]
    assert "/" not in card_file("BE/10")
