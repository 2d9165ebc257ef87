"""Makes every nasty input, and the good ones they are made of.

Each function writes one file and returns its path. Nothing is copied from other projects: shapes
are drawn here, bytes are written here.
"""

import csv
import io
import json
import struct
import tempfile
import zipfile
from functools import cache
from html import escape
from pathlib import Path

import geopandas as gpd
import pandas as pd
import xlsxwriter
from shapely import box
from shapely.geometry import mapping

HEADERS = ["经度", "纬度", "社区代码", "人数", "记录编号"]
ROWS = [
    ["103.505", "40.505", "990101001001", "3", "A1"],
    ["103.515", "40.505", "990101001002", "4", "A2"],
    ["", "", "990101001002", "5", "A3"],
]
PERSONS = 12


def squares():
    """Two communities beside each other."""
    return gpd.GeoDataFrame(
        {
            "社区代码": ["990101001001", "990101001002"],
            "社区名称": ["东社区", "西社区"],
        },
        geometry=[box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51)],
        crs=4326,
    )


# --- tables ------------------------------------------------------------------------------------


def csv_text(rows, **how):
    text = io.StringIO()
    csv.writer(text, **how).writerows(rows)
    return text.getvalue()


def write_csv(path, rows=(HEADERS, *ROWS), encoding="utf-8"):
    path.write_bytes(csv_text(rows).encode(encoding))
    return path


def write_xlsx(path, rows=(HEADERS, *ROWS), merged=()):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for top, left, bottom, right in merged:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return path


def write_xls(
    path, rows=(HEADERS, *ROWS), sheets=1, cells=None, before=b"", hidden=(), *, short=False
):
    """Write an .xls by hand: BIFF8 records in one stream of a compound file.

    Rows may be hidden (from 1); a short one lies in the stream of the root, in pieces.
    """
    cells = cells or [
        (row, column, text) for row, found in enumerate(rows) for column, text in enumerate(found)
    ]
    streams = []
    for _ in range(sheets):
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        for row in hidden:
            width = sum(of == row - 1 for of, _, _ in cells)
            body += record(0x0208, struct.pack("<8H", row - 1, 0, width, 255, 0, 0, 0x120, 15))
        for row, column, text in cells:
            if isinstance(text, int):  # the number of a shared text
                body += record(0x00FD, struct.pack("<HHHI", row, column, 0, text))
            else:
                body += record(0x0204, struct.pack("<HHH", row, column, 0) + unicode(text, "<H"))
        streams.append(body + record(0x000A, b""))
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += record(0x0042, struct.pack("<H", 1200)) + before
    size = len(begin) + sum(4 + 6 + len(unicode(f"S{at}", "<B")) for at in range(sheets)) + 4
    listed = b""
    for at, stream in enumerate(streams):
        listed += record(0x0085, struct.pack("<IH", size, 0) + unicode(f"S{at}", "<B"))
        size += len(stream)
    wrap = _short_compound if short else _compound
    path.write_bytes(wrap(begin + listed + record(0x000A, b"") + b"".join(streams)))
    return path


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def unicode(text, count):
    return struct.pack(count, len(text)) + b"\x01" + text.encode("utf-16-le")


def _compound(stream):
    """Wrap a stream named Workbook into the smallest compound file."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    tables = -(-(sectors + 2) // 127)
    chain = list(range(1, sectors)) + [-2, -2] + [-3] * tables
    chain += [-1] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIiIiI", 0, tables, sectors, 0, 4096, -2, 0, -2, 0)
    header += struct.pack(
        "<109i", *[sectors + 1 + at for at in range(tables)], *[-1] * (109 - tables)
    )
    entries = _entry("Root Entry", 5, -2, 0, 1) + _entry("Workbook", 2, 0, len(stream), -1)
    entries += bytes(256)
    return header + stream + entries + struct.pack(f"<{tables * 128}i", *chain)


def _short_compound(stream):
    """Wrap a stream of less than 4096 bytes: pieces of 64 in the stream of the root."""
    pieces = -(-len(stream) // 64)
    sectors = -(-pieces // 8)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIiIiI", 0, 1, sectors + 1, 0, 4096, sectors, 1, -2, 0)
    header += struct.pack("<109i", sectors + 2, *[-1] * 108)
    held = stream.ljust(sectors * 512, b"\0")
    of_pieces = [*range(1, pieces), -2]
    of_pieces += [-1] * (128 - pieces)
    entries = _entry("Root Entry", 5, 0, len(held), 1) + _entry("Workbook", 2, 0, len(stream), -1)
    chain = [*range(1, sectors), -2, -2, -2, -3]
    chain += [-1] * (128 - len(chain))
    parts = [header, held, struct.pack("<128i", *of_pieces), entries + bytes(256)]
    return b"".join(parts) + struct.pack("<128i", *chain)


def _entry(name, kind, start, size, child):
    coded = (name + "\0").encode("utf-16-le")
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBBiii", len(coded), kind, 1, -1, -1, child)
        + bytes(36)
        + struct.pack("<iQ", start, size)
    )


def write_ods(path, rows=(HEADERS, *ROWS)):
    """Write a sheet of OpenDocument by hand."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="S0">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_cell(text):
    value = f"<text:p>{escape(str(text))}</text:p>"
    kind = ' office:value-type="string"'
    return f"<table:table-cell{kind}>{value}</table:table-cell>" if text else "<table:table-cell/>"


