"""One session, one city: matched by hand, seen by nobody else, gone when its visitor goes."""

import json

import pytest
from playwright.sync_api import expect
from support import uploading
from support.screen import open_page, press, settle
from support.visitors import Visitor, holds, status
from support.worlds import write_city

from geo.core.i18n import say
from geo.publish.maps.assets import STATIC

pytestmark = pytest.mark.browser

PHONE = 390
HARMFUL = "..%2f..%2fetc%2f王小明.geojson"
BY_COLUMNS, BY_NAMES = "甲家园社区", "甲乙丙丁社区"
RECORDS = "社区,街道,人数\n社区1,街道,501\n甲乙丙丁社曲,街道,500\n社区3,街道办事处,501\n别处社区,,501\n异乡社区,,500\n"
ROSTER = "所在社区,人数\n社区1,1\n甲乙丙丁居委会,1\n"
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
LIVE = "<script>alert(2)</script>${alert(3)}"


def renamed(folder, changes):
    """Move the layer to a name that goes elsewhere, its communities' names changed."""
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        told = feature["properties"]
        header = "MC" if "MC" in told else "community_name"
        told[header] = changes(told[header])
    path.unlink()
    # A name is only ever shown: it names no place on the server's disk.
    (folder / HARMFUL).write_text(json.dumps(layer), "utf-8")
    return folder


@pytest.fixture
def odd(tmp_path):
    """A city whose headers nobody knows."""
    return renamed(uploading.odd_city(tmp_path / "odd"), lambda _: BY_COLUMNS)


@pytest.fixture
def named(tmp_path):
    """A city with names instead of codes, some of them misspelt and some of another place."""
    own = write_city(tmp_path / "named")
    (own / "records" / "records.csv").write_text(RECORDS, "utf-8")
    (own / "staff.csv").write_text(ROSTER, "utf-8")
    return renamed(own, lambda name: BY_NAMES if name == "社区2" else name)


def fits(page, width):
    """Return whether a page has nothing beside what its screen shows."""
    return page.evaluate("document.documentElement.scrollWidth") <= width


def match_columns(page, city):
    """Bring a city, and say of its files and columns what they are."""
    uploading.begin(page, "zh")
    uploading.upload(page, city / "records" / "records.csv")
    uploading.say_kind(page, "zh", "records")
    shown = page.get_by_test_id("stMain")
    for name in ("王小明", "李雷", "张丽华"):
        expect(shown).not_to_contain_text(name)
    for column, header in (
        ("lon", "甲"),
        ("lat", "乙"),
        ("community_code", "住在哪"),
        ("count", "多少"),
    ):
        uploading.choose(page, say(f"column.{column}", "zh"), header)
    # What a header says stays text, whatever it says.
    assert page.locator("img[src*='example.com']").count() == 0
    expect(shown).to_contain_text("<img src=http://example.com/b.png>")
    uploading.apply(page, "zh")
    uploading.upload(page, city / "staff.csv")
    uploading.say_kind(page, "zh", "staff")
    uploading.upload(page, city / HARMFUL)
    for column, header in (("community_code", "BM"), ("community_name", "MC")):
        uploading.choose(page, say(f"column.{column}", "zh"), header)
    uploading.apply(page, "zh")
    uploading.say_system(page, "zh")


def match_names(page, city):
    """Bring a city whose records have names alone: a loss stops it until it is accepted."""
    uploading.begin(page, "zh")
    uploading.upload(page, city / HARMFUL)
    uploading.say_system(page, "zh")
    uploading.bring(page, "zh", "staff", city / "staff.csv")
    uploading.bring(page, "zh", "records", city / "records" / "records.csv")
    shown, wide = page.get_by_test_id("stMain"), page.viewport_size
    run = page.get_by_role("button", name=say("upload.run", "zh"), exact=True)
    expect(shown).to_contain_text("甲乙丙丁社曲 (500)")
    expect(run).to_be_disabled()
    assert fits(page, wide["width"])
    press(page, say("upload.apply_names", "zh"))
    settle(page)
    expect(shown).to_contain_text("别处社区")
    expect(run).to_be_disabled()
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert fits(page, PHONE)
    press(page, say("data.accept_loss", "zh"))
    settle(page)
    expect(shown).to_contain_text(say("loss.accepted", "zh"))
    page.set_viewport_size(wide)


