"""Boundaries that GEOS, JTS and GDAL stumble over, drawn anew: the sentence, and the account."""

import json
import struct
import zipfile

import pytest
from hostile import make
from shapely import box

from geo.analyses.population.model import Population
from geo.core.issues import BoundaryError
from geo.formats.source import Source
from geo.formats.vector import geopackage

A, B = make.square(0), make.square(1)
LAYERS = [
    "gpkg",
    "geojson",
    "fgb",
    "shp",
    "zip",
    "parquet",
    "geoparquet",
    "feather",
    "arrow",
    "kml",
]
W, E, S, N = 103.50, 103.51, 40.50, 40.51
MIDDLE = (W + E) / 2, (S + N) / 2


def ring(*places):
    return [*places, places[0]]


def moved(places, by=0.01):
    return [[x + by, y] for x, y in places]


SQUARE = ring([W, S], [E, S], [E, N], [W, N])
SMALL = ring(
    [W + 0.002, S + 0.002], [W + 0.004, S + 0.002], [W + 0.004, S + 0.004], [W + 0.002, S + 0.004]
)
BOWTIE = ring([W, S], [E, N], [E, S], [W, N])


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_kind_of_layer_gives_the_same_account(city, whole, kind):
    city.layer = make.write_layer(city.path(f"layer.{kind}")).name
    results, issues = city.run()
    whole(results)
    assert results.communities["floating_population"].tolist() == [3, 9]
    assert not [issue for issue in issues if issue.stops]


