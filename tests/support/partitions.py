"""Records of a small city to be counted in parts, and what one pass over them comes to."""

import numpy as np
import pandas as pd

import geo
from geo.analyses.population.model import count_records

TABLES = (
    "counts", "cells", "demand_points", "by_origin", "by_source", "record_account", "notes", "rejected_records", "overlaps", "unmatched",
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
    frame.to_parquet(folder / "records" / "a.parquet", row_group_size=100)
    frame.iloc[::3].to_csv(folder / "records" / "b.csv", index=False)
    text = (folder / "city.toml").read_text("utf-8")
    files = (
        'files = ["records/a.parquet", "records/b.csv"]\nmatch = ["证件号码"]\nsources = ["公安"]\n'
        "largest_loss_percent = 100"
    )
    (folder / "city.toml").write_text(
        text.replace('files = ["records/records.csv"]', files) + SITES, "utf-8"
    )
    (folder / "sites.csv").write_text("站点名称,经度,纬度\n站,103.505,40.505\n", "utf-8")
    return folder


def in_one(folder):
    city = geo.City.open(folder)
    return count_records(city, city.communities.frame, city.standards), city


def same(record_counts, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(record_counts, name), getattr(other, name), obj=name)
    assert record_counts.codes_stated == other.codes_stated
    assert record_counts.periods == other.periods
    pd.testing.assert_frame_equal(record_counts.diagnostics.unknown, other.diagnostics.unknown)
    losses, others = (one.diagnostics.losses for one in (record_counts, other))
    pd.testing.assert_frame_equal(losses.causes, others.causes)
    pd.testing.assert_frame_equal(losses.names, others.names)
    for file, sample in record_counts.diagnostics.samples.items():
        pd.testing.assert_frame_equal(sample, other.diagnostics.samples[file])