@pytest.mark.long
def test_two_visitors_match_two_cities_by_hand_and_see_only_their_own(
    context, served, watch, odd, named, tmp_path
):
    matched = {BY_COLUMNS: (match_columns, odd), BY_NAMES: (match_names, named)}
    visitors = {name: Visitor(context, served.address, watch) for name in matched}
    for name, (match, city) in matched.items():
        match(visitors[name].page, city)
    folders = served.own_folders()
    assert len(folders) == 2
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)
    assert all(path.parent in folders for path in served.temporary.rglob("*王小明*"))
    account = say("data.closes_persons", "zh", read="2,503", counted="1,502", aside="1,001")
    told = {BY_COLUMNS: say("upload.shown_now", "zh", name="").split("“")[0], BY_NAMES: account}
    for name, visitor in visitors.items():
        uploading.run(visitor.page, "zh")
        expect(visitor.page.get_by_test_id("stMain")).to_contain_text(told[name])
        visitor.layers.clear()
    for visitor in visitors.values():
        open_page(visitor.page, "staffing")
        settle(visitor.page)
    for name, visitor in visitors.items():
        (other,) = visitors.keys() - {name}
        seen = visitor.sees()
        assert name in seen
        assert other not in seen
        expect(visitor.page.get_by_test_id("stMain")).not_to_contain_text("<NA>")
        table = uploading.table(visitor.page, "zh", tmp_path)
        assert table["floating_population"].tolist() == [501, 500, 501]
        assert table["staff_shortfall"].tolist() == [1, 0, 2]
    first, second = (visitor.layers for visitor in visitors.values())
    assert len(first) == len(second) == 1
    assert first != second
    (mine,), (others,) = first, second
    assert status(mine) == status(others) == 200

    visitors[BY_COLUMNS].page.close()
    assert holds(lambda: status(mine) == 404)
    assert holds(lambda: len(served.own_folders()) == 1)
    assert status(others) == 200
    assert BY_NAMES in visitors[BY_NAMES].sees()

    watch.leave(visitors[BY_NAMES].page)
    served.kill()
    visitors[BY_NAMES].page.close()
    layer = STATIC / "layers" / others.partition("/layers/")[2]
    assert layer.is_file()
    assert served.own_folders()
    served.start()
    assert holds(lambda: not layer.exists())


@pytest.mark.long
def test_files_made_to_harm_are_refused_and_only_what_is_brought_now_is_kept(
    context, served, watch, odd, tmp_path
):
    visitor = Visitor(context, served.address, watch, "?lang=en")
    page = visitor.page
    page.set_viewport_size({"width": PHONE, "height": 1000})
    uploading.begin(page, "en")
    vrt = tmp_path / "<img src=x onerror=alert(1)>.geojson"
    vrt.write_text(VRT, "utf-8")
    uploading.upload(page, vrt)
    told = page.get_by_test_id("stMain")
    expect(told).to_contain_text(say("upload.refused", "en"))
    expect(told).to_contain_text("img_src_x_onerror_alert_1.geojson")
    expect(told).not_to_contain_text("root:")
    live = (odd / HARMFUL).read_text("utf-8").replace(json.dumps(BY_COLUMNS), json.dumps(LIVE))
    (tmp_path / "live.geojson").write_text(live, "utf-8")
    uploading.upload(page, tmp_path / "live.geojson")
    expect(told).to_contain_text(LIVE)
    assert fits(page, PHONE)
    assert len(served.own_folders()) == 1  # the new one
    page.close()
    assert holds(lambda: not served.own_folders())
