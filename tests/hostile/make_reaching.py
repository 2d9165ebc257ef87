"""Makes files that reach for another file or an address: each has a good one's rows, and a hook."""

import contextlib
import json
import sqlite3
import stat
import zipfile

import pyogrio
from hostile import bombs, make
from pyproj import CRS
from shapely import LineString, Point

MERCATOR = CRS.from_epsg(3857).to_wkt("WKT1_GDAL")


def gridded_wkt(secret):
    """Write WKT1 of degrees whose datum is shifted by a grid: the secret."""
    wkt = CRS.from_epsg(4326).to_wkt("WKT1_GDAL")
    return f'{wkt[:-1]},EXTENSION["PROJ4","+proj=longlat +ellps=GRS80 +nadgrids={secret}"]]'


def gridded_wkt2(secret):
    return CRS.from_user_input(f"+proj=longlat +ellps=krass +nadgrids={secret} +type=crs").to_wkt()


# --- GeoPackage --------------------------------------------------------------------------------


def edit_schema(path, *statements):
    """Carry out statements on a GeoPackage, its schema open to writing and its triggers gone."""
    with contextlib.closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("PRAGMA writable_schema = ON")
        base.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            base.execute(*([statement] if isinstance(statement, str) else statement))
        base.commit()
    return path


def enter(kind, name, sql):
    """Write an entry into the schema as it is, without SQLite taking it for what it says."""
    return ("INSERT INTO sqlite_master VALUES (?, ?, ?, 0, ?)", (kind, name, name, sql))


def behind_a_view(path, secret, table="layer", name="社区名称"):
    """Put a SpatiaLite table over a text file, behind a view that is the layer's in its stead."""
    virtual = f"CREATE VIRTUAL TABLE v USING VirtualText('{secret}', 'UTF-8', 0, COMMA, NONE, ',')"
    with contextlib.closing(sqlite3.connect(path)) as base:
        headers = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
    columns = ", ".join(
        f'(SELECT group_concat(COL001) FROM v) AS "{header}"' if header == name else f'l."{header}"'
        for header in headers
    )
    view = f'CREATE VIEW w AS SELECT {columns} FROM "{table}" l'
    return edit_schema(
        path,
        enter("table", "v", virtual),
        enter("view", "w", view),
        f"UPDATE gpkg_contents SET table_name = 'w', identifier = 'w' WHERE table_name = '{table}'",
        f"UPDATE gpkg_geometry_columns SET table_name = 'w' WHERE table_name = '{table}'",
        "DELETE FROM gpkg_extensions",
    )


def gpkg_behind_a_view(folder, secret):
    return behind_a_view(make.write_layer(folder / "layer.gpkg"), secret)


def gpkg_with_a_grid(folder, secret):
    path = make.write_layer(folder / "layer.gpkg")
    return edit_schema(
        path,
        (
            "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = ?",
            (gridded_wkt(secret),),
        ),
    )


def points_behind_a_view(folder, secret, name="records.gpkg"):
    path = make.write_points(folder / "made.gpkg")
    behind_a_view(path, secret, "made", "记录编号")
    return path.rename(folder / name)


def streets_gpkg(folder, secret):
    path = folder / "streets.gpkg"
    nodes = make.gpd.GeoDataFrame(
        {"osmid": [1, 2], "x": [103.501, 103.515], "y": [40.505] * 2},
        geometry=[Point(103.501, 40.505), Point(103.515, 40.505)],
        crs=4326,
    )
    edges = make.gpd.GeoDataFrame(
        {"u": [1], "v": [2], "length": [1200.0], "highway": ["residential"]},
        geometry=[LineString(list(nodes.geometry))],
        crs=4326,
    )
    nodes.to_file(path, layer="nodes")
    edges.to_file(path, layer="edges")
    return behind_a_view(path, secret, "edges", "highway")


# --- what names a CRS --------------------------------------------------------------------------


def geojson_with(folder, crs):
    told = json.loads(make.geojson_text([make.square(0), make.square(1)]))
    path = folder / "layer.geojson"
    path.write_text(json.dumps({"type": told.pop("type"), "crs": crs, **told}), "utf-8")
    return path


def named(name):
    return {"type": "name", "properties": {"name": name}}


def linked(href, kind="link"):
    return {"type": kind, "properties": {"href": href, "url": href, "type": "proj4"}}


