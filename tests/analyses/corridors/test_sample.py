"""What the page says of the sample city, worked out again from its files."""

import csv
import re
from datetime import date
from functools import partial
from types import SimpleNamespace

import pandas as pd
import pytest
from support import sample_by_hand as hand
from support.paths import SAMPLE
from support.sentences import cells, percent, plain, sentences

from geo.analyses.corridors.agreement_drafts import drafts
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.dealings import agreement_register, answers_of_city
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors, WithinCity
from geo.analyses.corridors.page import figures as figures_module
from geo.analyses.corridors.page import recommended as recommended_module
from geo.analyses.corridors.partner_card import PartnerCards
from geo.analyses.corridors.partner_card_page import partner_card_page
from geo.analyses.corridors.tables import corridor_table
from geo.core.i18n import Term, say
from geo.core.standards import SOURCES
from geo.export import export
from geo.regions.gazetteer import place_names
from geo.ui.screen import Screen

ALPHA, LEAST_SHARE = 0.05, 0.01
DAY, SOON, MONTH = "2026-10-31", "2027-01-29", "October 2026"
LEAST, NORM, DAYS = 10, 92, 5
YUEQUAN, XINYANG, NAME = "990101", "411500", "沙洲市（示例）"

english = partial(say, language="en")


@pytest.fixture(scope="module")
def results(sample_results):
    return sample_results


@pytest.fixture(scope="module")
def by_hand():
    table, total = hand.flows(), int(hand.people(hand.MONTHS[-1])["people"].sum())
    adjusted = hand.adjusted(table)[1]
    significant = set(adjusted[adjusted <= ALPHA].index.get_level_values("prefecture"))
    volume = table.groupby(level=0).sum()
    above = volume > hand.falls_with_distance(volume)
    concentrated = volume >= LEAST_SHARE * total
    recommended = [
        code for code in volume.index if concentrated[code] and above[code] and code in significant
    ]
    return SimpleNamespace(
        volume=volume, total=total, pairs=len(table), significant=significant,
        above=int(above.sum()), concentrated=int(concentrated.sum()), recommended=recommended,
    )  # fmt: skip