# Shapes that are refused: what is told of them.
REFUSED = {
    "bowtie": (make.polygon(BOWTIE), "issue.not_repaired"),
    "hole_outside": (make.polygon(SQUARE, moved(SMALL, 0.05)), "issue.not_repaired"),
    "nested_shells": (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SMALL]]},
        "issue.not_repaired",
    ),
    "duplicate_shells": (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
        "issue.not_repaired",
    ),
    "hole_in_a_hole": (make.polygon(SQUARE, SQUARE), "issue.not_repaired"),
    "zero_area": (make.polygon(ring([W, S], [E, S], [W, S])), "issue.not_repaired"),
    "all_points_alike": (make.polygon(ring([W, S], [W, S], [W, S])), "issue.not_repaired"),
    "unclosed": (make.polygon(SQUARE[:-1]), "issue.shape_unread"),
    "two_places": (make.polygon([[W, S], [E, N]]), "issue.shape_unread"),
    "line": ({"type": "LineString", "coordinates": SQUARE}, "issue.not_polygon"),
    "point": ({"type": "Point", "coordinates": [W, S]}, "issue.not_polygon"),
    "collection": (
        {"type": "GeometryCollection", "geometries": [make.polygon(SQUARE)]},
        "issue.not_polygon",
    ),
    "far_away": (make.polygon([[x * 1e300, y] for x, y in SQUARE]), "issue.not_degrees"),
    "beyond_the_pole": (make.polygon([[x, y + 60] for x, y in SQUARE]), "issue.not_degrees"),
    "exchanged": (make.polygon([[y, x] for x, y in SQUARE]), "issue.not_degrees"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_shapes_that_are_refused(city, sentences, name):
    shape, what = REFUSED[name]
    city.path("layer.geojson").write_text(make.geojson_text([shape, B]), "utf-8")
    city.layer = "layer.geojson"
    results, issues = city.run()
    assert results is None
    stopping = [issue for issue in issues if issue.stops]
    if what == "issue.not_degrees" and stopping[0].what == "issue.layer_exchanged":
        what = "issue.layer_exchanged"
    for sentence in sentences(stopping, what):
        assert "layer.geojson" in sentence


SPIKE = ring([W, S], [E, S], [E, N], [MIDDLE[0], N], [MIDDLE[0], N + 0.01], [MIDDLE[0], N], [W, N])
TOUCHING = ring([W, S], [E, S], [MIDDLE[0], MIDDLE[1]], [E, N], [W, N], [MIDDLE[0], MIDDLE[1]])

# Shapes that are drawn badly and mean one thing only: what is told, and the people counted in them.
TAKEN = {
    "spike": (make.polygon(SPIKE), "issue.repaired"),
    "repeated_places": (make.polygon([place for place in SQUARE for _ in (0, 1, 2)]), None),
    "wrong_winding": (make.polygon(SQUARE[::-1]), None),
    "with_heights": (make.polygon([[x, y, 12.5] for x, y in SQUARE]), None),
    "mixed_dimensions": (
        make.polygon([[*place, *[7.0][: at % 2]] for at, place in enumerate(SQUARE)]),
        None,
    ),
    "many_parts": ({"type": "MultiPolygon", "coordinates": [[SQUARE]]}, None),
}


@pytest.mark.parametrize("name", TAKEN)
def test_shapes_that_mean_one_thing_only(city, sentences, whole, name):
    shape, what = TAKEN[name]
    city.path("layer.geojson").write_text(make.geojson_text([shape, B]), "utf-8")
    city.layer = "layer.geojson"
    results, issues = city.run()
    whole(results)
    assert results.communities["floating_population"].tolist() == [3, 9]
    told = [issue for issue in issues if issue.what in {"issue.repaired", "issue.not_repaired"}]
    if what:
        for sentence in sentences(told, what):
            assert "990101001001" in sentence
    else:
        assert not told


MISSING = {
    "null": None,
    "empty_polygon": {"type": "Polygon", "coordinates": []},
    "empty_parts": {"type": "MultiPolygon", "coordinates": []},
    "empty_collection": {"type": "GeometryCollection", "geometries": []},
}


@pytest.mark.parametrize("name", MISSING)
def test_a_community_without_a_shape_keeps_its_population_by_code(city, sentences, whole, name):
    city.path("layer.geojson").write_text(make.geojson_text([A, MISSING[name]]), "utf-8")
    city.layer = "layer.geojson"
    results, issues = city.run()
    whole(results)
    assert results.communities["floating_population"].tolist()[1] == 9
    for sentence in sentences(issues, "issue.no_boundary"):
        assert "990101001002" in sentence


@pytest.mark.parametrize("number", ["null", '"x"', "[]"])
def test_places_that_are_no_numbers_leave_no_shape(city, sentences, whole, number):
    text = make.geojson_text([A, B]).replace("103.52", number, 1)
    city.path("layer.geojson").write_text(text, "utf-8")
    city.layer = "layer.geojson"
    results, issues = city.run()
    whole(results)
    assert results.communities["floating_population"].tolist()[1] == 9
    sentences(issues, "issue.no_boundary")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_places_that_are_not_finite(city, number):
    text = make.geojson_text([A, B]).replace("103.52", number, 1)
    city.path("layer.geojson").write_text(text, "utf-8")
    city.layer = "layer.geojson"
    results, issues = city.run()
    assert results is None
    assert [issue for issue in issues if issue.stops]
    assert all(issue.sentence("zh") and issue.sentence("en") for issue in issues)


@pytest.mark.parametrize("kind", [10, 12, 3001, 2003])
def test_shapes_of_kinds_that_are_seldom_written(city, kind):
    """Curves, surfaces, and measures in a GeoPackage: its bytes of geometry are exchanged."""
    import sqlite3

    path = make.write_layer(city.path("layer.gpkg"))
    header = b"GP\x00\x01" + struct.pack("<i", 4326)
    if kind == 10:  # a curve polygon of one circular string
        inner = b"\x01" + struct.pack("<II", 8, 3)
        inner += struct.pack("<6d", W, S, E, N, W, S)
        shape = b"\x01" + struct.pack("<II", 10, 1) + inner
    elif kind == 12:  # a multisurface without parts
        shape = b"\x01" + struct.pack("<II", 12, 0)
    else:  # polygon ZM, and polygon M
        size = 4 if kind == 3001 else 3
        code = 3003 if kind == 3001 else 2003
        shape = b"\x01" + struct.pack("<III", code, 1, 5)
        for place in SQUARE:
            shape += struct.pack(f"<{size}d", *place, *[1.0] * (size - 2))
    with sqlite3.connect(path) as base:
        # The triggers of the spatial index call functions that only GDAL has.
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE layer SET geom = ? WHERE fid = 1", (header + shape,))
    base.close()
    city.layer = "layer.gpkg"
    results, issues = city.run()
    if results is None:
        assert [issue.sentence("zh") for issue in issues if issue.stops]
    else:
        assert (
            int(results.communities["floating_population"].sum())
            + int(results[Population].rejected_records.shape[0] > 0) * 3
            >= 9
        )


def test_a_point_on_the_shared_edge_is_counted_once(city, whole):
    make.write_csv(city.path("records.csv"), [make.HEADERS, ["103.51", "40.505", "", "12", "A1"]])
    results, _ = city.run()
    whole(results, rows_in=1)
    assert results.communities["floating_population"].tolist() == [12, 0]


def test_overlap_and_gap(city, whole):
    boxes = make.squares().set_geometry(
        [box(103.50, 40.50, 103.514, 40.51), box(103.51, 40.50, 103.516, 40.51)]
    )
    city.layer = make.write_layer(city.path("layer.gpkg"), boxes).name
    rows = [
        make.HEADERS,
        ["103.512", "40.505", "", "5", "A1"],
        ["103.519", "40.505", "", "7", "A2"],
    ]
    make.write_csv(city.path("records.csv"), rows)
    results, _ = city.run(accept_loss=True)
    whole(results, rows_in=2)
    assert results.communities["floating_population"].tolist() == [5, 0]
    assert results[Population].rejected_records["reason"].tolist() == ["outside"]


# --- files that reach for other files ----------------------------------------------------------

VRT = '<OGRVRTDataSource><OGRVRTLayer name="s"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize(
    "name", ["layer.geojson", "layer.gpkg", "layer.shp", "layer.kml", "layer.fgb", "layer.json"]
)
def test_a_file_that_names_another_reads_nothing_of_it(city, sentences, name):
    secret = city.path("secret.geojson")
    secret.write_text(make.geojson_text([A], ["990101009999"]), "utf-8")
    city.path(name).write_text(VRT.format(secret), "utf-8")
    city.layer = name
    results, issues = city.run()
    assert results is None
    assert "990101009999" not in "".join(issue.sentence("zh") for issue in issues)
    assert sentences([issue for issue in issues if issue.stops], issues[0].what)


