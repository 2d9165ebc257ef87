"""What a person does to bring a city of their own, and a small city whose heads nobody knows."""

import json

from browser.screen import settle
from worlds import write_city

from geo.words import say

UPLOADER = "[data-testid='stFileUploaderDropzoneInput']"
HOSTILE_HEAD = "![x](http://example.com/a.png)<img src=http://example.com/b.png>"
NAMES = {"community_code": "BM", "community_name": "MC"}


def odd_city(folder):
    """The small city with heads of its own; its records have a column of names."""
    write_city(folder)
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        told = feature["properties"]
        feature["properties"] = {odd: told[name] for name, odd in NAMES.items()}
    path.write_text(json.dumps(layer), "utf-8")
    (folder / "records" / "records.csv").write_text(
        f"甲,乙,住在哪,多少,姓名,{HOSTILE_HEAD}\n"
        "103.505,40.505,,501,王小明,a\n"
        "103.515,40.505,990101001002,500,李雷,b\n"
        ",,990101001003,501,张丽华,c\n",
        "utf-8",
    )
    return folder


def begin(page, lang):
    """Open the page by its address, as a sidebar would lie over it on a phone; begin a city."""
    page.goto(page.url.split("?")[0].rstrip("/") + f"/data?lang={lang}")
    page.get_by_text(say("upload.title", lang), exact=True).click()
    page.get_by_role("button", name=say("upload.begin", lang)).click()
    page.locator(UPLOADER).wait_for(state="attached")
    settle(page)


def choose_kind(page, lang, kind):
    group = page.get_by_test_id("stButtonGroup")
    group.get_by_text(say(f"upload.{kind}", lang)).first.click()
    settle(page)


def upload(page, *paths):
    page.locator(UPLOADER).set_input_files([str(path) for path in paths])
    page.wait_for_timeout(1500)
    settle(page)


def choose(page, label, option):
    """Choose an option of the box whose label begins so."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label).first
    box.locator("input").click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def apply(page, lang):
    page.get_by_role("button", name=say("upload.apply", lang)).click()
    settle(page)
