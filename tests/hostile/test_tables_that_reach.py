"""No table reads another file, asks an address or runs code: a secret elsewhere is never told."""

import pytest
from hostile import make
from hostile import make_reaching_tables as reaching
from support.hostile_city import CITY
from support.listening import Listener, holding, watch_all

pytestmark = pytest.mark.long  # all are made and read for the first one that asks
SECRET = "pLanted-s3cret-9c"
GRID = "+proj=longlat +ellps=GRS80 +nadgrids={}"
REFERS, ENCRYPTED, BROKEN = "refers to another file", "is encrypted", "cannot be read"
# Each: which file of the city, how it is made of (path, secret, address), what is told, and whether
# that stops the run.
FILES = {
    "communities.parquet": {
        "init": (lambda p, s, _: reaching.geoparquet(p, f"+init={s}:x"), REFERS, True),
        "grid": (lambda p, s, _: reaching.geoparquet(p, GRID.format(s)), REFERS, True),
        "address": (lambda p, _, a: reaching.geoparquet(p, a), REFERS, True),
        "encoding": (lambda p, s, _: reaching.geoparquet(p, None, f"file://{s}"), BROKEN, True),
    },
    "communities.feather": {
        "arrow_grid": (lambda p, s, _: reaching.geoarrow(p, GRID.format(s)), REFERS, True),
        "arrow_address": (lambda p, _, a: reaching.geoarrow(p, a), REFERS, True),
    },
    "communities.zip": {
        "link": (lambda p, s, _: reaching.linked_zip(p, s), "has links to other places", True),
    },
    "records.parquet": {
        "pickle": (lambda p, s, _: reaching.pickled(p, s), "", False),
        "elsewhere": (
            lambda p, s, _: reaching.listing(p, s, whole=True),
            "lie in other files",
            True,
        ),
        "listing": (lambda p, s, _: reaching.listing(p, s, whole=False), "broken", True),
        "encrypted": (lambda p, *_: reaching.encrypted(p, footer=True), ENCRYPTED, True),
        "columns": (lambda p, *_: reaching.encrypted(p, footer=False), ENCRYPTED, True),
        "no_file": (lambda p, *_: p, "", True),
    },
    "records.feather": {"arrow_pickle": (lambda p, s, _: reaching.pickled(p, s), "", False)},
    "records.csv": {"texts": (reaching.texts, "", False)},
    "records.xlsx": {"workbook": (reaching.workbook, "links to other files", False)},
    "records.xls": {
        "old": (lambda p, s, _: reaching.old_workbook(p, s), "links to other files", False)
    },
}
CASES = {name: (file, *of) for file, cases in FILES.items() for name, of in cases.items()}
# What city.toml may name: none of it is opened as anything but a plain file, which is not there.
ADDRESSES = ["http://127.0.0.1:{port}/r.csv", "s3://bucket/r.parquet", "file://{secret}"]
ADDRESSES += ["postgresql://127.0.0.1:{port}/r.csv", "~/r.csv", "zip://{secret}", "/vsicurl/x.gpkg"]


def write(folder, files):
    make.write_layer(folder / "communities.gpkg")
    make.write_csv(folder / "plain.csv")
    text = CITY.format(**{"layer": "communities.gpkg", "records": "plain.csv", **files})
    (folder / "city.toml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def all_read(tmp_path_factory):
    """Every file, read in a city of its own by one watched process."""
    home = tmp_path_factory.mktemp("reaching")
    secret = home / "not_ours" / "secret.csv"
    secret.parent.mkdir()
    secret.write_text(f"{SECRET}\n{SECRET},{SECRET}\n")
    folders = {}
    with Listener() as listener:
        address = f"http://127.0.0.1:{listener.port}/x"
        for name, (file, made, *_) in CASES.items():
            folder = folders[name] = home / name
            folder.mkdir()
            path = made(folder / file, secret, address)
            write(folder, {"layer" if "communities" in file else "records": path.name})
        for at, named in enumerate(ADDRESSES):
            folder = folders[named] = home / f"address{at}"
            folder.mkdir()
            write(folder, {"records": named.format(port=listener.port, secret=secret)})
        return watch_all(folders, home, secret, listener)


@pytest.mark.parametrize("name", CASES)
def test_the_secret_is_nowhere_and_what_reaches_is_told(all_read, name):
    told, (_, _, sentence, stops) = all_read.told[name], CASES[name]
    assert sentence in told["said"]
    assert bool(told["code"]) == stops, told["said"]
    assert not {SECRET, "Traceback"} & set(told["said"].split())
    assert not holding(all_read.folders[name] / "out", SECRET.encode())


@pytest.mark.parametrize("named", ADDRESSES)
def test_an_address_is_a_file_that_is_not_there(all_read, named):
    told = all_read.told[named]
    assert told["code"]
    assert not {SECRET, "Traceback"} & set(told["said"].split())


def test_nothing_was_asked_and_nothing_of_the_secret_was_kept(all_read):
    assert not all_read.heard
    assert SECRET not in all_read.errors
    assert not holding(all_read.home, SECRET.encode())
    for name, told in all_read.told.items():
        assert not [event for event in told["events"] if event[0] != "open"], name
        assert str(all_read.secret) not in {what for _, what in told["events"]}, name


@pytest.mark.parametrize(
    "kind", ["links to other files", "queries of", "embedded objects", "has macros"]
)
def test_all_that_a_workbook_refers_to_is_told(all_read, kind):
    assert kind in all_read.told["workbook"]["said"]
