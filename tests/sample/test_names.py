"""The sample city by names instead of codes: the very same staffing table."""

import shutil

import pandas as pd
import pytest

import geo
from geo.analyses import population, staffing, validation
from geo.analyses.staffing.model import Staffing
from geo.core.issues import TableError
from geo.pipeline import run

STAFFING = (population.ANALYSIS, validation.ANALYSIS, staffing.ANALYSIS)
PLACE = 'columns = { lon = "经度", lat = "纬度", community = "社区代码", origin = "户籍地代码" }'


@pytest.fixture
def remade(built, tmp_path):
    """Remake the last month without points, and the roster, by codes or by names."""
    units = geo.City.open(built).communities.frame.set_index("community_code")

    def make(way, named):
        folder = tmp_path / way
        ignored = shutil.ignore_patterns("streets.graphml", "sites.csv")
        shutil.copytree(built, folder, ignore=ignored)
        toml = (folder / "city.toml").read_text("utf-8").replace(PLACE, "")
        for part in ("sites", "streets"):
            toml = toml.replace(f"[{part}]\n", "").replace(f'file = "{part}.', '# "')
        toml = toml.replace('coordinates = "gcj02"\n\n[staff]', "\n[staff]")
        for month in ("2026-08", "2026-09"):
            toml = toml.replace(f'"records/{month}.parquet", ', "")
        (folder / "city.toml").write_text(toml, "utf-8")
        path = folder / "records" / "2026-10.parquet"
        records = pd.read_parquet(path).drop(columns=["经度", "纬度"])
        records.assign(**named(records.pop("社区代码"), units)).to_parquet(path)
        roster = pd.read_excel(folder / "staff.xlsx", header=2, dtype="str", engine="openpyxl")
        assert {"社区代码", "街道代码", "人数"} <= set(roster)
        roster = roster[roster["人数"].notna()].drop(
            columns=["社区名称", "街道名称"], errors="ignore"
        )
        codes, streets = roster.pop("社区代码"), roster.pop("街道代码")
        roster = roster.assign(**named(codes, units, streets))
        roster.to_csv(folder / "staff.csv", index=False)
        (folder / "city.toml").write_text(toml.replace("staff.xlsx", "staff.csv"), "utf-8")
        return geo.City.open(folder)

    return make


def by_codes(codes, _units, streets=None):
    return {"社区代码": codes} | ({} if streets is None else {"街道代码": streets})


def by_names(codes, units, streets=None):
    """Names with their subdistricts; codes that nobody has stay, in the same column."""
    name = codes.map(units["community_name"].str.replace("社区", "居民委员会")).fillna(codes)
    street = units.drop_duplicates("subdistrict_code").set_index("subdistrict_code")
    given = codes.map(units["subdistrict_code"]).fillna(streets) if streets is not None else None
    near = (
        codes.map(units["subdistrict_name"])
        if given is None
        else given.map(street["subdistrict_name"])
    )
    return {"社区": name, "街道": near.str.replace("街道", "街道办事处")}


@pytest.mark.long
def test_the_sample_by_names_is_the_sample_by_codes(remade):
    codes, names = (
        run(remade(way.__name__, way), analyses=STAFFING) for way in (by_codes, by_names)
    )
    pd.testing.assert_frame_equal(codes[Staffing].communities, names[Staffing].communities)
    pd.testing.assert_frame_equal(codes[Staffing].subdistricts, names[Staffing].subdistricts)
    assert codes.city_total["floating_population"].item() > 1_000_000


def test_names_of_another_city_stop_the_run(remade):
    def elsewhere(codes, units, streets=None):
        return by_codes(codes, units, streets) | {"社区代码": "远方" + codes}

    with pytest.raises(TableError) as error:
        run(remade("elsewhere", elsewhere), analyses=STAFFING)
    assert "issue.loss_names" in {issue.what for issue in error.value.issues}