ENTITIES = [
    '<!DOCTYPE kml [<!ENTITY x SYSTEM "{secret}">]>',
    '<!DOCTYPE kml [<!ENTITY x "aaaaaaaaaa"><!ENTITY y "&x;&x;&x;&x;">]>',
    '<!DOCTYPE kml SYSTEM "{secret}">',
]


@pytest.mark.parametrize("entities", ENTITIES)
def test_kml_with_entities(city, sentences, entities):
    secret = city.path("secret.txt")
    secret.write_text("geheim")
    text = make.kml_text(make.squares()).replace("?>", "?>" + entities.format(secret=secret), 1)
    city.path("layer.kml").write_text(text.replace("社区", "&x;社区", 1), "utf-8")
    city.layer = "layer.kml"
    results, issues = city.run()
    assert results is None
    assert "geheim" not in "".join(sentences(issues, "issue.xml_entities"))


def test_kml_nested_without_end(city, sentences):
    city.path("layer.kml").write_text("<kml>" + "<Folder>" * 5_000, "utf-8")
    city.layer = "layer.kml"
    _, issues = city.run()
    sentences(issues, "issue.xml_deep")


def test_names_in_a_zip_are_never_paths(city, whole):
    inner = make.write_layer(city.path("inner.zip"))
    city.layer = "outer.zip"
    with zipfile.ZipFile(inner) as archive, zipfile.ZipFile(city.path("outer.zip"), "w") as outer:
        for name in archive.namelist():
            outer.writestr(f"../../{name.rpartition('/')[2]}", archive.read(name))
    before = sorted(city.folder.parent.iterdir())
    results, _ = city.run()
    whole(results)
    assert sorted(city.folder.parent.iterdir()) == before


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "fgb", "zip", "parquet", "feather", "kml"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_layer_cut_off(city, kind):
    path = make.write_layer(city.path(f"layer.{kind}"))
    content = path.read_bytes()
    city.layer = path.name
    for end in (1, len(content) // 3, len(content) - 20):
        path.write_bytes(content[:end])
        results, issues = city.run()
        assert results is None, (kind, end)
        assert all(issue.sentence("zh") and issue.sentence("en") for issue in issues)


def test_identity_numbers_for_codes_of_communities_are_refused(city, sentences):
    numbers = ["11010519491231002X", "440524188001010014", "110105194912310039"]
    layer = make.pd.concat([make.squares(), make.squares().iloc[[0]]], ignore_index=True)
    city.layer = make.write_layer(city.path("l.geojson"), layer.assign(社区代码=numbers)).name
    results, issues = city.run()
    assert results is None
    assert [issue.what for issue in issues] == ["issue.personal"]
    assert not any(
        number in told for number in numbers for told in sentences(issues, "issue.personal")
    )


def test_personal_columns_of_a_layer_are_told_by_content(city, whole):
    layer = make.squares().assign(甲=["张三丰", "李四光"], 乙=["13800138000", "13900139000"])
    layer = make.pd.concat([layer.iloc[[0]], layer.iloc[[1]]])
    city.layer = make.write_layer(city.path("layer.geojson"), layer).name
    text = json.loads(city.path("layer.geojson").read_text("utf-8"))
    extra = json.loads(json.dumps(text["features"][1]))
    extra["properties"].update(社区代码="990101001003", 甲="王小明", 乙="15912345678")
    extra["geometry"] = None
    text["features"].append(extra)
    city.path("layer.geojson").write_text(json.dumps(text), "utf-8")
    results, _ = city.run()
    whole(results)
    dropped = (
        results[Population]
        .dropped[results[Population].dropped["file"] == "layer.geojson"]
        .set_index("column")["personal"]
    )
    assert dropped["甲"]
    assert dropped["乙"]


def test_rows_of_a_geopackage_come_to_no_more_than_the_file(tmp_path, monkeypatch):
    """Many rows can share one chain of pages; a file in which they do is smaller than its cells."""
    path = make.write_layer(tmp_path / "layer.gpkg")
    with geopackage.opened(Source(path, path.name)) as layers:
        whole = layers.read("layer")
        cells = sum(map(len, whole["社区名称"])) + sum(map(len, whole["社区代码"]))
        monkeypatch.setattr(layers, "_most_bytes", cells)
        assert len(layers.read("layer", geometry=False)) == len(whole)
        monkeypatch.setattr(layers, "_most_bytes", cells - 1)
        with pytest.raises(BoundaryError) as refused:
            layers.read("layer", geometry=False)
    assert [issue.what for issue in refused.value.issues] == ["issue.geopackage_pages"]
