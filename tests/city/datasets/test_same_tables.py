"""The same people as offices may write them: units, months, names, pages, formats, in any order."""

import random
from decimal import Decimal

import geopandas as gpd
import pandas as pd
import pytest
from hostile import make
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely import box

from geo.city.datasets.records import Records
from geo.city.settings import RecordSettings
from geo.core.progress import silent
from geo.formats.excel import reader as excel_tables
from geo.formats.limits import Limits
from geo.formats.source import Source
from geo.regions.unit_names import UnitNames

CODES = ["990101001001", "990101001002", "990101002001"]
NAMES = [("东街道", "桃源社区"), ("东街道", "梨园社区"), ("西街道", "桃源社区")]
PLACES = dict(zip(CODES, NAMES, strict=True))
UNITS = UnitNames(
    gpd.GeoDataFrame(
        {
            "community_code": CODES,
            "community_name": [name for _, name in PLACES.values()],
            "subdistrict_code": [code[:9] for code in CODES],
            "subdistrict_name": [street for street, _ in PLACES.values()],
            "district_code": "990101",
            "district_name": "沙洲区",
        },
        geometry=[box(at, 0, at + 1, 1) for at in range(3)],
        crs=4326,
    )
)
HEADERS = ["社区代码", "人数", "统计月份"]
MONTHS = ["2026-08", "2026-09", "2026-10"]
ROWS = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 10**6), st.sampled_from(MONTHS)),
    min_size=2,
    max_size=12,
)
WRITERS = {
    "csv": make.write_csv,
    "xlsx": make.write_xlsx,
    "xls": make.write_xls,
    "ods": make.write_ods,
    "parquet": make.write_parquet,
    "feather": make.write_feather,
}


def read(*sources):
    """Count the people of every community and month; nothing may be wrong."""
    records = Records(sources, RecordSettings(), names=UNITS)
    frame = pd.concat([*records.batches(silent)], ignore_index=True)
    serious = {issue.what for issue in records.issues if not issue.is_note}
    assert serious <= {"issue.headers_again"}
    assert not frame["issue"].any()
    return frame.groupby(["community_code", "period"])["count"].sum().to_dict()


def divided(number, by):
    return f"{Decimal(number) / by:f}"


def said(number):
    """Write a number as people do."""
    forms = [f"{number:,}", f"{number}人", f"{number}.0", f" {number} "]
    forms.append(divided(number, 10_000) + "万")
    forms.append("".join(chr(ord(digit) + 0xFEE0) for digit in str(number)))
    return forms[number % len(forms)]


def month_said(month, number):
    year, of_year = month[:4], int(month[5:])
    forms = [f"{year}年{of_year}月", month.replace("-", ""), f"{month}-01", f"{year}/{of_year}"]
    return forms[number % len(forms)]


def as_offices_write(rows):
    """List tables that mean the same, each a list of files of rows, headers first."""
    yield (
        "in ten thousands",
        [[["社区代码", "人数（万人）", "月份"], *([c, divided(n, 10**4), m] for c, n, m in rows)]],
    )
    yield (
        "unit behind the header",
        [[["社区代码", "人数/千人", "月份"], *([c, divided(n, 10**3), m] for c, n, m in rows)]],
    )
    yield (
        "unit above",
        [
            [
                ["某市流动人口", "", ""],
                ["", "", "单位：百人"],
                HEADERS,
                *([c, divided(n, 100), m] for c, n, m in rows),
            ]
        ],
    )
    yield (
        "numbers and months as people write them",
        [[HEADERS, *([c, said(n), month_said(m, n)] for c, n, m in rows)]],
    )
    yield (
        "a year and a month",
        [
            [
                ["年份", "月份", "社区代码", "人数"],
                *([m[:4], str(int(m[5:])), c, str(n)] for c, n, m in rows),
            ]
        ],
    )
    yield (
        "names for codes",
        [[["街道", "社区", "人数", "月份"], *([*PLACES[c], str(n), m] for c, n, m in rows)]],
    )
    yield (
        "the month in the title",
        [
            [
                [f"{month[:4]}年{int(month[5:])}月流动人口", ""],
                HEADERS[:2],
                *([c, str(n)] for c, n, m in rows if m == month),
            ]
            for month in sorted({m for *_, m in rows})
        ],
    )
    # In order: what stands twice on two pages would be another table.
    page = sorted(([c, str(n), m] for c, n, m in rows), key=lambda row: (row[0], row[2]))
    half = len(page) // 2
    yield (
        "pages",
        [
            [
                ["某市流动人口", "", ""],
                HEADERS,
                *page[:half],
                ["第1页 共2页", "", ""],
                HEADERS,
                *page[half:],
                ["合计", str(sum(n for _, n, _ in rows)), ""],
                ["填表人：", "审核人：", "2026-11-02"],
            ]
        ],
    )


@pytest.mark.long
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(rows=ROWS, seed=st.randoms(use_true_random=False), batch=st.integers(1, 5))
def test_however_an_office_writes_it_the_same_people(tmp_path_factory, rows, seed, batch):
    folder = tmp_path_factory.mktemp("s")
    expected = pd.DataFrame(rows).groupby([0, 2])[1].sum().to_dict()
    spoken = list(as_offices_write(seed.sample(rows, len(rows))))
    kinds = ["csv", "xlsx", "xls", "ods"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel_tables, "LIMITS", Limits(batch_rows=batch))
        for at, (name, files) in enumerate(spoken):
            kind = kinds[(at + batch) % len(kinds)]
            sources = [
                Source(
                    WRITERS[kind](folder / f"{at}_{part}.{kind}", table), f"{name} {part}.{kind}"
                )
                for part, table in enumerate(files)
            ]
            assert read(*sources) == expected, name


@pytest.mark.parametrize("kind", WRITERS)
def test_whatever_the_format_and_the_order_of_rows_and_columns(tmp_path, kind):
    rows = [[code, str(at * 37 + 1), month] for at, code in enumerate(CODES) for month in MONTHS]
    expected = read(Source(make.write_csv(tmp_path / "plain.csv", [HEADERS, *rows]), "plain.csv"))
    mixed = random.Random(15).sample(rows, len(rows))
    table = [[line[at] for at in (2, 0, 1)] for line in [HEADERS, *mixed]]
    path = WRITERS[kind](tmp_path / f"r.{kind}", table)
    assert read(Source(path, path.name)) == expected
    parts = [[table[0], *table[1:4]], [table[0], *table[4:]]]
    files = [WRITERS[kind](tmp_path / f"{at}.{kind}", part) for at, part in enumerate(parts)]
    assert read(*(Source(file, file.name) for file in files)) == expected
