"""Bringing a city of one's own: asked for what is needed, told what is wrong.

Shown on all pages.
"""

import json
import shutil
from html import unescape

import pytest
from support.street_city import write_street_city
from support.worlds import write_city

from geo.app import trial
from geo.city import sandbox
from geo.core.i18n import Term, say
from geo.formats.fork_server import run_apart
from geo.formats.paths import MARK

VRT = b"<OGRVRTDataSource></OGRVRTDataSource>"


def folders(rejected):
    """Return the folders of cities that visitors have brought."""
    return [path.parent for path in rejected.rglob("city.toml")]


@pytest.fixture
def apart(monkeypatch):
    """Try files and city in processes of their own, as the app does; list what those ran."""
    ran = []

    def noting(entry, *task):
        ran.append(entry)
        return run_apart(entry, *task)

    for trying in (sandbox, trial):
        monkeypatch.setattr(trying, "run_apart", noting)
    return ran


@pytest.fixture
def own(tmp_path):
    """The files of another city, whose communities have other codes."""
    folder = write_city(tmp_path / "own")
    for path in folder.rglob("*.*"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("990101001", "980202002").replace("990101", "980202"), "utf-8")
    return folder


@pytest.fixture
def said(html):
    return lambda app: unescape(html(app))


@pytest.fixture
def bring(start):
    """Begin a city on the Data page in a language, with functions to go on."""
    return lambda lang: Visit(start("data", lang=lang), lang)


class Visit:
    def __init__(self, app, lang):
        self.app, self.lang = app, lang

    def press(self, key):
        label = say(key, self.lang)
        next(button for button in self.app.button if button.label == label).click().run()

    def can_run(self):
        label = say("upload.run", self.lang)
        return not next(button for button in self.app.button if button.label == label).disabled

    def give_together(self, files):
        """Give files that are recognised, all at once: after each, the page is drawn anew."""
        of_any_kind = "application/octet-stream"
        self.app.file_uploader[0].set_value(
            [(name, content, of_any_kind) for name, content in files.items()]
        ).run()

    def give(self, kind, name, content, system=None):
        if isinstance(content, str):
            content = content.encode()
        self.app.file_uploader[0].set_value([(name, content, "application/octet-stream")]).run()
        asked = [box for box in self.app.selectbox if box.key.startswith("upload_kind__")]
        for box in asked:
            box.set_value(kind).run()
        if system and self.systems(kind, name):
            self.systems(kind, name)[0].set_value(system).run()

    def systems(self, kind, name):
        """The boxes for the system of a file's coordinates: one, or none."""
        key = f"upload_coordinates_{kind}_{name}"
        return [box for box in self.app.selectbox if box.key.startswith(key)]

    def columns(self, name):
        """Open the columns of a file."""
        self.app.button(key=f"upload_details_{name}").click().run()

    def remove(self, name):
        self.app.button(key=f"upload_remove_{name}").click().run()

    def box(self, key):
        label = say(key, self.lang)
        return next(box for box in self.app.selectbox if box.label.split(" ·")[0] == label)

    def boxes(self):
        """What the columns are proposed to be: label -> header."""
        return {
            box.label.split(" ·")[0].removesuffix(" \\*"): box.options[box.index or 0]
            for box in self.app.selectbox
            if "·" in box.label
        }


def give_all(visit, own, records=None):
    """Give boundaries and records at once, and say their system."""
    files = {
        "边界.geojson": (own / "boundaries" / "communities.geojson").read_bytes(),
        "记录.csv": records.encode() if records else (own / "records" / "records.csv").read_bytes(),
    }
    visit.give_together(files)
    visit.box("upload.system_of_all").set_value("wgs84").run()


@pytest.mark.long
def test_files_and_city_are_tried_in_processes_of_their_own(bring, own, apart):
    visit = bring("en")
    give_all(visit, own)
    assert visit.can_run()
    assert set(apart) == {sandbox.ENTRY, trial.ENTRY}
    tried = list(apart)
    visit.press("upload.run")
    assert apart == tried  # what was tried is not tried again


