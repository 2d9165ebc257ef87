"""Corridors of a small city by hand; at every choice of units people add up to everybody."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corridor_worlds import (
    CAME,
    CODES,
    EAST,
    FUYANG,
    LEFT,
    LONGNAN,
    WEST,
    ZHUMADIAN,
    write_corridor_city,
)
from support.needed import needed

import geo
from geo.analyses.corridors.agreement_inputs import reference_date
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.geography import places_of, score_card
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import (
    FLOW_COLUMNS,
    LOCAL_LEVELS,
    PARTNER_CODES,
    PARTNER_LEVELS,
)
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.tables import corridor_table, manifest_of
from geo.core.issues import CityError

CORRIDORS = needed("corridors")
AGREEMENTS = [
    ("990100", ZHUMADIAN, "2024-01-01", "2027-01-29"),  # its last day is the 90th from now
    (LONGNAN, WEST, "2020-01-01", "2026-10-30"),
    (EAST, "620000", "2025-01-01", "2027-01-30"),
]
BEST = f"{ZHUMADIAN}-{EAST}"


def run(folder, **tables):
    return geo.run(geo.City.open(write_corridor_city(folder, **tables)), analyses=CORRIDORS)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corridors") / "city"
    return run(folder, out_migrants=LEFT, agreements=AGREEMENTS)


def row(corridors, name=BEST):
    return corridors.frame.set_index("corridor").loc[name]


def test_both_directions_the_balance_and_the_expectation(results):
    told = row(results[Corridors])
    assert told[["inflow", "outflow", "flow", "net_migration"]].tolist() == [900, 200, 1100, 700]
    # 1,000 came from Zhumadian, 980 of 1,130 into the east.
    assert told["expected_inflow"] == pytest.approx(1000 * 980 / 1130)
    assert told["inflow_ratio"] == pytest.approx(900 / (1000 * 980 / 1130))
    back = row(results[Corridors], f"{LONGNAN}-{EAST}")
    assert back[["inflow", "outflow", "net_migration"]].tolist() == [50, 0, 50]
    assert pd.isna(back["outflow_ratio"])


def test_what_is_more_than_chance_from_either_end(results):
    told = row(results[Corridors])
    assert told["p_value_partner"] == pytest.approx(1 - 900 / 1000)  # one of two of Zhumadian
    assert told["p_value_local"] == pytest.approx((1 - 900 / 980) ** 2)  # one of three of the east
    frame = results[Corridors].frame
    assert results[Corridors].total_flow == sum(volume for *_, volume in [*CAME, *LEFT]) == 1382
    # Nine tests: two of Zhumadian, two of Longnan, three of the east, two of the west.
    assert told["p_value_adjusted"] == pytest.approx(9 * (1 - 900 / 980) ** 2)
    assert not frame["significant"].any()
    loose = replace(results.standards, corridor_p_value=0.06)
    judged = corridors_of(replace(results, standards=loose)).frame
    assert judged["significant"].tolist() == [True, False, False, False, False]
    assert row(results[Corridors], f"{FUYANG}-{EAST}")["p_value_partner"] == 1  # Fuyang's only one


def test_ranks_are_flow_times_what_is_missing(results):
    # The east needs 3 posts for 987 people, one in each community, and has 2.
    told = row(results[Corridors])
    east = results.districts.set_index("district_code").loc[EAST]
    assert (east["floating_population"], east["required_staff"], east["staff_shortfall"]) == (
        987,
        3,
        1,
    )
    assert told["factor_shortfall"] == pytest.approx(1 + 1 / 3)
    assert told["factor_accessibility"] == 1
    assert told["score"] == pytest.approx(1100 * 4 / 3)
    assert results[Corridors].frame["rank"].tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("corridor", "state", "level"),
    [
        (BEST, "lapsing", "city–prefecture"),
        (f"{ZHUMADIAN}-{WEST}", "lapsing", "city–prefecture"),
        (f"{LONGNAN}-{WEST}", "lapsed", "district–prefecture"),
        (f"{LONGNAN}-{EAST}", "agreed", "district–province"),
        (f"{FUYANG}-{EAST}", "missing", None),
    ],
)
def test_the_state_of_what_is_agreed(results, corridor, state, level):
    told = row(results[Corridors], corridor)
    assert told["state"] == state
    assert told["agreement_level"] == level or (level is None and pd.isna(told["agreement_level"]))
    assert results[Corridors].day == date(2026, 10, 31)


def test_the_reference_date_is_that_of_the_settings_whatever_the_tables_are_of(tmp_path):
    given = {"flows": [(ZHUMADIAN, EAST, 50)], "agreements": AGREEMENTS}
    said = "reference_date = 2027-01-30"  # as TOML has days
    results = geo.run(
        geo.City.open(write_corridor_city(tmp_path / "a", day=said, **given)), analyses=CORRIDORS
    )
    assert results[Corridors].day == date(2027, 1, 30)
    assert results[Corridors].frame["state"].tolist() == ["lapsed"]
    assert manifest_of(results) == {"corridors": {"reference_date": "2027-01-30"}}


def test_without_a_setting_agreements_are_judged_today(tmp_path):
    before = datetime.now().astimezone().date()
    found = reference_date(geo.City.open(write_corridor_city(tmp_path / "a", day="")))
    assert before <= found <= datetime.now().astimezone().date()


def test_a_reference_date_that_is_no_day_is_told(tmp_path):
    folder = write_corridor_city(tmp_path / "a", day='reference_date = "2026-02-30"')
    with pytest.raises(CityError) as told:
        geo.City.open(folder)
    [issue] = told.value.issues
    assert (issue.what, issue.column) == ("issue.setting_day", "reference_date")


def test_an_agreement_inside_a_corridor_is_no_agreement_of_the_whole(tmp_path):
    results = run(tmp_path / "c", agreements=[(EAST, "411722", "2024-01-01", "2030-01-01")])
    told = row(results[Corridors])
    assert (told["state"], told["agreements_inside"]) == ("missing", 1)
    finer = row(corridors_of(results, "county", "district"), f"411722-{EAST}")
    assert (finer["state"], finer["agreements_inside"]) == ("agreed", 0)


NOTICES = [
    # The 29th is made up, the 1st to the 7th are free: the 10th is the fifth working day.
    ("990100", ZHUMADIAN, "2024-09-27", "2024-10-10"),
    ("990100", ZHUMADIAN, "2024-09-27", "2024-10-11"),
    ("990100", ZHUMADIAN, "2024-10-25", ""),
    (ZHUMADIAN, "990100", "2024-10-08", "2024-10-09"),
    (ZHUMADIAN, "990100", "2024-10-08", ""),
    (ZHUMADIAN, "990100", "1999-05-05", "1999-05-06"),
    (ZHUMADIAN, "990100", "2025-01-06", "2025-01-07"),  # after the reference date
]


@pytest.fixture(scope="module")
def dealing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notices") / "city"
    return run(
        folder,
        day='reference_date = "2024-10-31"',
        agreements=[("990100", ZHUMADIAN, "2024-01-01", "长期")],
        notices=NOTICES,
    )


def test_notices_answered_within_five_working_days(dealing):
    city = corridors_of(dealing, "prefecture", "city")
    told = row(city, f"{ZHUMADIAN}-990100")
    counts = [f"notices_{name}" for name in ("sent", "answered", "in_time", "late", "pending")]
    assert told[counts].tolist() == [6, 3, 2, 2, 1]
    assert told["notices_unknown_year"] == 1
    assert told[["on_time_share_partner", "on_time_share_local"]].tolist() == [1 / 2, 1 / 2]
    assert not told[["meets_norm_partner", "meets_norm_local"]].any()
    assert "corridor_note.unknown_year" in {note.what for note in dealing[Corridors].notes}


def test_the_notices_of_the_city_are_in_one_row_of_the_table_of_its_districts(dealing):
    table = corridor_table(dealing[Corridors])
    assert table["notices_sent"].sum() == 6
    [other] = table[table["notices_sent"].notna()].to_dict("records")
    assert (other["origin_state"], other["agreement"]) == (
        "larger_agreement",
        f"990100–{ZHUMADIAN}",
    )
    assert pd.isna(other["flow"])


@pytest.mark.parametrize("turned", [False, True])
def test_both_ends_read_the_same_card(dealing, tmp_path, turned):
    if turned:  # whoever comes first in the table of agreements
        dealing = run(
            tmp_path / "city",
            day='reference_date = "2024-10-31"',
            agreements=[(ZHUMADIAN, "990100", "2024-01-01", "长期")],
            notices=NOTICES,
        )
    card = score_card(dealing[Corridors], BEST, dealing)
    assert card["start_code"].tolist() == card["stop_code"].tolist()[::-1] == [ZHUMADIAN, EAST]
    assert card["flow"].tolist() == [900, pd.NA]
    assert card["notices_received"].tolist() == [3, 3]
    assert card["notices_in_time"].tolist() == [1, 1]
    assert card["notices_due"].tolist() == [2, 2]
    assert card["on_time_share"].tolist() == [0.5, 0.5]
    assert card["meets_norm"].tolist() == [False, False]
    assert set(card["notices_under"]) == {
        "–".join(sorted((ZHUMADIAN, "990100"), reverse=not turned))
    }


def test_no_such_corridor(dealing):
    with pytest.raises(KeyError):
        score_card(dealing[Corridors], "1-2", dealing)


def test_a_card_between_regions_of_one_province_knows_who_wrote(tmp_path):
    results = run(
        tmp_path / "c",
        flows=[("410100", "410200", 60), ("410200", "410100", 90), (FUYANG, LONGNAN, 20)],
        agreements=[("410000", "410100", "2024-01-01", "长期")],
        notices=[("410100", "410000", "2026-09-01", "2026-09-02")],
    )
    assert results[Corridors].between
    [pair] = [name for name in results[Corridors].frame["corridor"] if name.startswith("410200")]
    assert pair == "410200-410100"  # more people went to the latter
    card = score_card(results[Corridors], pair, results)
    assert card["notices_received"].fillna(0).tolist() == [0, 1]


def test_stable_under_noise_tells_how_many_flip(tmp_path):
    # p of the first is .0164 at the east, one of three: a little less, and it is kept no more.
    came = [(CODES[0], ZHUMADIAN, 872), (CODES[1], LONGNAN, 64), (CODES[1], FUYANG, 64)]
    told = run(tmp_path / "c", came=came)[Corridors]
    assert told.frame["p_value"].iloc[0] == pytest.approx(0.128**2)
    assert told.frame["rank_unstable"].tolist() == [True, False, False]
    assert 0 < told.frame["selection_frequency"].iloc[0] < 1
    assert (told.stability["percent"], told.stability["draws"]) == (10, 100)
    assert (told.stability["kept"], told.stability["flipping"]) == (1, 1)
    flipped = 1 - told.frame["selection_frequency"].iloc[0]
    assert told.stability["unstable_mean"] == pytest.approx(flipped)


def test_the_unit_is_the_prefecture_unless_most_are_known_by_province_alone(tmp_path, results):
    assert results[Corridors].partner == "prefecture"
    rough = [(CODES[0], "四川省", 70), (CODES[0], "安徽", 40), (CODES[2], LONGNAN, 30)]
    told = run(tmp_path / "c", came=rough)[Corridors]
    assert told.partner == "province"
    assert told.frame["partner_name"].tolist() == ["四川省", "安徽省", "甘肃省"]


def test_without_a_known_end_the_headers_stand_and_nothing_is_worked_out(results, monkeypatch):
    monkeypatch.setattr("geo.analyses.corridors.build.measured", None)
    flows = results[Flows]
    unknown = flows.frame.assign(**dict.fromkeys(PARTNER_CODES), state="missing")
    for frame in (unknown, flows.frame.iloc[:0]):
        made = corridors_of(results.having(replace(flows, frame=frame)))
        assert list(made.frame) == list(results[Corridors].frame)
        assert made.unresolved["flow"].sum() == made.total_flow == frame["flow"].sum()
        assert corridor_table(made)["flow"].sum() == frame["flow"].sum()


def test_units_that_are_none_are_refused(results):
    with pytest.raises(ValueError, match="is none of"):
        corridors_of(results, "village", "district")


def test_every_end_is_placed_once(results):
    places = places_of(results, results[Corridors])
    assert places[["end", "code"]].to_numpy().tolist() == [
        ["partner", FUYANG], ["partner", ZHUMADIAN], ["partner", LONGNAN], ["local", EAST], ["local", WEST],
    ]  # fmt: skip
    assert places[["lon", "lat"]].notna().all(axis=None)
    assert places["lon"].between(73, 136).all()


PARTNERS = st.sampled_from(
    [
        ("410000", ZHUMADIAN, "411722", "resolved"),
        ("410000", ZHUMADIAN, None, "resolved"),
        ("620000", LONGNAN, "621227", "resolved"),
        ("620000", None, None, "ambiguous"),
        ("990000", "990100", EAST, "resolved"),  # the city itself
        (None, None, None, "unknown"),
        (None, None, None, "missing"),
    ]
)
LOCALS = st.sampled_from([*CODES, EAST, WEST, "990101001", "990100", None])
ROWS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), LOCALS, PARTNERS, st.integers(0, 10**5)),
    max_size=14,
)


UNITS = {"city": 0, "district": 6, "subdistrict": 9, "community": 12}


def local_unit(code, unit):
    """Detect by the digits of a code what it lies in; None where it is larger itself."""
    if code is None or unit == "city":
        return code and "990100"
    large = code == "990100" or len(code) < UNITS[unit]
    return None if large else code[: UNITS[unit]]


def summed(pairs):
    sums = {}
    for key, volume in pairs:
        sums[key] = sums.get(key, 0) + volume
    return {key: volume for key, volume in sums.items() if volume}


def by(frame, column):
    return summed(zip(frame[column].where(frame[column].notna(), None), frame["flow"], strict=True))


@settings(max_examples=12, deadline=None)
@given(ROWS, st.sampled_from(list(product(PARTNER_LEVELS, LOCAL_LEVELS))))
def test_flow_add_up_to_everybody_at_every_pair_of_units(results, rows, units):
    flat = [(direction, local, *partner, volume) for direction, local, partner, volume in rows]
    frame = pd.DataFrame(flat, columns=list(FLOW_COLUMNS))
    frame = frame.astype(dict.fromkeys(FLOW_COLUMNS[:-1], "str") | {"flow": "int64"})
    flows = replace(results[Flows], frame=frame, directions=("in", "out"))
    told = corridors_of(results.having(flows), *units, draws=0)
    table = corridor_table(told)
    assert table["flow"].sum() == told.total_flow == sum(volume for *_, volume in rows)

    outside = [row for row in rows if row[2][1] != "990100"]
    assert told.total_flow - told.within_city == sum(volume for *_, volume in outside)
    for direction in ("in", "out"):
        there = sum(volume for w, *_, volume in outside if w == direction)
        assert table[f"{direction}flow"].sum() == there
    partner, local = units
    lost = told.unresolved[told.unresolved["state"] != "local_unknown"]
    at_local = summed((local_unit(end, local), n) for _, end, _, n in outside)
    at_local.pop(None, None)
    assert by(pd.concat([told.frame, lost]).dropna(subset="local_code"), "local_code") == at_local
    at = PARTNER_LEVELS.index(partner)
    known = [row for row in outside if row[2][at] and local_unit(row[1], local)]
    assert by(told.frame, "partner_code") == summed((of[at], n) for _, _, of, n in known)


def test_flows_known_by_the_city_alone_are_corridors_of_the_city(results):
    frame = results[Flows].frame
    by_city = replace(results[Flows], frame=frame.assign(local_code="990100"))
    usual = corridors_of(results.having(by_city), draws=0)
    assert usual.local == "city"
    assert set(usual.frame["local_code"]) == {"990100"}
    assert results[Corridors].local == "district"