def in_force(code):
    """Tell the prefectures that the city has a lasting agreement with on the 31st of October."""
    table = pd.read_csv(SAMPLE / "agreements.csv", dtype=str, encoding="utf-8-sig")
    of_city = table[(table["甲方代码"] == "990100") & (table["有效期至"] > "2027-01-29")]
    return code in set(of_city["乙方代码"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_and_its_sentence(results, by_hand, language, monkeypatch):
    captions, tables = [], []
    monkeypatch.setattr(recommended_module.parts, "caption", lambda *told: captions.extend(told))
    monkeypatch.setattr(
        recommended_module.parts, "table", lambda _, rows, **__: tables.extend(rows)
    )
    due = drafts(results)
    screen = Screen(SimpleNamespace(results=results), language, export)
    recommended_module.show_listed(screen, due, results.standards)
    signing = sorted(
        (code for code in by_hand.recommended if not in_force(code)),
        key=lambda code: -by_hand.volume[code],
    )
    assert 0 < len(signing) <= 12
    assert due.frame["partner_code"].tolist() == signing
    assert set(due.frame["local_name"]) == {"沙洲市（示例）"}  # never a community
    assert [row[-1] for row in tables] == [f"{by_hand.volume[code]:,}" for code in signing]
    assert captions[0] == say(
        "corridors.next.told",
        language,
        share="1%",
        all=f"{len(by_hand.volume)}",
        concentrated=f"{by_hand.concentrated}",
        significant=f"{len(by_hand.significant)}",
        above_expected=f"{by_hand.above}",
        recommended=f"{len(by_hand.recommended)}",
        open=f"{len(signing)}",
    )


def test_the_key_figures_are_the_citys_whatever_is_left(results, by_hand, monkeypatch):
    shown = []
    monkeypatch.setattr(figures_module.parts, "figures", lambda told, *_: shown.extend(told))
    corridors, due = results[Corridors], drafts(results)
    screen = Screen(SimpleNamespace(results=results), "en", export)
    for left in (corridors.frame, corridors.frame.head(7)):
        figures_module.show_corridor_figures(screen, corridors, left, due, results.standards)
    whole, filtered = shown[:6], shown[6:]
    assert [told for _, told, _ in whole] == [told for _, told, _ in filtered]
    known = by_hand.volume.sum()
    assert whole[:3] == [
        ("Corridors of the city", f"{by_hand.pairs:,}", "no filter set"),
        ("Share of the floating population", f"{100 * known / by_hand.total:.1f}%", f"{known:,} people"),
        ("Agreements to sign", str(len(due.frame)), f"{len(by_hand.recommended)} corridors are recommended"),
    ]  # fmt: skip
    assert [told[:2] for told in whole[4:]] == [
        ("Partners answer in time", "77.4%"),  # 1,338 of 1,729
        ("The city answers in time", "—"),
    ]
    seven = corridors.frame["flow"].head(7).sum()
    share = f"{100 * seven / by_hand.total:.1f}%"
    assert filtered[0][2] == "the filters leave 7"
    assert filtered[1][2] == f"the filters leave {seven:,} people ({share})"


def test_nobody_of_the_sample_is_registered_within(results):
    assert results[WithinCity].frame.empty


@pytest.fixture(scope="module")
def agreed():
    """Read the table of agreements without any of our code."""
    with (SAMPLE / "agreements.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_notice_of_the_table_is_counted_once_in_every_table(results, agreed):
    sums = {
        "notices_sent": sum(int(row["发出通报"]) for row in agreed),
        "notices_answered": sum(int(row["收到反馈"]) for row in agreed),
        "notices_in_time": sum(int(row["按时反馈"]) for row in agreed),
    }
    assert sums["notices_sent"] == 1729
    at_city = corridors_of(results, "prefecture", "city", draws=0)
    for table in (
        corridor_table(results[Corridors]),
        corridor_table(at_city),
        agreement_register(results),
    ):
        assert {name: table[name].sum() for name in sums} == sums
    # The first place sent them all: only the second can be late.
    answers = answers_of_city(results[Flows], results.standards.answer_on_time_percent)
    share = sums["notices_in_time"] / sums["notices_sent"]
    assert answers["on_time_share_partner"] == pytest.approx(share)
    assert pd.isna(answers["on_time_share_local"])


def test_the_states_of_the_agreements_on_the_day_of_the_settings(results, agreed):
    day, soon = date(2026, 10, 31), date(2027, 1, 29)  # 90 days later
    states = {}
    for row in agreed:
        last = None if row["有效期至"] == "长期" else date.fromisoformat(row["有效期至"])
        state = "agreed" if last is None or last > soon else "lapsing" if last >= day else "lapsed"
        states[f"{row['甲方代码']}–{row['乙方代码']}"] = state
    told = agreement_register(results)
    assert dict(zip(told["agreement"], told["state"], strict=True)) == states


@pytest.fixture(scope="module")
def xinyang(results):
    """Return the body of the partner card of Xinyang."""
    page = partner_card_page(PartnerCards(results).of(XINYANG), results, "en").decode()
    return page[page.index("<body") :]


def test_no_sentence_of_a_partner_card_is_unknown_and_each_is_true(xinyang, results, by_hand):
    city, region = NAME, "信阳市"
    own = hand.agreements().query("乙方代码 == @XINYANG")
    (row,) = own.to_dict("records")
    assert row["甲方代码"] == YUEQUAN
    assert DAY <= row["until"] <= SOON  # lapsing, so to be renewed
    assert XINYANG in by_hand.recommended
    assert not in_force(XINYANG)
    headers = ("flows", "answers", "agreements", "due")
    assert sentences(xinyang) == {
        english("partner_card.title", partner=region, city=city),
        *(english(f"partner_card.{header}") for header in headers),
        english("partner_card.flows_told", city=city, least=LEAST),
        english(
            "partner_card.norm_told",
            days=DAYS,
            percent=NORM,
            days_source=Term(SOURCES["answer_working_days"]),
            percent_source=Term(SOURCES["answer_on_time_percent"]),
        ),
        english("partner_card.due.sign", places=f"{city}–{region}"),
        english("partner_card.due.renew", places=f"月泉区–{region}", until=row["有效期至"]),
        english(
            "partner_card.due.answer",
            places=region,
            notices=row["发出通报"] - row["收到反馈"],
        ),
        results.city.note,
    }
    below = f"河南省 · {MONTH} · {english('partner_card.as_of', day=DAY)}"
    assert below in plain(xinyang)
    for place in (city, region):
        assert english("partner_card.checked_by", place=place) in plain(xinyang)


def test_the_figures_of_a_partner_card_are_those_of_the_files(xinyang):
    tables = [
        [cells(line) for line in body.split("<tr")[1:]]
        for body in re.findall(r"<tbody>(.*?)</tbody>", xinyang, re.DOTALL)
    ]
    flows, answers, agreements = tables
    city, region, names = NAME, "信阳市", place_names()
    districts = hand.district_names()
    of_region = hand.flows()[XINYANG]
    origins = hand.people(hand.MONTHS[-1]).groupby("origin")["people"].sum()
    counties = origins[origins.index.str.startswith(XINYANG[:4])]
    counted = [
        (region, city, of_region.sum()),
        *((region, districts[code], people) for code, people in of_region.items()),
        *((names[code], city, people) for code, people in counties.items()),
    ]
    unknown = ["—"] * 4  # nobody is known to have left for there
    assert flows[0][:2] == [region, city]
    assert sorted(flows) == sorted([a, b, about(people), *unknown] for a, b, people in counted)
    (row,) = hand.agreements().query("乙方代码 == @XINYANG").to_dict("records")
    sent, answered, in_time = (row[name] for name in ("发出通报", "收到反馈", "按时反馈"))
    assert sorted(answers) == sorted([
        [region, *map(str, (sent, answered, in_time, sent)), percent(in_time / sent), "92%", "no"],
        [city, *["—"] * 5, "92%", "—"],
    ])  # fmt: skip
    state = english("corridor_state.lapsing")
    assert agreements == [[f"月泉区–{region}", state, row["签订日期"], row["有效期至"]]]


def about(people):
    return f"≈{5 * round(people / 5):,}" if people >= LEAST else f"<{LEAST}"
