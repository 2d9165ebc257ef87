"""Every sentence of the page on the sample city, worked out again from its files.

A sentence that is not known here fails: none is shown that nobody has checked. How long ways to
sites are, and which staff go to whom, have tests of their own; all else is of the files alone.
"""

import tomllib

import pandas as pd
import pytest
from support import sample_by_hand as hand
from support.paths import SAMPLE
from support.sentences import cells, percent, plain, sentences

from geo.analyses.access.products import Access
from geo.analyses.corridors.methods.backbone import SEED
from geo.app import cities
from geo.core.i18n import Term, say
from geo.regions.gazetteer import place_names

CITY, DAY, SOON, MONTH = "990100", "2026-10-31", "2027-01-29", "October 2026"
LEAST, LEAST_SHARE, LIMIT, NORM, DAYS = 10, 0.01, 0.05, 92, 5
ZHUMADIAN, YUEQUAN = "411700", "990101"


def en(key, **values):
    return say(key, "en", **values)


@pytest.fixture(scope="module")
def results():
    _, opened = cities.begin(SAMPLE)  # the run that the page shows
    return opened.result().results


@pytest.fixture(scope="module")
def city():
    return SAMPLE


@pytest.fixture(scope="module")
def lang():
    return "en"


@pytest.fixture(scope="module")
def settings():
    return tomllib.loads((SAMPLE / "city.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def pairs(results):
    """Return prefectures and districts with people between them, in order of their score."""
    people = hand.flows()
    shares = results[Access].districts["share_within"].astype("float64")
    factors = {"shortage": hand.shortfall_factors(), "reach": (2 - shares).fillna(1.0)}
    table = people.rename("flow").reset_index()
    for name, factor in factors.items():
        table[name] = table["district"].map(factor)
    table["score"] = table["flow"] * table["shortage"] * table["reach"]
    table = table.sort_values("score", ascending=False, ignore_index=True)
    raw, corrected = hand.adjusted(people)
    signed = hand.agreements().query("until >= @DAY")
    agreed = set(zip(signed["甲方代码"], signed["乙方代码"], strict=True))
    covered = [
        (CITY, prefecture) in agreed or (district, prefecture) in agreed
        for prefecture, district in zip(table["prefecture"], table["district"], strict=True)
    ]
    return table.set_index(["prefecture", "district"]).assign(
        rank=range(1, len(table) + 1), p=raw, adjusted=corrected, in_force=covered
    )


@pytest.fixture(scope="module")
def all_people():
    return int(hand.people(hand.MONTHS[-1])["people"].sum())


@pytest.fixture(scope="module")
def by_city(pairs, all_people):
    """Return what holds of each prefecture with the whole city, and which are to be signed."""
    volume = pairs["flow"].groupby(level=0).sum()
    told = pd.DataFrame({
        "flow": volume,
        "concentrated": volume >= LEAST_SHARE * all_people,
        "significant": (pairs["adjusted"] <= LIMIT).groupby(level=0).any(),
        "above": volume > hand.falls_with_distance(volume),
    })  # fmt: skip
    told["recommended"] = told[["concentrated", "significant", "above"]].all(axis=1)
    table = hand.agreements()
    lasting = table[(table["甲方代码"] == CITY) & (table["until"] > SOON)]["乙方代码"]
    told["to_sign"] = told["recommended"] & ~told.index.isin(lasting)
    return told


def notes(pairs, all_people, drawn):
    """Return what the figures rest on."""
    decay, _ = hand.gravity(pairs["flow"])
    undrawn = set(pairs.index.levels[1]) - set(hand.district_points().index)
    nowhere = int(pairs.index.get_level_values("district").isin(undrawn).sum())
    return {
        en(
            "corridor_note.unresolved",
            all=f"{all_people:,}",
            people=f"{all_people - pairs['flow'].sum():,}",
            unit=Term("corridors.unit.prefecture"),
        ),
        en("corridor_note.no_out"),
        en("corridor_note.day", day=DAY, days=90),
        en(
            "corridor_note.decay",
            form=Term("corridor_deterrence.power"),
            decay=f"{decay:.3g}",
        ),
        en("corridor_note.no_distance", corridors=nowhere),
        en(
            "corridors.stable",
            percent=10,
            draws=100,
            all=f"{len(pairs):,}",
            kept=drawn.kept,
            mean=f"{drawn.mean:g}",
            flipping=drawn.flipping,
        ),
    }


def recommended(by_city):
    counts = {name: int(by_city[name].sum()) for name in by_city if name != "flow"}
    return en(
        "corridors.next.told",
        share="1%",
        all=len(by_city),
        open=counts["to_sign"],
        above_expected=counts["above"],
        **{name: counts[name] for name in ("concentrated", "significant", "recommended")},
    )


def staff_lent(app):
    """Return the sentence that sums up the table of staff beside it."""
    lent = next(shown.value for shown in app.dataframe if "Provider" in shown.value)
    return en(
        "sharing.told_staff",
        pairs=len(lent),
        posts=f"{lent['Staff'].sum():g}",
        people=f"{lent['People who gain'].sum():,}",
    )


def always_shown(app, settings, pairs):
    """Return the sentences of the page that stand there whatever card is open."""
    return {
        en("page.corridors"),
        settings["note"],
        en("corridors.as_of", day=DAY),
        en("corridors.periods.title"),
        en("corridors.periods.told", least=LEAST),
        en("corridors.periods.largest", period=MONTH),
        en("corridors.table", count=min(100, len(pairs))),
        en("within_city.title"),
        en("within_city.none"),
        en("sharing.title"),
        staff_lent(app),
        en("sharing.hint.staff"),
    }


@pytest.mark.long
def test_no_sentence_of_the_page_is_unknown_and_each_is_true(
    start, html, figures, settings, pairs, by_city, all_people
):
    app = start("corridors", lang="en")
    origins = hand.people(hand.MONTHS[-1])["origin"].dropna()
    assert not origins.str.startswith(CITY[:4]).any()  # nobody is registered within the city
    drawn = hand.tried(pairs["flow"].sort_index(), LEAST, SEED)
    usual = always_shown(app, settings, pairs) | notes(pairs, all_people, drawn)
    of_view = {en("corridors.map.hint")}
    of_list = {en("corridors.next.title"), recommended(by_city), en("corridors.choose")}
    assert sentences(html(app)) == usual | of_view | of_list
    assert not [*app.info, *app.warning, *app.error, *app.caption]  # nothing is said elsewhere

    open_ones, table = pairs[~pairs["in_force"]], hand.agreements()
    in_time = table["按时反馈"].sum() / table["发出通报"].sum()
    norm = en("corridors.figure.norm", percent=NORM)
    volume = pairs["flow"].sum()
    assert figures(app) == {
        en("corridors.figure.shown"): (f"{len(pairs):,}", en("corridors.figure.of")),
        en("corridors.figure.flow"): (
            percent(volume / all_people),
            en("corridors.figure.flow_of", people=f"{volume:,}"),
        ),
        en("corridors.figure.due"): (
            f"{by_city['to_sign'].sum()}",
            en("corridors.figure.due_of", count=int(by_city["recommended"].sum())),
        ),
        en("corridors.figure.open"): (
            f"{open_ones['flow'].sum():,}",
            en("corridors.figure.open_of", count=f"{len(open_ones):,}"),
        ),
        en("corridors.on_time.partner"): (percent(in_time), norm),
        en("corridors.on_time.local"): ("—", norm),  # nobody wrote to the city
    }
    periods_are_true(app, html)

    app.session_state["open_corridor"] = f"{ZHUMADIAN}-{YUEQUAN}"
    assert sentences(html(app.run())) == usual | of_view | card(pairs, all_people, drawn.frequency)
    ways_are_true(html(app), pairs)

    del app.session_state["open_corridor"]
    app.session_state["open_partner_region"] = ZHUMADIAN
    assert sentences(html(app.run())) == usual | of_view | region(app, pairs, all_people)

    app.button_group(key="corridor_view").set_value("matrix").run()
    hints = {en("corridors.matrix.hint")}
    assert sentences(html(app)) == usual | hints | region(app, pairs, all_people)
    matrix_is_true(app, pairs)


def periods_are_true(app, html):
    """Compare the totals of each month, and the largest changes."""
    august = en("month.8", year=2026)
    table = next(part for part in html(app).split("yipan-scroll") if august in part)
    rows = [cells(row) for row in table.split("<tr")[2:]]
    names = ("inflow", "change", "arrivals", "departures", "emerging", "vanishing")
    told = hand.changes(LEAST)
    assert rows == [
        [
            en(f"month.{int(month[5:])}", year=2026),
            *(f"{of[name]:,}" if name in of else "—" for name in names),
        ]
        for month, of in told.items()
    ]
    shown = next(shown.value for shown in app.dataframe if "Trend" in shown.value)
    last, before = (hand.flows(month) for month in hand.MONTHS[:0:-1])
    more = last.sub(before, fill_value=0)
    largest = more.abs().sort_values(ascending=False).head(len(shown))
    assert shown["Change"].abs().tolist() == largest.tolist()
    assert (shown["Inflow"] - shown["Inflow before"]).tolist() == shown["Change"].tolist()


def card(pairs, all_people, drawn):
    """Return what is said of the corridor between Zhumadian and the district of Yuequan."""
    row = pairs.loc[(ZHUMADIAN, YUEQUAN)]
    concentrated = pairs["flow"] >= LEAST_SHARE * all_people
    assert not (concentrated & (pairs["adjusted"] <= LIMIT)).any()  # so ranks go by score alone
    assert row["adjusted"] > LIMIT
    _, expected = hand.gravity(pairs["flow"])
    ratio = row["flow"] / expected[(ZHUMADIAN, YUEQUAN)]
    assert ratio > 1
    signed = hand.agreements().query("甲方代码 == @CITY and 乙方代码 == @ZHUMADIAN").iloc[0]
    assert signed["按时反馈"] / signed["发出通报"] < NORM / 100
    places = f"{CITY}–{ZHUMADIAN}"
    agreement = en(
        "corridors.card.agreement.until",
        places=places,
        signed=signed["签订日期"],
        until=signed["有效期至"],
    )
    return {
        "驻马店市 ⇄ 月泉区",
        f"{en('corridor_state.agreed')} {agreement}",
        en("corridors.card.notices_under", places=places),
        en(
            "corridors.card.score",
            rank=row["rank"],
            all=f"{len(pairs):,}",
            people=f"{row['flow']:,}",
            shortage=f"{row['shortage']:.2f}",
            reach=f"{row['reach']:.2f}",
            score=f"{row['score']:,.0f}",
        ),
        en(
            "corridors.card.not_concentrated",
            share=percent(row["flow"] / all_people),
            least="1%",
        ),
        en(
            "corridors.card.not_significant",
            p=f"= {row['adjusted']:.4f}",
            limit=LIMIT,
            raw=f"= {row['p']:.4f}",
        ),
        en(
            "corridors.card.above_expected",
            ratio=f"{ratio:.2f}",
            model=en("corridors.expectation.gravity"),
        ),
        en("corridors.card.selection_frequency", share=percent(drawn[(ZHUMADIAN, YUEQUAN)])),
        en("corridors.card.not_recommended"),
        en("corridors.card.misses", place="驻马店市", percent=NORM, days=DAYS),
    }


def ways_are_true(told, pairs):
    """Compare the figures of both ways: nothing is known of those who left."""
    table = told.partition("yipan-ways")[2].partition("</table>")[0]
    _, *lines = table.split("<tr><th>")[1:]  # without the headers
    rows = {plain(line.partition("</th>")[0]): cells(line) for line in lines}
    people, flow = pairs["flow"], pairs["flow"][(ZHUMADIAN, YUEQUAN)]
    by_sizes = people[ZHUMADIAN].sum() * people[:, YUEQUAN].sum() / people.sum()
    with_distance = hand.gravity(people)[1][(ZHUMADIAN, YUEQUAN)]
    signed = hand.agreements().query("甲方代码 == @CITY and 乙方代码 == @ZHUMADIAN").iloc[0]
    sent, answered, in_time = (signed[name] for name in ("发出通报", "收到反馈", "按时反馈"))
    assert rows == {
        en("corridors.card.flow"): [f"{flow:,}", "—"],
        en("corridors.card.expected_flow"): [f"{by_sizes:,.0f}", "—"],
        en("corridors.card.flow_ratio"): [f"{flow / by_sizes:.2f}", "—"],
        en("corridors.card.expected_flow_gravity"): [f"{with_distance:,.0f}", "—"],
        en("corridors.card.flow_ratio_gravity"): [f"{flow / with_distance:.2f}", "—"],
        en("corridors.card.notices_received"): ["—", f"{sent}"],
        en("corridors.card.notices_answered"): ["—", f"{answered}"],
        en("corridors.card.notices_due"): ["—", f"{sent}"],
        en("corridors.card.notices_in_time"): ["—", f"{in_time}"],
        en("corridors.card.on_time_share"): ["—", percent(in_time / sent)],
    }


def region(app, pairs, all_people):
    """Return what is said of Zhumadian; its corridors stand on buttons."""
    of_region = pairs.loc[[ZHUMADIAN]]
    shown = of_region[of_region["rank"] <= 100]
    names = hand.district_names()
    labels = [button.label for button in app.button]
    for (_, district), flow in shown["flow"].items():
        assert f"{names[district]} · {flow:,} people" in labels
    people = of_region["flow"].sum()
    return {
        "驻马店市",
        en(
            "corridors.partner.told",
            people=f"{people:,}",
            share=percent(people / all_people),
            count=len(of_region),
            shown=len(shown),
        ),
    }


def matrix_is_true(app, pairs):
    """Compare every cell and total of the matrix of those who came; of others nothing is known."""
    (into,) = [shown.value for shown in app.dataframe if "Total" in shown.value.index]
    names = hand.district_names()
    wide = hand.matrix(pairs["flow"])
    wide = wide.rename(index=place_names(), columns=names)
    wide.loc["Total"] = wide.sum()
    wide["Total"] = wide.sum(axis=1)
    assert set(into.index) == set(wide.index)
    assert into.fillna(0).reindex(index=wide.index, columns=wide.columns).eq(wide).all(axis=None)