def write_parquet(path, rows=(HEADERS, *ROWS)):
    frame(rows).to_parquet(path)
    return path


def write_feather(path, rows=(HEADERS, *ROWS)):
    frame(rows).to_feather(path)
    return path


def frame(rows):
    return pd.DataFrame(rows[1:], columns=rows[0])


def write_points(path, rows=(HEADERS, *ROWS)):
    """Write records as a layer of points; those without a place have no geometry."""
    table = frame(rows)
    points = gpd.points_from_xy(
        pd.to_numeric(table.pop("经度")), pd.to_numeric(table.pop("纬度")), crs=4326
    )
    layer = gpd.GeoDataFrame(table, geometry=points)
    layer.loc[layer.geometry.is_empty | ~layer.geometry.is_valid, "geometry"] = None
    if path.suffix in {".geoparquet", ".feather", ".arrow", ".kml"}:
        return write_layer(path, layer)
    how = {
        ".shp": {"driver": "ESRI Shapefile", "encoding": "utf-8"},
        ".fgb": {"SPATIAL_INDEX": "NO"},  # which has no room for a missing point
    }
    layer.to_file(path, **how.get(path.suffix, {}))
    return path


# --- layers ------------------------------------------------------------------------------------


@cache
def written_squares(name):
    """Return the bytes of a file of the squares: hundreds of cities have the same one."""
    with tempfile.TemporaryDirectory() as folder:
        return write_layer(Path(folder) / name, squares()).read_bytes()


def write_layer(path, layer=None):
    if layer is None and path.suffix in {".gpkg", ".geojson"}:
        path.write_bytes(written_squares(path.name))
        return path
    layer = squares() if layer is None else layer
    if path.suffix == ".zip":
        shape = path.with_suffix(".shp")
        layer.to_file(shape, driver="ESRI Shapefile", encoding="gb18030")
        shape.with_suffix(".cpg").unlink()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in path.parent.glob(f"{path.stem}.*"):
                if part != path:
                    archive.write(part, f"数据/{part.name}")
    elif path.suffix in {".parquet", ".geoparquet"}:
        layer.to_parquet(path)
    elif path.suffix == ".feather":
        layer.to_feather(path)
    elif path.suffix == ".arrow":
        write_geoarrow(path, layer)
    elif path.suffix == ".kml":
        path.write_text(kml_text(layer), "utf-8")
    else:
        layer.to_file(path)
    return path


def write_geoarrow(path, layer):
    """Write an Arrow file whose geometry is a column of GeoArrow."""
    import pyarrow as pa

    table = pa.table(layer.to_arrow(geometry_encoding="geoarrow"))
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def kml_text(layer):
    placemarks = []
    for row in layer.itertuples(index=False):
        data = "".join(
            f'<Data name="{name}"><value>{getattr(row, name)}</value></Data>'
            for name in layer.columns.drop("geometry")
        )
        if row.geometry is None or row.geometry.geom_type == "Point":
            at = "" if row.geometry is None else f"{row.geometry.x},{row.geometry.y},0"
            point = f"<Point><coordinates>{at}</coordinates></Point>"
            placemarks.append(f"<Placemark><ExtendedData>{data}</ExtendedData>{point}</Placemark>")
            continue
        shapes = "".join(
            "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
            + " ".join(f"{x},{y},0" for x, y in part.exterior.coords)
            + "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
            for part in getattr(row.geometry, "geoms", [row.geometry])
        )
        placemarks.append(
            f"<Placemark><name>{row[0]}</name><ExtendedData>{data}</ExtendedData>"
            f"<MultiGeometry>{shapes}</MultiGeometry></Placemark>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{''.join(placemarks)}</Document></kml>"
    )


def geojson_text(geometries, codes=None):
    """Write geometries as GeoJSON, exactly as given: shapely would refuse some of them."""
    codes = codes or [f"99010100100{at}" for at in range(1, len(geometries) + 1)]
    features = [
        {
            "type": "Feature",
            "properties": {"社区代码": code, "社区名称": f"社区{code[-1]}"},
            "geometry": geometry,
        }
        for code, geometry in zip(codes, geometries, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}


def square(at=0):
    return mapping(squares().geometry[at])
