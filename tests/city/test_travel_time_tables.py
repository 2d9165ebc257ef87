"""Tables of travel times of several modes are brought one after another, changed and removed."""

import io

import pytest
from support.worlds import write_city

from geo.city import uploads
from geo.city.folder import City
from geo.city.settings_editor import files, set_columns, set_setting
from geo.city.travel_time_tables import put_aside, remove_aside, tables_aside, take_up
from geo.core.issues import CityError

CODES = ("990101001001", "990101001002")
ORIGINS = "id,lon,lat\n1,103.505,40.505\n"


@pytest.fixture
def folder(tmp_path):
    folder = write_city(tmp_path / "city")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write("# kept\n")
    return folder


def bring(folder, kind, text):
    return uploads.place(folder, kind, "t.csv", io.BytesIO(text.encode())).name


def bring_times(folder, minutes):
    return bring(folder, "travel_times", f"from_id,to_id,travel_time\n{CODES[0]},站,{minutes}\n")


def minutes_of(folder):
    tables = City.open(folder).travel_times
    return {mode: table.frame["minutes"].tolist() for mode, table in tables.items()}


def test_tables_of_three_modes_stand_beside_each_other(folder):
    for mode, minutes in (("walk", 10), ("transit", 20), ("索道", 30)):
        bring_times(folder, minutes)
        set_setting(folder, "travel_times", "mode", mode)
        if mode != "索道":
            assert put_aside(folder)
    assert minutes_of(folder) == {"walk": [10], "transit": [20], "索道": [30]}
    assert "# kept" in (folder / "city.toml").read_text("utf-8")
    assert take_up(folder, "transit")
    assert minutes_of(folder) == {"walk": [10], "transit": [20], "索道": [30]}
    bring_times(folder, 25)  # in place of that worked on
    assert minutes_of(folder) == {"walk": [10], "transit": [25], "索道": [30]}
    remove_aside(folder, "walk")
    [name] = files(folder, "travel_times")
    uploads.remove(folder, "travel_times", name)
    assert minutes_of(folder) == {"索道": [30]}
    assert len(list(folder.glob("t*.csv"))) == 1
    remove_aside(folder, "索道")
    assert not list(folder.glob("t*.csv"))
    assert "travel_times" not in (folder / "city.toml").read_text("utf-8")


def test_two_tables_of_one_mode_are_refused_and_nothing_is_lost(folder):
    bring_times(folder, 10)
    assert put_aside(folder)  # on foot, as nothing is said
    bring_times(folder, 11)
    assert not put_aside(folder)
    assert not take_up(folder, "walk")
    assert not take_up(folder, "boat")
    with pytest.raises(CityError) as refused:
        City.open(folder)
    assert [issue.what for issue in refused.value.issues] == ["issue.setting_mode_twice"]
    set_setting(folder, "travel_times", "mode", "drive")
    assert put_aside(folder)
    assert minutes_of(folder) == {"walk": [10], "drive": [11]}


def test_each_table_has_origins_and_columns_of_its_own(folder):
    bring(folder, "travel_times", "from_id,to_id,travel_time\n1,站,5\n")
    bring(folder, "travel_time_origins", ORIGINS.replace("id", "Ort"))
    for name, value in (("coordinates", "wgs84"), ("origin_snap_m", "250")):
        set_setting(folder, "travel_time_origins", name, value)
    set_columns(folder, "travel_time_origins", {"origin_id": "Ort"})
    assert put_aside(folder)
    table = tables_aside(folder)["walk"]
    assert table["origin_columns"] == {"origin_id": "Ort"}
    assert table["origin_snap_m"] == 250
    bring_times(folder, 7)
    set_setting(folder, "travel_times", "mode", "drive")
    bring(folder, "travel_time_origins", ORIGINS)
    city = City.open(folder)
    assert city.origins["walk"].frame["origin_id"].tolist() == ["1"]
    assert len([name for name in city.files if name.startswith("t")]) == 4
    [name] = files(folder, "travel_time_origins")
    uploads.remove(folder, "travel_time_origins", name)
    assert set(City.open(folder).origins) == {"walk"}
    assert minutes_of(folder)["drive"] == [7]
    remove_aside(folder, "walk")
    assert len(list(folder.glob("t*.csv"))) == 1  # the times by car
