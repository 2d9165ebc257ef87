"""Corridors of records of several months, against plain pandas on the table of origins."""

import pandas as pd
import pytest
from support.corridor_worlds import (
    CODES,
    FUYANG,
    LONGNAN,
    ZHUMADIAN,
    write_corridor_city,
    write_rows,
)
from support.needed import needed

import geo
from geo import pipeline
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.periods import corridor_periods, in_period, most_in_any_period
from geo.export import write_run

CORRIDORS = needed("corridors")
COUNTS = [  # community, origin, people by month
    (CODES[0], ZHUMADIAN, (40, 70, 700)), (CODES[1], "411722", (5, 5, 9)),
    (CODES[2], LONGNAN, (60, 45, 0)), (CODES[3], FUYANG, (0, 0, 15)), (CODES[0], "", (3, 3, 3)),
]  # fmt: skip
MONTHS = ("2026-08", "2026-09", "2026-10")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = write_corridor_city(tmp_path_factory.mktemp("months") / "city", month="")
    rows = [("社区代码", "户籍地", "人数", "统计月份")]
    for code, origin, of_months in COUNTS:
        rows += [(code, origin, n, month) for n, month in zip(of_months, MONTHS, strict=True) if n]
    rows.append((CODES[0], ZHUMADIAN, 1, "1926-10"))
    write_rows(folder / "records" / "records.csv", rows)
    return folder


@pytest.fixture(scope="module")
def results(city):
    return pipeline.run(geo.City.open(city))


def test_every_corridor_is_followed_and_a_doubtful_month_is_not(results):
    told = corridor_periods(results, results[Corridors])
    assert told["period"].unique().tolist() == list(MONTHS)
    inflow = told.groupby(["partner_name", "local_name"])["inflow"].agg(list).to_dict()
    assert inflow == {
        ("驻马店市", "东区"): [45, 75, 709],
        ("陇南市", "=西县"): [60, 45, 0],
        ("阜阳市", "=西县"): [0, 0, 15],
    }
    last = told[told["period"] == MONTHS[-1]].set_index("partner_name")
    assert last["trend"].to_dict() == {
        "驻马店市": "growing",
        "陇南市": "vanishing",
        "阜阳市": "emerging",
    }
    assert last["previous_inflow"].to_dict() == {"驻马店市": 75, "陇南市": 45, "阜阳市": 0}


def test_the_period_reported_has_the_inflow_of_the_corridors(results):
    frame = results[Corridors].frame
    told = corridor_periods(results, results[Corridors])
    reported = told[(told["period"] == results.period) & (told["inflow"] > 0)]
    assert reported.set_index("corridor")["inflow"].to_dict() == (
        frame.set_index("corridor")["inflow"].to_dict()
    )
    then = in_period(frame, told, "2026-09")
    assert then.set_index("corridor")["flow"].to_dict() == {f"{ZHUMADIAN}-990101": 75}
    assert then[["outflow", "net_migration", "inflow_ratio"]].isna().all(axis=None)
    assert most_in_any_period(frame, told) == 709


def test_a_run_leaves_the_table_and_one_period_leaves_it_empty(results, tmp_path):
    write_run(results, tmp_path / "months")
    told = pd.read_csv(tmp_path / "months" / "corridor_periods.csv")
    assert len(told) == 9
    assert told["change"].sum() == (709 + 0 + 15) - (45 + 60 + 0)
    one = geo.run(geo.City.open(write_corridor_city(tmp_path / "one")), analyses=CORRIDORS)
    assert corridor_periods(one, one[Corridors]).empty
    assert list(corridor_periods(one, one[Corridors])) == list(told)


def test_a_ready_table_of_flows_has_no_periods(city, tmp_path):
    flows = [(ZHUMADIAN, CODES[0], 10)]
    ready = write_corridor_city(tmp_path / "ready", flows=flows)
    (ready / "records" / "records.csv").write_bytes((city / "records/records.csv").read_bytes())
    settings = (ready / "city.toml").read_text("utf-8")
    settings = settings.replace("[records]", '[records]\nperiod = "2026-10"')
    (ready / "city.toml").write_text(settings, "utf-8")
    results = geo.run(geo.City.open(ready), analyses=CORRIDORS)
    assert results[Flows].by_period.empty
    assert corridor_periods(results, results[Corridors]).empty
