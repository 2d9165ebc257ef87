"""Notices are counted once, and each end is judged by itself, against a recount in plain Python."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from chinese_calendar import is_workday
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corridor_worlds import CODES, EAST, LONGNAN, WEST, ZHUMADIAN

from geo.analyses.corridors.agreement_inputs import dealings_of_city
from geo.analyses.corridors.dealings import agreement_register, answers_of_city, notices_of
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import unit_hierarchy
from geo.core.standards import Standards
from geo.formats.checked import Checked
from geo.regions.partner_places import PartnerPlaces

DAY = date(2024, 10, 31)
CITY, HENAN, SHANGCAI = "990100", "410000", "411722"
COMMUNITIES = pd.DataFrame(
    {
        "community_code": CODES,
        "subdistrict_code": [code[:9] for code in CODES],
        "district_code": [code[:6] for code in CODES],
    }
)
AGREED = (CITY, ZHUMADIAN, date(2024, 1, 1), None, None, None, None)
SENT = [
    # The 29th is made up, the 1st to the 7th are free: the 10th is the fifth working day.
    (CITY, ZHUMADIAN, date(2024, 9, 27), date(2024, 10, 10)),
    (CITY, ZHUMADIAN, date(2024, 9, 27), date(2024, 10, 11)),
    (EAST, ZHUMADIAN, date(2024, 10, 25), None),  # four working days until the reference date
    (ZHUMADIAN, CITY, date(2024, 10, 8), date(2024, 10, 9)),
    (SHANGCAI, CODES[0], date(2024, 10, 8), None),
    (LONGNAN, WEST, date(2024, 9, 2), date(2024, 9, 3)),
    (CITY, HENAN, date(2024, 9, 2), date(2024, 9, 3)),
    (ZHUMADIAN, CITY, date(1999, 5, 5), date(1999, 5, 6)),  # of no known calendar
    (ZHUMADIAN, CITY, date(2025, 1, 6), date(2025, 1, 7)),  # after the reference date
]


def flows_of(agreements, sent, day=DAY, back=None):
    """Return what the city of four communities has agreed and sent."""
    names = ["signed_on", "valid_until", "notices_sent", "notices_answered"]
    agreed = pd.DataFrame(agreements, columns=["code_a", "code_b", *names, "in_time"])
    agreed = agreed.rename(columns={"in_time": "notices_answered_in_time"})
    agreed = agreed.astype(dict.fromkeys(agreed.columns[4:], "Int64"))
    for name in ("notices_received", "notices_replied", "notices_replied_in_time"):
        agreed[name] = pd.array([pd.NA] * len(agreed), dtype="Int64")
    if back is not None:
        agreed.loc[0, ["notices_received", "notices_replied", "notices_replied_in_time"]] = back
    agreed["term"] = agreed["valid_until"].isna().map({True: "open", False: "until"})
    notices = pd.DataFrame(sent, columns=["code_a", "code_b", "sent_on", "answered_on"])
    tables = [
        Checked(table.assign(place_a=table["code_a"], place_b=table["code_b"]))
        for table in (agreed, notices.astype("object").where(notices.notna(), None))
    ]
    city = SimpleNamespace(
        agreements=tables[0], notices=tables[1], abroad=False, partner_places=PartnerPlaces()
    )
    hierarchy = unit_hierarchy(COMMUNITIES, CITY)
    standards = Standards(answer_on_time_percent=90)
    dealings = dealings_of_city(city, hierarchy, day, standards)
    return Flows(hierarchy=hierarchy, city_code=CITY, dealings=dealings, day=day)


def pairs(*codes):
    return pd.DataFrame(codes, columns=["partner_code", "local_code"], dtype="str")


def at(flows, units, *codes):
    of_pairs, rest = notices_of(pairs(*codes), flows, units, 90)
    return of_pairs.set_index(pd.Index(codes)), rest.set_index("agreement")


@pytest.fixture(scope="module")
def flows():
    return flows_of([AGREED], SENT)


def test_an_agreement_has_the_notices_of_all_parts_of_its_places(flows):
    told = flows.dealings.partners.set_index("agreement")
    assert told["notices_sent"].to_dict() == {
        f"{CITY}–{ZHUMADIAN}": 6, f"{HENAN}–{CITY}": 1, f"{LONGNAN}–{WEST}": 1,
    }  # fmt: skip
    row = told.loc[f"{CITY}–{ZHUMADIAN}"]
    # Zhumadian answered one of two in time, the third is not due; the city one, one is overdue.
    assert row[["notices_received_b", "notices_answered_b", "notices_due_b"]].tolist() == [3, 2, 2]
    assert row[["notices_received_a", "notices_answered_a", "notices_due_a"]].tolist() == [3, 1, 2]
    assert row[["on_time_share_a", "on_time_share_b"]].tolist() == [0.5, 0.5]
    assert row[["notices_late", "notices_pending", "notices_unknown_year"]].tolist() == [2, 1, 1]


def test_notices_under_a_larger_agreement_are_seen_at_the_larger(flows):
    corridors, rest = at(flows, ("prefecture", "district"), (ZHUMADIAN, EAST), (LONGNAN, WEST))
    assert corridors["notices_sent"].tolist() == [2, 1]  # of East and of a community in it
    larger = rest.loc[f"{CITY}–{ZHUMADIAN}"]
    assert (larger["origin_state"], larger["notices_sent"]) == ("larger_agreement", 4)
    assert rest.loc[f"{HENAN}–{CITY}", "origin_state"] == "larger_agreement"
    corridors, rest = at(flows, ("province", "city"), (HENAN, CITY), ("620000", CITY))
    assert corridors["notices_sent"].tolist() == [7, 1]
    assert rest.empty


def test_notices_between_places_without_people_are_a_row_of_their_own(flows):
    _, rest = at(flows, ("prefecture", "city"), (ZHUMADIAN, CITY))
    assert rest.loc[f"{LONGNAN}–{WEST}", "origin_state"] == "no_flow"


def test_the_ends_are_never_pooled():
    sent = [(CITY, ZHUMADIAN, date(2024, 9, 2), date(2024, 9, 3))] * 9
    sent += [(ZHUMADIAN, CITY, date(2024, 9, 2), None)]
    flows = flows_of([AGREED], sent)
    corridors, _ = at(flows, ("prefecture", "city"), (ZHUMADIAN, CITY))
    row = corridors.iloc[0]
    assert row[["on_time_share_partner", "on_time_share_local"]].tolist() == [1.0, 0.0]
    assert row[["meets_norm_partner", "meets_norm_local"]].tolist() == [True, False]
    answers = answers_of_city(flows, 90)
    assert answers[["on_time_share_partner", "on_time_share_local"]].tolist() == [1.0, 0.0]


def test_exactly_the_norm_meets_it():
    sent = [(CITY, ZHUMADIAN, date(2024, 9, 2), date(2024, 9, 3))] * 9
    sent += [(CITY, ZHUMADIAN, date(2024, 9, 2), None)]
    row = flows_of([AGREED], sent).dealings.partners.iloc[0]
    assert (row["on_time_share_b"], row["meets_norm_b"]) == (0.9, True)


def test_counts_of_the_table_are_of_what_its_first_place_sent():
    counts = (CITY, ZHUMADIAN, date(2024, 1, 1), None, 400, 300, 200)
    row = flows_of([counts], []).dealings.partners.iloc[0]
    assert row[["notices_sent", "notices_received_b", "notices_due_b"]].tolist() == [400] * 3
    assert (row["on_time_share_b"], row["meets_norm_b"]) == (0.5, False)
    assert pd.isna(row["notices_received_a"])
    assert pd.isna(row["notices_late"])


def test_the_table_may_count_what_its_first_place_got():
    counts = (CITY, ZHUMADIAN, date(2024, 1, 1), None, 400, 300, 200)
    row = flows_of([counts], [], back=[10, 9, 9]).dealings.partners.iloc[0]
    assert row[["notices_sent", "notices_received_a", "notices_received_b"]].tolist() == [
        410, 10, 400,
    ]  # fmt: skip
    assert row[["on_time_share_a", "on_time_share_b"]].tolist() == [0.9, 0.5]
    assert row[["meets_norm_a", "meets_norm_b"]].tolist() == [True, False]


def test_single_notices_go_before_the_counts_of_the_table():
    counts = (CITY, ZHUMADIAN, date(2024, 1, 1), None, 400, 300, 200)
    other = (CITY, LONGNAN, date(2024, 1, 1), None, 5, 4, 3)
    told = flows_of([counts, other], SENT[:3]).dealings.partners.set_index("agreement")
    assert told["notices_sent"].to_dict() == {f"{CITY}–{ZHUMADIAN}": 3, f"{CITY}–{LONGNAN}": 5}


def test_of_two_agreements_of_one_pair_the_one_in_force_has_the_notices():
    over = (ZHUMADIAN, CITY, date(2018, 1, 1), date(2020, 1, 1), None, None, None)
    sent = flows_of([over, AGREED], SENT[:1]).dealings.partners.set_index("state")["notices_sent"]
    assert sent["agreed"] == 1
    assert pd.isna(sent["lapsed"])


def test_without_notices_or_agreements_there_are_none():
    flows = flows_of([], [])
    corridors, rest = at(flows, ("prefecture", "city"), (ZHUMADIAN, CITY))
    assert corridors["notices_sent"].isna().all()
    assert rest.empty
    assert answers_of_city(flows, 90).isna().all()


def test_the_register_lists_each_notice_once(flows):
    results = {Flows: flows}
    told = agreement_register(results)
    assert told["notices_sent"].sum() == len(SENT) - 1  # one is sent after the reference date
    assert told["agreement"].iloc[0] == f"{CITY}–{ZHUMADIAN}"
    assert told["code_b"].tolist()[0] == ZHUMADIAN
    assert agreement_register({Flows: Flows()}).empty


OWN, ELSEWHERE = [CITY, EAST, WEST, CODES[0], CODES[2]], [HENAN, ZHUMADIAN, SHANGCAI, LONGNAN]
DAYS = st.dates(date(2024, 8, 1), date(2024, 11, 10))
ONE_SENT = st.tuples(
    st.sampled_from(OWN), st.sampled_from(ELSEWHERE), DAYS, st.none() | st.integers(0, 15),
    st.booleans(),
).map(lambda drawn: (
    *(drawn[:2] if drawn[4] else drawn[1::-1]),
    drawn[2],
    None if drawn[3] is None else drawn[2] + timedelta(days=drawn[3]),
))  # fmt: skip
ONE_AGREED = st.tuples(st.sampled_from(OWN), st.sampled_from(ELSEWHERE)).map(
    lambda pair: (*pair, *AGREED[2:])
)


def outcome(sent, answered):
    """What became of a notice, by counting days one by one."""
    stop = answered if answered is not None and answered <= DAY else DAY
    days = (stop - sent).days
    worked = sum(is_workday(sent + timedelta(days=step)) for step in range(1, days + 1))
    if stop == answered:
        return "in_time" if worked <= 5 else "late"
    return "pending" if worked <= 5 else "overdue"


def inside(code, whole):
    """Whether a place lies in another, by the digits of their codes."""
    return code.startswith(whole.rstrip("0") if len(whole) == 6 else whole)


@settings(max_examples=12, deadline=None)
@given(st.lists(ONE_SENT, max_size=12), st.lists(ONE_AGREED, max_size=3))
def test_any_notices_are_those_of_a_recount(sent, agreed):
    flows = flows_of(agreed, sent)
    by_day = [row for row in sent if row[2] <= DAY]
    assert flows.dealings.partners["notices_sent"].sum() == len(by_day)
    shown = [(ZHUMADIAN, EAST), (ZHUMADIAN, WEST), (LONGNAN, EAST)]
    corridors, rest = at(flows, ("prefecture", "district"), *shown)
    assert corridors["notices_sent"].sum() + rest["notices_sent"].sum() == len(by_day)
    for partner, local in shown:
        for end, (asks, answers) in {
            "partner": (local, partner), "local": (partner, local),
        }.items():  # fmt: skip
            found = Counter(
                outcome(day, answered)
                for sender, receiver, day, answered in by_day
                if inside(sender, asks) and inside(receiver, answers)
            )
            row = corridors.loc[[(partner, local)]].iloc[0]
            told = row[[f"notices_{name}_{end}" for name in ("received", "in_time", "due")]]
            due = found.total() - found["pending"]
            assert told.fillna(0).tolist() == [found.total(), found["in_time"], due]