@pytest.mark.long
def test_from_files_to_the_staffing_page_and_back(bring, own, said, start, rejected, lang):
    """By the name it is given, for nobody else, without the filters of the city before."""
    visit = bring(lang)
    staffing, data = "geo/analyses/staffing/page/staffing.py", "geo/app/data/data.py"
    visit.app.switch_page(staffing).run()
    visit.app.multiselect(key="filter_district").set_value(["990101"]).run()
    visit.app.switch_page(data).run()
    give_all(visit, own)
    visit.give("staff", "名册.csv", (own / "staff.csv").read_bytes())
    assert visit.can_run()
    label = say("upload.city_name", lang)
    name = next(box for box in visit.app.text_input if box.label == label)
    name.set_value('甲"<b>市')
    visit.press("upload.run")
    assert say("upload.shown_now", lang, name='甲"<b>市') in said(visit.app)
    assert say("data.closes", lang, read="3", counted="3", aside="0") in said(visit.app)
    visit.app.switch_page(staffing).run()
    assert visit.app.multiselect(key="filter_district").value == []
    shown = visit.app.dataframe[0].value.to_string()
    assert "980202002001" in shown or "社区1" in shown
    assert '甲"<b>市' in said(visit.app)

    other = said(start("data", lang=lang))
    assert "小城" in other
    assert "980202" not in json.dumps(other)

    visit.app.switch_page(data).run()
    visit.press("upload.back")
    assert "小城" in said(visit.app)
    visit.press("upload.run")
    visit.press("upload.discard")
    assert not folders(rejected)
    assert "小城" in said(visit.app)
    assert say("upload.run", lang) not in [button.label for button in visit.app.button]


def test_the_coordinate_system_is_asked_for_never_guessed(bring, own, said):
    visit = bring("en")
    layer = (own / "boundaries" / "communities.geojson").read_bytes()
    visit.give("boundaries", "b.geojson", layer)
    assert visit.box("upload.system_of_all").value is None
    records = (own / "records" / "records.csv").read_bytes()
    visit.give("records", "r.csv", records)
    assert say("upload.still_coordinates", "en", kind=Term("upload.boundaries")) in said(visit.app)
    assert not visit.can_run()
    visit.systems("boundaries", "b.geojson")[0].set_value("wgs84").run()
    told = say("on_page.coordinates_asked", "en")
    assert told in said(visit.app)
    assert not visit.can_run()


def test_the_reference_system_is_asked_for_where_a_layer_was_brought(bring, own):
    visit = bring("en")
    asked = lambda: say("upload.crs", "en") in [box.label for box in visit.app.text_input]  # noqa: E731
    visit.give("sites", "s.csv", "name,lon,lat\nA,103.505,40.505\n", "wgs84")
    visit.columns("s.csv")
    assert not asked()
    points = {"type": "Point", "coordinates": [103.505, 40.505]}
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": points}
    layer = json.dumps({"type": "FeatureCollection", "features": [feature]})
    visit.give("sites", "s.geojson", layer.encode(), "wgs84")
    visit.columns("s.geojson")
    assert asked()


def test_odd_headers_are_guessed_at_and_taken_over_by_hand(bring, own, said):
    visit = bring("en")
    boundaries = (own / "boundaries" / "communities.geojson").read_bytes()
    visit.give("boundaries", "边界.geojson", boundaries, "wgs84")
    rows = "A,B,C,D,姓名\n103.505,40.505,,501,王小明\n103.515,40.505,980202002002,500,李雷\n,,980202002003,501,张丽\n"
    visit.give("records", "odd.csv", rows, "wgs84")
    assert visit.systems("records", "odd.csv")
    boxes = visit.boxes()
    assert (boxes["Longitude"], boxes["Latitude"], boxes["Community code"]) == ("A", "B", "C")
    assert not visit.can_run()  # a guess is no answer
    assert all("姓名" not in box.options for box in visit.app.selectbox)
    visit.box("column.count").set_value(3)
    visit.press("upload.apply")
    assert visit.can_run()
    visit.press("upload.run")
    assert say("data.closes_persons", "en", read="1,502", counted="1,502", aside="0") in said(
        visit.app
    )


@pytest.mark.long
def test_longitude_and_latitude_exchanged_stop_the_run_until_matched_by_hand(bring, own, said):
    visit = bring("zh")
    give_all(visit, own, "经度,纬度,人数\n40.505,103.505,501\n40.505,103.515,500\n")
    assert say("upload.stops", "zh") in visit.app.error[0].value
    assert "经度应为“纬度”，纬度应为“经度”" in said(visit.app)
    assert not visit.can_run()
    visit.columns("记录.csv")
    visit.box("column.lon").set_value(1)
    visit.box("column.lat").set_value(0)
    visit.press("upload.apply")
    visit.press("upload.run")
    closes = say("data.closes_persons", "zh", read="1,001", counted="1,001", aside="0")
    assert closes in said(visit.app)


