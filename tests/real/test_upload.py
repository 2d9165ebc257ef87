"""Jinan brought through the app as offices encode it.

One staffing table, or an issue that is named. ``test_five_ways`` has every encoding, by the API.
"""

import geopandas as gpd
import pytest
from playwright.sync_api import expect
from support import five_ways, uploading
from support.screen import open_page, settle

pytestmark = [pytest.mark.real, pytest.mark.browser]

LANG = "zh"
TOLD = ["floating_population", "staff", "required_staff", "staff_shortfall"]


@pytest.fixture
def bring(visit, jinan):
    """Upload districts, records and the roster."""
    folder, _ = jinan
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    whole = five_ways.with_the_zone(districts)

    def given(write, layer=None):
        page = visit(query=f"?lang={LANG}")
        uploading.begin(page, LANG)
        if layer is None:
            layer = folder / "whole.gpkg"
            whole.to_file(layer, driver="GPKG")
        uploading.bring(page, LANG, "staff", folder / "staff.csv")
        uploading.bring(page, LANG, "records", write(folder, jinan[1]))
        uploading.upload(page, layer(folder, whole) if callable(layer) else layer)
        uploading.say_system(page, LANG)
        return page

    return given


@pytest.fixture
def expected(jinan):
    """What the census says by code, without any point."""
    import geo

    results = geo.run(geo.City.open(jinan[0]))
    return results.communities.sort_values("community_code")[TOLD].astype("float64").to_numpy()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_workbook_and_a_zipped_shapefile_give_the_same_table(bring, expected, tmp_path):
    page = bring(five_ways.workbook, five_ways.zipped_shapefile)
    uploading.run(page, LANG)
    open_page(page, "staffing")
    settle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(f"{five_ways.POPULATION:,}")
    seen = uploading.table(page, LANG, tmp_path)[TOLD].astype("float64").to_numpy()
    assert seen.tolist() == expected.tolist()
