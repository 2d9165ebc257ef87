"""What the page says of the sample city, worked out again from the people counted by origin."""

import csv
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy.optimize import brentq
from scipy.stats import beta
from support.paths import ROOT, SAMPLE

import geo
from geo.analyses.corridors.agreement_drafts import drafts
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.dealings import agreement_register, answers_of_city
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors, WithinCity
from geo.analyses.corridors.page import figures as figures_module
from geo.analyses.corridors.page import recommended as recommended_module
from geo.analyses.corridors.tables import corridor_table
from geo.analyses.population.model import Population
from geo.core.i18n import say
from geo.export import export
from geo.ui.screen import Screen

ALPHA, LEAST_SHARE = 0.05, 0.01


@pytest.fixture(scope="module")
def results():
    return geo.run(geo.City.open(SAMPLE))


@pytest.fixture(scope="module")
def people(results):
    """Count people of the month by prefecture of origin and district."""
    origins = results[Population].origins.query("period == '2026-10'")
    known = origins.dropna(subset="prefecture_code")
    district = known["community_code"].str[:6]
    table = known.groupby(["prefecture_code", district])["floating_population"].sum()
    return table[table > 0], int(origins["floating_population"].sum())


def p_values_of(table):
    """Test every flow from both ends: a share dealt out at random among k is Beta(1, k − 1)."""
    told = []
    for level in (0, 1):
        ends = table.groupby(level=level)
        shares, degrees = table / ends.transform("sum"), ends.transform("size")
        told += [
            (prefecture, beta.sf(share, 1, k - 1))
            for (prefecture, _), share, k in zip(table.index, shares, degrees, strict=True)
            if k > 1
        ]
    return pd.DataFrame(told, columns=["prefecture", "p"])


def falls_with_distance(volume):
    """Deal people out by a power of the distance to the city, so that the mean logarithm is met."""
    seats = pd.read_csv(
        ROOT / "geo" / "regions" / "centroids.csv", comment="#", dtype={"code": "str"}
    )
    seats = seats.set_index("code").loc[volume.index]
    lon, lat = 103.5, 40.5  # some kilometres off make no difference at β = 0
    km = Geod(ellps="WGS84").inv([lon] * len(seats), [lat] * len(seats), seats["lon"], seats["lat"])
    cost = pd.Series(np.log(np.array(km[2]) / 1000), volume.index)

    def dealt(decay):
        weight = np.exp(-decay * (cost - cost.mean()))
        return volume.sum() * weight / weight.sum()

    def excess(decay):
        return ((dealt(decay) - volume) * cost).sum() / volume.sum()

    return dealt(0.0 if excess(0.0) <= 0 else brentq(excess, 0, 20))


@pytest.fixture(scope="module")
def by_hand(people):
    table, total = people
    tests = p_values_of(table).sort_values("p", ignore_index=True)
    limit = ALPHA * (tests.index + 1) / len(tests)
    cut = tests.index[tests["p"] <= limit].max()
    significant = set(tests.loc[:cut, "prefecture"])
    volume = table.groupby(level=0).sum()
    above = volume > falls_with_distance(volume)
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
        share="1 %",
        all=f"{len(by_hand.volume)}",
        concentrated=f"{by_hand.concentrated}",
        significant=f"{len(by_hand.significant)}",
        above_expected=f"{by_hand.above}",
        recommended=f"{len(by_hand.recommended)}",
        open=f"{len(signing)}",
    )


def test_the_key_figures_are_the_citys_whatever_is_left(results, by_hand, monkeypatch):
    shown = []
    monkeypatch.setattr(figures_module.parts, "figures", lambda told, _: shown.extend(told))
    corridors, due = results[Corridors], drafts(results)
    screen = Screen(SimpleNamespace(results=results), "en", export)
    for left in (corridors.frame, corridors.frame.head(7)):
        figures_module.show_corridor_figures(screen, corridors, left, due)
    whole, filtered = shown[:6], shown[6:]
    assert [told for _, told, _ in whole] == [told for _, told, _ in filtered]
    known = by_hand.volume.sum()
    assert whole[:3] == [
        ("Corridors of the city", f"{by_hand.pairs:,}", "no filter set"),
        ("Share of the floating population", f"{100 * known / by_hand.total:.1f} %", f"{known:,} people"),
        ("Agreements to sign", str(len(due.frame)), f"{len(by_hand.recommended)} corridors are recommended"),
    ]  # fmt: skip
    assert [told[:2] for told in whole[4:]] == [
        ("Partners answer in time", "77.4 %"),  # 1,338 of 1,729
        ("The city answers in time", "—"),
    ]
    seven = corridors.frame["flow"].head(7).sum()
    share = f"{100 * seven / by_hand.total:.1f} %"
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