@pytest.mark.long
def test_what_more_a_city_may_have_is_brought_and_asked_for(bring, own, said, tmp_path):
    streets = write_street_city(tmp_path / "elsewhere") / "streets.graphml"
    visit = bring("en")
    visit.give("out_migrants", "left.csv", "户籍社区代码,现居住地,人数\n980202002001,411700,3\n")
    visit.columns("left.csv")
    visit.app.text_input(key="upload_year_out_migrants_left.csv_None").set_value("2020").run()
    visit.give("flows", "od.csv", "省份,北京,天津\n北京,0,5\n天津,7,0\n")
    visit.columns("od.csv")
    assert say("upload.matrix_told", "en") in said(visit.app)
    visit.box("upload.rows").set_value("origin").run()
    visit.give("streets", "streets.osm", "<osm>")
    assert say("upload.refused", "en") in visit.app.error[0].value
    visit.give("streets", "streets.graphml", streets.read_bytes())
    visit.columns("streets.graphml")
    assert "Read: 24 nodes and 44 edges" in said(visit.app)
    give_all(visit, own)
    assert visit.can_run()
    visit.press("upload.run")
    assert not visit.app.error


@pytest.mark.long
def test_a_table_of_r5py_is_brought_and_its_mode_and_unit_are_asked_for(bring, own, said, lang):
    visit = bring(lang)
    sites = "id,name,lon,lat,services\n7,站,103.505,40.505,登记\n"
    visit.give("sites", "sites.csv", sites, "wgs84")
    times = "from_id,to_id,{}\n980202001001,7,600\n980202001002,7,1800\n"
    visit.give("travel_times", "bus.csv", times.format("travel_time"))
    visit.columns("bus.csv")
    visit.box("upload.mode").set_value("transit").run()
    label = say("upload.cutoff_minutes", lang)
    next(box for box in visit.app.text_input if box.label == label).set_value("90").run()
    give_all(visit, own)
    assert not visit.can_run()  # minutes of ten hours: it asks
    visit.box("upload.unit").set_value("seconds").run()
    assert visit.can_run()
    visit.press("upload.run")
    assert not visit.app.error
    visit.app.switch_page("geo/analyses/access/page/access.py").run()
    shown = visit.app.segmented_control(key="access_mode").proto.options
    assert [option.content for option in shown] == [say("access.mode.transit", lang)]
    assert say("access.travel_time_source.matrix", lang) in said(visit.app)
    visit.app.switch_page("geo/app/data/data.py").run()


def test_a_hostile_file_is_a_sentence(bring, said, rejected, lang):
    visit = bring(lang)
    visit.give("boundaries", "<b>x</b>.geojson", VRT)
    sentence = say("issue.not_as_named", lang, value=".geojson", found=Term("kind_of.xml"))
    assert sentence in said(visit.app)
    (folder,) = folders(rejected)
    assert {path.name for path in folder.iterdir()} == {"city.toml", MARK}


def test_persons_are_shown_to_nobody(bring, html):
    visit = bring("zh")
    rows = "社区代码,编号,电话号\n1,11010519491231002X,13800138000\n2,11010519491231002X,13900139000\n3,11010519491231002X,15912345678\n"
    visit.give("records", "r.csv", rows)
    visit.columns("r.csv")
    told = html(visit.app)
    assert "编号" in told
    for secret in ("110105", "13800138000"):
        assert secret not in told
        assert secret not in str(visit.app.selectbox)


def test_hostile_headers_and_cells_are_escaped(bring, html):
    visit = bring("en")
    of_the_page = html(visit.app).count("<script>")
    visit.give("staff", "x.csv", '社区代码,"<img src=x>"\n<script>,"![a](http://x/y.png)"\n')
    told = html(visit.app)
    assert "<img" not in told
    assert told.count("<script>") == of_the_page
    assert "&lt;img src=x&gt;" in told


def test_what_stops_a_run_is_told_at_once_by_the_owners_name(bring, own, said):
    visit = bring("en")
    give_all(visit, own)
    visit.give("staff", "our roster.csv", "甲,人数\n1,2\n3,4\n")
    assert "our_roster.csv: " + say("issue.staff_place", "en") in said(visit.app)
    assert not visit.can_run()
    visit.remove("our_roster.csv")
    assert visit.can_run()


def test_one_header_is_not_two_columns_and_a_month_that_is_none_is_told(bring, own, said):
    visit = bring("en")
    give_all(visit, own)
    visit.columns("记录.csv")
    month = next(box for box in visit.app.text_input if box.label == say("upload.period", "en"))
    month.set_value("October").run()
    told = say("issue.setting_month", "en", here="records.period", value="October")
    assert told in said(visit.app)
    visit.box("column.origin").set_value(3)  # the people
    visit.press("upload.apply")
    assert say("upload.twice", "en") in [error.value for error in visit.app.error]


@pytest.mark.long
def test_files_swept_away_are_no_traceback(bring, own, said, rejected):
    visit = bring("en")
    give_all(visit, own)
    visit.press("upload.run")
    (folder,) = folders(rejected)
    shutil.rmtree(folder)
    assert not visit.app.run().error
    assert "小城" in said(visit.app)
