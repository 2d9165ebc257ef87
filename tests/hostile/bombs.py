"""Small files that come to much: each is made here in a moment, and says which limit it is over."""

import bz2
import io
import struct
import zipfile
import zlib

import numpy as np
import pyarrow as pa
from hostile import make
from pyarrow import parquet

CODE = "990101001001"


def bz2_streets(path):
    """One way that refers to the same node over and over."""
    way = b'<way id="1">' + b'<nd ref="1"/>' * 400_000 + b'<tag k="highway" v="primary"/></way>'
    path.write_bytes(bz2.compress(b'<osm version="0.6">' + way + b"</osm>"))


def bz2_blanks(path):
    """Streets with nothing but blanks in them."""
    path.write_bytes(bz2.compress(b'<osm version="0.6">' + b" " * 12_000_000 + b"</osm>"))


def long_tag(path):
    """A single tag that goes on and on."""
    path.write_bytes(bz2.compress(b'<osm version="' + b"6" * 9_500_000 + b'"></osm>'))


def run_length(path):
    """Many rows of Parquet that are all the same."""
    values = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(1_500_000, np.int8)), pa.array([CODE])
    )
    table = pa.table({"社区代码": values})
    with parquet.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(2):
            writer.write_table(table, row_group_size=1_500_000)


def long_list(path):
    """One row of Parquet with a list of very many values."""
    lists = pa.array([np.zeros(2_000_000, np.int8)])
    table = pa.table({"社区代码": [CODE], "人数": [1], "甲": lists})
    parquet.write_table(table, path, compression="zstd")


def packed_parquet(path):
    """Texts of Parquet that pack well, and are no list of different ones."""
    texts = pa.array([f"{at:06}" + "x" * 100_000 for at in range(100)])
    table = pa.table({"社区代码": texts})
    with parquet.ParquetWriter(
        path, table.schema, compression="zstd", use_dictionary=False
    ) as writer:
        for _ in range(5):
            writer.write_table(table)


def lying_list(path):
    """A list of very many values of which the footer knows nothing."""
    long_list(path)
    _tell_less(path)


def lying_size(path):
    """Texts that pack well, and a footer that has them come to a few bytes."""
    packed_parquet(path)
    _tell_less(path)


def hidden_prefixes(path):
    """Texts told by what they have in common with the one before, and a footer that hides it."""
    texts = pa.array(["9" * 50_000] * 2_000)
    table = pa.table({"社区代码": texts, "人数": pa.array([1] * 2_000)})
    encoding = {"社区代码": "DELTA_BYTE_ARRAY"}
    parquet.write_table(table, path, use_dictionary=False, column_encoding=encoding)
    footer, content = _footer(path)
    listed = footer.index(b"\x25")  # a list of two encodings: by prefix, and of levels
    listed = next(at for at in range(listed, len(footer)) if footer[at : at + 3] == b"\x25\x06\x0e")
    path.write_bytes(content + footer[: listed + 2] + b"\x00" + footer[listed + 3 :])


def _tell_less(path):
    """Exchange all large numbers of values and bytes in a footer for 1, written as long."""
    metadata = parquet.ParquetFile(path).metadata
    footer, content = _footer(path)
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for place in range(metadata.num_columns):
            column = group.column(place)
            for number in (column.num_values, column.total_uncompressed_size):
                if number > 100_000:
                    written = _varint(2 * number)
                    less = b"\x82" + b"\x80" * (len(written) - 2) + b"\x00"
                    footer = footer.replace(written, less)
    path.write_bytes(content + footer)
    told = parquet.ParquetFile(path).metadata.row_group(0)
    assert max(told.column(at).total_uncompressed_size for at in range(told.num_columns)) < 10_000


def _footer(path):
    """Part a Parquet file into its footer, with the size and mark behind it, and what is before."""
    content = path.read_bytes()
    (size,) = struct.unpack("<I", content[-8:-4])
    return content[-size - 8 :], content[: -size - 8]


def dictionary(path):
    """One huge text, listed once and meant in each row."""
    codes = pa.array(np.zeros(400_000, np.int32))
    values = pa.DictionaryArray.from_arrays(codes, pa.array(["9" * 20_000]))
    table = pa.table({"社区代码": values, "人数": pa.array(np.ones(400_000, np.int64))})
    if path.suffix == ".parquet":
        parquet.write_table(table, path)
    else:
        write_arrow(path, table)


def views(path):
    """Texts that are all views of the same long one."""
    view = struct.pack("<i4sii", 20_000, b"9999", 0, 0)
    rows = 400_000
    buffers = [None, pa.py_buffer(view * rows), pa.py_buffer(b"9" * 20_000)]
    column = pa.Array.from_buffers(pa.string_view(), rows, buffers)
    write_arrow(path, pa.table({"社区代码": column}))


