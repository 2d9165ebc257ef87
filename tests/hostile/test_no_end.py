"""Small inputs that would take hours or all memory come to an end, or are stopped."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from support.paths import ROOT

from geo.app import trial
from geo.city.folder import City
from geo.city.uploads import start
from geo.core.issues import CityError
from geo.formats.fork_server import run_apart
from geo.formats.limits import UPLOADS

# Each took minutes or hours when it was found; all together take a second or two.
CELLS = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from geo.city.datasets.sites import _listed
from geo.city.settings_reader import key_lines
from geo.core.masks import without_numbers
from geo.formats.personal_data import kind_of_person
from geo.formats.vector.guarded_sqlite import _strange_table

n = 200_000
for letter in ("a", "1", "+", "a.", "1 ", "a@", "138 "):
    without_numbers(letter * n)
kind_of_person(["a@" + "." * n + "@"] * 9)
kind_of_person(["a@b" + ".c" * n + " "] * 9)
_listed("a" + " " * n + "b")
key_lines("a." * n)
key_lines("[" + " " * n + "a" + " " * n)
for name in ("[", "`", "'", "WITHOUT ROWID "):
    _strange_table("x", "CREATE TABLE x (a) " + name * n + ") y(")
"""
# 1,900 headers, and rows of one cell: as wide as the header they would take 4 GB.
UNEVEN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30,) * 2)
from pathlib import Path
from geo.city.schemas import TABLES
from geo.formats.source import Source
from geo.formats.tables import open_table

path = Path(sys.argv[1])
headers = ["community_code", "count", *(f"c{at}" for at in range(1900))]
path.write_text(",".join(headers) + chr(10) + ("x" + chr(10)) * 245_000)
table = open_table(Source(path, path.name), TABLES["records"], {})
assert sum(map(len, table.batches([0, 1]))) == 245_000
"""
# The server is above the supervisor of this task.
SERVER = """
import os
above = open(f"/proc/{os.getppid()}/stat").read()
print(above.rsplit(")", 1)[1].split()[1], end="")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no limits of processes there")
@pytest.mark.parametrize("script", [CELLS, UNEVEN], ids=["cells", "uneven"])
def test_one_cell_or_row_stops_nothing(script, tmp_path):
    command = [sys.executable, "-c", script, str(tmp_path / "u.csv")]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture
def uploaded():
    """Make a city of uploads of one outline."""

    def make(points):
        folder = start("en")
        frame = gpd.GeoDataFrame(
            {"community_code": ["990101001001"], "community_name": ["A"]},
            geometry=[shapely.Polygon(points)],
            crs=4326,
        )
        frame.to_file(folder / "communities.geojson")
        (folder / "r.csv").write_text("community_code,count\n990101001001,3\n")
        (folder / "city.toml").write_text(
            "name = 'x'\n[boundaries]\ncommunities = 'communities.geojson'\n"
            "coordinates = 'wgs84'\n[records]\nfiles = ['r.csv']\nperiod = '2026-10'\n"
        )
        return City.open(folder)

    return make


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_what_processes_are_forked_from_has_one_thread_and_no_file(uploaded):
    trial.make_ready()
    trial.refuse_endless(uploaded([(103, 40), (103.01, 40), (103, 40.01)]), "sound")
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        assert run_apart("builtins:exec", [SERVER], UPLOADS, answer, errors) == 0
        answer.seek(0)
        server = Path("/proc", answer.read().decode())
    assert len([*(server / "task").iterdir()]) == 1
    held = sorted(of.readlink().name for of in (server / "fd").iterdir() if of.name != "2")
    assert [name.partition(":")[0] for name in held] == ["null"] * 2 + ["proj.db"] * 2 + ["socket"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no limits of processes there")
def test_a_city_of_uploads_that_takes_too_long_is_stopped_and_told(uploaded, monkeypatch):
    trial.refuse_endless(uploaded([(103, 40), (103.01, 40), (103, 40.01)]), "sound")
    monkeypatch.setattr(trial, "_LIMITS", replace(UPLOADS, processor_seconds=3))
    scribble = np.random.default_rng(1).uniform([103, 40], [103.1, 40.1], (2000, 2))
    with pytest.raises(CityError) as refused:
        trial.refuse_endless(uploaded(scribble), "scribble")
    assert refused.value.issues[0].what == "issue.city_time"
    assert "3 s" in refused.value.tell("en")


def test_a_city_on_ones_own_desk_is_not_tried(uploaded, monkeypatch):
    city = uploaded([(103, 40), (103.01, 40), (103, 40.01)])
    (city.folder / ".uploaded").unlink()
    monkeypatch.setattr(trial, "run_apart", None)
    trial.refuse_endless(city, "desk")