def flatgeobuf_with(folder, wkt):
    """Write a FlatGeobuf whose WKT is exchanged for another of the same number of bytes."""
    path, filler = folder / "layer.fgb", "x" * (len(wkt.encode()) + 40)
    plain = CRS.from_proj4("+proj=tmerc +lon_0=103.7 +ellps=GRS80 +type=crs").to_wkt()
    plain = plain.replace('"unknown"', f'"{filler}"', 1)
    pyogrio.write_dataframe(make.squares().set_crs(CRS.from_wkt(plain), allow_override=True), path)
    content = path.read_bytes()
    begin = content.index(b"PROJC")
    size = int.from_bytes(content[begin - 4 : begin], "little")
    assert content[begin + size : begin + size + 1] == b"\0"
    path.write_bytes(content[:begin] + wkt.encode().ljust(size) + content[begin + size :])
    return path


def zipped_shapefile_with(folder, prj, link_to, *, link=False):
    """Write a zipped Shapefile with this .prj, sidecars that name files, and a link if asked for."""
    make.write_layer(folder / "inner.zip")
    path = folder / "layer.zip"
    with zipfile.ZipFile(folder / "inner.zip") as inner, zipfile.ZipFile(path, "w") as outer:
        for name in inner.namelist():
            if not name.endswith(".prj"):
                outer.writestr(name, inner.read(name))
        stem = next(name for name in inner.namelist() if name.endswith(".shp"))[:-4]
        outer.writestr(f"{stem}.prj", prj)
        aux = f"<PAMDataset><SRS>{prj}</SRS><Metadata><MDI>{link_to}</MDI></Metadata></PAMDataset>"
        outer.writestr(f"{stem}.shp.aux.xml", aux)
        outer.writestr(f"{stem}.qpj", prj)
        outer.writestr(f"{stem}.vrt", str(link_to))
        if link:
            member = zipfile.ZipInfo(f"{stem}.cpg")
            member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            outer.writestr(member, str(link_to))
    return path


def loose_shapefile_with(folder, prj, secret):
    """Write a Shapefile as parts side by side, with this .prj, sidecars, and a link beside them."""
    path = zipped_shapefile_with(folder, prj, secret)
    for part in folder.glob("inner.*"):
        part.unlink()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            (folder / f"loose.{name.partition('.')[2]}").write_bytes(archive.read(name))
    path.unlink()
    (folder / "loose.cpg").symlink_to(secret)
    return folder / "loose.shp"


def pbf_with(folder, address, secret):
    """Write streets whose header and tags name an address and a file; they hold no way to go."""
    path = folder / "streets.osm.pbf"
    bombs.write_pbf(path, [address.encode(), f"file://{secret}".encode()])
    return path


# --- XML ---------------------------------------------------------------------------------------


def kml_with(folder, within, before=""):
    text = make.kml_text(make.squares()).replace("<Document>", f"<Document>{within}", 1)
    path = folder / "layer.kml"
    path.write_text(text.replace("?>", f"?>{before}", 1), "utf-8")
    return path


def kml_links(address, secret):
    """Write every element of KML that has an address."""
    return "".join(
        f"<NetworkLink><name>{href}</name><Link><href>{href}</href></Link></NetworkLink>"
        f"<GroundOverlay><Icon><href>{href}</href></Icon></GroundOverlay>"
        f"<ScreenOverlay><Icon><href>{href}</href></Icon></ScreenOverlay>"
        f"<Style><IconStyle><Icon><href>{href}</href></Icon></IconStyle></Style>"
        f'<Schema name="s" parent="{href}"/><Model><Link><href>{href}</href></Link></Model>'
        for href in (address, f"file://{secret}", str(secret), f"/vsicurl/{address}")
    )


def graphml_with(folder, crs="EPSG:4326", before="", within=""):
    path = folder / "streets.graphml"
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>{before}'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="c" for="graph" attr.name="crs"/><key id="x" for="node" attr.name="x"/>'
        '<key id="y" for="node" attr.name="y"/><key id="l" for="edge" attr.name="length"/>'
        '<key id="h" for="edge" attr.name="highway"/>'
        f'<graph edgedefault="directed"><data key="c">{crs}</data>{within}'
        '<node id="1"><data key="x">103.501</data><data key="y">40.505</data></node>'
        '<node id="2"><data key="x">103.515</data><data key="y">40.505</data></node>'
        f'<edge source="1" target="2"><data key="l">1200</data><data key="h">residential</data>'
        "</edge></graph></graphml>",
        "utf-8",
    )
    return path


def osm_with(folder, before="", within=""):
    path = folder / "streets.osm"
    path.write_text(
        f'<?xml version="1.0"?>{before}<osm version="0.6">{within}'
        '<node id="1" lat="40.505" lon="103.501"/><node id="2" lat="40.505" lon="103.515"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way></osm>',
        "utf-8",
    )
    return path