def packed_arrow(path, rows=900_000, columns=5):
    """An Arrow file whose buffers unpack to much."""
    numbers = pa.array(np.zeros(rows, np.int64))
    more = {f"甲{at}": numbers for at in range(columns)}
    write_arrow(path, pa.table({"社区代码": pa.nulls(rows, pa.string()), **more}), "zstd")


def no_buffers(path):
    """Rows that take no room at all."""
    write_arrow(path, pa.table({"社区代码": pa.nulls(2_000_000)}))


def write_arrow(path, table, compression=None):
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.ipc.new_file(file, table.schema, options=options) as writer,
    ):
        writer.write_table(table)


def nested_shape(depth=200_000):
    header = struct.pack("<BII", 1, 7, 1)
    return header * depth + struct.pack("<BIdd", 1, 1, 103.5, 40.5)


def nested_layer(path):
    """A shape within a shape within a shape: GEOS goes down into each of them."""
    layer = make.squares()
    table = pa.table(layer.to_arrow(geometry_encoding="WKB"))
    shapes = pa.array([nested_shape(), nested_shape(3)], pa.binary())
    field = pa.field(
        "geometry", pa.binary(), metadata=table.schema.field("geometry").metadata or GEOARROW
    )
    table = table.set_column(table.schema.get_field_index("geometry"), field, shapes)
    (parquet.write_table if path.suffix == ".parquet" else write_arrow)(
        *((table, path) if path.suffix == ".parquet" else (path, table))
    )


GEOARROW = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": "{}"}


def cell(path):
    """One cell within quotes that never ends."""
    before = f'社区代码,人数\n"{CODE}",2\n' + f"{CODE},2\n" * 99_999
    path.write_text(f'{before}{CODE},"{"x" * 20_000_000}"\n', "utf-8")


def uneven_cell(path):
    """A row with too many cells, one of them longer than any."""
    path.write_text(
        f'社区代码,人数\n"{CODE}",2\n' + f"{CODE},2\n" * 99_999 + f"{CODE},2,{'x' * 200_000}\n",
        "utf-8",
    )


def last_cell(path):
    """A workbook with a cell at each end of the sheet."""
    make.write_xlsx(path, [["社区代码", "人数"], [CODE, "2"]])
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    _exchange(path, "sheet1", lambda xml: xml.replace(b"</sheetData>", far))


def shared_texts(path):
    """A workbook that lists more texts than it could have cells."""
    make.write_xlsx(path, [["社区代码", "人数"], [CODE, "2"]])
    texts = b"<si/>" * 1_200_000
    _exchange(path, "sharedStrings", lambda xml: xml.replace(b"</sst>", texts + b"</sst>"))


def lying_member(path):
    """A workbook whose sheet unpacks to more than the zip's table tells, with a checksum of less."""
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(3, 200_000))
    make.write_xlsx(path, [["社区代码", "人数"], [CODE, "2"]])
    _exchange(
        path, "sheet1", lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    )
    with zipfile.ZipFile(path) as archive:
        member = next(of for of in archive.infolist() if of.filename.endswith("sheet1.xml"))
        begin = archive.read(member)[:1_000]
    content = bytearray(path.read_bytes())
    entry = content.rindex(member.filename.encode()) - 46  # in the table at the end
    struct.pack_into("<I", content, entry + 16, zlib.crc32(begin))
    struct.pack_into("<I", content, entry + 24, len(begin))
    path.write_bytes(bytes(content))
    with zipfile.ZipFile(path) as archive:
        assert archive.read(member.filename) == begin


def _exchange(path, of, change):
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            meant = name.rpartition("/")[2].startswith(of)
            archive.writestr(name, change(content) if meant else content)


def far_cells(path):
    """An old workbook with cells far apart on several sheets."""
    far = [(0, 0, "社区代码"), (0, 1, "人数"), (1, 0, CODE), (1, 1, "2"), (65_535, 255, "x")]
    make.write_xls(path, cells=far, sheets=3)


def old_texts(path):
    """An old workbook whose cells all have the same long text, which goes on in other records."""
    text = "金" * 30_000
    content = struct.pack("<IIHB", 1, 1, len(text), 1) + text.encode("utf-16-le")
    parts = [
        content[:8_001],
        *(b"\x01" + content[at : at + 8_000] for at in range(8_001, len(content), 8_000)),
    ]
    before = make.record(0x00FC, parts[0]) + b"".join(make.record(0x003C, of) for of in parts[1:])
    cells = [(0, 0, "社区代码"), (0, 1, "人数")]
    cells += [(row, column, 0) for row in range(1, 300) for column in range(50)]
    make.write_xls(path, cells=cells, before=before)


