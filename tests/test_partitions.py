"""Records counted in parts, anywhere and in any order, come to what one pass comes to."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import write_city

import geo
from geo.analyses.population.context import content_of, ground_of
from geo.analyses.population.partitions import count_partition, count_parts, partitions
from geo.pipeline import count_records

TABLES = (
    "counts", "cells", "spots", "by_origin", "by_source", "account", "notes", "set_aside", "overlaps", "unmatched",
)  # fmt: skip
ROWS = 600
SITES = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'


def write_records(folder, seed=1, *, total=False):
    """A Parquet file of many row groups and a CSV: numbers, rows and persons again in each."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "经度": random.choice([103.505, 103.515, 103.5204, 104.0, np.nan], ROWS),
            "纬度": random.choice([40.505, 40.501], ROWS),
            "社区代码": random.choice(["990101001003", "990101009999", None], ROWS),
            "人数": random.choice(["1", "2", "x"], ROWS, p=[0.8, 0.15, 0.05]),
            "户籍地代码": random.choice(["622630", "朝阳区", "无此地", None], ROWS),
            "统计月份": random.choice(["2026-09", "2026-10", "?"], ROWS),
            "来源部门": random.choice(["公安", "卫健"], ROWS),
            "记录编号": random.choice([str(n) for n in range(400)] + [None], ROWS),
            "证件号码": [
                f"62122719{n % 90 + 10:02}0101{n:04}" for n in random.integers(0, 300, ROWS)
            ],
        }
    )
    if total:
        frame.loc[333, ["社区代码", "人数"]] = ["合计", "12"]
        frame.loc[333, ["经度", "纬度"]] = np.nan
    frame.to_parquet(folder / "records" / "a.parquet", row_group_size=50)
    frame.iloc[::3].to_csv(folder / "records" / "b.csv", index=False)
    text = (folder / "city.toml").read_text("utf-8")
    files = (
        'files = ["records/a.parquet", "records/b.csv"]\nmatch = ["证件号码"]\nsources = ["公安"]'
    )
    (folder / "city.toml").write_text(
        text.replace('files = ["records/records.csv"]', files) + SITES, "utf-8"
    )
    (folder / "sites.csv").write_text("站点名称,经度,纬度\n站,103.505,40.505\n", "utf-8")
    return folder


def in_one(folder):
    city = geo.City.open(folder)
    return count_records(city, city.communities.frame, city.standards), city


def in_parts(folder, rows, order=None, areas=None):
    """Count in parts, each pickled to and fro, and done in some order."""
    city = geo.City.open(folder)

    def run(jobs):
        done = {}
        for at in order(len(jobs)) if order else range(len(jobs)):
            part = count_partition(pickle.loads(pickle.dumps(jobs[at])))
            done[at] = pickle.loads(pickle.dumps(part))
        return [done[at] for at in range(len(jobs))]

    total = ground_of(city.folder, city.settings, content_of(city)).new_tally(
        city, city.standards, areas
    )
    parts = count_parts(partitions(city, city.standards, areas, rows), run, total)
    city.remember(parts)
    total.settle()
    return total, city, parts


def same(tally, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(tally, name), getattr(other, name), obj=name)
    assert tally.codes_stated == other.codes_stated
    assert tally.periods == other.periods
    pd.testing.assert_frame_equal(tally.evidence.unknown, other.evidence.unknown)
    for file, sample in tally.evidence.samples.items():
        pd.testing.assert_frame_equal(sample, other.evidence.samples[file])


@pytest.mark.parametrize("total", [False, True])
def test_parts_come_to_the_whole(tmp_path, total):
    folder = write_records(write_city(tmp_path / "city"), total=total)
    tally, city = in_one(folder)
    parted, remembered, parts = in_parts(folder, rows=90, order=lambda n: reversed(range(n)))
    assert len(parts) == (2 if total else 7)
    same(tally, parted)
    by_point = tally.cells[tally.cells["outcome"].isin(["point", "snap"])]
    assert tally.spots["people"].sum() == by_point["people"].sum() > 0
    assert remembered.record_faults == city.record_faults
    pd.testing.assert_frame_equal(remembered.dropped, city.dropped)
    account = tally.account
    assert account.query("stage == 'read' and outcome == 'duplicate'")["rows"].sum() > 100
    assert set(tally.notes["note"]) >= {"alike", "origin_ambiguous", "origin_unknown"}


@settings(max_examples=6, deadline=None)
@given(st.integers(40, 700), st.randoms(use_true_random=False), st.integers(1, 99))
def test_any_parts_in_any_order(tmp_path_factory, rows, random, seed):
    folder = write_records(write_city(tmp_path_factory.mktemp("p") / "city"), seed)
    tally, _ = in_one(folder)
    same(tally, in_parts(folder, rows, lambda n: random.sample(range(n), n))[0])


def test_a_part_holds_no_row_and_shows_no_secret(tmp_path):
    folder = write_records(write_city(tmp_path / "city"))
    city = geo.City.open(folder)
    job = partitions(city, city.standards)[0]
    part = count_partition(job)
    secret = job.secret.value
    assert secret.hex() not in repr(job)
    assert repr(secret) not in repr(job)
    packed = pickle.dumps(part)
    assert secret not in packed
    assert b"62122719" not in packed
