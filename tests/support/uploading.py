"""What a person does to bring a city of their own, and a small city whose headers nobody knows."""

import json

import pyogrio
from playwright.sync_api import TimeoutError as TooSlowError
from playwright.sync_api import expect

from geo.core.i18n import say
from geo.publish.labels import label
from support.screen import open_page, press, settle
from support.worlds import write_city

UPLOADER = "[data-testid='stFileUploaderDropzoneInput']"
KEY = "st-key-upload_files_"
PHONE = 768
TRIES = 6
HOSTILE_HEADER = "![x](http://example.com/a.png)<img src=http://example.com/b.png>"
COLUMNS = ["community_code", "floating_population", "staff", "required_staff", "staff_shortfall"]
NAMES = {"community_code": "BM", "community_name": "MC"}


def odd_city(folder):
    """The small city with headers of its own; its records have a column of names."""
    write_city(folder)
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    for feature in layer["features"]:
        told = feature["properties"]
        feature["properties"] = {odd: told[name] for name, odd in NAMES.items()}
    path.write_text(json.dumps(layer), "utf-8")
    (folder / "records" / "records.csv").write_text(
        f"甲,乙,住在哪,多少,姓名,{HOSTILE_HEADER}\n"
        "103.505,40.505,,501,王小明,a\n"
        "103.515,40.505,990101001002,500,李雷,b\n"
        ",,990101001003,501,张丽华,c\n",
        "utf-8",
    )
    return folder


def begin(page, lang):
    """Go to the Data page, to where files are brought."""
    settle(page)
    open_page(page, "data")
    settle(page)
    uploader = page.locator(UPLOADER)
    for _ in range(TRIES):  # a page that is laid out anew under the pointer takes no click
        if uploader.count() and page.locator(f"[class*='{KEY}']").first.is_visible():
            break
        page.get_by_text(say("upload.title", lang), exact=True).click()
        settle(page)
    expect(uploader).to_be_attached()


def say_kind(page, lang, kind):
    """Say what a file is that was not recognised."""
    choose(page, say("upload.kind", lang), say(f"upload.{kind}", lang))


def bring(page, lang, kind, path):
    """Upload a file, and say what it is if that was not recognised."""
    upload(page, path)
    if page.locator("[class*='st-key-upload_kind__']").count():
        say_kind(page, lang, kind)


def say_system(page, lang, system="wgs84"):
    """Say the coordinate system of all files that do not say theirs."""
    choose(page, say("upload.system_of_all", lang), say(f"system.{system}", lang))


def open_columns(page, name):
    """Open the columns of a file."""
    page.locator(f".st-key-upload_details_{name.replace('.', '-')} button").click()
    settle(page)


def upload(page, *paths):
    """Pass files to the uploader; each time it has taken some, a new one stands in its place."""
    classes = page.locator(f"[class*='{KEY}']").get_attribute("class").split()
    (key,) = (word for word in classes if word.startswith(KEY))
    page.locator(UPLOADER).set_input_files([str(path) for path in paths])
    expect(page.locator(f".{key}")).to_have_count(0)
    settle(page)


def choose(page, label, option):
    """Choose an option of the box whose label begins so; a page drawn anew shuts an open list."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label).first
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        box.locator("input").click()
        try:
            wanted.click(timeout=3000)
            break
        except TooSlowError:
            page.keyboard.press("Escape")
    settle(page)


def apply(page, lang):
    press(page, say("upload.apply", lang))
    settle(page)


def run(page, lang):
    """Run the city; all pages show it then."""
    press(page, say("upload.run", lang), exact=True)
    expect(page.get_by_role("button", name=say("upload.back", lang))).to_have_count(1)
    settle(page)


def table(page, lang, folder):
    """Read back the layer of communities that the Staffing page gives away."""
    with page.expect_download() as made:
        press(page, say("download.layer", lang))
    path = folder / "given_away.gpkg"
    made.value.save_as(path)
    layers = pyogrio.list_layers(path)
    read = pyogrio.read_dataframe(path, layer=layers[0][0], read_geometry=False)
    names = {label(name, lang): name for name in COLUMNS}
    return read.rename(columns=names).sort_values("community_code", ignore_index=True)