def same_sheet(path):
    """An old workbook that lists one sheet of few cells, which lie far apart, many times."""
    far = [(0, 0, "社区代码"), (0, 1, "人数"), (60_000, 10, "x")]
    make.write_xls(path, cells=far, sheets=20)
    content = path.read_bytes()
    listed = [at for at in range(512, 4096) if content[at : at + 2] == b"\x85\0"]
    first = content[listed[0] + 4 : listed[0] + 8]
    for at in listed:
        content = content[: at + 4] + first + content[at + 8 :]
    path.write_bytes(content)


def loop(path):
    """An old workbook in which the last sector is followed by the first."""
    make.write_xls(path, [["社区代码", "人数"], [CODE, "2"]])
    content = bytearray(path.read_bytes())
    (table,) = struct.unpack_from("<i", content, 76)
    chain = (table + 1) * 512
    ends = [
        at for at in range(chain, chain + 512, 4) if content[at : at + 4] == b"\xfe\xff\xff\xff"
    ]
    struct.pack_into("<i", content, ends[0], 0)
    path.write_bytes(bytes(content))


def zips(path):
    """A zip of zips of zips."""
    content = bytes(2**20)
    for _ in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for at in range(10):
                archive.writestr(f"{at}.zip", content)
        content = packed.getvalue()
    path.write_bytes(content)


def swelling_zip(path):
    """A Shapefile that unpacks to much."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in ("shp", "shx", "dbf"):
            archive.writestr(f"a.{part}", bytes(30 * 2**20))


def deep_json(path):
    """Brackets in brackets."""
    deep = "[" * 300_000 + "]" * 300_000
    path.write_text(
        make.geojson_text([{"type": "Polygon", "coordinates": "?"}]).replace('"?"', deep)
    )


def coordinates(path):
    """One line of very many coordinates."""
    many = "[" + "[0,0]," * 3_000_000 + "[1,1]]"
    path.write_text(
        make.geojson_text([{"type": "LineString", "coordinates": "?"}]).replace('"?"', many)
    )


def deep_xml(path):
    """Folders in folders."""
    path.write_text("<kml><Document>" + "<Folder>" * 100_000, "utf-8")


def many_headers(path):
    """Placemarks each of which has texts of its own: as a table, nearly all of it is empty."""
    marks = "".join(f'<Placemark><Data name="{at}"/></Placemark>' for at in range(20_000))
    path.write_text(f"<kml>{marks}</kml>", "utf-8")


def wide_rows(path):
    """A table with few headers whose next rows have cells without end."""
    path.write_text(f"社区代码,人数\n{CODE},2\n" + (";,|\t" * 25_000 + "\n") * 5, "utf-8")


def pbf(path):
    """Streets whose only block holds a way with very many references."""
    texts = b"".join(_field(1, text) for text in (b"", b"highway", b"primary"))
    refs = b"\x02" + b"\x00" * 400_000
    way = b"\x08\x01" + _field(2, b"\x01") + _field(3, b"\x02") + _field(8, refs)
    block = _field(1, texts) + _field(2, _field(3, way))
    header = _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes")
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block))


def write_pbf(path, texts):
    """Write streets of one way with texts as tags, and as the source that the header names."""
    header = _field(4, b"OsmSchema-V0.6") + b"\x82\x01" + _varint(len(texts[0])) + texts[0]
    header += b"\x9a\x02" + _varint(len(texts[-1])) + texts[-1]  # where its changes are to be had
    strings = b"".join(_field(1, text) for text in (b"", b"highway", b"primary", b"url", *texts))
    tags = _field(2, b"\x01\x03") + _field(3, b"\x02\x04")
    block = _field(1, strings) + _field(2, _field(3, b"\x08\x01" + tags + _field(8, b"\x02\x02")))
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block))


def pbf_blocks(path):
    """Blocks of streets that unpack to much, with a few nodes in all of them together."""
    header = _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes")
    block = _field(1, _field(1, b"") + _field(1, b"x" * 8_000_000))
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block) * 4)


def lying_block(path):
    """A block of streets that unpacks to more than it says."""
    pbf_blocks(path)
    content = path.read_bytes()
    said = b"\x10" + _varint(8_000_008 + 2)
    at = content.index(b"OSMData")
    at = content.index(b"\x10", at)
    end = content.index(b"\x1a", at)
    assert len(said) == end - at
    path.write_bytes(content[:at] + b"\x10\x80\x80\x80\x01"[: end - at] + content[end:])


def _blob(kind, content):
    packed = zlib.compress(content, 9)
    blob = b"\x10" + _varint(len(content)) + _field(3, packed)
    header = _field(1, kind) + b"\x18" + _varint(len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _field(number, content):
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(number):
    octets = bytearray()
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])
