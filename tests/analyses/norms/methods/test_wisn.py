"""WISN against a published example, and against plain loops."""

import pandas as pd
import pytest

from geo.analyses.norms.methods.wisn import activity_needs, roles_of, staffing_needs

TIME = {
    "role_key": "clinician", "weeks": 52.0, "days_per_week": 4.5, "hours_per_day": 8.0,
    "public_holidays": 10.0, "annual_leave": 30.0, "sick_leave": 15.0, "other_leave": 0.0,
    "level": "community",
}  # fmt: skip


def activity(name, kind, time, unit, per, doing=1.0, role="clinician"):
    return {
        "role_key": role, "role": role, "activity": name, "activity_kind": kind, "time": time,
        "time_unit": unit, "per": per, "staff_doing": doing,
    }  # fmt: skip


def needs_of(activities, workload, staff, time=None):
    listed = pd.DataFrame(activities)
    roles = roles_of(pd.DataFrame([time or TIME]), listed)
    counted = pd.DataFrame(workload, columns=["role_key", "code", "activity", "annual_workload"])
    needs = activity_needs(counted, listed, roles)
    posts = pd.Series(staff, pd.MultiIndex.from_arrays([["clinician"], ["x"]])[: len(staff)])
    return roles.loc["clinician"], needs, staffing_needs(needs, roles, posts)


def test_the_clinic_of_burmen_and_others_2017():
    """Human Resources for Health 15:9, table 3: 100,000 visits of 15 minutes, 10 days training."""
    visits = activity("visit", "service", 15.0, "minutes", "case")
    training = activity("training", "support", 10.0, "days", "year")
    role, needs, [line] = (
        got if at < 2 else got.to_dict("records")
        for at, got in enumerate(
            needs_of([visits, training], [("clinician", "x", "visit", 100_000.0)], [12.0])
        )
    )
    assert role["available_hours"] == 179 * 8
    assert needs["standard_workload"].tolist() == [179 * 8 * 4]
    assert round(line["service_staff"], 2) == 17.46
    assert round(role["category_allowance_factor"], 3) == 1.059
    assert round(line["required_staff"], 2) == 18.49
    assert round(line["difference"], 2) == -6.49
    assert (round(line["wisn_ratio"], 2), line["status"]) == (0.65, "understaffed")


def test_allowances_of_every_unit_and_period_agree_with_plain_sums():
    kinds = [
        activity("visit", "service", 0.25, "hours", "case"),
        activity("a", "support", 5.0, "percent", "year"),
        activity("b", "support", 30.0, "minutes", "day"),
        activity("c", "support", 1.0, "hours", "week"),
        activity("d", "support", 1.0, "days", "month"),
        activity("e", "additional", 2.0, "hours", "week", 3.0),
        activity("f", "additional", 5.0, "days", "year", 2.0),
    ]
    role, _, needs = needs_of(kinds, [("clinician", "x", "visit", 1000.0)], [0.0])
    hours = 179 * 8
    share = 0.05 + 0.5 * 179 / hours + (179 / 4.5) / hours + 12 * 8 / hours
    iaf = (3 * 2 * 179 / 4.5 + 2 * 5 * 8) / hours
    assert role["category_allowance_factor"] == pytest.approx(1 / (1 - share))
    assert role["individual_allowance_factor"] == pytest.approx(iaf)
    expected = 1000 * 0.25 / hours / (1 - share) + iaf
    assert needs["required_staff"].iloc[0] == pytest.approx(expected)
    assert needs["status"].tolist() == ["unstaffed"]


def test_what_cannot_be_known_is_never_a_number():
    visit = activity("visit", "service", 15.0, "minutes", "case")
    test = activity("test", "service", 5.0, "minutes", "case")
    rows = [("clinician", "x", "visit", 5.0), ("clinician", "x", "test", float("nan"))]
    assert needs_of([visit, test], rows, [1.0])[2]["status"].tolist() == ["no_data"]
    idle = [("clinician", "x", "visit", 0.0), ("clinician", "x", "test", 0.0)]
    [line] = needs_of([visit, test], idle, [1.0])[2].to_dict("records")
    assert (line["status"], line["required_staff"]) == ("no_demand", 0)
    [line] = needs_of([visit], [("clinician", "x", "visit", 5.0)], [float("nan")])[2].to_dict(
        "records"
    )
    assert line["status"] == "no_data"
    all_day = activity("meetings", "support", 8.0, "hours", "day")
    assert needs_of([visit, all_day], [], [])[0]["reason"] == "no_time_left"
    assert needs_of([all_day], [], [])[0]["reason"] == "no_service"
    other = TIME | {"role_key": "nurse"}
    assert needs_of([visit], [], [], other)[0]["reason"] == "no_working_time"
