"""What libraries of C ask the system for: no address is asked, no name is looked up.

An audit hook hears Python only, and a listener only who calls it. ``strace`` hears all.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest
from hostile import make
from hostile import make_reaching as reaching
from support.hostile_city import CITY

STRACE = shutil.which("strace")
NAME = "hostile.invalid"  # a name that nothing answers to
CALLS = re.compile(r"\b(?:connect|sendto|sendmsg|sendmmsg)\(.*")
OWN = re.compile(r"AF_UNIX|AF_NETLINK")

pytestmark = pytest.mark.skipif(not STRACE, reason="strace is not installed")


def calls(command, folder):
    """List what a command and all it starts sends to the net."""
    log = folder / "calls.txt"
    tracing = [STRACE, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(log)]
    tried = subprocess.run([*tracing, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("processes may not be traced here")
    environment = {**os.environ, "HOME": str(folder), "PROJ_NETWORK": "ON"}
    subprocess.run(
        [*tracing, *command], cwd=folder, env=environment, capture_output=True, check=False
    )
    return [
        line for line in CALLS.findall(log.read_text("utf-8", "replace")) if not OWN.search(line)
    ]


def test_gdal_looks_up_names_without_us(tmp_path):
    """The test below can fail: without our looking through, a look-up is heard."""
    path = reaching.geojson_with(tmp_path, reaching.linked(f"http://{NAME}/crs"))
    script = f"import pyogrio; pyogrio.read_info({str(path)!r})"
    assert calls([sys.executable, "-c", script], tmp_path)


@pytest.mark.long
def test_nothing_is_looked_up(tmp_path):
    """Each kind of file that can name a host does; the streets, layer and points in one command."""
    address = f"http://{NAME}/crs"
    names = []
    for at, layer in enumerate(
        (
            lambda folder: reaching.geojson_with(folder, reaching.linked(address)),
            lambda folder: reaching.kml_with(folder, reaching.kml_links(address, "/x")),
            lambda folder: reaching.zipped_shapefile_with(folder, f"{address}", address),
            lambda folder: reaching.flatgeobuf_with(folder, reaching.gridded_wkt(address)),
            lambda folder: make.write_layer(folder / "communities.gpkg"),
        )
    ):
        folder = tmp_path / str(at)
        folder.mkdir()
        records = make.write_csv(folder / "records.csv").name
        reaching.osm_with(folder, f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>')
        text = CITY.format(layer=layer(folder).name, records=records)
        (folder / "city.toml").write_text(f'{text}[streets]\nfile = "streets.osm"\n', "utf-8")
        names.append(str(folder))
    script = tmp_path / "script.py"
    script.write_text(
        "import contextlib, sys\nfrom geo.cli.main import main\n"
        "for folder in sys.argv[1:]:\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main(['run', folder, '--quiet', '--out', folder + '/out'])\n"
    )
    assert calls([sys.executable, "-P", str(script), *names], tmp_path) == []
    assert [(tmp_path / name / "out").exists() for name in names] == [
        False,
        True,
        False,
        False,
        True,
    ]
