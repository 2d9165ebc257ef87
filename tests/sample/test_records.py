import geopandas as gpd
import pandas as pd
import pytest

from geo.sample.population import PERIODS
from geo.sample.records import HEADERS

SHARE = 0.005


@pytest.fixture(params=PERIODS)
def faulty(request, records, layer):
    """Records of a period, with masks of what is the matter."""
    frame = records[request.param]
    known = frame["社区代码"].isin(layer["社区代码"])
    zone = frame["社区代码"].str.startswith("990171").fillna(value=False)
    return frame.assign(
        known=known,
        stated=frame["社区代码"].notna(),
        pointless=frame["经度"].isna() & ~zone,
        swapped=frame["经度"] < frame["纬度"],
        sea=frame["经度"].gt(120) | frame["经度"].eq(0),
        city=frame["经度"].between(103, 104),
        zone=zone,
    )


def share(mask):
    return pytest.approx(SHARE, rel=0.1) == mask.mean()


def test_headers_are_those_of_a_system_and_none_is_personal(records):
    for frame in records.values():
        assert list(frame.columns)[:8] == list(HEADERS.values())


def test_points_missing_with_and_without_a_code(faulty):
    assert share(faulty.eval("pointless & known"))
    assert share(faulty.eval("pointless & not stated"))
    assert share(faulty.eval("pointless & stated & not known"))
    assert faulty["经度"].isna().equals(faulty["纬度"].isna())


def test_codes_that_do_not_exist(faulty):
    assert share(faulty.eval("stated & not known & city"))


def test_points_at_sea_with_and_without_a_code(faulty):
    assert share(faulty.eval("sea & known"))
    assert share(faulty.eval("sea & not stated"))


def test_points_swapped_with_and_without_a_code(faulty):
    assert share(faulty.eval("swapped & known"))
    assert share(faulty.eval("swapped & not stated"))


def test_points_just_outside_without_a_code(faulty, layer):
    outside = faulty[faulty.eval("city & not stated") & faulty["at"].isna()]
    assert len(outside) / len(faulty) == pytest.approx(SHARE, rel=0.1)
    points = gpd.GeoSeries(gpd.points_from_xy(outside["lon"], outside["lat"]), crs=4326)
    city = layer.to_crs("EPSG:32648").union_all()
    away_m = points.to_crs("EPSG:32648").distance(city)
    assert away_m.between(1, 49).all()


def test_points_and_codes_that_disagree(faulty):
    assert share(
        faulty.eval("known & city") & faulty["at"].notna() & (faulty["at"] != faulty["社区代码"])
    )


def test_records_given_twice_are_alike(faulty):
    again = faulty["记录编号"].duplicated()
    assert share(again)
    one = faulty[again].sort_values("记录编号", ignore_index=True)
    other = faulty[~again & faulty["记录编号"].isin(one["记录编号"])]
    pd.testing.assert_frame_equal(one, other.sort_values("记录编号", ignore_index=True))


def test_counts_of_one_subdistrict_are_negative_or_not_whole(faulty):
    negative, fraction = faulty["人数"] < 0, faulty["人数"] % 1 != 0
    stated = faulty["社区代码"].where(faulty["known"] & (faulty["at"] == faulty["社区代码"]))
    subdistricts = stated.str[:9]
    [one] = subdistricts[negative | fraction].dropna().unique()
    bad = (negative | fraction)[subdistricts == one].mean()
    assert bad == pytest.approx(0.5, abs=0.1)
    once = ~faulty["记录编号"].duplicated()
    assert (negative & once).sum() == pytest.approx((fraction & once).sum(), abs=2)


def test_origins_missing(faulty):
    assert share(faulty["户籍地代码"].isna())
    assert faulty["户籍地代码"].dropna().str.fullmatch(r"\d{6}").all()


def test_the_rest_is_sound(faulty):
    """Every other record has a point in the community it states, or is of the zone."""
    sound = faulty["at"].notna() & (faulty["at"] == faulty["社区代码"]) | faulty["zone"]
    assert sound.mean() == pytest.approx(1 - 9 * SHARE, abs=SHARE)
